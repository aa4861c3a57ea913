import { readFile } from 'node:fs/promises';
import test from 'ava';
import { gradients } from './gradients.ts';
import { kernels } from './kernels.ts';

test('the README names every kernel and every gradient, each once, and no others', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const section = (title: string) => readme.split(/^## /m).find((text) => text.startsWith(title)) ?? '';
  const named = (text: string) =>
    text
      .split('\n')
      .flatMap((line) =>
        /^\| `/.test(line) ? [...line.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name) : [],
      );
  t.deepEqual(named(section('Kernels')).sort(), kernels.map(({ kernelName }) => kernelName).sort());
  t.deepEqual(named(section('Gradients')).sort(), gradients.map(({ kernelName }) => kernelName).sort());
});

test('the README says of every kernel what is the matter with the stock one', async (t) => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  for (const { kernelName, stock } of kernels) {
    const line = readme
      .split('\n')
      .find((text) => text.startsWith('| `') && text.split('|')[1]!.includes(`\`${kernelName}\``));
    t.true(line?.split('|')[2]?.trim().startsWith(stock), `${kernelName} is ${stock}`);
  }
});
