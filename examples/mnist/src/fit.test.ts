import test from 'ava';
import { holdOut, readDigits } from './data.ts';
import { errorRate } from './error-rate.ts';
import { fit } from './fit.ts';
import { lenet300 } from './lenet-300-100.ts';
import { useWasm } from './use-wasm.ts';

test.before(useWasm);

const options = {
  epochs: 1,
  batchSize: 50,
  learningRate: 2e-3,
  dropout: { fc1: 0.1, fc2: 0.2 },
  averaging: 0.9,
  seed: 5,
};

test.serial('a few steps already teach the digits', async (t) => {
  const { training, validation } = holdOut(holdOut(readDigits('test'), 3000).validation, 1000);
  const model = lenet300();
  const before = errorRate(model, validation);
  await fit(model, training, options);
  t.true(before > 0.7, `untrained ${before}`);
  t.true(errorRate(model, validation) < 0.25, `trained ${errorRate(model, validation)}`);
});

test.serial('the same seed trains the same weights, another seed others', async (t) => {
  const { validation } = holdOut(readDigits('test'), 500);
  const train = async (seed: number): Promise<Float32Array | Int32Array | Uint8Array> => {
    const model = lenet300(seed);
    await fit(model, validation, { ...options, seed });
    return model.getWeights()[0]!.dataSync();
  };
  const weights = await train(5);
  t.deepEqual(await train(5), weights);
  t.notDeepEqual(await train(6), weights);
});
