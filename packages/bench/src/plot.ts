import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A plot as an SVG, in the style of all plots here. */
export async function plot(title: string, spec: TopLevelSpec): Promise<string> {
  const whole: TopLevelSpec = {
    ...spec,
    background: 'white',
    title: { text: title, anchor: 'start', fontWeight: 'normal', fontSize: 14 },
    config: {
      view: { stroke: '#ddd' },
      axis: { gridColor: '#eee', titleFontWeight: 'normal', titlePadding: 8 },
      legend: { orient: 'bottom', columns: 4, title: null, symbolSize: 60, labelFontSize: 12, labelLimit: 300 },
      font: 'system-ui, sans-serif',
    },
  };
  const view = new View(parse(compile(whole).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
