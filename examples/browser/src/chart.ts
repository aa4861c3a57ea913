import type { TopLevelSpec } from 'vega-lite';
import { formatCount, formatPercent, formatRatio } from './format.ts';
import type { Layer } from './layers-of.ts';

/** Layers that have a row of their own. */
const MOST = 24;
const ROW = 30;
const BAR = 14;

/** Colours are those of the page, whatever they are at the time. */
const INK = 'var(--ink)';
const QUIET = 'var(--quiet)';

/**
 * Bytes of each layer before and after, and its error.
 * @param width Of all that is drawn, in pixels; what is narrow has the errors below the bytes.
 * @param compared Whether errors are known.
 */
export function chart(layers: readonly Layer[], width: number, compared: boolean): TopLevelSpec {
  const values = shown(layers).map((layer) => ({
    name: shortName(layer.name),
    before: layer.before,
    after: layer.after,
    error: layer.error,
    bytes: `${formatCount(layer.after)} (${formatRatio(layer.before, layer.after)})`,
    percent: formatPercent(layer.error),
  }));
  const wide = width >= 640;
  const label = Math.min(170, 14 + 7 * Math.max(...values.map(({ name }) => name.length)));
  const room = width - label - 12;
  // Texts stand at the end of bars, in room of their own.
  const [bytesRoom, errorRoom] = !compared ? [room, 0] : wide ? [room * 0.62 - 24, room * 0.38] : [room, room];
  const y = { field: 'name', type: 'nominal', sort: null, title: null } as const;
  const names = { ...y, axis: { labelLimit: label } } as const;
  const view = (field: string, title: string, space: number, text: number, labels: boolean, format: string) => {
    const most = Math.max(...values.map((value) => (field === 'after' ? value.before : value.error)), 0) || 1;
    const x = (of: string) => ({
      field: of,
      type: 'quantitative' as const,
      title: null,
      scale: { domain: [0, (most * space) / (space - text)], nice: false },
      axis: { labelExpr: `format(datum.value, '${format}')`, values: ticks(most) },
    });
    const rows = labels ? names : { ...y, axis: { labels: false } };
    return {
      title,
      width: space,
      height: { step: ROW },
      layer: [
        ...(field === 'after'
          ? [
              {
                mark: { type: 'bar', height: BAR, color: 'var(--track)' },
                encoding: { y: rows, x: x('before') },
              } as const,
            ]
          : []),
        {
          mark: { type: 'bar', height: BAR, color: field === 'after' ? 'var(--accent)' : 'var(--second)' },
          encoding: { y: rows, x: x(field) },
        } as const,
        {
          mark: { type: 'text', align: 'left', dx: 8, color: INK, fontSize: 12 },
          encoding: {
            y: rows,
            x: x(field === 'after' ? 'before' : field),
            text: { field: field === 'after' ? 'bytes' : 'percent' },
          },
        } as const,
      ],
    };
  };
  const bytes = view('after', 'Bytes: before (pale) and after', bytesRoom, 120, true, '~s');
  const error = compared ? [view('error', 'Relative error', errorRoom, 60, !wide, '~%')] : [];
  return {
    data: { values },
    ...(wide ? { hconcat: [bytes, ...error] } : { vconcat: [bytes, ...error] }),
    spacing: 24,
    padding: 2,
    background: 'transparent',
    config: {
      font: 'system-ui, sans-serif',
      view: { stroke: null },
      title: { anchor: 'start', color: INK, fontSize: 13, fontWeight: 600, offset: 10 },
      axis: {
        domain: false,
        ticks: false,
        gridColor: 'var(--line)',
        labelColor: QUIET,
        labelFontSize: 12,
        labelPadding: 8,
      },
      axisY: { grid: false, labelColor: INK },
    },
  };
}

/** A few round numbers from 0 up to the greatest, as the room after it is for texts. */
function ticks(most: number): number[] {
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}

/** The layers that take most, in the order of the model, and all others as one. */
function shown(layers: readonly Layer[]): readonly Layer[] {
  if (layers.length <= MOST) return layers;
  const bySize = [...layers].sort((a, b) => b.before - a.before);
  const large = new Set(bySize.slice(0, MOST - 1));
  const rest = bySize.slice(MOST - 1);
  const sum = (of: (layer: Layer) => number) => rest.reduce((all, layer) => all + of(layer), 0);
  return [
    ...layers.filter((layer) => large.has(layer)),
    {
      name: `${rest.length} smaller ones`,
      before: sum(({ before }) => before),
      after: sum(({ after }) => after),
      error: Math.max(...rest.map(({ error }) => error)),
      codecs: [],
      notes: [],
    },
  ];
}

/** The end of a long name, which says most. */
const shortName = (name: string): string => (name.length > 22 ? `…${name.slice(-21)}` : name);
