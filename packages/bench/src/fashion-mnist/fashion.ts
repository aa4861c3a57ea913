import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Digits, parseIdx, pixels } from '@tensorpress/example-mnist';

/** Where Debian's package puts the data. */
const installed = new URL('file:///usr/share/datasets/fashion-mnist/');

const files = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
} as const;

/**
 * Reads Fashion-MNIST in the shape of MNIST: 60,000 pictures of clothes to train on, or 10,000 to test, in ten classes of the same
 * size. Pixels are divided by 255 and nothing else is done to them.
 * @throws Error if the files are not there, with what to install, or are of another size.
 * @see Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", 2017
 */
export function readFashion(split: 'train' | 'test', folder: URL = installed): Digits {
  const { images, labels } = files[split];
  const { shape, data } = parseIdx(read(new URL(images, folder)), 3);
  const { data: classes } = parseIdx(read(new URL(labels, folder)), 1);
  const [count = 0, height = 0, width = 0] = shape;
  if (height * width !== pixels || classes.length !== count) {
    throw new Error(`fashion-mnist: there must be 28 × 28 pixels and a label for each of ${count} pictures`);
  }
  const other = classes.find((label) => label > 9);
  if (other !== undefined) throw new Error(`fashion-mnist: labels must be at most 9, not ${other}`);
  return { count, images: Float32Array.from(data, (value) => value / 255), labels: classes };
}

function read(file: URL): Uint8Array {
  try {
    return gunzipSync(readFileSync(file));
  } catch (cause) {
    throw new Error(
      `fashion-mnist: ${file.pathname} cannot be read; \`apt install dataset-fashion-mnist\` puts it there`,
      {
        cause,
      },
    );
  }
}
