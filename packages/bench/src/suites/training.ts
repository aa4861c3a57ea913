import { readDigits } from '@tensorpress/example-mnist';
import { sameLosses } from '../browser/same-losses.ts';
import { markdownTable } from '../markdown.ts';
import type { Row, Suite } from '../suite.ts';
import { firstOf } from '../training/first-of.ts';
import type { Part } from '../training/part.ts';
import { productSpeeds } from '../training/product-speeds.ts';
import { stepTimes, timeOf } from '../training/step-times.ts';
import { twoThreads } from '../training/two-threads.ts';

// What takes other programs comes first: one of them may be missing.
const parts: Readonly<Record<string, Part>> = {
  browser: sameLosses,
  products: productSpeeds,
  steps: stepTimes,
  threads: twoThreads,
};

const shown = ['products', 'steps', 'threads', 'browser'];

/** Training on WebAssembly beside stock TensorFlow.js, and what it rests on. */
export const trainingSuite: Suite = {
  about: `Training on one core, each backend in a thread of its own, all in turn, medians. *cpu* and *wasm* are the stock backends of TensorFlow.js, *simd* is wasm with @tensorpress/tfjs-kernels, and *relaxed* the same with relaxed SIMD, which Node 20 has after \`v8.setFlagsFromString('--experimental-wasm-relaxed-simd')\`. A step is a whole \`trainOnBatch\`: Adam, cross entropy, the loss read back. \`--set parts=steps,threads\` measures only some of ${Object.keys(parts).join(', ')}.`,

  async run({ parts: chosen = Object.keys(parts).join() }) {
    const digits = firstOf(readDigits('train'), 5000);
    const rows: Row[] = [];
    for (const name of chosen.split(',')) {
      const part = parts[name];
      if (!part) throw new Error(`training: parts must be some of ${Object.keys(parts).join(', ')}, not ${name}`);
      rows.push(...(await part.measure(digits)).map((row) => ({ part: name, ...row })));
    }
    return rows;
  },

  show: (rows) =>
    shown
      .map((name) => {
        const own = rows.filter(({ part }) => part === name);
        return own.length > 0 ? (parts[name]?.show(own, rows) ?? '') : '';
      })
      .filter(Boolean)
      .join('\n\n'),

  summary: (rows) => {
    const networks = rows.filter(({ part, network }) => part === 'steps' && `${network}`.startsWith('LeNet'));
    return `Milliseconds per training step in Node, on one core:\n\n${markdownTable(
      ['network', 'tfjs cpu', 'tfjs wasm', 'tensorpress'],
      networks.map((row) => [`${row.network}`, timeOf(row, 'cpu'), timeOf(row, 'wasm'), timeOf(row, 'simd')]),
    )}`;
  },
};
