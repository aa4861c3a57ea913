import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, isDigitCell } from './cells.ts';
import { trainOnClothes } from './clothes.ts';
import { trainOnDigits } from './hashed-nets.ts';
import { recipeOf, type SharingRecipe } from './recipes.ts';

/** Trains a cell from where it was left off, and keeps `model.tpress` and `result.json` in its folder. */
export async function run(job: CellJob<SharingRecipe>): Promise<CellResult> {
  const { cell: name, folder, validate = false, change = {} } = job;
  const cell = cellNamed(name);
  const recipe = { ...recipeOf(cell), ...change };
  await useFlavour('relaxed-simd');
  if (isDigitCell(cell)) {
    return finishCell(job, recipe, await trainOnDigits(cell, recipe, validate, folderUrl(folder)));
  }
  const trained = await trainOnClothes(cell, recipe, validate, folderUrl(folder));
  return finishCell(job, recipe, trained);
}
