import type { Layout } from './layout.ts';
import type { ProductPlan } from './product-plan.ts';

/** What a plan takes beside the factors and x [batch, m]. */
export interface ProductConstants {
  /** Zeros that make rows of x as long as shifted copies, and `g` numbers longer. */
  readonly margin: Float32Array;
  /** A one for each shifted copy. */
  readonly copies: Float32Array;
  /** Zeros that make rows of the right factor whole strips. */
  readonly rightMargin: Float32Array;
  /** [batch, lags + 1, rank, terms]: places in the products [rank, rowStrips, batch, shifts · copyStrips + 1] of strips; zeros, at the end. */
  readonly terms: Int32Array;
  /** A one for each term. */
  readonly termOnes: Float32Array;
  /**
   * [batch, columns, span or rows]: places in the sums [batch, lags + 1], those of the lags at which a column lies on the rows that it may
   * touch, or on all of a period.
   */
  readonly lags: Int32Array;
  /** [periods, columns, span]: rows of the left factor. */
  readonly rows: Int32Array;
  /** A one for each number that a column takes of those. */
  readonly rowOnes: Float32Array;
  /** Zeros that make rows of the left factor whole periods. */
  readonly leftMargin: Float32Array;
}

/** The constants of a plan for so many rows of x. */
export function productConstants(layout: Layout, plan: ProductPlan, batch: number): ProductConstants {
  const { m, q, p, rank, g, rows, columns } = layout;
  const { shifts, rowStrips, copyStrips, terms, span, periods, gathers } = plan;
  const ones = (length: number) => new Float32Array(length).fill(1);
  return {
    margin: new Float32Array(batch * ((copyStrips * shifts + 1) * g - m)),
    copies: ones(shifts),
    rightMargin: new Float32Array(rank * (rowStrips * shifts * g - q)),
    terms: termsOf(layout, plan, batch),
    termOnes: ones(terms),
    lags: lagsOf(layout, plan, batch),
    rows: Int32Array.from({ length: gathers ? periods * columns * span : 0 }, (_, at) => {
      const column = Math.floor(at / span);
      const row = Math.floor(column / columns) * rows + firstRowOf(layout, column % columns) + (at % span);
      // Beyond the last row there is only what lies beyond the last column of W.
      return Math.min(row, p - 1);
    }),
    rowOnes: ones(span * rank),
    leftMargin: new Float32Array((periods * rows - p) * rank),
  };
}

function termsOf({ rank, rows, columns }: Layout, plan: ProductPlan, batch: number): Int32Array {
  const { shifts, rowStrips, copyStrips, terms } = plan;
  const lags = rows + columns - 1;
  const copies = shifts * copyStrips + 1;
  // The strip behind all copies of x holds zeros only.
  const places = new Int32Array(batch * (lags + 1) * rank * terms).fill(copies - 1);
  let at = 0;
  for (let row = 0; row < batch; row++) {
    for (let lag = 1 - rows; lag <= columns; lag++) {
      const shift = ((lag % shifts) + shifts) % shifts;
      const offset = (lag - shift) / shifts;
      const first = Math.max(0, offset);
      const last = lag < columns ? Math.min(rowStrips, copyStrips + offset) : first;
      for (let t = 0; t < rank; t++) {
        for (let strip = first; strip < last; strip++) {
          const copy = row * copies + shift * copyStrips + strip - offset;
          places[at + strip - first] = (t * rowStrips + strip) * batch * copies + copy;
        }
        at += terms;
      }
    }
  }
  return places;
}

function lagsOf(layout: Layout, { span, gathers }: ProductPlan, batch: number): Int32Array {
  const { rows, columns } = layout;
  const width = gathers ? span : rows;
  return Int32Array.from({ length: batch * columns * width }, (_, at) => {
    const column = Math.floor(at / width) % columns;
    const row = (at % width) + (gathers ? firstRowOf(layout, column) : 0);
    const lag = column * rows - row * columns;
    const touches = row < rows && lag > -rows && lag < columns;
    return Math.floor(at / width / columns) * (rows + columns) + (touches ? lag : columns) + rows - 1;
  });
}

/** The first row that a column of the first period lies on. */
const firstRowOf = ({ rows, columns }: Layout, column: number): number => Math.floor((column * rows) / columns);
