import type { MaybePromise } from '@tensorpress/core';

/** What remembers answers of teachers: a `Map`, or `answerFolder`. */
export interface AnswerStore {
  get(key: string): MaybePromise<Float32Array | undefined>;
  set(key: string, answers: Float32Array): MaybePromise<unknown>;
}

/** Whether this has the functions of one. */
export const isAnswerStore = (value: unknown): value is AnswerStore =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'get') === 'function' &&
  typeof Reflect.get(value, 'set') === 'function';
