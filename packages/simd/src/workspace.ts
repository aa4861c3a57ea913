import { ACCUMULATE, type Kernels, TRANSPOSE_A, TRANSPOSE_B } from './kernels.ts';
import { type KernelsOptions, kernelsMaker, scratchBytes } from './kernels-on.ts';

/** Sizes of a product: op(A) is [m, k], op(B) is [k, n]; what is transposed is stored as [k, m], or [n, k]. */
export interface ProductShape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Kernels on arrays, which are copied to a memory and back. The memory is bounded, whatever the sizes. */
export interface Workspace {
  /** What does the work. */
  readonly flavour: Kernels['flavour'];

  /** The product op(A)·op(B), [m, n]. @throws RangeError if an array has not as many elements as its shape says */
  matMul(a: Float32Array, b: Float32Array, shape: ProductShape): Float32Array<ArrayBuffer>;
  matMul(a: Float64Array, b: Float64Array, shape: ProductShape): Float64Array<ArrayBuffer>;

  /** Aᵀ·A, [n, n], for A [m, n]. @throws RangeError if A has not as many elements as its shape says */
  symmetricProduct(a: Float32Array, shape: { readonly m: number; readonly n: number }): Float32Array<ArrayBuffer>;
  symmetricProduct(a: Float64Array, shape: { readonly m: number; readonly n: number }): Float64Array<ArrayBuffer>;

  /**
   * The lower triangular L [n, n] with L·Lᵀ = A for a symmetric A, of which the lower triangle is read.
   * @throws RangeError that names the first pivot that is not above zero, or if A has not n² elements
   */
  cholesky(a: Float64Array, n: number): Float64Array<ArrayBuffer>;

  /**
   * For each value how many of the boundaries, ascending, are at most the value; NaN is above none.
   * @throws RangeError if there are more than 255 boundaries
   */
  countBoundaries(values: Float32Array, boundaries: Float32Array): Uint8Array<ArrayBuffer>;
}

type Floats = Float32Array | Float64Array;

/** A block of a matrix that is stored row by row, `row` elements apart. */
interface Block {
  readonly data: Floats;
  readonly row: number;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Products take blocks of at most so many rows and columns: a multiple of the terms that are summed before they are
 * rounded.
 */
const BLOCK = 1536;

/** Memory beyond this is given back after the call that needs it. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Values that are counted at a time. */
const SLICE = 2 ** 20;

const PAGE = 2 ** 16;

/** Makes kernels on arrays. */
export async function createWorkspace(options: KernelsOptions = {}): Promise<Workspace> {
  const make = await kernelsMaker(options);
  const keptMemory = new WebAssembly.Memory({ initial: Math.ceil(scratchBytes / PAGE) });
  const keptKernels = make(keptMemory);

  /** Calls with memory for so many bytes after the scratch memory, which is at 0. */
  function withRoom<T>(bytes: number, call: (kernels: Kernels, memory: WebAssembly.Memory) => T): T {
    const pages = Math.ceil((scratchBytes + bytes) / PAGE);
    if (pages * PAGE > KEPT_BYTES) {
      const memory = new WebAssembly.Memory({ initial: pages });
      return call(make(memory), memory);
    }
    const missing = pages - keptMemory.buffer.byteLength / PAGE;
    if (missing > 0) keptMemory.grow(missing);
    return call(keptKernels, keptMemory);
  }

  /** C = op(A)·op(B), or C += it, for one block of each; of A and itself if there is no B. */
  function multiplyBlocks(a: Block, b: Block | undefined, c: Block, k: number, flags: number): void {
    const { BYTES_PER_ELEMENT: width } = a.data;
    const at = scratchBytes;
    const bAt = at + aligned(a.rows * a.columns * width);
    const cAt = bAt + (b ? aligned(b.rows * b.columns * width) : 0);
    withRoom(cAt + c.rows * c.columns * width - at, (kernels, { buffer }) => {
      const view = width === 4 ? new Float32Array(buffer) : new Float64Array(buffer);
      copyIn(a, view, at / width);
      if (b) copyIn(b, view, bAt / width);
      if (flags & ACCUMULATE) copyIn(c, view, cAt / width);
      if (b) {
        const multiply = width === 4 ? kernels.matMul : kernels.matMul64;
        multiply(at, a.columns, bAt, b.columns, cAt, c.columns, c.rows, k, c.columns, flags, 0);
      } else {
        const multiply = width === 4 ? kernels.symmetricProduct : kernels.symmetricProduct64;
        multiply(at, a.columns, cAt, c.columns, k, c.columns, flags, 0);
      }
      copyOut(view, cAt / width, c);
    });
  }

  function matMul(a: Float32Array, b: Float32Array, shape: ProductShape): Float32Array<ArrayBuffer>;
  function matMul(a: Float64Array, b: Float64Array, shape: ProductShape): Float64Array<ArrayBuffer>;
  function matMul(a: Floats, b: Floats, { m, k, n, transposeA = false, transposeB = false }: ProductShape): Floats {
    checkLength('matMul', 'a', a, m * k);
    checkLength('matMul', 'b', b, k * n);
    const data = like(a, m * n);
    const flags = (transposeA ? TRANSPOSE_A : 0) | (transposeB ? TRANSPOSE_B : 0);
    for (const j of steps(n)) {
      for (const p of steps(k)) {
        for (const i of steps(m)) {
          multiplyBlocks(
            transposeA ? blockOf(a, m, p, i, k) : blockOf(a, k, i, p, m),
            transposeB ? blockOf(b, k, j, p, n) : blockOf(b, n, p, j, k),
            blockOf(data, n, i, j, m),
            Math.min(BLOCK, k - p),
            p > 0 ? flags | ACCUMULATE : flags,
          );
        }
      }
    }
    return data;
  }

  function symmetricProduct(a: Float32Array, shape: { m: number; n: number }): Float32Array<ArrayBuffer>;
  function symmetricProduct(a: Float64Array, shape: { m: number; n: number }): Float64Array<ArrayBuffer>;
  function symmetricProduct(a: Floats, { m, n }: { m: number; n: number }): Floats {
    checkLength('symmetricProduct', 'a', a, m * n);
    const data = like(a, n * n);
    for (const j of steps(n)) {
      for (const i of steps(n)) {
        if (i < j) continue;
        const c = blockOf(data, n, i, j, n);
        for (const p of steps(m)) {
          const right = i === j ? undefined : blockOf(a, n, p, j, m);
          const flags = (i === j ? 0 : TRANSPOSE_A) | (p > 0 ? ACCUMULATE : 0);
          multiplyBlocks(blockOf(a, n, p, i, m), right, c, Math.min(BLOCK, m - p), flags);
        }
        if (i > j) mirror(c);
      }
    }
    return data;
  }

  return {
    flavour: keptKernels.flavour,
    matMul,
    symmetricProduct,
    cholesky(a, n) {
      checkLength('cholesky', 'a', a, n * n);
      return withRoom(n * n * 8, (kernels, { buffer }) => {
        const view = new Float64Array(buffer, scratchBytes, n * n);
        view.set(a);
        const failed = kernels.cholesky64(scratchBytes, n, n, 0);
        if (failed >= 0) throw new RangeError(`cholesky: pivots must be above zero, not pivot ${failed}`);
        return view.slice();
      });
    },
    countBoundaries(values, boundaries) {
      const k = boundaries.length;
      if (k > 255) throw new RangeError(`countBoundaries: boundaries must be at most 255, not ${k}`);
      const indices = new Uint8Array(values.length);
      const valuesAt = scratchBytes + 1024;
      const slice = Math.min(SLICE, values.length);
      const indicesAt = valuesAt + slice * 4;
      return withRoom(indicesAt + slice - scratchBytes, (kernels, { buffer }) => {
        new Float32Array(buffer, scratchBytes).set(boundaries);
        for (let i = 0; i < values.length; i += SLICE) {
          const some = values.subarray(i, i + SLICE);
          new Float32Array(buffer, valuesAt).set(some);
          kernels.countBoundaries(valuesAt, some.length, scratchBytes, k, indicesAt, 0);
          indices.set(new Uint8Array(buffer, indicesAt, some.length), i);
        }
        return indices;
      });
    },
  };
}

function checkLength(what: string, name: string, { length }: Floats, wanted: number): void {
  if (length !== wanted) throw new RangeError(`${what}: ${name} must have ${wanted} elements, not ${length}`);
}

function like(data: Floats, length: number): Floats {
  return data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
}

const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Where blocks begin; there is one even if it is empty, because an empty sum is zero. */
function steps(size: number): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(size / BLOCK)) }, (_, i) => i * BLOCK);
}

/** The block of a matrix [height, row] that begins at a row and a column. */
function blockOf(data: Floats, row: number, top: number, left: number, height: number): Block {
  return { data, row, top, left, rows: Math.min(BLOCK, height - top), columns: Math.min(BLOCK, row - left) };
}

function copyIn({ data, row, top, left, rows, columns }: Block, view: Floats, at: number): void {
  if (columns === row) {
    view.set(data.subarray(top * row, (top + rows) * row), at);
  } else {
    for (let i = 0; i < rows; i++) {
      const from = (top + i) * row + left;
      view.set(data.subarray(from, from + columns), at + i * columns);
    }
  }
}

function copyOut(view: Floats, at: number, { data, row, top, left, rows, columns }: Block): void {
  for (let i = 0; i < rows; i++) {
    data.set(view.subarray(at + i * columns, at + (i + 1) * columns), (top + i) * row + left);
  }
}

/** Copies a block of a square matrix to the place of its transpose. */
function mirror({ data, row, top, left, rows, columns }: Block): void {
  for (let i = top; i < top + rows; i++) {
    for (let j = left; j < left + columns; j++) data[j * row + i] = data[i * row + j]!;
  }
}
