import { UnknownCodecError } from './errors.ts';

/**
 * Gives by its id what a function loads, which is called when that is first asked for.
 * @throws UnknownCodecError if there is no such id.
 */
export function loadOnce<Value>(
  loaders: Readonly<Record<string, () => Promise<Value>>>,
): (id: string) => Promise<Value> {
  const loaded = new Map<string, Promise<Value>>();
  return (id) => {
    if (!Object.hasOwn(loaders, id)) return Promise.reject(unknown(id, Object.keys(loaders)));
    const found = loaded.get(id) ?? loaders[id]!();
    loaded.set(id, found);
    // What failed to load may load when it is asked for again.
    found.catch(() => loaded.delete(id));
    return found;
  };
}

const unknown = (id: string, ids: readonly string[]) => {
  // Names by others have a scope or this prefix.
  const name = /^(@|tensorpress-)/.test(id) ? id : `@tensorpress/${id}`;
  return new UnknownCodecError(`${id}: not in this registry (${ids.join(', ')}); install ${name} and add its loader`);
};
