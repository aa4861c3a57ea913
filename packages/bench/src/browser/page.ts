import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { install } from '@tensorpress/tfjs-kernels';
import { learnDigits } from './learn-digits.ts';

/** What training in a page came to. */
export interface Lesson {
  readonly losses: readonly number[];
  /** Why there are none. */
  readonly failure?: string;
  readonly seconds: number;
  /** Threads of the stock wasm backend; it has several where the page is isolated from other origins. */
  readonly threads: number;
  readonly flavour: string;
  /** Kernels that stayed as they were. */
  readonly skipped: number;
}

/** Learns the digits that the server has: pixels of all of them as float32, then labels as bytes. */
export async function lesson(): Promise<Lesson> {
  setWasmPaths('/wasm/');
  if (crossOriginIsolated) {
    // The pool that the backend takes threads from is half as large as this.
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });
    setThreadsCount(2);
  }
  await tf.setBackend('wasm');
  const bytes = await (await fetch('/digits')).arrayBuffer();
  const count = bytes.byteLength / (4 * 784 + 1);
  const images = new Float32Array(bytes, 0, 784 * count);
  const labels = new Uint8Array(bytes, 4 * 784 * count);
  const start = performance.now();
  const learnt = await learnDigits({ count, images, labels }).then(
    (losses) => ({ losses }),
    (error: unknown) => ({ losses: [], failure: error instanceof Error ? error.message : `${error}` }),
  );
  const seconds = (performance.now() - start) / 1000;
  const { flavour, skipped } = await install(tf);
  const threads = crossOriginIsolated ? getThreadsCount() : 1;
  return { ...learnt, seconds, threads, flavour, skipped: skipped.length };
}
