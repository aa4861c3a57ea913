import type { DigitsCell } from './cells.ts';

/** What the form of the first layer of a cell is called. */
export const shapeNamed = ({ shape }: DigitsCell): string =>
  shape === 'matrix' ? 'low rank' : shape.replaceAll('x', ' × ');
