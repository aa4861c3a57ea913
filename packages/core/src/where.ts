import type { Where } from './compressor.ts';
import { sizeOf } from './tensor.ts';

/** Leaves of the weights whose name matches a pattern, in which `*` stands for anything but `/`, and `**` for anything. */
export function matching(pattern: string): Where {
  const source = pattern.replace(/\*\*|\*|[^\w/]/g, (token) =>
    token === '**' ? '.*' : token === '*' ? '[^/]*' : `\\${token}`,
  );
  const whole = new RegExp(`^${source}(\\..*)?$`, 's');
  return (path) => whole.test(path);
}

/** Leaves with more elements than this. */
export const largerThan =
  (size: number): Where =>
  (_, info) =>
    sizeOf(info.shape) > size;

/** Leaves that a selection leaves out. */
export const not =
  (where: Where): Where =>
  (path, info) =>
    !where(path, info);

/** Leaves that every one of some selections takes. */
export const and =
  (...wheres: readonly Where[]): Where =>
  (path, info) =>
    wheres.every((where) => where(path, info));

/** Leaves that any one of some selections takes. */
export const or =
  (...wheres: readonly Where[]): Where =>
  (path, info) =>
    wheres.some((where) => where(path, info));
