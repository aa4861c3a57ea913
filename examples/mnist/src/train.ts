import { parseArgs } from 'node:util';
import { holdOut, readDigits } from './data.ts';
import { errorRate } from './error-rate.ts';
import { fit } from './fit.ts';
import { modelFolder } from './model-folder.ts';
import { networks } from './networks.ts';
import { useWasm } from './use-wasm.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string' }, validate: { type: 'boolean', default: false } },
});
const [name = 'lenet-300-100'] = positionals;
const network = networks.find((candidate) => candidate.name === name);
if (!network) throw new Error(`mnist: there is ${networks.map((known) => known.name).join(' and ')}, and no ${name}`);

await useWasm();
const { build, training: options, reference } = network;
const digits = readDigits('train');
const { training, validation } = holdOut(digits);
const model = build(options.seed);
const start = performance.now();
await fit(model, values.validate ? training : digits, {
  ...options,
  epochs: Number(values.epochs ?? options.epochs),
  onEpoch: (epoch, loss) => console.log(`epoch ${epoch + 1}: loss ${loss.toFixed(4)}`),
});
console.log(`${((performance.now() - start) / 60_000).toFixed(1)} minutes`);
const percent = (rate: number): string => `${(100 * rate).toFixed(2)} %`;
if (values.validate) {
  console.log(`validation error ${percent(errorRate(model, validation))}`);
} else {
  await model.save(modelFolder(reference));
  console.log(`test error ${percent(errorRate(model, readDigits('test')))}, saved to ${reference.pathname}`);
}
