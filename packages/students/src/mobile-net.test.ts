import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { countMultiplyAdds, mobileNet, smallMobileNet } from './index.ts';

test.before(() => tf.setBackend('cpu'));

// Parameters as Keras counts them, millions of multiply-adds as table 6 of the paper does.
const published = [
  [1, 4_253_864, 569],
  [0.75, 2_601_976, 325],
  [0.5, 1_342_536, 149],
  [0.25, 475_544, 41],
] as const;
for (const [alpha, parameters, millions] of published) {
  test(`with alpha ${alpha} it has the parameters and multiply-adds that were published`, (t) => {
    const model = mobileNet({ inputShape: [224, 224, 3], classes: 1000, alpha });
    t.is(model.countParams(), parameters);
    t.is(Math.round(countMultiplyAdds(model) / 1e6), millions);
    t.deepEqual(model.getLayer('conv_pw_13').outputShape, [null, 7, 7, 1024 * alpha]);
    t.deepEqual(model.outputs[0]!.shape, [null, 1000]);
    model.dispose();
  });
}

test('a small one takes other widths, but not with alpha', (t) => {
  const digits = { inputShape: [28, 28, 1], classes: 10 };
  const model = smallMobileNet({ ...digits, widths: [4, 6, 10, 12, 14] });
  t.deepEqual(model.getLayer('conv_pw_4').outputShape, [null, 7, 7, 14]);
  model.dispose();
  t.throws(() => smallMobileNet({ ...digits, widths: [4, 6, 10, 12, 14], alpha: 0.5 }), {
    message: 'mobile-net: one of alpha and widths must be given, not both',
  });
});
