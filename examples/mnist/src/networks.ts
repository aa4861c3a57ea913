import type * as tf from '@tensorflow/tfjs';
import type { Recipe } from './deep-compression.ts';
import type { FitOptions } from './fit.ts';
import { lenet5 } from './lenet-5.ts';
import { lenet300 } from './lenet-300-100.ts';
import { lenet5Paper, lenet5Small, lenet300Paper, lenet300Small } from './recipes.ts';

/** A network, how its dense reference is trained, and how it is made small. */
export interface Network {
  readonly name: string;
  /** The network with fresh weights; the same seed gives the same. */
  build(seed?: number): tf.LayersModel;
  /** Its layers with weights, from input to output. */
  readonly layers: readonly string[];
  readonly parameters: number;
  /** Where `npm run train` leaves the dense reference: a folder with `model.json` and `weights.bin`. */
  readonly reference: URL;
  /** How the dense reference is trained; chosen on digits that were held out. */
  readonly training: FitOptions;
  /** By the name of the file that comes out. */
  readonly recipes: Readonly<Record<string, Recipe>>;
}

/** LeNet-300-100: 784 pixels, two ReLU layers of 300 and 100 units, softmax. */
export const lenet300Network: Network = {
  name: 'lenet-300-100',
  build: lenet300,
  layers: ['fc1', 'fc2', 'fc3'],
  parameters: 266_610,
  reference: new URL('../model/lenet-300-100/', import.meta.url),
  training: {
    epochs: 40,
    batchSize: 128,
    learningRate: 2e-3,
    dropout: { fc1: 0.1, fc2: 0.3, fc3: 0.1 },
    averaging: 0.999,
    seed: 1,
  },
  recipes: { 'lenet-300-100': lenet300Small, 'lenet-300-100-paper': lenet300Paper },
};

/** LeNet-5 as Caffe has it: two convolutions with max pooling, a ReLU layer of 500 units, softmax. */
export const lenet5Network: Network = {
  name: 'lenet-5',
  build: lenet5,
  layers: ['conv1', 'conv2', 'fc1', 'fc2'],
  parameters: 431_080,
  reference: new URL('../model/lenet-5/', import.meta.url),
  training: {
    epochs: 10,
    batchSize: 64,
    learningRate: 1e-3,
    dropout: { fc1: 0.2, fc2: 0.5 },
    averaging: 0,
    seed: 1,
  },
  recipes: { 'lenet-5': lenet5Small, 'lenet-5-paper': lenet5Paper },
};

/** All networks of this example. */
export const networks: readonly Network[] = [lenet300Network, lenet5Network];
