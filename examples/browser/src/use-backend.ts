import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { Backend } from './backend.ts';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threaded,
});

/** Lets TensorFlow.js compute with this backend from now on. @throws Error if it does not run here. */
export async function useBackend(backend: Backend): Promise<void> {
  if (tf.getBackend() === backend) return;
  const runs = await tf.setBackend(backend).catch(() => false);
  if (!runs) throw new Error(`${backend}: does not run in this browser; choose the other one`);
  await tf.ready();
}
