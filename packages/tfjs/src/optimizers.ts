import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';

/** An optimizer by name. */
export type OptimizerName = 'adam' | 'adamax' | 'rmsprop' | 'adagrad' | 'momentum' | 'sgd';

const MAKERS: Readonly<Record<OptimizerName, (rate: number) => tf.Optimizer>> = {
  adam: (rate) => tf.train.adam(rate),
  adamax: (rate) => tf.train.adamax(rate),
  rmsprop: (rate) => tf.train.rmsprop(rate),
  adagrad: (rate) => tf.train.adagrad(rate),
  momentum: (rate) => tf.train.momentum(rate, 0.9),
  sgd: (rate) => tf.train.sgd(rate),
};

/** What stands for an optimizer: its name, one that has not been used yet, or a function that makes one. */
export type OptimizerOption = OptimizerName | tf.Optimizer | (() => tf.Optimizer);

/** An optimizer for one run. */
export interface Steps {
  readonly optimizer: tf.Optimizer;
  /** Sets the learning rate to a share of what it began with; does nothing where the optimizer was made elsewhere. */
  setRate(share: number): void;
  /** Frees what the run has made. */
  dispose(): void;
}

/** @throws OptionError if there is no such optimizer, or if it has been used. */
export function stepsWith(id: string, option: OptimizerOption, rate: number): Steps {
  if (typeof option === 'string') {
    if (!Object.hasOwn(MAKERS, option)) {
      throw new OptionError(
        `${id}: optimizer must be ${Object.keys(MAKERS).join(', ')} or a tf.Optimizer, not '${option}'`,
      );
    }
    const optimizer = MAKERS[option](rate);
    const setRate = (share: number) => {
      // Of stock optimizers some keep the rate as a tensor, the others as a number.
      if (isSettable(optimizer)) optimizer.setLearningRate(rate * share);
      else Reflect.set(optimizer, 'learningRate', rate * share);
    };
    return { optimizer, setRate, dispose: () => disposeOf(optimizer) };
  }
  const setRate = () => {};
  if (typeof option === 'function') {
    const optimizer = option();
    return { optimizer, setRate, dispose: () => disposeOf(optimizer) };
  }
  if (!(option instanceof tf.Optimizer)) throw new OptionError(`${id}: optimizer must be a name or a tf.Optimizer`);
  // Its moments are kept by position, and belong to the weights of that other run.
  if (option.iterations > 0) {
    throw new OptionError(`${id}: optimizer must be one that has not been used: give a function that makes one`);
  }
  return { optimizer: option, setRate, dispose: () => {} };
}

const isSettable = (optimizer: object): optimizer is { setLearningRate(rate: number): void } =>
  'setLearningRate' in optimizer;

function disposeOf(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  // The rate of the stock momentum optimizer is left over.
  tf.dispose(Object.values(optimizer).filter((value) => value instanceof tf.Tensor && !value.isDisposed));
}
