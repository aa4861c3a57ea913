import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loaders } from '@tensorpress/all';
import { type Compressor, createRegistry, type Registry } from '@tensorpress/core';
import { UserError } from './user-error.ts';

/** What `tensorpress.config.js` or `.ts` exports by default. */
export interface Config {
  /** Packages or files that export methods, or methods themselves. */
  readonly plugins?: readonly (string | Compressor)[];
}

const CONFIGS = ['tensorpress.config.js', 'tensorpress.config.mjs', 'tensorpress.config.ts'];

/**
 * All methods of this project, those of plugins, and those that the configuration in a folder names.
 * @param plugins Packages that are installed there, or paths.
 * @param folder Where the command is run.
 * @throws UserError if one of them is not found or exports no method.
 */
export async function registryFor(plugins: readonly string[] = [], folder: string = process.cwd()): Promise<Registry> {
  const config = await readConfig(folder);
  const found: Compressor[] = [];
  for (const plugin of [...config, ...plugins])
    found.push(...(typeof plugin === 'string' ? await methodsOf(plugin, folder) : [plugin]));
  return createRegistry({ ...loaders, ...Object.fromEntries(found.map((method) => [method.id, async () => method])) });
}

async function readConfig(folder: string): Promise<readonly (string | Compressor)[]> {
  for (const name of CONFIGS) {
    const path = resolve(folder, name);
    if (!(await exists(path))) continue;
    const { default: config } = await load(path, name);
    const plugins = isObject(config) ? (config.plugins ?? []) : undefined;
    if (!Array.isArray(plugins) || !plugins.every((plugin) => typeof plugin === 'string' || isCompressor(plugin)))
      throw new UserError(`${name}: must export by default { plugins: […] }, of names of packages or methods`);
    return plugins;
  }
  return [];
}

async function methodsOf(plugin: string, folder: string): Promise<Compressor[]> {
  let path: string;
  try {
    path = createRequire(resolve(folder, 'tensorpress.config.js')).resolve(plugin);
  } catch {
    throw new UserError(`${plugin}: not found from here; install it with: npm install ${plugin}`);
  }
  const methods = Object.values(await load(path, plugin)).filter(isCompressor);
  if (methods.length === 0) throw new UserError(`${plugin}: exports no method, which is an object with id and options`);
  return methods;
}

async function load(path: string, name: string): Promise<Record<string, unknown>> {
  try {
    if (!path.endsWith('.ts')) return await import(pathToFileURL(path).href);
    const { createJiti } = await import('jiti');
    return await createJiti(import.meta.url).import(path);
  } catch (cause) {
    throw new UserError(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isCompressor = (value: unknown): value is Compressor =>
  isObject(value) && typeof value.id === 'string' && isObject(value.options) && typeof value.compress === 'function';
