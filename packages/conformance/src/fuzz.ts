import { CodecError, type Codecs, decode, FileError, type Limits, random, read, sizeOf } from '@tensorpress/core';
import { check } from './check.ts';
import { dismantle } from './forge.ts';
import { mutator } from './mutate.ts';

/** How many damaged files to read, and what is too much for one of them. */
export interface FuzzOptions {
  readonly count?: number;
  /** The same seed gives the same files. */
  readonly seed?: number;
  readonly limits?: Partial<Limits>;
  readonly seconds?: number;
  /** Bytes of array buffers that may be held in the end, beyond what was held at first (Node.js only). */
  readonly memory?: number;
}

/** How many of the damaged files decoded, and how many were rejected, by the name of the error. */
export type FuzzCounts = Readonly<Record<string, number>>;

const LIMITS: Limits = { header: 2 ** 16, decoded: 2 ** 22, depth: 16 };

/**
 * Damages sound files in many ways, with checksums wrong and right, and reads and decodes them: each must decode, or be
 * rejected with a FileError or a CodecError, soon and in little memory.
 * @throws Error that says which file did something else; the same `seed` and a `count` just above its number give it again.
 */
export async function fuzz(
  files: readonly Uint8Array[],
  codecs: Codecs,
  { count = 20_000, seed = 0, limits = LIMITS, seconds = 1, memory = 2 ** 26 }: FuzzOptions = {},
): Promise<FuzzCounts> {
  const next = random(seed);
  const mutators = await Promise.all(files.map(async (file) => mutator(file, await dismantle(file), next)));
  const counts = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const file = mutators[i % mutators.length]!();
    const held = heldBytes();
    const first = await timed(() => outcomeOf(file, codecs, limits));
    check(heldBytes() - held <= memory, `file ${i} of seed ${seed} takes ${heldBytes() - held} bytes`);
    // A busy machine may be slow once.
    const slow = first.seconds > seconds && (await timed(() => outcomeOf(file, codecs, limits))).seconds > seconds;
    check(!slow, `file ${i} of seed ${seed} takes ${first.seconds} s`);
    const { outcome } = first;
    const typed = outcome === undefined || outcome instanceof FileError || outcome instanceof CodecError;
    if (!typed) throw new Error(`file ${i} of seed ${seed} gives ${String(outcome)}`, { cause: outcome });
    const name = outcome ? outcome.name : 'decoded';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** What reading and decoding a file ends with; nothing if it ends well. */
async function outcomeOf(file: Uint8Array, codecs: Codecs, limits: Partial<Limits>): Promise<unknown> {
  try {
    const { weights } = await read(file, limits);
    for (const [name, tree] of Object.entries(weights)) {
      const { dtype, shape, data } = await decode(tree, codecs);
      const same = dtype === tree.dtype && String(shape) === String(tree.shape) && data.length === sizeOf(shape);
      if (!same) return new Error(`${name} decodes to another form`);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

async function timed(run: () => Promise<unknown>): Promise<{ outcome: unknown; seconds: number }> {
  const start = performance.now();
  const outcome = await run();
  return { outcome, seconds: (performance.now() - start) / 1000 };
}

const heldBytes = (): number => globalThis.process?.memoryUsage?.().arrayBuffers ?? 0;
