import { normal, random, sizeOf, type Tensor } from '@tensorpress/core';
import { type Check, check } from './check.ts';
import { alike } from './compare.ts';
import { type AnyCodec, decodeAs, encodeInPlace } from './run-codec.ts';

/** A matrix, or where a codec takes none the kernel of a convolution. */
const SHAPES: readonly (readonly number[])[] = [
  [96, 128],
  [3, 3, 32, 40],
];

/** The checks that training from scratch begins with weights of the variance that they were to have. */
export function initialiseChecks<Options>(codec: AnyCodec<Options>, label: string, options: Options): Check[] {
  if (!codec.initialise) return [];
  const shape = SHAPES.find((shape) => typeof codec.plan({ dtype: 'f32', shape }, options) !== 'string') ?? [];
  const initialised = async (tensor: Tensor, seed: number) => {
    const node = await encodeInPlace(codec, tensor, options, { seed, fresh: true });
    check(typeof node !== 'string', `is not initialised: ${node}`);
    return node;
  };
  return [
    {
      title: `${label}: initialises to weights as varied as those given`,
      run: async () => {
        for (const deviation of [0.01, 1]) {
          const tensor = normals(shape, deviation);
          const data = Array.from((await decodeAs(codec, await initialised(tensor, 1), tensor)).data);
          const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
          const found = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length);
          const ratio = found / deviation;
          check(ratio > 0.7 && ratio < 1.4, `the deviation is ${ratio} times that of the weights given`);
          check(Math.abs(mean) < 0.3 * deviation, `the mean is ${mean / deviation} deviations`);
        }
      },
    },
    {
      title: `${label}: initialises by the seed alone`,
      run: async () => {
        const tensor = normals(shape, 0.1);
        const node = await initialised(tensor, 1);
        check(alike(await initialised(tensor, 1), node), 'gives other parts or another header the second time');
        check(!alike(await initialised(tensor, 2), node), 'gives the same for another seed');
      },
    },
  ];
}

function normals(shape: readonly number[], deviation: number): Tensor {
  const next = random(5);
  return {
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => deviation * normal(next)),
  };
}
