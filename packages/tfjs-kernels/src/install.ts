import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs';
import type { Kernels } from '@tensorpress/simd';
import { registered } from './capabilities/registered.ts';
import { gradients } from './gradients.ts';
import { type Heap, heapOf } from './heap/heap.ts';
import { isWasmBackend } from './heap/wasm-backend.ts';
import { kernels } from './kernels.ts';
import { patches } from './patches.ts';
import type { TensorFlow } from './tensorflow.ts';

/** How `install` does its work. */
export interface InstallOptions {
  /** What computes: by default SIMD where there is some, TypeScript elsewhere; relaxed SIMD is faster and rounds otherwise. */
  readonly flavour?: Kernels['flavour'];
}

/** A kernel that was left as it was, and the reason. */
export interface Skipped {
  readonly kernel: string;
  readonly reason: string;
}

/** What an installation did, by kernel name, and the way back. */
export interface Installation {
  readonly flavour: Kernels['flavour'] | 'none';
  readonly added: readonly string[];
  readonly replaced: readonly string[];
  readonly skipped: readonly Skipped[];
  /** The kernels that have a gradient now, or another one. */
  readonly gradients: readonly string[];
  /** Puts the stock kernels and gradients back; a second call does nothing. */
  undo(): void;
}

const backendName = 'wasm';
/** By engine: the backend that was found there, and what was done. */
const installations = new WeakMap<
  object,
  { readonly backend: unknown; readonly installation: Promise<Installation> }
>();

/**
 * Registers the kernels of this package on the wasm backend of `tf`, which has to be initialised (`tf.setBackend('wasm')`), and
 * the gradients that TensorFlow.js lacks on every backend. Safe to call again: the same installation comes back until it is
 * undone. A backend that lacks what the kernels need keeps its own, and `skipped` says why.
 */
export async function install(tf: TensorFlow, options: InstallOptions = {}): Promise<Installation> {
  await tf.ready();
  const engine = tf.engine();
  const backend: unknown = engine.registry[backendName];
  const known = installations.get(engine);
  if (known && known.backend === backend) return known.installation;
  const forget = () => {
    if (installations.get(engine)?.installation === installation) installations.delete(engine);
  };
  // A backend that was made since, or made anew, has a memory of its own.
  const before = known?.installation.then(({ undo }) => undo());
  const installation: Promise<Installation> = Promise.resolve(before).then(() => register(tf, options, forget));
  installations.set(engine, { backend, installation });
  installation.catch(forget);
  return installation;
}

async function register(tf: TensorFlow, { flavour }: InstallOptions, forget: () => void): Promise<Installation> {
  const added: string[] = [];
  const replaced: string[] = [];
  const skipped: Skipped[] = [];
  const undos: (() => void)[] = [];
  const heap = await heapIn(tf, flavour);

  for (const { kernelName, stock: matter, make } of kernels) {
    const stock: KernelConfig | undefined = tf.getKernel(kernelName, backendName);
    if (typeof heap === 'string') {
      skipped.push({ kernel: kernelName, reason: heap });
    } else if (matter === 'missing' && stock) {
      skipped.push({ kernel: kernelName, reason: 'the backend has one' });
    } else if (matter !== 'missing' && !stock) {
      skipped.push({ kernel: kernelName, reason: 'the backend has none to build on: was its package imported?' });
    } else {
      const kernelFunc = make(heap, stock?.kernelFunc ?? absent(kernelName));
      registered.add(kernelFunc);
      if (stock) tf.unregisterKernel(kernelName, backendName);
      tf.registerKernel({ kernelName, backendName, kernelFunc });
      (stock ? replaced : added).push(kernelName);
      undos.push(() => {
        // Someone may have registered another kernel since; that one is not ours to remove.
        if (tf.getKernel(kernelName, backendName)?.kernelFunc !== kernelFunc) return;
        tf.unregisterKernel(kernelName, backendName);
        if (stock) tf.registerKernel(stock);
      });
    }
  }
  for (const { kernelName, make } of gradients) {
    const stock = tf.getGradient(kernelName);
    const config = make(tf, stock);
    registered.add(config);
    if (stock) tf.unregisterGradient(kernelName);
    tf.registerGradient(config);
    undos.push(() => {
      if (tf.getGradient(kernelName) !== config) return;
      tf.unregisterGradient(kernelName);
      if (stock) tf.registerGradient(stock);
    });
  }

  for (const { patchName, apply } of patches) {
    const undo = apply(tf);
    if (typeof undo === 'string') skipped.push({ kernel: patchName, reason: undo });
    else undos.push(undo);
  }

  let undone = false;
  return {
    flavour: typeof heap === 'string' ? 'none' : heap.simd.flavour,
    added,
    replaced,
    skipped,
    gradients: gradients.map(({ kernelName }) => kernelName),
    undo() {
      if (undone) return;
      undone = true;
      for (const undo of undos.reverse()) undo();
      if (typeof heap !== 'string') heap.free();
      forget();
    },
  };
}

/** The memory of the wasm backend, or why there is none to work on. */
async function heapIn(tf: TensorFlow, flavour: InstallOptions['flavour']): Promise<Heap | string> {
  const backend: unknown = tf.engine().registry[backendName];
  if (backend === undefined) {
    return "the wasm backend is not initialised: call await tf.setBackend('wasm') before install";
  }
  const unknown = 'the backend keeps its memory elsewhere: made for @tensorflow/tfjs-backend-wasm 4.22';
  if (!isWasmBackend(backend)) return unknown;
  const heap = await heapOf(backend, flavour);
  const probe = heap.output([2], 'float32');
  try {
    heap.floats(probe).set([1, -2]);
    const values = backend.readSync(probe.dataId);
    if (values[0] === 1 && values[1] === -2) return heap;
    heap.free();
    return unknown;
  } finally {
    heap.dispose(probe);
  }
}

const absent =
  (kernelName: string): KernelFunc =>
  () => {
    throw new TypeError(`${kernelName}: the wasm backend takes float32 tensors with channels last only`);
  };
