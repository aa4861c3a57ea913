/** What a network is, and what it learns; a table of the results has the cells of one of them. */
export type Table = '3L' | '5L' | 'inflate' | 'fashion';

/** How a network is made to have few parameters. */
export type Method =
  | 'hashnet'
  | 'dense'
  | 'random-edges'
  | 'fixed-factor'
  | 'deepthin'
  | 'multi-hash'
  | 'factors'
  | 'prune';

/** One network that is trained and tested. */
export interface Cell {
  /** Like `3L/64/hashnet`: table, factor, method. */
  readonly name: string;
  readonly table: Table;
  /** How many times fewer parameters it has than the whole network; of `inflate`, how many times more hidden units than are stored. */
  readonly factor: number;
  readonly method: Method;
}

/** A cell whose network learns digits. */
export type DigitCell = Cell & { readonly table: Exclude<Table, 'fashion'> };

export const isDigitCell = (cell: Cell): cell is DigitCell => cell.table !== 'fashion';

const grid = (table: Table, factors: readonly number[], methods: readonly Method[]): Cell[] =>
  factors.flatMap((factor) =>
    methods.map((method) => ({ name: `${table}/${factor}/${method}`, table, factor, method })),
  );

const hashedNets: readonly Method[] = ['hashnet', 'dense', 'random-edges', 'fixed-factor'];

/** The cells of all tables. */
export const cells: readonly Cell[] = [
  ...grid('3L', [8, 64], [...hashedNets, 'deepthin', 'multi-hash', 'factors', 'prune']),
  ...grid('3L', [256], ['hashnet', 'dense', 'deepthin', 'multi-hash', 'factors', 'prune']),
  ...grid('5L', [8, 64], hashedNets),
  ...grid('inflate', [1, 2, 4, 8, 16], ['hashnet']),
  ...grid('fashion', [1], ['dense']),
  ...grid('fashion', [4, 10], ['multi-hash', 'hashnet', 'dense']),
];

/** @throws Error if there is no such cell. */
export function cellNamed(name: string): Cell {
  const cell = cells.find((cell) => cell.name === name);
  if (!cell) throw new Error(`bench: there is no cell ${name}`);
  return cell;
}
