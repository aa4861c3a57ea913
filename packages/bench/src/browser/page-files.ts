import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** An empty page, a module that it may import under its own name, with all that this imports, and the binaries of the wasm backend. */
export async function pageFiles(module: URL): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'error',
    outdir: '/',
    write: false,
  });
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  const binaries = ['', '-simd', '-threaded-simd'].map((kind) => join(wasm, `tfjs-backend-wasm${kind}.wasm`));
  return new Map([
    ['/', Buffer.from('<!doctype html><meta charset="utf-8"><title>tensorpress</title>')],
    ...outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents] as const),
    ...(await Promise.all(binaries.map(async (path) => [`/wasm/${basename(path)}`, await readFile(path)] as const))),
  ]);
}
