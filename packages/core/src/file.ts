import { crc32 } from './crc32.ts';
import { concatenate, deflate, inflate } from './deflate.ts';
import { FileError, messageOf, VersionError } from './errors.ts';
import { CHECKSUM, check, fromHeader, type Limits, toHeader } from './outline.ts';
import { pack, unpack } from './packing.ts';
import { bytesOf, type Tensor, type TensorInfo } from './tensor.ts';
import { isNode, type Model, type Outline, type Tree } from './tree.ts';

const MAGIC = 'TPRS';
const VERSION = 1;
const PREFIX = MAGIC.length + 1 + 4;
const DEFAULTS: Limits = { header: 2 ** 24, decoded: 2 ** 33, depth: 16 };

/** Bytes, at once or as they come. */
export type Source = Uint8Array | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/**
 * The file of a model: see docs/file-format.md.
 * @throws RangeError if a tensor holds values that its `bits` or `grid` cannot.
 */
export async function write(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const { json, leaves } = toHeader(model);
  const header = await deflate(utf8(json));
  const runs = [utf8(MAGIC), Uint8Array.of(VERSION), word(header.length), header, word(crc32(header))];
  for (const leaf of leaves) {
    const bytes = pack(leaf);
    runs.push(bytes, word(crc32(bytes)));
  }
  return concatenate(runs);
}

const word = (value: number): Uint8Array<ArrayBuffer> => new Uint8Array(Uint32Array.of(value).buffer);

/** A file whose header has been read: what it holds, and its weights one by one, in the order of the outline. */
export interface OpenFile {
  readonly outline: Outline;
  /** Bytes of the whole file. */
  readonly size: number;
  /** To be gone through once. What has been given is not kept. */
  readonly weights: AsyncIterable<readonly [name: string, tree: Tree]>;
}

/**
 * Reads the header of a file, and then a weight at a time as they are asked for. No codec is loaded for that.
 * @throws FileError if the bytes are not a whole and unharmed file within the limits, VersionError if they are of a newer format.
 */
export async function open(source: Source, limits: Partial<Limits> = {}): Promise<OpenFile> {
  const chunks =
    source instanceof Uint8Array ? [source].values() : (source as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const take = taker(chunks);
  try {
    const length = await takePrefix(take);
    const all = { ...DEFAULTS, ...limits };
    check(length <= all.header, `header: longer than ${all.header} bytes`);
    const { outline, leaves } = await takeChecked(take, length, 'header', async (bytes) =>
      fromHeader(new TextDecoder('utf-8', { fatal: true }).decode(await inflate(bytes, all.header)), all),
    );
    const size = totalOf(PREFIX + length + CHECKSUM, leaves);
    const given = source instanceof Uint8Array ? source.length : size;
    check(given === size, `must have ${size} bytes, not ${given}: is it whole?`);
    return { outline, size, weights: readWeights(outline.weights, leaves, take, chunks) };
  } catch (cause) {
    await chunks.return?.();
    throw cause;
  }
}

/** The length of the header. */
async function takePrefix(take: Take): Promise<number> {
  check(new TextDecoder().decode(await take(MAGIC.length)) === MAGIC, 'not a .tpress file');
  const [version] = await take(1);
  if (version !== VERSION) {
    throw new VersionError(`the file has version ${version}, this reader knows ${VERSION}: update @tensorpress/core`);
  }
  return takeWord(take);
}

async function* readWeights(
  outline: Readonly<Record<string, Tree<TensorInfo>>>,
  leaves: readonly TensorInfo[],
  take: Take,
  chunks: Chunks,
) {
  const done = new Map<TensorInfo, Tensor>();
  const uses = usesOf(outline);
  const rest = leaves.values();
  const readTree = async (tree: Tree<TensorInfo>, path: string): Promise<Tree> => {
    if (isNode(tree)) {
      const parts: Record<string, Tree> = {};
      for (const [name, part] of Object.entries(tree.parts)) parts[name] = await readTree(part, `${path}.${name}`);
      return { ...tree, parts };
    }
    // Names that are numbers come first in an object, wherever they are in the file.
    while (!done.has(tree)) {
      const leaf = rest.next().value!;
      const data = await takeChecked(take, bytesOf(leaf), path, (bytes) => unpack(leaf, bytes));
      done.set(leaf, { ...leaf, data });
    }
    const tensor = done.get(tree)!;
    const left = uses.get(tree)! - 1;
    uses.set(tree, left);
    if (left === 0) done.delete(tree);
    return tensor;
  };
  try {
    for (const [name, tree] of Object.entries(outline)) yield [name, await readTree(tree, name)] as const;
    check((await take(1, true)).length === 0, 'there are bytes after the end of the file');
  } finally {
    await chunks.return?.();
  }
}

/** In how many places each leaf is. */
function usesOf(outline: Readonly<Record<string, Tree<TensorInfo>>>): Map<TensorInfo, number> {
  const uses = new Map<TensorInfo, number>();
  const count = (tree: Tree<TensorInfo>): void => {
    if (isNode(tree)) Object.values(tree.parts).forEach(count);
    else uses.set(tree, (uses.get(tree) ?? 0) + 1);
  };
  Object.values(outline).forEach(count);
  return uses;
}

/**
 * The model of a file, its trees as they were written.
 * @throws FileError if the bytes are not a whole and unharmed file within the limits, VersionError if they are of a newer format.
 */
export async function read(source: Source, limits: Partial<Limits> = {}): Promise<Model> {
  const { outline, weights } = await open(source, limits);
  const entries: (readonly [string, Tree])[] = [];
  for await (const entry of weights) entries.push(entry);
  return { ...outline, weights: Object.fromEntries(entries) };
}

/** What `parse` makes of the next bytes of a source, once their checksum is right. */
async function takeChecked<T>(
  take: Take,
  length: number,
  what: string,
  parse: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>,
): Promise<T> {
  const bytes = await take(length);
  const checksum = await takeWord(take);
  try {
    check(crc32(bytes) === checksum, 'the checksum does not match, the file is damaged');
    return await parse(bytes);
  } catch (cause) {
    throw new FileError(`${what}: ${messageOf(cause)}`, { cause });
  }
}

const takeWord = async (take: Take): Promise<number> => new Uint32Array((await take(4)).buffer)[0]!;

/** The next bytes of a source; fewer of them only if it ends there and that is allowed. */
type Take = (length: number, mayEnd?: boolean) => Promise<Uint8Array<ArrayBuffer>>;

type Chunks = Iterator<Uint8Array> | AsyncIterator<Uint8Array>;

function taker(chunks: Chunks): Take {
  let held: Uint8Array = new Uint8Array();
  return async (length, mayEnd = false) => {
    // Nothing is allocated for bytes that have not come.
    const runs: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      if (held.length === 0) {
        const next = await chunks.next();
        if (next.done) {
          check(mayEnd, 'the file ends too early');
          break;
        }
        held = next.value;
      }
      const run = held.subarray(0, missing);
      held = held.subarray(run.length);
      missing -= run.length;
      runs.push(run);
    }
    return concatenate(runs);
  };
}

/** Bytes of a written model: of its header, and of each distinct leaf. */
export async function sizesOf(model: Model): Promise<{ total: number; header: number; leaves: Map<Tensor, number> }> {
  const { json, leaves } = toHeader(model);
  const header = PREFIX + CHECKSUM + (await deflate(utf8(json))).length;
  return {
    total: totalOf(header, leaves),
    header,
    leaves: new Map(leaves.map((leaf) => [leaf, bytesOf(leaf) + CHECKSUM])),
  };
}

/** Bytes that a model would take in a file at most: its header is counted as if it could not be deflated. */
export function boundOf(model: Model<TensorInfo>): number {
  const { json, leaves } = toHeader(model);
  return totalOf(PREFIX + CHECKSUM + 16 + Math.ceil(utf8(json).length * (1 + 2 ** -10)), leaves);
}

const totalOf = (header: number, leaves: readonly TensorInfo[]): number =>
  leaves.reduce((sum, leaf) => sum + bytesOf(leaf) + CHECKSUM, header);

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
