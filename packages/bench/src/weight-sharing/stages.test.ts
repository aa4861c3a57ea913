import { compress, type Model, sizeOf, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { parametersOf } from '../cells/parameters-of.ts';
import { budgetOf, layersOf } from './budgets.ts';
import { cells, isDigitCell } from './cells.ts';
import { stagesOf } from './stages.ts';

const noise = Float32Array.from({ length: 800_000 }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.5);
const tensor = (...shape: number[]): Tensor<'f32'> => ({ dtype: 'f32', shape, data: noise.subarray(0, sizeOf(shape)) });

const formed = cells
  .filter(isDigitCell)
  .filter(({ method, table }) => !['dense', 'prune'].includes(method) && table !== '5L');

for (const cell of formed) {
  test(`${cell.name} has the parameters that it may have`, async (t) => {
    const layers = layersOf(cell).flatMap(({ inputs, units }, i) => [
      [`dense${i + 1}/kernel`, tensor(inputs, units)],
      [`dense${i + 1}/bias`, tensor(units)],
    ]);
    const model: Model = { weights: Object.fromEntries(layers) };
    const found = parametersOf(await compress(model, stagesOf(cell), { fresh: true, seed: 1 }));
    const budget = budgetOf(cell);
    // Two factors of rank 1, and biases, are more than that.
    if (cell.name === '3L/256/factors') return t.is(found, 784 + 1000 + 1000 + 1000 + 10 + 10);
    t.true(found <= budget, `${found} of ${budget}`);
    // Ranks are whole numbers, and few where there are few parameters.
    const rough = ['multi-hash', 'factors', 'fixed-factor'].includes(cell.method);
    t.true(found > (rough ? 0.55 : 0.95) * budget, `${found} of ${budget}`);
  });
}
