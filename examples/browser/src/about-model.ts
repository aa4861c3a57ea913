import { type Json, type JsonObject, type Model, sizeOf } from '@tensorpress/core';

/** How many weights a model has. */
export const weightCount = ({ weights }: Model): number =>
  Object.values(weights).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Whether two models have weights of the same names and shapes, so that one may have come from the other. */
export function sameWeights(a: Model, b: Model): boolean {
  const names = Object.keys(a.weights);
  return (
    names.length === Object.keys(b.weights).length &&
    names.every((name) => `${a.weights[name]?.shape}` === `${b.weights[name]?.shape}`)
  );
}

/** The name that a model has for itself, if it has one. */
export function nameInside({ topology }: Model): string | undefined {
  const inside = (value: Json | undefined, key: string): Json | undefined => (isObject(value) ? value[key] : undefined);
  const keras = inside(topology, 'modelTopology');
  const name = inside(inside(inside(keras, 'model_config') ?? keras, 'config'), 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** A name as part of the name of a file. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'model';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
