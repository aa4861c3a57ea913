import { matching, or, type Stage, use, type Where } from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { hashnet } from '@tensorpress/hashnet';
import { multiHash } from '@tensorpress/multi-hash';
import { budgetOf, type Layer, layersOf } from './budgets.ts';
import type { DigitCell } from './cells.ts';
import { fixedFactor } from './fixed-factor.ts';
import { randomEdges } from './random-edges.ts';

interface Place extends Layer {
  readonly kernel: Where;
  readonly bias: Where;
  /** What its parameters leave to the kernel, if the bias is stored. */
  readonly weights: number;
}

/** The stages that give a fresh network the form in which it is trained; none for networks that are dense to begin with. */
export function stagesOf(cell: DigitCell): Stage[] {
  const places = layersOf(cell).map((layer, i) => ({
    ...layer,
    kernel: matching(`dense${i + 1}/kernel`),
    bias: matching(`dense${i + 1}/bias`),
    weights: layer.budget - layer.units,
  }));
  switch (cell.method) {
    case 'hashnet':
      return places.map(hashed);
    case 'random-edges':
      return places.map(({ weights, kernel }) => use(randomEdges, { edges: weights }, { where: kernel }));
    case 'fixed-factor':
      return places.map(({ weights, units, kernel }) =>
        use(fixedFactor, { rank: Math.max(1, Math.floor(weights / units)) }, { where: kernel }),
      );
    case 'factors':
      return factored(places, ({ inputs, units }) => [inputs, inputs + units]);
    case 'deepthin':
      return factored(places, ({ inputs, units }) => [undefined, 2 * Math.sqrt(inputs * units)]);
    case 'multi-hash': {
      const size = places.reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);
      // Each weight has a scale beside the pool.
      const rank = Math.floor((budgetOf(cell) - 2 * places.length) / (2 * Math.ceil(Math.sqrt(size))));
      return [use(multiHash, { rank }, { where: () => true })];
    }
    case 'prune':
    case 'dense':
      return [];
  }
}

/** Ten biases would take more bytes in a bucket than they do alone, so those of the last layer stay as they are. */
function hashed(
  { inputs, units, budget, weights, kernel, bias }: Place,
  i: number,
  { length }: readonly Place[],
): Stage {
  if (i === length - 1) return use(hashnet, { buckets: weights }, { where: kernel });
  // As many buckets as weights would be no smaller.
  const buckets = Math.min(budget, inputs * units - 100);
  return use(hashnet, { buckets, bias: true }, { where: or(kernel, bias) });
}

/**
 * Factors of the highest rank that the parameters of a network allow. The last layer has a rank of 1 at least, at the expense of
 * the first one.
 * @param form The auxiliary width, if it is given, and the parameters of a rank.
 */
function factored(places: readonly Place[], form: (place: Place) => readonly [number | undefined, number]): Stage[] {
  let missing = 0;
  return places
    .toReversed()
    .map((place) => {
      const [width, each] = form(place);
      const weights = place.weights - missing;
      const rank = Math.max(1, Math.floor(weights / each));
      missing = Math.max(0, rank * each - weights);
      const options =
        width === undefined ? { ratio: Math.max(weights, each) / (place.inputs * place.units) } : { rank, width };
      return use(deepthin, options, { where: place.kernel });
    })
    .reverse();
}
