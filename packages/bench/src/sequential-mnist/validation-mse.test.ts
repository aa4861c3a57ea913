import * as tf from '@tensorflow/tfjs';
import { useWasm } from '@tensorpress/example-mnist';
import { fromLayersModel } from '@tensorpress/tfjs';
import test from 'ava';
import { sequentialNetwork } from './network.ts';
import { sizes } from './sizes.ts';
import { testMse, validationMse } from './validation-mse.ts';

test.before(useWasm);

test.serial('the error of a network is the same compressed or not, and that of a constant is known', async (t) => {
  const size = { ...sizes.small, units: 2 };
  const model = sequentialNetwork(size, 1);
  const error = await validationMse(model, 100);
  t.is(await validationMse(await fromLayersModel(model), 100), error);
  t.not(await validationMse(model, 50), error);
  // With all weights zero outputs are zero, the mean of all pixels; those of bottom halves vary as much as any, but for the averages.
  model.setWeights(model.getWeights().map((weight) => tf.zeros(weight.shape)));
  const zero = await testMse(model);
  t.true(zero > 0.7 && zero < 1, `the error is ${zero}`);
  model.dispose();
});

test.serial('a network for sequences of another length is refused', async (t) => {
  const model = sequentialNetwork({ ...sizes.small, units: 1, pooled: 7 }, 1);
  await t.throwsAsync(() => validationMse(model), { message: /as many steps as one of the sizes has, not 8/ });
  model.dispose();
});
