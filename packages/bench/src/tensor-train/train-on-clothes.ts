import { readFile } from 'node:fs/promises';
import { registry } from '@tensorpress/all';
import { compress, decodeModel, matching, or, read, type Stage, use } from '@tensorpress/core';
import { cp } from '@tensorpress/cp';
import { tensorTrain } from '@tensorpress/tensor-train';
import { toLayersModel } from '@tensorpress/tfjs';
import { tucker } from '@tensorpress/tucker';
import type { Recipe, Trained } from '../cells/cell.ts';
import { residualNetwork } from '../fashion-mnist/residual-network.ts';
import { trainFashion } from '../fashion-mnist/train-fashion.ts';
import type { ClothesCell } from './cells.ts';

const base = new URL('../../artifacts/tensor-train/clothes-1-dense/model.tpress', import.meta.url);

/** The convolutions of blocks; the first one and those of shortcuts have few weights. */
const where = or(matching('*-conv1/kernel'), matching('*-conv2/kernel'));

const stages: Readonly<Record<Exclude<ClothesCell['method'], 'dense'>, (rank: number) => Stage>> = {
  'tensor-train': (rank) => use(tensorTrain, { rank }, { where }),
  tucker: (rank) => use(tucker, { rank }, { where }),
  cp: (rank) => use(cp, { rank }, { where }),
};

/** Trains a residual network on Fashion-MNIST, or goes on with the trained one in another form. */
export async function trainOnClothes(
  { method, factor }: ClothesCell,
  { seed, ...recipe }: Recipe,
  validate: boolean,
  folder: URL,
): Promise<Trained> {
  const net =
    method === 'dense'
      ? residualNetwork({ seed })
      : await toLayersModel(
          await compress(await decodeModel(await read(await readFile(base)), registry), [stages[method](1 / factor)], {
            seed,
          }),
          registry,
          { execution: 'compressed' },
        );
  return { net, ...(await trainFashion(net, { ...recipe, seed, validate }, folder)) };
}
