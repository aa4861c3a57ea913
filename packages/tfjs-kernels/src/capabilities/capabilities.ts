import type { KernelFunc, LayersModel } from '@tensorflow/tfjs';
import { gradients as ourGradients } from '../gradients.ts';
import { kernels as ourKernels } from '../kernels.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { registered } from './registered.ts';
import { type Failure, type TrialOptions, trial, type Use } from './trial.ts';

/** Something that training a model would run into. */
export interface Finding {
  readonly kernel: string;
  /** The layers that use it; none if it is the loss or the optimizer. */
  readonly layers: readonly string[];
  /** What is the matter, where, and what to do. */
  readonly line: string;
}

/** What training a model takes, and what the current backend lacks. */
export interface Capabilities {
  readonly backend: string;
  /** Whether a training step runs to its end: no kernel and no gradient is missing. */
  readonly trains: boolean;
  /** All kernels of a training step. */
  readonly kernels: readonly string[];
  /** Kernels that the backend lacks. */
  readonly missing: readonly Finding[];
  /** Kernels that are known to compute something else on this backend than on the cpu backend, or whose gradient is known to be wrong. */
  readonly wrong: readonly Finding[];
  /** Kernels of the backend that are known to be slow. */
  readonly slow: readonly Finding[];
  /** Operations through which no gradient goes. */
  readonly gradients: readonly Finding[];
}

/** How `capabilities` looks at a model. */
export type CapabilitiesOptions = TrialOptions;

const INSTALL = 'call install(tf) of @tensorpress/tfjs-kernels';

/**
 * Says before training starts what it would run into: the kernels of a forward pass, a backward pass and an update of the optimizer
 * that the current backend lacks, computes wrongly or slowly, and operations without a gradient. A step is taken for that, past what
 * is missing, on a backend without numbers; the model, its optimizer and `tf.memory()` stay as they were.
 */
export function capabilities(tf: TensorFlow, model: LayersModel, options: CapabilitiesOptions = {}): Capabilities {
  const backend = tf.getBackend();
  const { kernels, gradients } = trial(tf, model, options);
  const findings = { missing: [] as Finding[], wrong: [] as Finding[], slow: [] as Finding[] };
  for (const [kernel, use] of kernels) {
    const kernelFunc: KernelFunc | undefined = tf.getKernel(kernel, backend)?.kernelFunc;
    const ours = backend === 'wasm' ? ourKernels.find(({ kernelName }) => kernelName === kernel) : undefined;
    const add = (kind: keyof typeof findings, matter: string) =>
      findings[kind].push(
        found(kernel, use, `${matter} the ${backend} backend`, ours ? INSTALL : 'train on another backend'),
      );
    if (!kernelFunc) add('missing', 'missing on');
    if (use.misled && !registered.has(tf.getGradient(kernel))) {
      findings.wrong.push(found(kernel, use, 'TensorFlow.js takes a wrong gradient', INSTALL));
    }
    if (!kernelFunc || !ours || registered.has(kernelFunc)) continue;
    if (ours.stock === 'real' && use.complex) add('missing', 'without complex numbers on');
    else if (ours.stock === 'wrong' && use.astray) add('wrong', 'wrong on');
    else if (ours.stock === 'slow') add('slow', 'slow on');
  }
  const stuck = [...gradients].map(([kernel, use]) => {
    const ours = ourGradients.some(({ kernelName }) => kernelName === kernel) || kernel.startsWith('fused');
    return found(kernel, use, `no gradient: ${use.reason}`, ours ? INSTALL : 'take other operations, or tf.customGrad');
  });
  return {
    backend,
    trains: findings.missing.length === 0 && stuck.length === 0,
    kernels: [...kernels.keys()],
    ...findings,
    gradients: stuck,
  };
}

function found(kernel: string, { layers }: Use | Failure, matter: string, advice: string): Finding {
  const users = [...layers];
  const place = users.length > 0 ? ` (${users.join(', ')})` : '';
  return { kernel, layers: users, line: `${kernel}${place}: ${matter}; ${advice}` };
}
