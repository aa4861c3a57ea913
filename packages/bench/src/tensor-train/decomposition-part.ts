import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { registry } from '@tensorpress/all';
import { compress, decode, isNode, leavesOf, normal, random, sizeOf, type Tensor, use } from '@tensorpress/core';
import { tensorTrain } from '@tensorpress/tensor-train';
import { fixed, integer, markdownTable } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';

/** The first fully connected layer of VGG-16, and the modes that the paper gives it. */
const modes = { inputs: [2, 7, 8, 8, 7, 4], outputs: [4, 4, 4, 4, 4, 4] };
const shape = [sizeOf(modes.inputs), sizeOf(modes.outputs)];
/** Times fewer parameters, by rank. */
const printed: Readonly<Record<number, number>> = { 4: 50_972, 2: 194_622 };
const ROUNDS = 3;

/** A matrix that is a train of rank 4 and noise of a third of its size. */
async function layer(): Promise<Tensor<'f32'>> {
  const next = random(1);
  const draw = (): Tensor<'f32'> => ({
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => normal(next) / 128),
  });
  const noise = draw();
  const { weights } = await compress({ weights: { layer: noise } }, [use(tensorTrain, { rank: 4, modes })], {
    fresh: true,
    seed: 2,
  });
  const train = await decode(weights.layer!, registry);
  for (let i = 0; i < noise.data.length; i++) noise.data[i] = train.data[i]! + noise.data[i]! / 3;
  return noise;
}

/** The decomposition of a large layer, beside that of numpy. */
export const decompositionPart: Part = {
  async measure() {
    const tensor = await layer();
    const folder = await mkdtemp(join(tmpdir(), 'tt-'));
    try {
      const file = join(folder, 'matrix');
      await writeFile(file, tensor.data);
      const rows: Row[] = [];
      for (const rank of [4, 2]) {
        const ours: number[] = [];
        const theirs: PeerRun[] = [];
        let parameters = 0;
        let error = 0;
        for (let round = 0; round < ROUNDS; round++) {
          theirs.push(await byPython(file, rank));
          const start = performance.now();
          const { weights } = await compress({ weights: { layer: tensor } }, [use(tensorTrain, { rank, modes })]);
          ours.push((performance.now() - start) / 1000);
          if (round > 0) continue;
          parameters = [...leavesOf(weights).keys()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
          error = await errorOf(tensor, weights.layer!);
        }
        const common = { rank, parameters };
        rows.push(
          { ...common, method: 'tensorpress', seconds: median(ours), error },
          {
            ...common,
            method: `${theirs[0]!.version} linalg.svd`,
            seconds: median(theirs.map(({ seconds }) => seconds)),
            error: theirs[0]!.error,
          },
        );
      }
      return rows;
    } finally {
      await rm(folder, { recursive: true });
    }
  },

  show: (rows) =>
    [
      '### The decomposition of a large layer',
      `A layer as large as the first fully connected one of VGG-16, ${shape.join(' × ')}, ${integer(4 * sizeOf(shape))} bytes: a random train of rank 4 and noise a third as large. Its modes are ${modes.inputs.join(' · ')} by ${modes.outputs.join(' · ')}. Beside it the textbook algorithm with numpy.linalg.svd of each unfolding, which has as many threads as there are cores; in turn, medians of ${ROUNDS}. *Error* is in Frobenius norm, relative to the layer.`,
      markdownTable(
        ['rank', 'method', 'parameters', 'times fewer', 'paper', 'seconds', 'error'],
        rows.map(({ rank, method, parameters, seconds, error }) => [
          `${rank}`,
          `${method}`,
          integer(parameters),
          integer(Math.round(sizeOf(shape) / Number(parameters))),
          integer(printed[Number(rank)]),
          fixed(seconds, 2),
          fixed(error, 6),
        ]),
      ),
    ].join('\n\n'),
};

interface PeerRun {
  readonly seconds: number;
  readonly error: number;
  readonly version: string;
}

/** @throws Error if the peer does not run. */
async function byPython(file: string, rank: number): Promise<PeerRun> {
  const script = fileURLToPath(new URL('../../peers/tt_svd.py', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [
      script,
      file,
      modes.inputs.join(),
      modes.outputs.join(),
      `${rank}`,
    ]);
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error('bench: numpy does not run; `apt install python3-numpy` installs it', { cause });
  }
}

async function errorOf(tensor: Tensor, tree: Parameters<typeof decode>[0]): Promise<number> {
  if (!isNode(tree)) throw new Error('bench: the layer is not compressed');
  const { data } = await decode(tree, registry);
  let [rest, all] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    rest += (tensor.data[i]! - data[i]!) ** 2;
    all += tensor.data[i]! ** 2;
  }
  return Math.sqrt(rest / all);
}
