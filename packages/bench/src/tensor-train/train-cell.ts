import { use } from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { quantize } from '@tensorpress/quantize';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, recipes } from './cells.ts';
import { trainOnClothes } from './train-on-clothes.ts';
import { trainOnDigits } from './train-on-digits.ts';

/** Trains a cell from where it was left off, and keeps `model.tpress` and `result.json` in its folder. */
export async function run(job: CellJob): Promise<CellResult> {
  const { cell: name, folder, validate = false, change = {} } = job;
  const cell = cellNamed(name);
  await useFlavour('relaxed-simd');
  if (cell.table !== 'clothes') {
    const recipe = { ...recipes[cell.shape === 'hashed' ? cell.shape : cell.table], ...change };
    return finishCell(job, recipe, await trainOnDigits(cell, recipe, validate, folderUrl(folder)));
  }
  const recipe = { ...recipes[cell.method === 'dense' ? 'clothes/1/dense' : cell.table], ...change };
  const trained = await trainOnClothes(cell, recipe, validate, folderUrl(folder));
  // The dense network is what others begin from, so that it is kept, in a small file.
  return finishCell(job, recipe, trained, cell.method === 'dense' ? [use(quantize, { bits: 8 }), use(huffman)] : []);
}
