import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { readFashion } from './fashion.ts';

const uint32 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const idx = (shape: number[], data: Uint8Array) =>
  gzipSync(Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap(uint32), ...data]));

async function folderWith(t: ExecutionContext, shape: number[], labels: number[]): Promise<URL> {
  const path = await mkdtemp(join(tmpdir(), 'fashion-'));
  t.teardown(() => rm(path, { recursive: true }));
  const pixels = Uint8Array.from({ length: shape.reduce((product, size) => product * size) }, (_, i) => i % 256);
  await writeFile(join(path, 't10k-images-idx3-ubyte.gz'), idx(shape, pixels));
  await writeFile(join(path, 't10k-labels-idx1-ubyte.gz'), idx([labels.length], Uint8Array.from(labels)));
  return pathToFileURL(`${path}/`);
}

test('pictures have pixels in 0…1, row by row, and a label each', async (t) => {
  const { count, images, labels } = readFashion('test', await folderWith(t, [3, 28, 28], [9, 0, 4]));
  t.is(count, 3);
  t.is(images.length, 3 * 784);
  t.deepEqual([...labels], [9, 0, 4]);
  t.deepEqual([...images.subarray(254, 258)], [...Float32Array.of(254 / 255, 1, 0, 1 / 255)]);
});

test('pictures of another size, missing labels and labels of no class are refused', async (t) => {
  const refuse = async (shape: number[], labels: number[], message: RegExp) => {
    const folder = await folderWith(t, shape, labels);
    t.throws(() => readFashion('test', folder), { message });
  };
  await refuse([2, 28, 27], [1, 2], /there must be 28 × 28 pixels/);
  await refuse([2, 28, 28], [1], /a label for each of 2 pictures/);
  await refuse([2, 28, 28], [1, 10], /labels must be at most 9, not 10/);
});

test('where there are no files it is said what to install', (t) => {
  t.throws(() => readFashion('train', new URL('file:///nowhere/')), {
    message: /train-images-idx3-ubyte\.gz cannot be read; `apt install dataset-fashion-mnist`/,
  });
});
