import { mkdir, writeFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { leavesOf, type Model, sizeOf, write } from '@tensorpress/core';
import { fromLayersModel } from '@tensorpress/tfjs';
import type { Epoch } from '../resumable/train-resumably.ts';
import { useFlavour } from '../training/flavours.ts';
import { budgetOf } from './budgets.ts';
import { cellNamed, isDigitCell } from './cells.ts';
import { residualBudget, trainOnClothes } from './clothes.ts';
import { trainOnDigits } from './hashed-nets.ts';
import { type Recipe, recipeOf } from './recipes.ts';

/** A cell to train, and how if not as its recipe says. */
export interface CellJob {
  readonly cell: string;
  /** Where there are checkpoints to go on from, or will be. */
  readonly folder: string;
  /** Trains without some of the pictures and looks at those, instead of at the test set. */
  readonly validate?: boolean;
  readonly change?: Partial<Recipe>;
}

/** What became of a cell. */
export interface CellResult extends Recipe {
  readonly cell: string;
  /** The parameters that it may have, and those that it has: numbers that are trained and stored. */
  readonly budget: number;
  readonly parameters: number;
  /** Of its file. */
  readonly bytes: number;
  /** The share of pictures that it takes for something else: of the test set, or of those that were held out. */
  readonly error: number;
  readonly validated: boolean;
  /** The average of each epoch. */
  readonly losses: readonly number[];
  readonly seconds: number;
}

/** A network that has been trained, and its error on pictures that it has not seen. */
export interface Trained {
  readonly net: tf.LayersModel;
  readonly epochs: readonly Epoch[];
  readonly error: number;
}

/** Trains a cell from where it was left off, and keeps `model.tpress` and `result.json` in its folder. */
export async function run({ cell: name, folder, validate = false, change = {} }: CellJob): Promise<CellResult> {
  const cell = cellNamed(name);
  const recipe: Recipe = { ...recipeOf(cell), ...change };
  const url = new URL(`${folder.replace(/\/*$/, '')}/`, 'file:');
  await useFlavour('relaxed-simd');
  const { net, epochs, error } = isDigitCell(cell)
    ? await trainOnDigits(cell, recipe, validate, url)
    : await trainOnClothes(cell, recipe, validate, url);
  const model = await fromLayersModel(net);
  net.dispose();
  const bytes = await write(model);
  const result: CellResult = {
    cell: name,
    ...recipe,
    budget: isDigitCell(cell) ? budgetOf(cell) : residualBudget(cell.factor),
    parameters: parametersOf(model),
    bytes: bytes.length,
    error,
    validated: validate,
    losses: epochs.map(({ loss }) => loss),
    seconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
  await mkdir(url, { recursive: true });
  await writeFile(new URL('model.tpress', url), bytes);
  await writeFile(new URL('result.json', url), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** The numbers that training changes, each counted once: of a node all float leaves, and no averages of batch normalisation. */
const parametersOf = ({ weights }: Model): number => {
  const trained = Object.entries(weights).filter(([name]) => !name.includes('/moving_'));
  return [...leavesOf(Object.fromEntries(trained)).keys()].reduce(
    (sum, { dtype, shape }) => sum + (dtype === 'f32' ? sizeOf(shape) : 0),
    0,
  );
};
