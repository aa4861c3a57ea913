import { describe, isCodec, type OptionSpec } from '@tensorpress/core';
import { table } from './format.ts';
import { registryFor } from './registry-for.ts';

interface Options {
  readonly plugin: readonly string[];
  readonly json?: boolean;
}

/** `tensorpress methods`. */
export async function methodsCommand({ plugin, json }: Options): Promise<void> {
  const registry = await registryFor(plugin);
  const methods = await Promise.all(registry.ids.map((id) => registry.get(id)));
  if (json) {
    const list = methods.map((method) => ({
      id: method.id,
      takes: isCodec(method) ? method.takes : [],
      options: method.options,
    }));
    process.stdout.write(`${JSON.stringify(list)}\n`);
    return;
  }
  const rows = methods.flatMap(({ id, options }) => {
    const specs = Object.entries<OptionSpec>(options).filter(([, spec]) => spec.type !== 'data');
    if (specs.length === 0) return [[id, '', '', '', 'no options']];
    return specs.map(([name, spec], i) => [
      i === 0 ? id : '',
      name,
      describe(spec),
      String(spec.default ?? (spec.required ? 'required' : '')),
      spec.about,
    ]);
  });
  process.stdout.write(`${table(['method', 'option', 'is', 'default', ''], rows, [0, 1, 2, 3, 4], 4)}\n`);
}
