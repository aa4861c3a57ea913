import { normal, random } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { type Decomposition, decompose } from './decompose.ts';
import type { KernelSides } from './kernel-sides.ts';
import { type Ranks, withinSides } from './ranks.ts';

const square = (data: Iterable<number>): number => {
  let sum = 0;
  for (const value of data) sum += value ** 2;
  return sum;
};

const normals = (length: number, seed: number): Float32Array => {
  const next = random(seed);
  return Float32Array.from({ length }, () => normal(next));
};

/** The kernel [places, inputs, outputs] of a decomposition, as the definition has it. */
function composed({ u, core, v, ranks: [r, s] }: Decomposition, { places, inputs, outputs }: KernelSides) {
  const kernel = new Float64Array(places * inputs * outputs);
  for (let at = 0; at < kernel.length; at++) {
    const [o, i, place] = [at % outputs, Math.floor(at / outputs) % inputs, Math.floor(at / outputs / inputs)];
    for (let a = 0; a < r; a++) {
      for (let b = 0; b < s; b++) kernel[at]! += u[i * r + a]! * core[(place * r + a) * s + b]! * v[b * outputs + o]!;
    }
  }
  return kernel;
}

const errorOf = (kernel: Float32Array, found: Decomposition, sides: KernelSides): number => {
  const near = composed(found, sides);
  return Math.sqrt(square(kernel.map((value, at) => value - near[at]!)));
};

/** The singular values of the unfolding of a kernel that has a row for each input, or output. */
async function spectrum(kernel: Float32Array, { inputs, outputs }: KernelSides, mode: 0 | 1) {
  const size = [inputs, outputs][mode]!;
  const rows = new Float32Array(kernel.length);
  const width = kernel.length / size;
  for (let at = 0; at < kernel.length; at++) {
    const [o, i, place] = [at % outputs, Math.floor(at / outputs) % inputs, Math.floor(at / outputs / inputs)];
    rows[mode === 0 ? i * width + place * outputs + o : o * width + place * inputs + i] = kernel[at]!;
  }
  return (await svd({ data: rows, m: size, n: width })).s;
}

const cases = fc.record({
  places: fc.integer({ min: 2, max: 9 }),
  inputs: fc.integer({ min: 1, max: 12 }),
  outputs: fc.integer({ min: 1, max: 12 }),
  ranks: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
  seed: fc.nat(1e6),
});

const sidesOf = ({ places, inputs, outputs }: { places: number; inputs: number; outputs: number }): KernelSides => ({
  window: [places],
  places,
  inputs,
  outputs,
});

test('the error is between the larger tail of singular values and the root of the sum of the squares of both', async (t) => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ ranks: wanted, seed, ...sizes }) => {
      const sides = sidesOf(sizes);
      const ranks = withinSides(sides, wanted);
      const kernel = normals(sides.places * sides.inputs * sides.outputs, seed);
      const error = errorOf(kernel, await decompose(kernel, sides, ranks), sides);
      const tails = await Promise.all(
        ([0, 1] as const).map(async (mode) => square((await spectrum(kernel, sides, mode)).subarray(ranks[mode]))),
      );
      const rounding = 1e-5 * Math.sqrt(square(kernel));
      t.true(error <= Math.sqrt(tails[0]! + tails[1]!) + rounding);
      t.true(error >= Math.sqrt(Math.max(...tails)) - rounding);
    }),
    { seed: 1, numRuns: 60 },
  );
});

/** The projection on the leading singular vectors of both unfoldings: where the iteration begins. */
async function truncated(kernel: Float32Array, sides: KernelSides, [r, s]: Ranks): Promise<number> {
  const { inputs, outputs } = sides;
  const whole = await decompose(kernel, sides, [inputs, outputs]);
  // At full ranks nothing is iterated for, and columns are the singular vectors themselves.
  const [left, right] = whole.ranks;
  const core = whole.core.filter((_, at) => at % right < s && Math.floor(at / right) % left < r);
  return Math.sqrt(Math.max(0, square(kernel) - square(core)));
}

test('iterating never makes the error larger than that of the leading singular vectors, and mostly makes it smaller', async (t) => {
  let smaller = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ ranks: wanted, seed, ...sizes }) => {
      const sides = sidesOf(sizes);
      const kernel = normals(sides.places * sides.inputs * sides.outputs, seed);
      const ranks = withinSides(sides, wanted);
      const error = errorOf(kernel, await decompose(kernel, sides, ranks), sides);
      const before = await truncated(kernel, sides, ranks);
      t.true(error <= before + 1e-5 * Math.sqrt(square(kernel)), `${error} is above ${before}`);
      if (error < before * 0.9999) smaller++;
    }),
    { seed: 2, numRuns: 60 },
  );
  t.true(smaller > 20, `${smaller} of 60`);
});

test('full ranks are exact', async (t) => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, ...sizes }) => {
      const sides = sidesOf(sizes);
      const kernel = normals(sides.places * sides.inputs * sides.outputs, seed);
      const found = await decompose(kernel, sides, withinSides(sides, [sides.inputs, sides.outputs]));
      t.true(errorOf(kernel, found, sides) <= 1e-5 * Math.sqrt(square(kernel)));
    }),
    { seed: 3, numRuns: 40 },
  );
});

test('a kernel of low ranks has those, whatever is asked for, and is exact', async (t) => {
  const sides = sidesOf({ places: 9, inputs: 14, outputs: 10 });
  const low: Decomposition = {
    u: normals(14 * 3, 1),
    core: normals(9 * 3 * 4, 2),
    v: normals(4 * 10, 3),
    ranks: [3, 4],
    norm: 0,
  };
  const kernel = Float32Array.from(composed(low, sides));
  for (const choice of [[8, 9], { energy: 0.999999999 }, 'vbmf'] as const) {
    const found = await decompose(kernel, sides, choice);
    t.deepEqual(found.ranks, [3, 4]);
    t.true(errorOf(kernel, found, sides) <= 1e-5 * Math.sqrt(square(kernel)));
  }
});

test('an energy takes the least ranks that hold it in each unfolding', async (t) => {
  const sides = sidesOf({ places: 4, inputs: 9, outputs: 13 });
  const kernel = normals(4 * 9 * 13, 5);
  for (const energy of [0.1, 0.5, 0.9]) {
    const { ranks } = await decompose(kernel, sides, { energy });
    for (const mode of [0, 1] as const) {
      const values = await spectrum(kernel, sides, mode);
      const held = (count: number) => square(values.subarray(0, count)) / square(values);
      t.true(held(ranks[mode]) >= energy);
      t.true(held(ranks[mode] - 1) < energy);
    }
  }
});

test('columns of u and rows of v are orthonormal, and nothing of the core is lost', async (t) => {
  const sides = sidesOf({ places: 3, inputs: 8, outputs: 6 });
  const kernel = normals(3 * 8 * 6, 6);
  const { u, core, v, ranks, norm } = await decompose(kernel, sides, [4, 3]);
  t.deepEqual(ranks, [4, 3]);
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < 4; b++) {
      let dot = 0;
      for (let i = 0; i < 8; i++) dot += u[i * 4 + a]! * u[i * 4 + b]!;
      t.true(Math.abs(dot - (a === b ? 1 : 0)) < 1e-6);
    }
  }
  for (let a = 0; a < 3; a++) t.true(Math.abs(square(v.subarray(a * 6, a * 6 + 6)) - 1) < 1e-6);
  t.true(Math.abs(norm - Math.sqrt(square(kernel))) < 1e-4);
  const error = errorOf(kernel, { u, core, v, ranks, norm }, sides);
  t.true(Math.abs(error ** 2 - (square(kernel) - square(core))) < 1e-3);
});
