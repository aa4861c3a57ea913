import { fileURLToPath } from 'node:url';
import test from 'ava';
import { build } from 'esbuild';

/** The workspaces that a page with this script loads at once, and those that it may load later. */
async function loadedBy(contents: string): Promise<{ atOnce: string[]; later: string[] }> {
  const { metafile } = await build({
    // Paths begin with it, wherever the test is run.
    absWorkingDir: fileURLToPath(new URL('../../../../', import.meta.url)),
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    external: ['@tensorflow/*'],
    metafile: true,
    outdir: '/',
    write: false,
  });
  const reach = (path: string, kinds: readonly string[], seen: Set<string> = new Set()): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    const { imports = [] } = metafile.outputs[path] ?? {};
    for (const { path: next, kind, external } of imports)
      if (!external && kinds.includes(kind)) reach(next, kinds, seen);
    return seen;
  };
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>')?.[0] ?? '';
  const inputs = (paths: Iterable<string>) =>
    [...paths].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
  const packages = (paths: readonly string[]) =>
    [...new Set(paths.flatMap((path) => /packages\/([\w-]+)\/dist/.exec(path)?.[1] ?? []))].sort();
  const [first, all] = [reach(entry, ['import-statement']), reach(entry, ['import-statement', 'dynamic-import'])];
  return { atOnce: packages(inputs(first)), later: packages(inputs([...all].filter((path) => !first.has(path)))) };
}

test('a page that loads models leaves the kernels for training where they are', async (t) => {
  const { atOnce, later } = await loadedBy(
    `import { ioHandler, finetune } from '@tensorpress/tfjs'; console.log(ioHandler, finetune)`,
  );
  t.true(atOnce.includes('tfjs'));
  t.false(atOnce.includes('tfjs-kernels') || atOnce.includes('simd'));
  t.true(later.includes('tfjs-kernels'));
  const loading = await loadedBy(`import { ioHandler } from '@tensorpress/tfjs'; console.log(ioHandler)`);
  t.deepEqual(loading.later, []);
});
