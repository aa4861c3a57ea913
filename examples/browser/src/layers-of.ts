import type { WeightReport } from '@tensorpress/core';

/** What became of the weights of one layer. */
export interface Layer {
  readonly name: string;
  /** Bytes of its weights in both files. */
  readonly before: number;
  readonly after: number;
  /** ‖after − before‖ / ‖before‖ of its weights together, in Frobenius norm. */
  readonly error: number;
  /** The codecs of its weights, and why others left them alone. */
  readonly codecs: readonly string[];
  readonly notes: readonly string[];
}

/**
 * What became of each layer: weights whose names have the same beginning, up to the last slash, belong together.
 * @param norms The Frobenius norm of each weight as it was, by name.
 */
export function layersOf(weights: readonly WeightReport[], norms: ReadonlyMap<string, number>): readonly Layer[] {
  const groups = new Map<string, WeightReport[]>();
  for (const weight of weights) {
    const name = weight.name.slice(0, Math.max(0, weight.name.lastIndexOf('/'))) || weight.name;
    groups.set(name, [...(groups.get(name) ?? []), weight]);
  }
  return [...groups].map(([name, group]) => ({
    name,
    before: sumOf(group, ({ before }) => before),
    after: sumOf(group, ({ after }) => after),
    error: errorOf(group, norms),
    codecs: unique(group.flatMap(({ codecs }) => (codecs ? [codecs] : []))),
    notes: unique(group.flatMap(({ notes }) => notes)),
  }));
}

/** The relative error of some weights together. */
export function errorOf(weights: readonly WeightReport[], norms: ReadonlyMap<string, number>): number {
  const squares = (of: (weight: WeightReport) => number) => sumOf(weights, (weight) => of(weight) ** 2);
  const normOf = ({ name }: WeightReport) => norms.get(name) ?? 0;
  // An error of 0 counts as such where the norm is not finite.
  const difference = squares((weight) => (weight.error === 0 ? 0 : weight.error * normOf(weight)));
  return difference === 0 ? 0 : Math.sqrt(difference / squares(normOf));
}

const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
