import { parseArgs } from 'node:util';
import { holdOut, readDigits } from './data.ts';
import { errorRate } from './error-rate.ts';
import { fit } from './fit.ts';
import { lenet } from './lenet.ts';
import { modelFolder } from './model-folder.ts';
import { reference, referenceOptions } from './reference.ts';
import { useWasm } from './use-wasm.ts';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: `${referenceOptions.epochs}` },
    validate: { type: 'boolean', default: false },
  },
});

await useWasm();
const digits = readDigits('train');
const { training, validation } = holdOut(digits);
const model = lenet(1);
await fit(model, values.validate ? training : digits, {
  ...referenceOptions,
  epochs: Number(values.epochs),
  onEpoch: (epoch, loss) => console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(4)}`),
});
const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
if (values.validate) {
  console.log(`validation error ${percent(errorRate(model, validation))}`);
} else {
  await model.save(modelFolder(reference));
  console.log(`test error ${percent(errorRate(model, readDigits('test')))}, saved to ${reference.pathname}`);
}
