import type { KernelFunc } from '@tensorflow/tfjs';
import { batchMatMul } from './batch-mat-mul.ts';
import { gather } from './gather.ts';
import { isHeapBackend } from './heap-backend.ts';
import { unsortedSegmentSum } from './unsorted-segment-sum.ts';

/** What `install` needs of the TensorFlow.js namespace; `import * as tf from '@tensorflow/tfjs'` fits. */
export type TensorFlow = Pick<
  typeof import('@tensorflow/tfjs'),
  'engine' | 'getKernel' | 'ready' | 'registerKernel' | 'unregisterKernel'
>;

/** A kernel that was left as it was, and the reason. */
export interface Skipped {
  readonly kernel: string;
  readonly reason: string;
}

/** What an installation did, by kernel name, and the way back. */
export interface Installation {
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  readonly skipped: readonly Skipped[];
  /** Puts the stock kernels back; a second call does nothing. */
  undo(): void;
}

const backendName = 'wasm';
const installations = new WeakMap<object, Installation>();

/**
 * Registers the kernels of this package on the wasm backend of `tf`, which has to be initialised (`tf.setBackend('wasm')`).
 * Safe to call again: the same installation comes back until it is undone. A backend that lacks what a kernel needs keeps its
 * stock kernel, and `skipped` says why.
 */
export async function install(tf: TensorFlow): Promise<Installation> {
  await tf.ready();
  const engine = tf.engine();
  const known = installations.get(engine);
  if (known !== undefined) return known;

  const added: string[] = [];
  const replaced: string[] = [];
  const skipped: Skipped[] = [];
  const undos: (() => void)[] = [];
  const register = (kernelName: string, kernelFunc: KernelFunc): void => {
    const stock = tf.getKernel(kernelName, backendName);
    if (stock) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc });
    (stock ? replaced : added).push(kernelName);
    undos.push(() => {
      // Someone may have registered another kernel since; that one is not ours to remove.
      if (tf.getKernel(kernelName, backendName)?.kernelFunc !== kernelFunc) return;
      tf.unregisterKernel(kernelName, backendName);
      if (stock) tf.registerKernel(stock);
    });
  };

  const backend: unknown = engine.registry[backendName];
  if (backend === undefined) {
    const reason = "the wasm backend is not initialised: call await tf.setBackend('wasm') before install";
    return {
      added,
      replaced,
      skipped: ['UnsortedSegmentSum', 'GatherV2', 'BatchMatMul'].map((kernel) => ({ kernel, reason })),
      undo() {},
    };
  }

  const unknown = 'the backend has no makeOutput or typedArrayFromHeap: made for @tensorflow/tfjs-backend-wasm 4.22';
  if (tf.getKernel('UnsortedSegmentSum', backendName)) {
    skipped.push({ kernel: 'UnsortedSegmentSum', reason: 'the backend has one' });
  } else if (isHeapBackend(backend)) {
    register('UnsortedSegmentSum', unsortedSegmentSum);
  } else {
    skipped.push({ kernel: 'UnsortedSegmentSum', reason: unknown });
  }

  const stockGather = tf.getKernel('GatherV2', backendName);
  if (stockGather && isHeapBackend(backend)) {
    register('GatherV2', gather(stockGather.kernelFunc));
  } else {
    skipped.push({ kernel: 'GatherV2', reason: unknown });
  }

  const matMul = tf.getKernel('BatchMatMul', backendName);
  const transpose = tf.getKernel('Transpose', backendName);
  if (matMul && transpose) {
    register('BatchMatMul', batchMatMul(matMul.kernelFunc, transpose.kernelFunc));
  } else {
    skipped.push({ kernel: 'BatchMatMul', reason: 'the backend has no BatchMatMul or no Transpose to build on' });
  }

  const installation: Installation = {
    added,
    replaced,
    skipped,
    undo() {
      for (const undo of undos.splice(0)) undo();
      if (installations.get(engine) === installation) installations.delete(engine);
    },
  };
  installations.set(engine, installation);
  return installation;
}
