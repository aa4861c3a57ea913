import type { Recipe } from '../cells/cell.ts';
import type { PictureSet } from './splits.ts';

/** A network that learns digits: a large one, or one that may learn from it. */
export interface HintonCell {
  readonly table: 'hinton';
  readonly name: string;
  /** Units of each of two hidden layers. */
  readonly units: number;
  /** What the answers of the large network are divided by; none where labels are all there is to learn from. */
  readonly temperature?: number;
  /** The only digits that it sees; all if left out. */
  readonly digits?: readonly number[];
  /** Whether those are moved at random, as those are that the large network sees; they stay where they are if left out. */
  readonly moved?: boolean;
}

/** A network that shares weights, and learns from the large network from the start. */
export interface HashedCell {
  readonly table: 'hashed';
  readonly name: string;
  /** The same network without a teacher, in the suite on weight sharing. */
  readonly like: string;
}

/** A trained network that a pipeline makes much smaller, and that is trained on then. */
export interface RecoveryCell {
  readonly table: 'recovery';
  readonly name: string;
  readonly network: 'lenet' | 'clothes';
  /** How many there are to train on with. */
  readonly pictures: number;
  readonly pipeline: 'prune' | 'svd' | 'tensor-train';
  readonly by: 'finetune' | 'distill';
}

/** A network that is trained dense, sparse and dense again, or dense throughout. */
export interface DsdCell {
  readonly table: 'dsd';
  readonly name: string;
  readonly by: 'dsd' | 'dense';
  readonly seed: number;
}

/** A compact network that learns clothes from a large one. */
export interface StudentCell {
  readonly table: 'students';
  readonly name: string;
  /** The large SqueezeNet, the same with all widths halved, the widths of one that were searched for, or what was found among networks of all kinds. */
  readonly shape: 'full' | 'multiplied' | 'fires' | 'searched';
  /** Whether it begins with filters of the large one when that has been trained, not with fresh weights; it is nowhere wider than that. */
  readonly pruned: boolean;
}

/** One network that is trained and tested. */
export type Cell = HintonCell | HashedCell | RecoveryCell | DsdCell | StudentCell;

/** How a network of a cell is trained; what is left out of temperature and alpha does not matter there. */
export interface DistillRecipe extends Recipe {
  /** Of `distill`. */
  readonly temperature: number;
  /** Of `distill`: the weight of labels. */
  readonly alpha: number;
}

/** The network that teaches. */
export const TEACHER = 'hinton/teacher';

const hinton = (name: string, units: number, rest: Partial<HintonCell> = {}): HintonCell => ({
  table: 'hinton',
  name: `hinton/${name}`,
  units,
  ...rest,
});

const student = (shape: StudentCell['shape'], pruned = false): StudentCell => ({
  table: 'students',
  name: `students/${shape}${pruned ? '-pruned' : ''}`,
  shape,
  pruned,
});

/** How long networks are trained on with so many pictures, and by what steps: many pictures, and few. */
const recovery = [
  { network: 'lenet', pictures: 60_000, epochs: 3, learningRate: 5e-3 },
  { network: 'clothes', pictures: 20_000, epochs: 1, learningRate: 2e-3 },
  { network: 'lenet', pictures: 2000, epochs: 30, learningRate: 2e-3 },
  { network: 'clothes', pictures: 2000, epochs: 10, learningRate: 2e-3 },
] as const;

/** The cells of all tables. */
export const cells: readonly Cell[] = [
  hinton('teacher', 1200),
  hinton('alone', 800),
  hinton('distilled', 800, { temperature: 20 }),
  hinton('without-3', 800, { temperature: 20, digits: [0, 1, 2, 4, 5, 6, 7, 8, 9] }),
  hinton('only-7-and-8', 800, { temperature: 20, digits: [7, 8] }),
  hinton('alone-moved', 800, { moved: true }),
  hinton('distilled-moved', 800, { temperature: 20, moved: true }),
  hinton('30/alone', 30),
  ...[1, 2, 3, 4, 8, 20].map((temperature) => hinton(`30/${temperature}`, 30, { temperature })),
  ...['3L/8', '3L/64', '5L/8', '5L/64'].map(
    (size): HashedCell => ({ table: 'hashed', name: `hashed/${size}`, like: `${size}/hashnet` }),
  ),
  ...recovery.flatMap(({ network, pictures }) =>
    (['prune', 'svd', 'tensor-train'] as const).flatMap((pipeline) =>
      (['finetune', 'distill'] as const).map(
        (by): RecoveryCell => ({
          table: 'recovery',
          name: `${network}/${pictures}/${pipeline}/${by}`,
          network,
          pictures,
          pipeline,
          by,
        }),
      ),
    ),
  ),
  ...[1, 2, 3, 4, 5].flatMap((seed) =>
    (['dense', 'dsd'] as const).map((by): DsdCell => ({ table: 'dsd', name: `dsd/${seed}/${by}`, by, seed })),
  ),
  student('full'),
  student('multiplied'),
  student('multiplied', true),
  student('fires'),
  student('searched'),
];

/** The pictures that the network of a cell learns. */
export const setOf = (cell: Cell): PictureSet =>
  cell.table === 'students' || (cell.table === 'recovery' && cell.network === 'clothes') ? 'fashion' : 'mnist';

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): Cell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}

/** How a cell is trained. */
export function recipeOf(cell: Cell): DistillRecipe {
  const all = { batchSize: 100, temperature: 20, alpha: 0.1, seed: 1 };
  switch (cell.table) {
    case 'hinton':
      if (cell.name === TEACHER) return { ...all, epochs: 60, batchSize: 250, learningRate: 1.5e-3 };
      return {
        ...all,
        epochs: cell.moved ? 60 : 24,
        batchSize: 200,
        learningRate: cell.units === 30 ? 5e-3 : 1.5e-3,
        temperature: cell.temperature ?? 1,
      };
    case 'hashed':
      return { ...all, epochs: cell.name.includes('3L') ? 24 : 12, learningRate: 2e-3, temperature: 2, alpha: 0.5 };
    case 'recovery': {
      const { network, pictures } = cell;
      const { epochs, learningRate } = recovery.find((one) => one.network === network && one.pictures === pictures)!;
      return { ...all, epochs, learningRate, batchSize: 128, temperature: 2 };
    }
    case 'dsd':
      return { ...all, epochs: 20, learningRate: 1e-3, seed: cell.seed };
    case 'students': {
      // What is pruned has been trained before, so that all of the same size have as many epochs in all.
      const epochs = cell.shape === 'full' || cell.pruned ? 10 : 20;
      return { ...all, epochs, batchSize: 64, learningRate: 2e-3, temperature: 4 };
    }
  }
}
