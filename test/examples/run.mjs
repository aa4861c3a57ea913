// Runs the modules that it is given one after the other, each in a folder of its own with the files that examples take as given, and
// writes to outcomes.json how they ended.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { install } from '../../packages/tfjs-kernels/dist/index.js';

const start = process.cwd();
const outcomes = {};
setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`);
await tf.setBackend('wasm');
mkdirSync('given');
process.chdir('given');
await import(new URL('given.js', process.argv[2]));

for (const [i, url] of process.argv.slice(2).entries()) {
  await tf.setBackend('wasm');
  await install(tf);
  cpSync(`${start}/given`, `${start}/${i}`, { recursive: true });
  process.chdir(`${start}/${i}`);
  const begun = performance.now();
  const error = await import(url).then(
    () => undefined,
    (reason) => reason?.stack ?? String(reason),
  );
  outcomes[url] = { error, milliseconds: performance.now() - begun };
}
writeFileSync(`${start}/outcomes.json`, JSON.stringify(outcomes));
