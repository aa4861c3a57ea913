import { sameLosses } from '../browser/same-losses.ts';
import { markdownTable } from '../markdown.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';
import { productSpeeds } from '../training/product-speeds.ts';
import { stepTimes, timeOf } from '../training/step-times.ts';
import { twoThreads } from '../training/two-threads.ts';

/** Training on WebAssembly beside stock TensorFlow.js, and what it rests on. */
export const trainingSuite: Suite = {
  ...suiteOfParts(
    "Training on one core, each backend in a thread of its own, all in turn, medians. *cpu* and *wasm* are the stock backends of TensorFlow.js, *simd* is wasm with @tensorpress/tfjs-kernels, and *relaxed* the same with relaxed SIMD, which Node 20 has after `v8.setFlagsFromString('--experimental-wasm-relaxed-simd')`. A step is a whole `trainOnBatch`: Adam, cross entropy, the loss read back.",
    // What takes other programs comes first: one of them may be missing.
    { browser: sameLosses, products: productSpeeds, steps: stepTimes, threads: twoThreads },
    ['products', 'steps', 'threads', 'browser'],
  ),

  summary: (rows) => {
    const networks = rows.filter(({ part, network }) => part === 'steps' && `${network}`.startsWith('LeNet'));
    return `Milliseconds per training step in Node, on one core:\n\n${markdownTable(
      ['network', 'tfjs cpu', 'tfjs wasm', 'tensorpress'],
      networks.map((row) => [`${row.network}`, timeOf(row, 'cpu'), timeOf(row, 'wasm'), timeOf(row, 'simd')]),
    )}`;
  },
};
