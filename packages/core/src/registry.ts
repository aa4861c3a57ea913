import type { Compressor } from './compressor.ts';
import { OptionError } from './errors.ts';
import { loadOnce } from './load-once.ts';
import { type Stage, use } from './pipeline.ts';
import type { Json, JsonObject } from './tree.ts';
import { matching, or } from './where.ts';

/** One stage of a pipeline in JSON: an id, or an object with the id as `use`, options by name, and patterns as `where`. */
export type StageJson = string | (JsonObject & { readonly use: string; readonly where?: string | readonly string[] });

/** Finds compressors by id, loading each when it is first asked for. */
export interface Registry {
  readonly ids: readonly string[];
  /** @throws UnknownCodecError if there is no such id. */
  get(id: string): Promise<Compressor>;
  /** The stages of a pipeline. @throws OptionError, UnknownCodecError. */
  pipeline(stages: readonly StageJson[]): Promise<Stage[]>;
}

/** A registry of compressors, of which each is loaded by its own function. */
export function createRegistry(loaders: Readonly<Record<string, () => Promise<Compressor>>>): Registry {
  const get = loadOnce(loaders);
  return {
    ids: Object.keys(loaders),
    get,
    pipeline: (stages) =>
      Promise.all(
        stages.map(async (stage) => {
          const { use: id, where, ...options } = typeof stage === 'string' ? { use: stage } : stage;
          if (typeof id !== 'string')
            throw new OptionError(`a stage must be an id or { "use": id, … }, not ${JSON.stringify(stage)}`);
          return use(await (get(id) as Promise<Compressor<Record<string, Json>>>), options, whereFrom(id, where));
        }),
      ),
  };
}

function whereFrom(id: string, where: unknown) {
  if (where === undefined) return {};
  const patterns = Array.isArray(where) ? where : [where];
  if (!patterns.every((pattern) => typeof pattern === 'string'))
    throw new OptionError(`${id}: where must be one or more patterns`);
  return { where: or(...patterns.map(matching)) };
}
