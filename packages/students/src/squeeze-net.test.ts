import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { countMultiplyAdds, smallSqueezeNet, squeezeNet } from './index.ts';

test.before(() => tf.setBackend('cpu'));

const published = { inputShape: [227, 227, 3], classes: 1000 } as const;
const digits = { inputShape: [28, 28, 1], classes: 10 } as const;
const shapesOf = (model: tf.LayersModel) =>
  Object.fromEntries(model.layers.map(({ name, outputShape }) => [name, outputShape.slice(1)]));

test('version 1.0 has the parameters and the sizes of table 1 of the paper', (t) => {
  const model = squeezeNet(published);
  t.is(model.countParams(), 1_248_424);
  const shapes = shapesOf(model);
  t.deepEqual(shapes.conv1, [111, 111, 96]);
  t.deepEqual(shapes.pool1, [55, 55, 96]);
  t.deepEqual(shapes.fire2_squeeze1x1, [55, 55, 16]);
  t.deepEqual(shapes.fire4_concat, [55, 55, 256]);
  t.deepEqual(shapes.fire5_concat, [27, 27, 256]);
  t.deepEqual(shapes.fire7_squeeze1x1, [27, 27, 48]);
  t.deepEqual(shapes.fire9_concat, [13, 13, 512]);
  t.deepEqual(shapes.conv10, [13, 13, 1000]);
  t.deepEqual(model.outputs[0]!.shape, [null, 1000]);
  model.dispose();
});

test('version 1.1 has fewer parameters, and takes 2.4 times fewer multiply-adds', (t) => {
  const [older, newer] = [squeezeNet(published), squeezeNet({ ...published, version: '1.1' })];
  t.is(newer.countParams(), 1_235_496);
  t.is((countMultiplyAdds(older) / countMultiplyAdds(newer)).toFixed(1), '2.4');
  older.dispose();
  newer.dispose();
});

test('the bypass goes around every other Fire module of the published network, and has no parameters', (t) => {
  const model = squeezeNet({ ...published, bypass: true });
  const bypasses = model.layers.map(({ name }) => name).filter((name) => name.endsWith('bypass'));
  t.deepEqual(bypasses, ['fire3_bypass', 'fire5_bypass', 'fire7_bypass', 'fire9_bypass']);
  t.is(model.countParams(), 1_248_424);
  model.dispose();
});

test('a small one squeezes by the ratio that is asked for', (t) => {
  const model = smallSqueezeNet({ ...digits, widths: [8, 16, 16, 24, 32], squeezeRatio: 0.5 });
  const shapes = shapesOf(model);
  t.deepEqual(shapes.conv1, [14, 14, 8]);
  t.deepEqual(shapes.fire2_squeeze1x1, [14, 14, 8]);
  t.deepEqual(shapes.fire4_expand3x3, [7, 7, 12]);
  t.deepEqual(model.outputs[0]!.shape, [null, 10]);
  model.dispose();
});

test('widths that do not halve, and ratios that are not positive, are refused', (t) => {
  t.throws(() => smallSqueezeNet({ ...digits, widths: [8, 16, 15, 24, 32] }), {
    message: 'squeeze-net: widths of Fire modules must be even, not 15',
  });
  t.throws(() => smallSqueezeNet({ ...digits, squeezeRatio: 0 }), { message: /squeezeRatio must be positive, not 0/ });
});
