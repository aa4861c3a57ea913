/** Widths times a factor, rounded down to multiples of a number, and at least that. */
export const scaleWidths = (widths: readonly number[], factor: number, multipleOf = 1): number[] =>
  // A product that is an integer but for rounding is taken for one.
  widths.map((width) => Math.max(1, Math.floor((width * factor) / multipleOf + 1e-9)) * multipleOf);
