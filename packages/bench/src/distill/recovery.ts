import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { registry } from '@tensorpress/all';
import { decodeModel, type Model, matching, or, read, type Stage, use } from '@tensorpress/core';
import { type Digits, lenet300Network, readDigits } from '@tensorpress/example-mnist';
import { prune } from '@tensorpress/prune';
import { svd } from '@tensorpress/svd';
import { tensorTrain } from '@tensorpress/tensor-train';
import { readModel } from '@tensorpress/tfjs';
import { readFashion } from '../fashion-mnist/fashion.ts';
import type { RecoveryCell } from './cells.ts';

/** A network, the pictures that it was trained on, and what makes it much smaller. */
export interface Task {
  teacher(): Promise<Model>;
  pictures(split: 'train' | 'test'): Digits;
  readonly pipelines: Readonly<Record<RecoveryCell['pipeline'], readonly Stage[]>>;
}

const clothes = new URL('../../artifacts/tensor-train/clothes-1-dense/model.tpress', import.meta.url);
/** The first layers of LeNet-300-100; the last one has few weights. */
const dense = { where: or(matching('fc1/kernel'), matching('fc2/kernel')) };
const convolutions = { where: or(matching('*-conv1/kernel'), matching('*-conv2/kernel')) };

/** The networks by their names. */
export const tasks: Readonly<Record<RecoveryCell['network'], Task>> = {
  lenet: {
    teacher: () => readModel(fileURLToPath(new URL('model.json', lenet300Network.reference))),
    pictures: readDigits,
    pipelines: {
      prune: [use(prune, { sparsity: 0.98 }, dense)],
      svd: [use(svd, { rank: 8 }, dense)],
      'tensor-train': [use(tensorTrain, { rank: 0.03 }, dense)],
    },
  },
  clothes: {
    teacher: async () => decodeModel(await read(await readFile(clothes)), registry),
    pictures: (split) => readFashion(split),
    pipelines: {
      prune: [use(prune, { sparsity: 0.95 }, convolutions)],
      svd: [use(svd, { rank: 0.1 }, convolutions)],
      'tensor-train': [use(tensorTrain, { rank: 0.1 }, convolutions)],
    },
  },
};
