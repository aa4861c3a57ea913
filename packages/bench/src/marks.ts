/** Points with lines between them. */
export const point = { type: 'line', strokeWidth: 1.5, point: { size: 36, filled: true } } as const;

/** Colours and shapes that tell methods apart, in the order in which they come. */
export const byMethod = {
  color: { field: 'method', type: 'nominal', sort: null, title: null },
  shape: { field: 'method', type: 'nominal', sort: null, title: null },
} as const;

/** An axis of powers, with ticks at some values. */
export const logarithmic = <Field extends string>(
  field: Field,
  title: string,
  values: number[],
  format = '~g',
): {
  readonly field: Field;
  readonly type: 'quantitative';
  readonly scale: { readonly type: 'log'; readonly nice: false; readonly padding: 12 };
  readonly title: string;
  readonly axis: { readonly values: number[]; readonly format: string };
} => ({
  field,
  type: 'quantitative',
  scale: { type: 'log', nice: false, padding: 12 },
  title,
  axis: { values, format },
});
