import type { CellJob, CellResult } from '../cells/cell.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, type DistillRecipe, recipeOf } from './cells.ts';
import { runDsd } from './dsd.ts';
import { runHashed } from './hashed.ts';
import { runHinton } from './hinton.ts';
import { runRecovery } from './recovery.ts';
import { runStudents } from './students.ts';

/** Trains the network of a cell, and leaves `model.tpress` and `result.json` in the folder of the job. */
export async function run(job: CellJob<DistillRecipe>): Promise<CellResult> {
  const cell = cellNamed(job.cell);
  const recipe = { ...recipeOf(cell), ...job.change };
  await useFlavour('relaxed-simd');
  switch (cell.table) {
    case 'hinton':
      return runHinton(cell, recipe, job);
    case 'hashed':
      return runHashed(cell, recipe, job);
    case 'recovery':
      return runRecovery(cell, recipe, job);
    case 'dsd':
      return runDsd(cell, recipe, job);
    case 'students':
      return runStudents(cell, recipe, job);
  }
}
