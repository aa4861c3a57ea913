import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A compressed model: how it was trained and compressed, how many times smaller it is, and how much worse, as a share. */
export interface PlottedPoint {
  readonly training: string;
  readonly strategy: string;
  readonly ratio: number;
  readonly loss: number;
}

/** Loss beyond this is off the plot. */
const MOST = 0.1;

/** Loss against ratio as an SVG: a panel for each training, a line for the best points of each strategy. */
export async function ratioPlot(points: readonly PlottedPoint[], title: string): Promise<string> {
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    title: { text: title, anchor: 'start', fontWeight: 'normal', fontSize: 14 },
    data: { values: points.filter(({ loss }) => loss <= MOST) },
    facet: { column: { field: 'training', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } } },
    spec: {
      width: 330,
      height: 260,
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: '#888' },
          encoding: { y: { datum: 0.014 } },
        },
        {
          mark: { type: 'line', interpolate: 'linear', strokeWidth: 1.5, point: { size: 36, filled: true } },
          encoding: {
            x: {
              field: 'ratio',
              type: 'quantitative',
              scale: { type: 'log', nice: false },
              title: 'times fewer parameters in the recurrent matrices',
              axis: { values: [1, 2, 3, 5, 8, 14, 20, 30, 50], format: '~g' },
            },
            y: {
              field: 'loss',
              type: 'quantitative',
              title: 'relative loss',
              axis: { format: '.0%' },
              scale: { domainMax: MOST, clamp: true },
            },
            order: { field: 'ratio', type: 'quantitative' },
            color: { field: 'strategy', type: 'nominal', sort: null, title: null },
            shape: { field: 'strategy', type: 'nominal', sort: null, title: null },
          },
        },
      ],
    },
    config: {
      view: { stroke: '#ddd' },
      axis: { gridColor: '#eee', titleFontWeight: 'normal', titlePadding: 8 },
      legend: { orient: 'bottom', title: null, symbolSize: 60, labelFontSize: 12 },
      font: 'system-ui, sans-serif',
    },
  };
  const view = new View(parse(compile(spec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
