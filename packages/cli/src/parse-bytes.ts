import { UserError } from './user-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
};

/**
 * A number of bytes as people write it: `500000`, `500k`, `1.5 MB`, `200 KiB`.
 * @throws UserError if it is none.
 */
export function parseBytes(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?((?:[kmg]i?)?)b?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) throw new UserError(`a size is written like 500k or 1.5MB, not '${text}'`);
  return Math.round(Number(digits) * UNITS[unit.toLowerCase()]!);
}
