import type { Digits } from '@tensorpress/example-mnist';
import type { Row } from '../suite.ts';

/** A part of the training suite. */
export interface Part {
  measure(digits: Digits): Promise<readonly Row[]>;
  /** Its rows in Markdown, and rows of other parts to refer to. */
  show(rows: readonly Row[], others: readonly Row[]): string;
}
