import { type Compressor, completeOptions, createRegistry, isNode, read, type Tensor, write } from '@tensorpress/core';
import { amid, type Check, check } from './check.ts';
import { checkForm, sameTensor } from './compare.ts';
import { fuzz } from './fuzz.ts';
import { type AnyCodec, asCodec, decodeAs, encodeNode } from './run-codec.ts';

/** A file that some version of a codec wrote, with the weights `encoded` (a node) and `expected` (what it must decode to). */
export interface Fixture {
  /** Like `v1/half-of-the-weights.tpress`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What fixtures are made of: a name like `half-of-the-weights` with a tensor and the options to encode it with. */
export interface FixtureSource<Options> {
  readonly name: string;
  readonly tensor: Tensor;
  readonly options?: Partial<Options>;
}

/** The checks that all that any version of a codec ever wrote decodes, and, damaged, is decoded or rejected by a typed error. */
export function fixtureChecks<Options>(codec: AnyCodec<Options>, fixtures: URL | readonly Fixture[]): Check[] {
  const files = async () => (fixtures instanceof URL ? await readFixtures(fixtures) : fixtures);
  return [
    {
      title: `${codec.id}: decodes the fixtures of every version`,
      run: async () => {
        const all = await files();
        for (let version = 1; version <= codec.version; version++) {
          check(
            all.some(({ name }) => name.startsWith(`v${version}/`)),
            `there is no fixture of version ${version}`,
          );
        }
        for (const { name, bytes } of all) await amid(name, () => decodes(codec, name, bytes));
      },
    },
    {
      title: `${codec.id}: decodes damaged files, or rejects them by a typed error`,
      run: async () => {
        const all = (await files()).map(({ bytes }) => bytes);
        const registry = createRegistry({ [codec.id]: async () => codec });
        const counts = await fuzz(all, registry, { count: 1000, seed: 6 });
        for (const outcome of ['decoded', 'FileError', 'CodecError']) {
          check((counts[outcome] ?? 0) > 0, `none of 1000 damaged files ends as ${outcome}`);
        }
      },
    },
  ];
}

async function decodes<Options>(codec: AnyCodec<Options>, name: string, bytes: Uint8Array): Promise<void> {
  const { weights } = await read(bytes);
  const { encoded, expected } = weights;
  check(
    encoded && isNode(encoded) && expected && !isNode(expected),
    'must hold a node `encoded` and a tensor `expected`',
  );
  check(encoded.codec === codec.id, `is of the codec ${encoded.codec}`);
  check(name.startsWith(`v${encoded.version}/`), `holds version ${encoded.version}`);
  const decoded = await decodeAs(codec, encoded, expected);
  if (!codec.rebuild) return check(sameTensor(decoded, expected), 'does not decode to the expected tensor');
  let largest = 0;
  for (const value of expected.data) largest = Math.max(largest, Math.abs(value));
  const far = expected.data.findIndex((value, i) => !(Math.abs(value - decoded.data[i]!) <= 1e-6 * largest));
  check(far < 0, `value ${far} is ${decoded.data[far]} and not ${expected.data[far]}`);
}

const node = () => {
  const { process } = globalThis;
  check(process?.getBuiltinModule, 'only Node.js reads a folder of fixtures: give them as a list');
  return process.getBuiltinModule('node:fs/promises');
};

/** The fixtures of a folder that holds `v1/NAME.tpress`, `v2/…` (Node.js only). */
export async function readFixtures(folder: URL): Promise<Fixture[]> {
  const { readdir, readFile } = node();
  const fixtures: Fixture[] = [];
  for (const version of (await readdir(folder)).filter((name) => /^v\d+$/.test(name)).sort()) {
    for (const file of (await readdir(new URL(`${version}/`, folder)))
      .filter((name) => name.endsWith('.tpress'))
      .sort()) {
      const name = `${version}/${file}`;
      fixtures.push({ name, bytes: new Uint8Array(await readFile(new URL(name, folder))) });
    }
  }
  return fixtures;
}

/**
 * Writes the fixtures of a codec's present version to `vN/NAME.tpress` in a folder, and gives the names of the new ones (Node.js
 * only). A file that is there already stays as it is: what it holds has to decode for ever.
 */
export async function writeFixtures<Options>(
  compressor: Compressor<Options>,
  sources: readonly FixtureSource<Options>[],
  folder: URL,
): Promise<string[]> {
  const codec = asCodec(compressor);
  check(codec, `${compressor.id}: only codecs have fixtures`);
  const { mkdir, writeFile } = node();
  const version = `v${codec.version}/`;
  await mkdir(new URL(version, folder), { recursive: true });
  const written: string[] = [];
  for (const { name, tensor, options = {} } of sources) {
    const encoded = await encodeNode(codec, tensor, completeOptions(codec, options));
    check(typeof encoded !== 'string', `${name}: is not encoded: ${encoded}`);
    const decoded = await decodeAs(codec, encoded, tensor);
    checkForm(decoded, tensor);
    const expected = { dtype: tensor.dtype, shape: tensor.shape, data: decoded.data };
    const file = `${version}${name}.tpress`;
    try {
      await writeFile(new URL(file, folder), await write({ weights: { encoded, expected } }), { flag: 'wx' });
      written.push(file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  return written;
}
