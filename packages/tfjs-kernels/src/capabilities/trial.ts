import type { GradFunc, LayersModel, Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import { type Engine, isEngine, UNKNOWN_ENGINE } from '../patches/engine.ts';
import { override } from '../patches/override.ts';
import type { TensorFlow } from '../tensorflow.ts';
import { goesAstray, leadsAstray } from './goes-astray.ts';
import { trialBackend } from './trial-backend.ts';

/** What a trial is made of besides the model. */
export interface TrialOptions {
  /** The loss of the outputs of the model; by default that of a compiled model, else the sum of squares. */
  readonly loss?: (outputs: readonly Tensor[]) => Tensor;
  /** By default that of a compiled model; without one only gradients are taken. */
  readonly optimizer?: Optimizer;
  /** What stands for lengths that the inputs leave open: by default the first of 16, 64 and 256 that the model can do with. */
  readonly length?: number;
}

/** What a training step ran into, by kernel. */
export interface Trial {
  readonly kernels: ReadonlyMap<string, Use>;
  /** Kernels through which no gradient goes. */
  readonly gradients: ReadonlyMap<string, Failure>;
}

/** How a kernel is used. */
export interface Use {
  /** The layers that use it; the loss and the optimizer are none. */
  readonly layers: Set<string>;
  /** Whether it was given complex numbers. */
  complex: boolean;
  /** Whether it was given what the stock kernel of the wasm backend goes wrong with, if it is one that does. */
  astray: boolean;
  /** Whether TensorFlow.js has a wrong gradient for what it was given. */
  misled: boolean;
}

/** Why a gradient is missing. */
export interface Failure {
  readonly layers: Set<string>;
  readonly reason: string;
}

const LENGTHS = [16, 64, 256];

/**
 * Takes a training step with a model on a backend without numbers, and tells what that took. Nothing is left of it: what the step
 * would change (weights, running means, states, the optimizer) stays as it was.
 */
export function trial(tf: TensorFlow, model: LayersModel, options: TrialOptions): Trial {
  const lengths = options.length === undefined ? LENGTHS : [options.length];
  const open = model.inputs.some(({ shape }) => shape.slice(1).includes(null));
  for (const [i, length] of lengths.entries()) {
    try {
      return attempt(tf, model, options, length);
    } catch (error) {
      if (!open || i === lengths.length - 1) throw error;
    }
  }
  throw new RangeError('capabilities: length must be a number');
}

function attempt(tf: TensorFlow, model: LayersModel, { loss, optimizer }: TrialOptions, length: number): Trial {
  const engine: unknown = tf.engine();
  if (!isEngine(engine)) throw new TypeError(`capabilities: ${UNKNOWN_ENGINE}`);
  const kernels = new Map<string, Use>();
  const gradients = new Map<string, Failure>();
  const path: string[] = [];
  const note = ({ layers }: Use | Failure): void => {
    const layer = path.at(-1);
    if (layer !== undefined) layers.add(layer);
  };

  const previous = tf.getBackend();
  const backend = trialBackend(tf, (kernelName, inputs, attrs) => {
    const use = kernels.get(kernelName) ?? { layers: new Set<string>(), complex: false, astray: false, misled: false };
    kernels.set(kernelName, use);
    use.complex ||= Object.values(inputs).some((x) => x?.dtype === 'complex64');
    use.astray ||= goesAstray(kernelName, inputs, attrs);
    use.misled ||= leadsAstray(kernelName, inputs, attrs);
    note(use);
  });
  const undos = [
    backend.remove,
    () => void tf.setBackend(previous),
    ...named(model, path),
    ...stateful(model),
    override<Variable>(tf.Variable.prototype, { assign() {} }),
    lenientTape(tf, engine, path, (kernelName, reason) => {
      const failure = gradients.get(kernelName) ?? { layers: new Set<string>(), reason };
      gradients.set(kernelName, failure);
      note(failure);
    }),
  ];
  const kept: Tensor[] = [];
  const { keep } = engine;
  undos.push(
    override<Engine>(engine, {
      keep(tensor) {
        kept.push(tensor);
        return keep.call(engine, tensor);
      },
    }),
  );
  try {
    // No await: backends that are there are set at once, and nobody else gets to see this one.
    void tf.setBackend(backend.backendName);
    tf.tidy(() => step(tf, model, length, loss, optimizer ?? model.optimizer));
  } finally {
    tf.dispose(kept);
    for (const undo of undos.reverse()) undo();
  }
  return { kernels, gradients };
}

function step(
  tf: TensorFlow,
  model: LayersModel,
  length: number,
  loss: TrialOptions['loss'],
  optimizer?: Optimizer,
): void {
  const inputs = model.inputs.map(({ shape, dtype }) =>
    tf.zeros(
      shape.map((size, axis) => size ?? (axis === 0 ? 1 : length)),
      dtype,
    ),
  );
  const forward = (): Tensor => {
    const outputs = [model.apply(inputs, { training: true })].flat().filter((y) => y instanceof tf.Tensor);
    const value = loss?.(outputs) ?? lossOf(tf, model, outputs);
    return [...model.calculateLosses(), tf.sum(value)].reduce((sum, more) => tf.add(sum, more));
  };
  const variables = model.trainableWeights
    .map((weight) => weight.read())
    .filter((weight) => weight instanceof tf.Variable);
  if (variables.length === 0) return void forward();
  tf.variableGrads(() => forward().asScalar(), variables);
  if (!optimizer) return;
  const weight = tf.variable(tf.zeros([1]));
  const { constructor: kind } = optimizer;
  const fromConfig: unknown = Reflect.get(kind, 'fromConfig');
  const twin: unknown = typeof fromConfig === 'function' && fromConfig.call(kind, kind, optimizer.getConfig());
  if (twin instanceof tf.Optimizer) {
    twin.applyGradients({ [weight.name]: tf.ones([1]) });
    twin.dispose();
  }
  weight.dispose();
}

/** The loss of a compiled model, or the sum of squares. */
function lossOf(tf: TensorFlow, model: LayersModel, outputs: readonly Tensor[]): Tensor {
  // A Sequential has a model in it, which is the one that is compiled.
  const inner: unknown = Reflect.get(model, 'model');
  const { lossFunctions } = inner instanceof tf.LayersModel ? inner : model;
  const losses = outputs.map((output, i) => {
    const lossFunction = lossFunctions?.[i];
    if (!lossFunction) return tf.sum(tf.square(output));
    try {
      return tf.mean(lossFunction(tf.zeros(output.shape), output));
    } catch {
      // Sparse losses want the number of a class for its target.
      return tf.mean(lossFunction(tf.zeros([...output.shape.slice(0, -1), 1]), output));
    }
  });
  return losses.reduce((sum, more) => tf.add(sum, more));
}

/** Keeps the name of the layer that is called as the last of `path`. */
function named({ layers }: Pick<LayersModel, 'layers'>, path: string[]): (() => void)[] {
  return layers.flatMap((layer) => {
    const inner = 'layers' in layer && Array.isArray(layer.layers) ? named({ layers: layer.layers }, path) : [];
    const { call } = layer;
    const undo = override<typeof layer>(layer, {
      call(inputs, options) {
        path.push(layer.name);
        try {
          return call.call(layer, inputs, options);
        } finally {
          path.pop();
        }
      },
    });
    return [...inner, undo];
  });
}

/** What recurrent layers keep from call to call, and change or dispose of at the next. */
const KEPT = ['states_', 'keptStates', 'dropoutMask', 'recurrentDropoutMask'];

/** Where layers have what is inside them. */
const INSIDE = ['layers', 'layer', 'forwardLayer', 'backwardLayer', 'cell', 'cells'];

/** Takes from recurrent layers and their cells what they keep, so that it comes to no harm. */
function stateful(object: object): (() => void)[] {
  const own = KEPT.filter((name) => Reflect.get(object, name)).map((name) => {
    const kept: unknown = Reflect.get(object, name);
    Reflect.set(object, name, name.endsWith('Mask') ? null : [kept].flat());
    return () => void Reflect.set(object, name, kept);
  });
  const inner = INSIDE.flatMap((name) => [Reflect.get(object, name)].flat()).filter(
    (part) => typeof part === 'object' && part !== null,
  );
  return [...own, ...inner.flatMap((part) => stateful(part))];
}

/** Makes the tape go on with zeros where a gradient is missing or fails. */
function lenientTape(
  tf: TensorFlow,
  engine: Engine,
  path: string[],
  onFailure: (kernelName: string, reason: string) => void,
): () => void {
  const { addTapeNode } = engine;
  return override<Engine>(engine, {
    addTapeNode(kernelName, inputs, outputs, custom, saved, attrs) {
      const gradFunc = registeredGradient(tf, kernelName) ?? custom;
      const complex = [...Object.values(inputs), ...outputs].some((x) => x?.dtype === 'complex64');
      const layer = path.at(-1);
      const within = <T>(run: () => T, otherwise: T): T => {
        if (layer !== undefined) path.push(layer);
        try {
          return run();
        } catch (error) {
          onFailure(kernelName.replace(/__op$/, ''), error instanceof Error ? error.message : String(error));
          return otherwise;
        } finally {
          if (layer !== undefined) path.pop();
        }
      };
      const lenient: GradFunc = (dy, given, attributes) => {
        const thunks = within(() => {
          if (!gradFunc) throw new TypeError('TensorFlow.js has no gradient for it');
          return gradFunc(dy, given, attributes);
        }, {});
        const taken = Object.entries(inputs).flatMap(([name, x]) => (x ? [[name, x] as const] : []));
        return Object.fromEntries(
          taken.map(([name, x]) => [
            name,
            () =>
              within<Tensor | undefined>(() => {
                const dx = thunks[name]?.();
                if (dx && String(dx.shape) !== String(x.shape)) {
                  throw new RangeError(`its gradient has shape [${dx.shape}] where [${x.shape}] is right`);
                }
                return dx;
              }, undefined) ?? tf.zeros(x.shape),
          ]),
        );
      };
      // Complex tensors are on the tape under the name of their kernel; an unknown name makes the engine take this gradient.
      if (complex && gradFunc) return addTapeNode.call(engine, kernelName, inputs, outputs, custom, saved, attrs);
      addTapeNode.call(engine, `trial of ${kernelName}`, inputs, outputs, lenient, saved, attrs);
    },
  });
}

const registeredGradient = (tf: TensorFlow, kernelName: string): GradFunc | undefined =>
  tf.getGradient(kernelName)?.gradFunc;
