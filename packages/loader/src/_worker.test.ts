import { answerLoads } from './worker.ts';

answerLoads();
