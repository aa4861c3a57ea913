export { octaves } from '@acme/octaves';
