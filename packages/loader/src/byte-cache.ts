import { sha256 } from './sha256.ts';

const KEY = 'tensorpress-sha256';

/** Keeps the bytes of one address, of which it knows the hash. */
export interface ByteCache {
  /** The bytes, if they are there and unharmed; harmed ones are thrown away. */
  get(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps bytes, and throws away what was kept of the same address under other hashes. */
  put(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

/**
 * A part of the Cache API; `undefined` where there is none, as outside secure contexts. What it cannot do, for want of space or because
 * a user forbids it, it leaves undone: files are then loaded as if there were no cache.
 */
export async function byteCache(name: string, address: string, hash: string): Promise<ByteCache | undefined> {
  const cache = await globalThis.caches?.open(name).catch(() => undefined);
  if (!cache) return undefined;
  const key = keyed(address, hash);
  return {
    async get() {
      const response = await cache.match(key).catch(() => undefined);
      if (!response) return undefined;
      const bytes = new Uint8Array(await response.arrayBuffer());
      if ((await sha256(bytes)) === hash) return bytes;
      await cache.delete(key);
      return undefined;
    },
    async put(bytes) {
      try {
        await cache.put(key, new Response(bytes));
        const base = keyed(address, '');
        for (const { url } of await cache.keys()) {
          if (url !== key && url.startsWith(base)) await cache.delete(url);
        }
      } catch {
        // There is no room for it, and it can do without.
      }
    },
  };
}

/** An address that nobody asks a server for. */
function keyed(address: string, hash: string): string {
  const url = new URL(address);
  url.hash = '';
  return `${url}${url.search ? '&' : '?'}${KEY}=${hash}`;
}
