import { isNode } from '@tensorpress/core';
import { readModel } from '@tensorpress/tfjs';
import test from 'ava';
import { networks } from './networks.ts';
import { stockQuantised } from './stock-quantised.ts';

const folderOf = (name: string) => networks.find((network) => network.name === name)!.folder('');

test('quantises to the levels that the converter chose for the same network', async (t) => {
  const folder = await folderOf('handtrack base');
  const original = await readModel(`${folder}/model.json`);
  const { model } = stockQuantised(original, folder, 8);
  const published = await readModel(`${await folderOf('handtrack int8')}/model.json`);
  for (const [name, theirs] of Object.entries(published.weights)) {
    const ours = model.weights[name];
    const exact = original.weights[name];
    if (!ours || !exact || isNode(ours) || isNode(exact) || isNode(theirs)) return t.fail(name);
    // Halfway between two levels either is right; the converter computes in single precision.
    const tolerance = 1e-5 * Math.max(...theirs.data.map(Math.abs));
    const wrong = theirs.data.findIndex((value, i) => {
      const [own, wanted] = [ours.data[i]!, exact.data[i]!];
      return (
        Math.abs(value - own) > tolerance && Math.abs(Math.abs(value - wanted) - Math.abs(own - wanted)) > tolerance
      );
    });
    if (wrong >= 0) return t.fail(`${name}: ${ours.data[wrong]} is not ${theirs.data[wrong]}`);
  }
  t.pass();
});
