import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { random } from '@tensorpress/core';
import { type Digits, errorRate, useWasm } from '@tensorpress/example-mnist';
import test from 'ava';
import { residualNetwork } from './residual-network.ts';
import { trainOnPictures } from './train-fashion.ts';

test.before(useWasm);

/** Noise, with a bar for a class: higher or lower, and thin or thick. */
function pictures(count: number, seed: number): Digits {
  const next = random(seed);
  const labels = Uint8Array.from({ length: count }, () => Math.floor(4 * next()));
  const images = Float32Array.from({ length: count * 784 }, (_, i) => {
    const label = labels[Math.floor(i / 784)]!;
    const row = Math.floor((i % 784) / 28) - 6 - 10 * (label % 2);
    return 0.3 * next() + (row >= 0 && row < 2 + 2 * (label >> 1) ? 0.7 : 0);
  });
  return { count, images, labels };
}

test('a narrow network learns pictures that are mirrored and moved', async (t) => {
  const data = { training: pictures(128, 1), validation: pictures(50, 2) };
  const path = await mkdtemp(join(tmpdir(), 'fashion-'));
  t.teardown(() => rm(path, { recursive: true }));
  const model = residualNetwork({ widthMultiplier: 0.15 });
  const { call } = model.layers[2]!;
  const before = errorRate(model, data.validation);
  const options = { epochs: 4, batchSize: 16, learningRate: 0.02 };
  const epochs = await trainOnPictures(model, data, options, pathToFileURL(`${path}/`));
  const after = errorRate(model, data.validation);
  t.true(before > 0.5, `${before} before`);
  t.true(after < 0.3, `errors were ${epochs.map(({ error }) => error)}`);
  t.is(epochs.at(-1)?.error, after);
  t.is(model.layers[2]!.call, call, 'layers are not as they were');
  model.dispose();
});
