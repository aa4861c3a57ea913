/** The sizes of the kernel of a convolution. */
export interface KernelSides {
  readonly window: readonly number[];
  /** The places of the window: the product of its sizes. */
  readonly places: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The sizes of a kernel [...window, inputs, outputs], whose window has one to three axes; or a few words on why it is none. */
export function kernelSides(shape: readonly number[]): KernelSides | string {
  const window = shape.slice(0, -2);
  const [inputs = 0, outputs = 0] = shape.slice(-2);
  const places = window.reduce((product, size) => product * size, 1);
  if (window.length < 1 || window.length > 3) return 'is no kernel of a convolution';
  if (places * inputs * outputs === 0) return 'holds nothing';
  if (places === 1) return 'has a window of one place, so it is a matrix';
  return { window, places, inputs, outputs };
}
