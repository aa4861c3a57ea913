import test from 'ava';
import fc from 'fast-check';
import { codeLengths } from './code-lengths.ts';

const counts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 300 });

const costOf = (given: readonly number[], lengths: ArrayLike<number>) =>
  given.reduce((sum, count, i) => sum + count * lengths[i]!, 0);

const kraftSum = (lengths: Iterable<number>) => Array.from(lengths, (length) => 2 ** -length).reduce((a, b) => a + b);

/** The bits that Huffman's own algorithm needs: all the sums of two least weights. */
function huffmanCost(given: readonly number[]): number {
  const weights = [...given];
  let cost = 0;
  while (weights.length > 1) {
    weights.sort((a, b) => b - a);
    const pair = weights.pop()! + weights.pop()!;
    cost += pair;
    weights.push(pair);
  }
  return cost;
}

/** The fewest bits of any prefix code within a limit, by trying all lengths. */
function leastCost(given: readonly number[], limit: number): number {
  const visit = (i: number, room: number): number => {
    if (i === given.length) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (let length = 1; length <= limit; length++) {
      if (2 ** -length <= room) least = Math.min(least, given[i]! * length + visit(i + 1, room - 2 ** -length));
    }
    return least;
  };
  return visit(0, 1);
}

test('the lengths of codes fill the code space exactly and keep to the limit', (t) => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 9, max: 24 }), (given, limit) => {
      const lengths = codeLengths(given, limit);
      t.is(kraftSum(lengths), 1);
      t.true(lengths.every((length) => length >= 1 && length <= limit));
    }),
    { seed: 1 },
  );
});

test('codes without a tight limit cost what Huffman’s algorithm says', (t) => {
  fc.assert(
    fc.property(counts, (given) => t.is(costOf(given, codeLengths(given, 30)), huffmanCost(given))),
    { seed: 2 },
  );
});

test('no other code within the limit costs less', (t) => {
  const few = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(few, fc.integer({ min: 3, max: 4 }), (given, limit) =>
      t.is(costOf(given, codeLengths(given, limit)), leastCost(given, limit)),
    ),
    { seed: 3 },
  );
});

test('a more frequent symbol never has a longer code', (t) => {
  fc.assert(
    fc.property(counts, (given) => {
      const lengths = codeLengths(given, 12);
      const order = given.map((_, i) => i).sort((a, b) => given[a]! - given[b]!);
      t.true(
        order.every(
          (symbol, i) =>
            i === 0 || given[symbol] === given[order[i - 1]!] || lengths[symbol]! <= lengths[order[i - 1]!]!,
        ),
      );
    }),
    { seed: 4 },
  );
});

test('a single symbol needs no bits', (t) => {
  t.deepEqual([...codeLengths([7], 12)], [0]);
});

test('more symbols than codes are refused', (t) => {
  t.throws(() => codeLengths([1, 1, 1, 1, 1], 2), { instanceOf: RangeError });
});
