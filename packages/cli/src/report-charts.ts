import type { TopLevelSpec } from 'vega-lite';
import { categories } from './colours.ts';
import { formatBytes, formatRatio } from './format.ts';
import type { Histogram } from './histogram.ts';

/** What the page of a model says of a weight. */
export interface ReportedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** The codecs in short. */
  readonly chain: string;
  /** In the file. */
  readonly bytes: number;
  /** As float32. */
  readonly float32: number;
  /** Relative to the original, where that is known. */
  readonly error?: number;
  /** Of its values, and of the original's. */
  readonly values?: { readonly now: Histogram; readonly before?: Histogram };
}

/** Each label with a prefix of its own: 900k, then 1M. */
const BYTES = { labelExpr: "format(datum.value, '~s')" } as const;

/** Weights that have a bar of their own. */
const MOST = 40;

/** Bytes of each weight, over what it takes as float32. */
export function bytesChart(weights: readonly ReportedWeight[]): TopLevelSpec {
  const values = shown(weights).map((weight) => ({
    ...weight,
    label: `${formatBytes(weight.bytes)} (${formatRatio(weight.float32, weight.bytes)})`,
    end: Math.max(weight.bytes, weight.float32),
  }));
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { ticks: false, domain: false } } as const;
  const x = (field: string) =>
    ({
      field,
      type: 'quantitative',
      title: 'bytes: as float32 (pale), in the file (solid)',
      axis: BYTES,
    }) as const;
  return {
    data: { values },
    width: 560,
    height: { step: 24 },
    layer: [
      { mark: { type: 'bar', color: 'currentColor', opacity: 0.18, height: 16 }, encoding: { y, x: x('float32') } },
      {
        mark: { type: 'bar', height: 16 },
        encoding: { y, x: x('bytes'), color: { field: 'chain', type: 'nominal', sort: null, title: null } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: x('end'), text: { field: 'label' } },
      },
    ],
  };
}

/** The weights that take most, in the order of the model, and the others as one. */
function shown(weights: readonly ReportedWeight[]): readonly ReportedWeight[] {
  if (weights.length <= MOST) return weights;
  const bySize = [...weights].sort((a, b) => b.float32 - a.float32);
  const large = new Set(bySize.slice(0, MOST - 1));
  const rest = bySize.slice(MOST - 1);
  const sum = (field: 'bytes' | 'float32') => rest.reduce((all, weight) => all + weight[field], 0);
  const others = {
    name: `${rest.length} smaller ones`,
    shape: [],
    chain: 'several',
    bytes: sum('bytes'),
    float32: sum('float32'),
  };
  return [...weights.filter((weight) => large.has(weight)), others];
}

/** How the values of the largest weights are distributed, in the file and in the original. */
export function valuesChart(weights: readonly ReportedWeight[]): TopLevelSpec {
  const values = weights.flatMap(({ name, values }) =>
    (['before', 'now'] as const).flatMap((when) => {
      const { from, width, counts } = values?.[when] ?? { from: 0, width: 0, counts: [] };
      return counts.map((count, i) => ({
        name,
        when: when === 'now' ? 'in the file' : 'original',
        from: from + i * width,
        to: from + (i + 1) * width,
        count,
      }));
    }),
  );
  const compared = weights.some(({ values }) => values?.before);
  return {
    data: { values },
    facet: { field: 'name', type: 'nominal', title: null, sort: weights.map(({ name }) => name) },
    columns: 3,
    spec: {
      width: 210,
      height: 90,
      mark: { type: 'bar', binSpacing: 0 },
      encoding: {
        x: { field: 'from', bin: { binned: true }, type: 'quantitative', title: null, axis: { tickCount: 5 } },
        x2: { field: 'to' },
        y: {
          field: 'count',
          type: 'quantitative',
          stack: null,
          scale: { type: 'sqrt' },
          title: null,
          axis: { ...BYTES, tickCount: 3, tickMinStep: 1 },
        },
        color: {
          field: 'when',
          type: 'nominal',
          sort: null,
          title: null,
          scale: { domain: ['original', 'in the file'], range: ['#8a8a8a', categories[0]!] },
          ...(!compared && { legend: null }),
        },
        // The original shows through.
        opacity: { condition: { test: "datum.when === 'in the file'", value: 0.8 }, value: 1 },
      },
    },
    resolve: { scale: { x: 'independent', y: 'independent' } },
  };
}

/** The error of each weight against its size in the file. */
export function errorChart(weights: readonly ReportedWeight[]): TopLevelSpec {
  const values = weights.filter(({ error, bytes }) => error !== undefined && bytes > 0);
  const largest = new Set([...values].sort((a, b) => b.float32 - a.float32).slice(0, 12));
  return {
    data: { values: values.map((weight) => ({ ...weight, label: largest.has(weight) ? weight.name : '' })) },
    width: 560,
    height: 260,
    encoding: {
      x: {
        field: 'bytes',
        type: 'quantitative',
        scale: { type: 'log', nice: false, padding: 30 },
        title: 'bytes in the file',
        axis: BYTES,
      },
      y: { field: 'error', type: 'quantitative', title: 'relative error', axis: { format: '~%' } },
    },
    layer: [
      {
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: {
          color: { field: 'chain', type: 'nominal', sort: null, title: null },
          size: { field: 'float32', type: 'quantitative', legend: null, scale: { range: [30, 400] } },
        },
      },
      { mark: { type: 'text', dy: -12 }, encoding: { text: { field: 'label' } } },
    ],
  };
}
