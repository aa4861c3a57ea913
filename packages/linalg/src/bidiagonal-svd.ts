import { type Arena, type Block, part } from './arena.ts';
import { secularRoot } from './secular.ts';

/** Singular values and vectors of a bidiagonal matrix [n, n]; vectors are rows. */
export interface BidiagonalSvd {
  readonly values: Float64Array;
  /** Row of each value, largest first. */
  readonly order: Int32Array;
  /** [n, n]; absent unless asked for. */
  readonly left: Block | undefined;
  /** [n + 1, n + 1], of which the last row and column are of no use. */
  readonly right: Block;
}

const EPSILON = 2 ** -53;

/**
 * Divide and conquer: a row is taken out, the two halves are decomposed, and the row is put back by a secular equation.
 * @see Gu, Eisenstat, "A divide-and-conquer algorithm for the bidiagonal SVD", SIAM J. Matrix Anal. Appl. 16, 1995
 * @param above What is beside the diagonal, as long as it, the last entry zero.
 */
export function bidiagonalSvd(
  arena: Arena,
  diagonal: Float64Array,
  above: Float64Array,
  { left: wantsLeft }: { readonly left: boolean },
): BidiagonalSvd {
  const n = diagonal.length;
  const values = new Float64Array(n);
  const left = wantsLeft ? arena.block(n, n) : undefined;
  const right = arena.block(n + 1, n + 1);
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(diagonal[i]!), Math.abs(above[i]!));
  const mark = arena.mark();
  const merging = merger(arena, n, norm || 1, values, left, right);

  /** Decomposes rows from `low` on, and columns, of which there is one more; gives rows of values in ascending order. */
  const decompose = (low: number, size: number): Int32Array => {
    if (size === 0) {
      arena.f64(part(right, low, low).at, 1)[0] = 1;
      return new Int32Array();
    }
    const half = size >> 1;
    const middle = low + half;
    const first = decompose(low, half);
    const second = decompose(middle + 1, size - half - 1);
    return merging(low, middle, size, diagonal[middle]!, above[middle]!, first, second);
  };

  const order = decompose(0, n).reverse();
  if (norm === 0) values.fill(0);
  arena.release(mark);
  return { values, order, left, right };
}

type Merge = (
  low: number,
  middle: number,
  size: number,
  alpha: number,
  beta: number,
  first: Int32Array,
  second: Int32Array,
) => Int32Array;

/** Rows of the first half only, of both, and of the second half only. */
const TOP = 0;
const DENSE = 1;
const BOTTOM = 2;

function merger(
  arena: Arena,
  n: number,
  norm: number,
  values: Float64Array,
  left: Block | undefined,
  right: Block,
): Merge {
  const halves = [arena.block(n, Math.ceil((n + 1) / 2)), arena.block(n, Math.ceil((n + 1) / 2) + 1)] as const;
  const saved = arena.block(n, n + 1);
  const weightsOfLeft = arena.block(n, n);
  const weightsOfRight = arena.block(n, n);
  const all = arena.f64(0, arena.memory.buffer.byteLength / 8);
  const rowOf = (block: Block, i: number, j: number) => block.at / 8 + i * block.row + j;

  const poles = new Float64Array(n);
  const z = new Float64Array(n);
  const squares = new Float64Array(n);
  const refined = new Float64Array(n);
  const entries = new Float64Array(n);
  const kinds = new Uint8Array(n);
  const places = new Int32Array(n);

  /** Replaces rows p and q by c·q + s·p and c·p − s·q, as rows q and p. */
  const rotate = (block: Block, p: number, q: number, low: number, width: number, c: number, s: number): void => {
    let x = rowOf(block, p, low);
    let y = rowOf(block, q, low);
    for (const end = x + width; x < end; x++, y++) {
      const [xs, ys] = [all[x]!, all[y]!];
      all[y] = c * ys + s * xs;
      all[x] = c * xs - s * ys;
    }
  };

  /** Rows of a block become combinations of those that are kept; those that are deflated come after. */
  const combine = (
    block: Block,
    weights: Block,
    kept: readonly number[],
    deflated: readonly number[],
    ranges: { low: number; middle: number; width: number; counts: readonly [number, number, number] },
  ): void => {
    const { low, middle, width, counts } = ranges;
    const k = kept.length;
    const topWidth = middle + 1 - low;
    const bottomWidth = width - topWidth;
    for (let q = 0; q < k; q++) {
      const place = places[q]!;
      const from = rowOf(block, kept[q]!, low);
      if (place < counts[TOP] + counts[DENSE]) {
        all.copyWithin(rowOf(halves[0], 0, place * topWidth), from, from + topWidth);
      }
      if (place >= counts[TOP]) {
        all.copyWithin(rowOf(halves[1], 0, (place - counts[TOP]) * bottomWidth), from + topWidth, from + width);
      }
    }
    deflated.forEach((row, q) => {
      all.copyWithin(rowOf(saved, q, 0), rowOf(block, row, low), rowOf(block, row, low) + width);
    });
    arena.multiply(
      weights,
      { at: halves[0].at, row: topWidth },
      part(block, low, low),
      k,
      counts[TOP] + counts[DENSE],
      topWidth,
    );
    if (bottomWidth > 0) {
      arena.multiply(
        part(weights, 0, counts[TOP]),
        { at: halves[1].at, row: bottomWidth },
        part(block, low, middle + 1),
        k,
        counts[DENSE] + counts[BOTTOM],
        bottomWidth,
      );
    }
    deflated.forEach((_, q) => {
      all.copyWithin(rowOf(block, low + k + q, low), rowOf(saved, q, 0), rowOf(saved, q, 0) + width);
    });
  };

  return (low, middle, size, alpha, beta, first, second) => {
    const end = low + size;
    if (left) all[rowOf(left, middle, middle)] = 1;

    // What is left of the row once it is put back: its entry in a combination of the two null vectors, and the rest of them.
    const x = alpha * all[rowOf(right, middle, middle)]!;
    const y = beta * all[rowOf(right, end, middle + 1)]!;
    const corner = Math.hypot(x, y);
    const c = corner > 0 ? x / corner : 1;
    const s = corner > 0 ? y / corner : 0;
    for (let j = low; j <= end; j++) {
      const [dense, none] = [rowOf(right, middle, j), rowOf(right, end, j)];
      const value = all[j <= middle ? dense : none]!;
      all[dense] = (j <= middle ? c : s) * value;
      all[none] = (j <= middle ? -s : c) * value;
    }

    // In ascending order, after the pole at zero of the row that is put back.
    const rows = [middle];
    const joined = [...first, ...second].sort((p, q) => values[p]! - values[q]! || p - q);
    let most = Math.max(Math.abs(alpha), Math.abs(beta));
    for (const row of joined) {
      rows.push(row);
      most = Math.max(most, values[row]!);
      entries[row] =
        row < middle ? alpha * all[rowOf(right, row, middle)]! : beta * all[rowOf(right, row, middle + 1)]!;
      kinds[row] = row < middle ? TOP : BOTTOM;
    }
    const tolerance = Math.max(8 * EPSILON * most, norm * 2 ** -70);
    kinds[middle] = DENSE;
    values[middle] = 0;
    entries[middle] = Math.max(corner, tolerance);

    const kept = [middle];
    const deflated: number[] = [];
    for (const row of joined) {
      const before = kept.at(-1)!;
      if (Math.abs(entries[row]!) <= tolerance) {
        deflated.push(row);
      } else if (before !== middle && values[row]! - values[before]! <= tolerance) {
        const length = Math.hypot(entries[before]!, entries[row]!);
        const c = entries[row]! / length;
        const s = entries[before]! / length;
        if (left) rotate(left, before, row, low, size, c, s);
        rotate(right, before, row, low, size + 1, c, s);
        entries[row] = length;
        if (kinds[row] !== kinds[before]) kinds[row] = DENSE;
        deflated.push(before);
        kept[kept.length - 1] = row;
      } else {
        kept.push(row);
      }
    }

    const k = kept.length;
    const counts: [number, number, number] = [0, 0, 0];
    for (const row of kept) counts[kinds[row]! as 0 | 1 | 2]++;
    const next = [0, counts[TOP], counts[TOP] + counts[DENSE]];
    kept.forEach((row, q) => {
      places[q] = next[kinds[row]!]!++;
      poles[q] = values[row]!;
      z[q] = entries[row]!;
      squares[q] = z[q]! * z[q]!;
    });
    if (k > 1) poles[1] = Math.max(poles[1]!, tolerance / 2);

    const found = solve(k);
    const ranges = { low, middle, counts };
    if (left) combine(left, weightsOfLeft, kept, deflated, { ...ranges, width: size });
    combine(right, weightsOfRight, kept, deflated, { ...ranges, width: size + 1 });
    const rest = deflated.map((row) => values[row]!);
    values.set(found, low);
    values.set(rest, low + k);
    return Int32Array.from({ length: size }, (_, i) => low + i).sort((p, q) => values[p]! - values[q]! || p - q);
  };

  /** Solves the secular equation of `count` poles; leaves vectors in the weights, in the places of rows. */
  function solve(count: number): Float64Array {
    const found = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const { origin, offset } = secularRoot(poles, squares, count, i, arena.f64(part(weightsOfRight, i, 0).at, count));
      const pole = poles[origin]!;
      found[i] = pole + offset / (pole + Math.sqrt(pole * pole + offset));
    }
    // The entries of which the roots are exact, so that vectors are orthogonal.
    refined.fill(1, 0, count);
    for (let i = 0; i < count - 1; i++) {
      const differences = all.subarray(rowOf(weightsOfRight, i, 0), rowOf(weightsOfRight, i, count));
      const [pole, upper] = [poles[i]!, poles[i + 1]!];
      for (let j = 0; j <= i; j++) {
        const gap = (poles[j]! - upper) * (poles[j]! + upper);
        refined[j] = refined[j]! * (differences[j]! / gap);
      }
      for (let j = i + 1; j < count; j++) {
        const gap = (poles[j]! - pole) * (poles[j]! + pole);
        refined[j] = refined[j]! * (differences[j]! / gap);
      }
    }
    for (let j = 0; j < count; j++) {
      const size = Math.sqrt(Math.abs(refined[j]! * all[rowOf(weightsOfRight, count - 1, j)]!));
      refined[j] = z[j]! < 0 ? -size : size;
    }
    const vector = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const at = rowOf(weightsOfRight, i, 0);
      const leftAt = at + (weightsOfLeft.at - weightsOfRight.at) / 8;
      let sum = 0;
      let leftSum = 1;
      for (let j = 0; j < count; j++) {
        const entry = refined[j]! / all[at + j]!;
        vector[j] = entry;
        sum += entry * entry;
        const other = poles[j]! * entry;
        leftSum += other * other;
      }
      const scale = 1 / Math.sqrt(sum);
      const leftScale = 1 / Math.sqrt(leftSum);
      for (let j = 0; j < count; j++) {
        const place = places[j]!;
        all[at + place] = vector[j]! * scale;
        if (left) all[leftAt + place] = j === 0 ? -leftScale : poles[j]! * vector[j]! * leftScale;
      }
    }
    return found;
  }
}
