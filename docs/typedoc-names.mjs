// A plugin of TypeDoc: modules are called as the folders of their packages, and not by the path of their index.ts.
import { Converter } from 'typedoc';

/** Is called by TypeDoc. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = module.name.replace(/\/src$/, '');
  });
}
