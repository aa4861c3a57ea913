import type { CellResult } from '../cells/cell.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import { cells, type DistillRecipe, type HintonCell, recipeOf, TEACHER } from './cells.ts';
import type { Taught } from './hashed.ts';
import type { Corrected } from './hinton.ts';
import type { Recovered } from './recovery.ts';

/** What became of a cell. */
export type Result = CellResult &
  DistillRecipe &
  Partial<Corrected & Pick<Recovered, 'before'> & Pick<Taught, 'alone'>>;

/** Pictures of the test sets. */
const TESTED = 10_000;
const wrong = (share: number): string => integer(Math.round(share * TESTED));

/** Test errors of section 3 of the paper, out of 10,000, by cell; those after the correction behind them. */
const printed: Readonly<Record<string, readonly number[]>> = {
  [TEACHER]: [67],
  'hinton/alone': [146],
  'hinton/distilled': [74],
  'hinton/without-3': [206, 109],
  'hinton/only-7-and-8': [4730, 1320],
};

const finder = (results: readonly Result[]) => (name: string) => results.find(({ cell }) => cell === name);
const cellsOf = <T extends (typeof cells)[number]['table']>(table: T) =>
  cells.filter((cell): cell is Extract<(typeof cells)[number], { table: T }> => cell.table === table);

const learnt = ({ name, temperature, digits, moved }: HintonCell): string => {
  if (name === TEACHER) return 'labels, with dropout, of digits that are moved';
  const seen = [
    ...(digits === undefined ? [] : [digits.length > 5 ? 'without any 3' : `${digits.join(' and ')} only`]),
    ...(moved ? ['moved'] : []),
  ];
  return [temperature === undefined ? 'labels' : `the teacher at T = ${temperature}`, ...seen].join(', ');
};

/** The experiments of Hinton, Vinyals and Dean on MNIST. */
export function hintonSection(results: readonly Result[]): string[] {
  const of = finder(results);
  const shown = cellsOf('hinton').filter(({ name }) => of(name));
  const large = shown.filter(({ units }) => units > 30);
  const small = shown.filter(({ units }) => units === 30);
  if (shown.length === 0) return [];
  const { epochs, alpha } = recipeOf(cellsOf('hinton')[1]!);
  const { epochs: more } = recipeOf(cellsOf('hinton').find(({ moved }) => moved)!);
  return [
    '### A large network teaches a smaller one, on MNIST',
    `Errors on the ${integer(TESTED)} test digits, one seed each. The teacher is the moving average of its weights over ${of(TEACHER)?.epochs ?? ''} epochs. Students learn without dropout, for ${epochs} epochs of digits as they are, which is what the paper does, or for ${more} of digits that are *moved* by up to two pixels at random, anew each time, as the teacher saw them; α = ${alpha} for the labels of what they see. *Corrected*: a number is added to the logits of the digits that were seen, the best one for the 60,000 digits to train on; the paper chose it on the test set.`,
    markdownTable(
      ['network', 'learns from', 'errors', 'paper', 'corrected', 'paper', 'added'],
      large.map((cell) => {
        const { error, corrected, bias } = of(cell.name)!;
        const [paper, paperCorrected] = printed[cell.name] ?? [];
        return [
          `784-${cell.units}-${cell.units}-10`,
          learnt(cell),
          wrong(error),
          paper === undefined ? '' : integer(paper),
          corrected === undefined ? '' : wrong(corrected),
          paperCorrected === undefined ? '' : integer(paperCorrected),
          bias === undefined ? '' : fixed(bias, 1),
        ];
      }),
    ),
    ...(small.length > 0
      ? [
          'Students of 30 units in each hidden layer, by temperature; the paper gives no numbers, and says that between 2.5 and 4 was best:',
          '![Errors of small students by temperature](figures/distill-temperature.svg)',
          markdownTable(
            ['learns from', 'errors', 'parameters'],
            small.map((cell) => {
              const { error, parameters } = of(cell.name)!;
              return [learnt(cell), wrong(error), integer(parameters)];
            }),
          ),
        ]
      : []),
  ];
}

/** Test errors in % of Chen et al., "Compressing Neural Networks with the Hashing Trick", tables 1 and 2: HashNet with dark knowledge. */
const dark: Readonly<Record<string, number>> = {
  'hashed/3L/8': 1.43,
  'hashed/3L/64': 2.65,
  'hashed/5L/8': 1.29,
  'hashed/5L/64': 1.92,
};

/** Networks of shared weights that a large one teaches. */
export function hashedSection(results: readonly Result[]): string[] {
  const of = finder(results);
  const shown = cellsOf('hashed').filter(({ name }) => of(name));
  if (shown.length === 0) return [];
  const { temperature, alpha } = recipeOf(shown[0]!);
  return [
    '### HashedNets with dark knowledge',
    `The networks of the suite on weight sharing, from fresh weights, taught by the large network of the table above, with T = ${temperature} and α = ${alpha}; as many epochs, no dropout. At T = 20 they came out worse than from labels; T and α were chosen on held-out digits after that had been seen.`,
    markdownTable(
      ['network', 'parameters', 'from labels', 'taught', 'paper, taught'],
      shown.map(({ name, like }) => {
        const { parameters, alone, error } = of(name)!;
        return [like, integer(parameters), percent(alone), percent(error), percent(dark[name]! / 100)];
      }),
    ),
  ];
}

/** So many pictures are few. */
const FEW = 2000;

const networks = { lenet: 'LeNet-300-100, MNIST', clothes: 'residual network, Fashion-MNIST' } as const;

/** What compressed networks win back. */
export function recoverySection(results: readonly Result[]): string[] {
  const of = finder(results);
  const pairs = cellsOf('recovery').flatMap((cell) => {
    const [own, distilled] = [of(cell.name), of(cell.name.replace('finetune', 'distill'))];
    return cell.by === 'finetune' && own && distilled ? [{ cell, own, distilled }] : [];
  });
  if (pairs.length === 0) return [];
  const many = pairs.filter(({ cell }) => cell.pictures > FEW);
  const few = pairs.filter(({ cell }) => cell.pictures <= FEW);
  const better = (some: typeof pairs) => {
    const count = some.filter(({ own, distilled }) => distilled.error < own.error).length;
    return `${count} of ${some.length}`;
  };
  return [
    '### What a compressed network wins back',
    `A trained network is made much smaller, then trained on with the same steps and the same pictures: by their labels (*finetune*), or with the network that it was as its teacher (*distill*, T = ${pairs[0]!.distilled.temperature}, α = ${pairs[0]!.distilled.alpha}); one seed. That network has seen all of the pictures before. Temperatures were compared on held-out digits, but T and how much is pruned were settled only after test errors at T = 4 and at more pruning had been seen, so these are not those of a first look. With few pictures to train on with, as who compresses somebody else's network has, \`distill\` has the smaller test error in ${better(few)}; with many, in ${better(many)}.`,
    '![Test errors after finetune and distill](figures/distill-recovery.svg)',
    markdownTable(
      ['network', 'made smaller by', 'pictures', 'epochs', 'parameters', 'before', 'finetune', 'distill'],
      [...few, ...many].map(({ cell: { network, pipeline, pictures }, own, distilled }) => [
        networks[network],
        pipeline,
        integer(pictures),
        own.epochs,
        integer(own.parameters),
        percent(own.before),
        percent(own.error),
        percent(distilled.error),
      ]),
    ),
  ];
}

/** Dense–sparse–dense training beside dense training. */
export function dsdSection(results: readonly Result[]): string[] {
  const of = finder(results);
  const seeds = [...new Set(cellsOf('dsd').map(({ seed }) => seed))];
  const errors = (['dense', 'dsd'] as const).map((by) => ({
    by,
    errors: seeds.flatMap((seed) => of(`dsd/${seed}/${by}`)?.error ?? []),
  }));
  if (errors.some((one) => one.errors.length === 0)) return [];
  const { epochs } = recipeOf(cellsOf('dsd')[0]!);
  return [
    '### Dense–sparse–dense training',
    `LeNet-300-100 on MNIST for ${epochs} epochs in all, the last quarter at a tenth of the rate. *dsd*: half of the epochs dense, a quarter with half of the weights of each layer removed, the last quarter dense again. *dense*: the same, with nothing removed. Test errors by seed.`,
    markdownTable(
      ['trained', ...seeds.map((seed) => `seed ${seed}`), 'mean', 'standard deviation'],
      errors.map(({ by, errors: own }) => {
        const mean = own.reduce((sum, error) => sum + error, 0) / own.length;
        const variance = own.reduce((sum, error) => sum + (error - mean) ** 2, 0) / Math.max(1, own.length - 1);
        return [by, ...own.map((error) => percent(error)), percent(mean, 3), percent(Math.sqrt(variance), 3)];
      }),
    ),
  ];
}
