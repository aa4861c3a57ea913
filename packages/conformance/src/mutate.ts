import type { Json } from '@tensorpress/core';
import { assemble, type FileParts } from './forge.ts';

/** Numbers in [0, 1). */
type Next = () => number;

const below = (next: Next, n: number): number => Math.floor(next() * n);
const pick = <T>(next: Next, values: readonly T[]): T | undefined => values[below(next, values.length)];

const NONSENSE: readonly Json[] = [
  null,
  true,
  false,
  -1,
  0,
  1,
  0.5,
  255,
  65536,
  1e9,
  2 ** 31,
  2 ** 53,
  1e300,
  '',
  'nonsense',
  '__proto__',
  'constructor',
  [],
  {},
  [0],
  [-1],
  [1e9, 1e9],
];

/** Bytes with one thing changed: bits flipped, bytes set, runs of them cut out, doubled, moved or cut off. */
function mutateBytes(bytes: Uint8Array, next: Next): Uint8Array {
  const at = below(next, bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + below(next, 2 ** below(next, 8)));
  const changed = bytes.slice();
  const run = bytes.subarray(at, end);
  const spliced = (...runs: readonly Uint8Array[]) => Uint8Array.from(runs.flatMap((part) => [...part]));
  switch (below(next, 8)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return spliced(bytes.subarray(0, at), bytes.subarray(end));
    case 2:
      return spliced(bytes.subarray(0, end), run, bytes.subarray(end));
    case 3:
      return changed.fill(pick(next, [0, 255, 128, 1]) ?? 0, at, end);
    case 4:
      return changed.copyWithin(at, below(next, bytes.length + 1), end);
    case 5:
      return changed.map((byte, i) => (i >= at && i < end ? below(next, 256) : byte));
    default:
      if (at < bytes.length) changed[at]! ^= 1 << below(next, 8);
      return changed;
  }
}

/** JSON with one value changed, somewhere within. */
function mutateJson(json: Json, next: Next, values: readonly Json[]): Json {
  const entries = typeof json === 'object' && json !== null ? Object.entries<Json>({ ...json }) : [];
  if (entries.length > 0 && next() < 0.85) {
    const at = below(next, entries.length);
    const changed = entries.map(
      ([key, value], i) => [key, i === at ? mutateJson(value, next, values) : value] as const,
    );
    return Array.isArray(json) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
  }
  if (next() < 0.3) return pick(next, NONSENSE) ?? null;
  if (next() < 0.3) return pick(next, values) ?? null;
  if (typeof json === 'number') {
    return (
      pick(next, [
        json + 1,
        json - 1,
        -json,
        json * 2,
        Math.floor(json / 2),
        json + 256,
        json * 1024,
        below(next, 2 ** below(next, 33)),
      ]) ?? 0
    );
  }
  if (typeof json === 'string') return pick(next, [json.slice(1), `${json}x`, json.toUpperCase()]) ?? '';
  const at = below(next, entries.length);
  const doubled = [...entries.slice(0, at + 1), ...entries.slice(at)];
  if (Array.isArray(json)) {
    const items = pick(next, [entries.filter((_, i) => i !== at), doubled, entries.toReversed()]) ?? [];
    return items.map(([, value]) => value);
  }
  const [key = 'x', value = null] = entries[at] ?? [];
  const rest = entries.filter((_, i) => i !== at);
  return Object.fromEntries(
    next() < 0.5 ? rest : [...rest, [pick(next, [`${key}s`, '__proto__', '0', 'length']) ?? '', value]],
  );
}

/** All values within some JSON. */
const within = (json: Json): Json[] =>
  typeof json === 'object' && json !== null ? [json, ...Object.values<Json>({ ...json }).flatMap(within)] : [json];

/** A function that gives one damaged file after another, made of a sound one. */
export function mutator(file: Uint8Array, parts: FileParts, next: Next): () => Uint8Array {
  const values = within(parts.header);
  return () => {
    const kind = next();
    if (kind < 0.3) return mutateBytes(file, next);
    let { header } = parts;
    let leaves = [...parts.leaves];
    for (let rounds = 1 + below(next, 3); rounds > 0; rounds--) {
      if (kind < 0.7) header = mutateJson(header, next, values);
      if (kind > 0.6) {
        const at = below(next, leaves.length);
        leaves = leaves.map((bytes, i) => (i === at ? mutateBytes(bytes, next) : bytes));
      }
    }
    return assemble({ header, leaves });
  };
}
