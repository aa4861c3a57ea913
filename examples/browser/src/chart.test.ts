import test from 'ava';
import { compile } from 'vega-lite';
import { chart } from './chart.ts';
import type { Layer } from './layers-of.ts';

const layer = (name: string, before: number, error = 0.1): Layer => ({
  name,
  before,
  after: before / 10,
  error,
  codecs: [],
  notes: [],
});

function rows(spec: ReturnType<typeof chart>): readonly { name: string; before: number }[] {
  const { data } = spec;
  const values: readonly unknown[] = data && 'values' in data && Array.isArray(data.values) ? data.values : [];
  const isRow = (value: unknown): value is { name: string; before: number } =>
    typeof value === 'object' && value !== null && 'name' in value && 'before' in value;
  return values.filter(isRow);
}

test('a chart is one that vega-lite compiles, wide or narrow, with errors or without', (t) => {
  const layers = [layer('fc1', 1000), layer('fc2', 10, 0), layer('empty', 0)];
  for (const width of [300, 1000]) {
    for (const compared of [true, false]) t.notThrows(() => compile(chart(layers, width, compared)));
  }
  t.true('hconcat' in chart(layers, 1000, true));
  t.true('vconcat' in chart(layers, 300, true));
});

test('of many layers the smallest are one row, and no byte is lost', (t) => {
  const layers = Array.from({ length: 60 }, (_, i) => layer(`layer${i}`, 10 * (i + 1)));
  const shown = rows(chart(layers, 800, true));
  t.true(shown.length < 30);
  t.is(shown.at(-1)?.name, `${60 - shown.length + 1} smaller ones`);
  const total = (of: readonly { before: number }[]) => of.reduce((sum, { before }) => sum + before, 0);
  t.is(total(shown), total(layers));
});
