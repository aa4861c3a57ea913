import type { Matrix } from '@tensorpress/linalg';
import { ACCUMULATE, TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import { withRoom } from './room.ts';
import { copyColumns, type Floats, type Rest, type Unfolding } from './unfolding.ts';

/** Orthonormal columns [height, rank]. */
export type Basis = Matrix<Float64Array>;

/** Numbers of an unfolding that are copied at a time. */
const PANEL = 2 ** 17;

/** What is left of a tensor is in float32 if it has more numbers, else in float64. */
const LARGE = 2 ** 24;

/** The product [height, height] of an unfolding and its transpose. */
export function gramOf(unfolding: Unfolding): Promise<Float64Array> {
  const { isLeft, height } = unfolding;
  const flags = ACCUMULATE | (isLeft ? TRANSPOSE_B : 0);
  return withRoom([height * panelWidth(unfolding), height * height, 0], (kernels, panel, gram) => {
    gram.values.fill(0);
    for (const [first, count] of panelsOf(unfolding)) {
      copyColumns(unfolding, first, count, panel.values);
      const row = isLeft ? count : height;
      kernels.symmetricProduct64(panel.at, row, gram.at, height, count, height, flags, 0);
    }
    return gram.values.slice();
  });
}

/** What is left of an unfolding in a basis of its columns. */
export function project(unfolding: Unfolding, basis: Basis): Promise<Rest> {
  const { rest, isLeft, m, n, height, width } = unfolding;
  const rank = basis.n;
  const most = panelWidth(unfolding);
  return withRoom([height * most, height * rank, rank * most], (kernels, panel, columns, product) => {
    const data = roomFor(rank * width);
    columns.values.set(basis.data);
    for (const [first, count] of panelsOf(unfolding)) {
      copyColumns(unfolding, first, count, panel.values);
      if (isLeft) {
        kernels.matMul64(columns.at, rank, panel.at, count, product.at, count, rank, height, count, TRANSPOSE_A, 0);
        for (let i = 0; i < rank; i++) {
          data.set(product.values.subarray(i * count, (i + 1) * count), i * width + first);
        }
      } else {
        kernels.matMul64(panel.at, height, columns.at, rank, product.at, rank, count, height, rank, 0, 0);
        data.set(product.values.subarray(0, count * rank), first * rank);
      }
    }
    const side = isLeft ? { left: rank } : { right: rank };
    return { ...rest, ...side, data, rows: rest.rows / m, columns: rest.columns / n };
  });
}

/** Room for numbers of what is left. */
export const roomFor = (length: number): Floats =>
  length > LARGE ? new Float32Array(length) : new Float64Array(length);

const panelWidth = ({ height, width }: Unfolding): number => Math.min(width, Math.max(16, Math.floor(PANEL / height)));

/** First columns of panels, and how many each has. */
function panelsOf(unfolding: Unfolding): (readonly [first: number, count: number])[] {
  const { width } = unfolding;
  const most = panelWidth(unfolding);
  return Array.from({ length: Math.ceil(width / most) }, (_, i) => [i * most, Math.min(most, width - i * most)]);
}
