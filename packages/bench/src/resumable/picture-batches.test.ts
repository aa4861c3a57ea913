import * as tf from '@tensorflow/tfjs';
import type { Digits } from '@tensorpress/example-mnist';
import test from 'ava';
import { type PictureOptions, pictureBatches } from './picture-batches.ts';

test.before(() => tf.setBackend('cpu'));

const COUNT = 10;
/** Pictures of one shade each, by which their labels can be told. */
const digits: Digits = {
  count: COUNT,
  images: Float32Array.from({ length: COUNT * 784 }, (_, i) => Math.floor(i / 784)),
  labels: Uint8Array.from({ length: COUNT }, (_, i) => 9 - i),
};

/** Of each batch the first pixel of each picture, and the classes. */
function seen(options: Partial<PictureOptions>, epoch = 0, shape: number[] = [784]) {
  const model = tf.sequential({ layers: [tf.layers.activation({ activation: 'linear', inputShape: shape })] });
  const batches = [...pictureBatches(model, digits, { batchSize: 3, seed: 1, ...options }, epoch)];
  return batches.map(({ xs, ys }) => ({
    shape: xs.shape,
    pixels: [...xs.dataSync()].filter((_, i) => i % 784 === 0),
    classes: [...ys.argMax(1).dataSync()],
  }));
}

test('batches are full, have each picture once at most, and its own class beside it', (t) => {
  for (const shape of [[784], [28, 28, 1]]) {
    const batches = seen({}, 0, shape);
    t.deepEqual(
      batches.map(({ shape }) => shape),
      Array.from({ length: 3 }, () => [3, ...shape]),
    );
    const pixels = batches.flatMap(({ pixels }) => pixels);
    t.is(new Set(pixels).size, 9);
    t.deepEqual(
      batches.flatMap(({ classes }) => classes),
      pixels.map((shade) => 9 - shade),
    );
  }
});

test('the order depends on seed and epoch, and on nothing else', (t) => {
  t.deepEqual(seen({}), seen({}));
  t.notDeepEqual(seen({}, 1), seen({}));
  t.notDeepEqual(seen({ seed: 2 }), seen({}));
});

test('pictures are changed as is asked for, by numbers that depend on seed and epoch', (t) => {
  const change: PictureOptions['change'] = (picture, to, next) => to.set(picture.map((shade) => shade + next()));
  const fractions = (epoch: number) =>
    seen({ change }, epoch).flatMap(({ pixels }) => pixels.map((pixel) => pixel - Math.floor(pixel)));
  t.is(new Set(fractions(0)).size, 9);
  t.deepEqual(fractions(0), fractions(0));
  t.notDeepEqual(fractions(1), fractions(0));
});
