import { pageFiles } from '@tensorpress/chromium';
import test from 'ava';

test('browsers get nothing of Node, and each codec in a file of its own that is loaded later', async (t) => {
  // Bundling for browsers fails where a module of Node is imported.
  const files = await pageFiles(new URL('./index.js', import.meta.url), new URL('./worker.js', import.meta.url));
  const scripts = new Map(
    [...files].flatMap(([path, bytes]) => (path.endsWith('.js') ? [[path, Buffer.from(bytes).toString()]] : [])),
  );
  const reach = (path: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    const imports = (scripts.get(path) ?? '').matchAll(
      /^(?:import|\} from|export \{[^}]*\} from) ?(?:\{[^}]*\} from )?"\.(\/[^"]+)"/gm,
    );
    for (const [, next = ''] of imports) reach(next, seen);
    return seen;
  };
  const decoders = [...scripts.keys()].filter((path) => path.includes('-decoder-'));
  t.true(decoders.length >= 13);
  for (const entry of ['/index.js', '/worker.js']) {
    const atOnce = [...reach(entry)];
    t.true(atOnce.length > 1, entry);
    t.deepEqual(
      atOnce.filter((path) => decoders.includes(path)),
      [],
      entry,
    );
    for (const path of atOnce)
      t.notRegex(scripts.get(path) ?? '', /function defineCodec\b|async function compress\(/, path);
  }
});
