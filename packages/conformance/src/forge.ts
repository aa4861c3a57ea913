import { arrays, type DType, type Json } from '@tensorpress/core';
import { check } from './check.ts';

/** A file taken apart: the header, and the bytes of each leaf. */
export interface FileParts {
  readonly header: Json;
  readonly leaves: readonly Uint8Array[];
}

const PREFIX = 9;
const CHECKSUM = 4;

/** Takes a sound file apart, as docs/file-format.md describes it and without the code of core, which is to be tested. */
export async function dismantle(file: Uint8Array): Promise<FileParts> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = PREFIX + view.getUint32(5, true);
  const inflated = new Blob([file.slice(PREFIX, end)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const header: Json = await new Response(inflated).json();
  let at = end + CHECKSUM;
  const leaves = leafSizes(header).map((size) => {
    check(size !== undefined && at + size + CHECKSUM <= file.length, 'is not a sound file');
    const bytes = file.slice(at, at + size);
    at += size + CHECKSUM;
    return bytes;
  });
  check(at === file.length, 'is not a sound file');
  return { header, leaves };
}

/** Makes a file of parts that need not be sound; its checksums are, and leaves are made as long as the header says. */
export function assemble({ header, leaves }: FileParts): Uint8Array {
  const json = stored(new TextEncoder().encode(JSON.stringify(header)));
  const fitted = leafSizes(header).map((size, i) => {
    const bytes = leaves[i] ?? new Uint8Array();
    const fit = new Uint8Array(size ?? bytes.length);
    fit.set(bytes.subarray(0, fit.length));
    return fit;
  });
  const prefix = [...new TextEncoder().encode('TPRS'), 1, ...word(json.length)];
  return joined([prefix, ...[json, ...fitted].flatMap((run) => [run, word(crc(run))])]);
}

/** Bytes that each leaf of a header takes; `undefined` where it says nothing sensible, or more than a MiB. */
function leafSizes(header: Json): (number | undefined)[] {
  const sizes: (number | undefined)[] = [];
  const visit = (tree: unknown): void => {
    if (!Array.isArray(tree)) return;
    const [dtype, shape, third] = tree;
    if (typeof third === 'string') each(tree[5]);
    else sizes.push(sizeOf(dtype, shape, third));
  };
  const each = (entries: unknown): void => {
    if (Array.isArray(entries)) for (const entry of entries) if (Array.isArray(entry)) visit(entry[1]);
  };
  if (Array.isArray(header)) each(header[0]);
  return sizes;
}

function sizeOf(dtype: unknown, shape: unknown, bits: unknown): number | undefined {
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype) || !Array.isArray(shape)) return undefined;
  const width = typeof bits === 'number' ? bits : 8 * arrays[dtype as DType].BYTES_PER_ELEMENT;
  const bytes = Math.ceil((shape.reduce((size, n) => size * n, 1) * width) / 8);
  return bytes >= 0 && bytes <= 2 ** 20 ? bytes : undefined;
}

const word = (value: number): number[] => [value, value >>> 8, value >>> 16, value >>> 24].map((byte) => byte & 255);

/** Bytes as a deflate stream that stores them (RFC 1951, section 3.2.4), which costs no time. */
function stored(bytes: Uint8Array): Uint8Array {
  const blocks: ArrayLike<number>[] = [];
  let at = 0;
  do {
    const block = bytes.subarray(at, at + 65535);
    at += 65535;
    const length = word(block.length).slice(0, 2);
    blocks.push([at >= bytes.length ? 1 : 0, ...length, ...length.map((byte) => byte ^ 255)], block);
  } while (at < bytes.length);
  return joined(blocks);
}

function joined(runs: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(runs.reduce((size, run) => size + run.length, 0));
  let at = 0;
  for (const run of runs) {
    bytes.set(run, at);
    at += run.length;
  }
  return bytes;
}

/** CRC-32 of ISO 3309, a bit at a time. */
function crc(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value;
}
