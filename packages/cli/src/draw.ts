import { parse, View } from 'vega';
import { type Config, compile, type TopLevelSpec } from 'vega-lite';
import { categories } from './colours.ts';

const ink = 'currentColor';
const config: Config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: ink,
    titleColor: ink,
    tickColor: ink,
    domainColor: ink,
    gridColor: ink,
    gridOpacity: 0.15,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelLimit: 260,
  },
  legend: { labelColor: ink, titleColor: ink, orient: 'top', labelFontSize: 12, labelLimit: 400, columns: 2 },
  header: { labelColor: ink, labelFontSize: 12, labelLimit: 240 },
  text: { color: ink, fontSize: 12 },
  range: { category: [...categories] },
};

/** A chart as an SVG in the colour of the text around it. @param label What a screen reader says of it. */
export async function draw(label: string, spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile({ ...spec, config }).spec), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    // Marks are not read one by one: the table has the numbers.
    const silent = svg.replace(/ (role|aria-[\w-]+)="[^"]*"/g, '');
    return silent.replace('<svg ', `<svg role="img" aria-label="${label.replaceAll('"', '&quot;')}" `);
  } finally {
    view.finalize();
  }
}
