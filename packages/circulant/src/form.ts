import { CodecError, memoise, random, sizeOf } from '@tensorpress/core';

/** The size of the blocks; and the seed of the signs of rows, if rows have signs. */
export type CirculantHeader = { readonly block: number; readonly seed?: number };

/**
 * How a weight is made of circulant blocks. It is a matrix [inputs, outputs] at each of some places, one below the other, and each
 * of these is cut into `down` × `across` blocks, the last of which may be cut off.
 */
export interface Form {
  readonly places: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly block: number;
  readonly down: number;
  readonly across: number;
  /** 1 or -1 for each row of the whole weight, if rows have signs. */
  readonly signs?: Float32Array;
  /** Of the first columns of the blocks. */
  readonly shape: readonly number[];
}

/** The form of a weight of two or more axes, all but the last two of which are places. */
export function formOf(shape: readonly number[], { block, seed }: CirculantHeader): Form {
  const axes = shape.slice(0, -2);
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const [down, across] = [Math.ceil(inputs / block), Math.ceil(outputs / block)];
  return {
    places: sizeOf(axes),
    inputs,
    outputs,
    block,
    down,
    across,
    ...(seed !== undefined && { signs: signsOf(sizeOf(axes) * inputs, seed) }),
    shape: [...axes, down, across, block],
  };
}

/** As many signs, by the seed. */
function signsOf(length: number, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({ length }, () => (next() < 0.5 ? 1 : -1));
}

/**
 * The form of a weight of such a shape that a header tells of; the same object each time.
 * @throws CodecError if `circulant` writes no such header for the shape.
 */
export const formFrom = (shape: readonly number[], header: CirculantHeader): Form => formsOf(header)(shape);

const formsOf = memoise((header: CirculantHeader) => {
  let last: { readonly key: string; readonly form: Form } | undefined;
  return (shape: readonly number[]): Form => {
    if (last?.key !== `${shape}`) last = { key: `${shape}`, form: validForm(shape, header) };
    return last.form;
  };
});

function validForm(shape: readonly number[], header: CirculantHeader): Form {
  const { block, seed } = header;
  if (shape.length < 2 || sizeOf(shape) === 0)
    throw new CodecError(`circulant: a shape must have rows and columns, not [${shape}]`);
  const longest = Math.max(...shape.slice(-2));
  if (!(Number.isSafeInteger(block) && block > 0 && block <= longest))
    throw new CodecError(`circulant: block must be an integer from 1 to ${longest}, not ${JSON.stringify(block)}`);
  if (seed !== undefined && seed !== (seed | 0))
    throw new CodecError(`circulant: seed must be an integer of 32 bits, not ${JSON.stringify(seed)}`);
  return formOf(shape, header);
}
