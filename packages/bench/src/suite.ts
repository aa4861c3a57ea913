import type { JsonObject } from '@tensorpress/core';

/** One figure, or several measured side by side. */
export type Row = JsonObject;

/** A set of measurements that one command repeats. */
export interface Suite {
  /** What is measured and how, for the docs. */
  readonly about: string;
  run(settings: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  /** The rows in Markdown, as they stand in the docs. */
  show(rows: readonly Row[]): string;
  /** Pictures in SVG that what is shown refers to as `figures/NAME`, by name. */
  figures?(rows: readonly Row[]): Promise<Readonly<Record<string, string>>>;
  /** What of it stands in the README of the project. */
  summary?(rows: readonly Row[]): string;
}
