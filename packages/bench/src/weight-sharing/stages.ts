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
      return factored(places);
    case 'deepthin':
      return laidOut(places);
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
 * Two factors of each kernel, of ranks as equal as the parameters of the network allow: with those of each layer alone the last one would
 * be of rank 1, and ten digits on one line. What is left is for the first layer.
 */
function factored(places: readonly Place[]): Stage[] {
  const each = ({ inputs, units }: Place) => inputs + units;
  const ranksFor = (rank: number) =>
    places.map((place) => Math.min(rank, Math.ceil((place.inputs * place.units) / each(place)) - 1));
  const total = places.reduce((sum, { weights }) => sum + weights, 0);
  const leftBy = (ranks: readonly number[]) =>
    total - places.reduce((sum, place, i) => sum + ranks[i]! * each(place), 0);
  let rank = 1;
  while (leftBy(ranksFor(rank + 1)) >= 0 && rank < places[0]!.inputs) rank++;
  const ranks = ranksFor(rank);
  ranks[0]! += Math.max(0, Math.floor(leftBy(ranks) / each(places[0]!)));
  return places.map(({ kernel }, i) => use(deepthin, { rank: ranks[i]!, width: 'rows' }, { where: kernel }));
}

/** Factors that are laid out anew. Where a layer has no room for the least there is, the first one gives what is missing. */
function laidOut(places: readonly Place[]): Stage[] {
  let missing = 0;
  return places
    .toReversed()
    .map(({ inputs, units, weights, kernel }) => {
      const least = 2 * Math.sqrt(inputs * units);
      const own = weights - missing;
      missing = Math.max(0, least - own);
      return use(deepthin, { ratio: Math.max(own, least) / (inputs * units) }, { where: kernel });
    })
    .reverse();
}
