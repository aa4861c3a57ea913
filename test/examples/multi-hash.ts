export { fresh as net } from './given.ts';
