import type { Json, JsonObject } from '@tensorpress/core';

export const isArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What JSON keeps of a value, as a value of its own; `undefined` if that is no object. */
export function toJsonObject(value: unknown): JsonObject | undefined {
  const copy: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  return isObject(copy) ? copy : undefined;
}
