import { normal, randomFor, rootMeanSquare } from '@tensorpress/core';
import { type Matrix, matMul } from '@tensorpress/linalg';
import { coreSize, coresOf, type TensorTrainHeader } from './layout.ts';
import type { Train } from './train.ts';

/**
 * Random cores, normally distributed and of one variance, of a matrix with the mean square of a weight. They depend on the weight and the
 * seed, so that no two layers begin alike.
 */
export async function draw(weight: Float32Array, header: TensorTrainHeader, seed: number): Promise<Train> {
  const next = randomFor(weight, seed);
  const shapes = coresOf(header);
  const cores = shapes.map((shape) => Float64Array.from({ length: coreSize(shape) }, () => normal(next)));
  const size = shapes.reduce((product, { m, n }) => product * m * n, 1);
  const found = Math.sqrt((await squareOf(cores, header)) / size);
  const scale = (rootMeanSquare(weight) / found) ** (1 / cores.length);
  return { cores: cores.map((core) => core.map((value) => value * scale)), ranks: header.ranks };
}

/** The sum of the squares of the matrix that cores make up: of products of the cores with themselves, one after the other. */
async function squareOf(cores: readonly Float64Array[], header: TensorTrainHeader): Promise<number> {
  let products: Matrix = { data: Float64Array.of(1), m: 1, n: 1 };
  for (const [k, { left, m, n, right }] of coresOf(header).entries()) {
    const data = cores[k]!;
    const weighted = await matMul(products, { data, m: left, n: m * n * right });
    products = await matMul(
      { ...weighted, m: left * m * n, n: right },
      { data, m: left * m * n, n: right },
      { transposeA: true },
    );
  }
  return products.data[0]!;
}
