import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * Draws a chart as an SVG. Expressions are interpreted, as the page lets no text become code.
 * @param label What a screen reader says of it, in place of its marks.
 */
export async function drawChart(container: HTMLElement, spec: TopLevelSpec, label: string): Promise<void> {
  const runtime = parse(compile(spec).spec, {}, { ast: true });
  const view = new View(runtime, { renderer: 'svg', container, hover: false, expr: expressionInterpreter });
  await view.runAsync();
  const svg = container.querySelector('svg');
  for (const marked of container.querySelectorAll('[role], [aria-label], [aria-roledescription]')) {
    for (const name of ['role', 'aria-label', 'aria-roledescription']) marked.removeAttribute(name);
  }
  svg?.setAttribute('role', 'img');
  svg?.setAttribute('aria-label', label);
}
