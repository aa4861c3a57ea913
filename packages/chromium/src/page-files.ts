import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * An empty page, modules that it may import (or begin workers with) under their own names, with all that these import, and the binaries
 * of the wasm backend in `/wasm/`.
 */
export async function pageFiles(...modules: readonly URL[]): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: modules.map((module) => fileURLToPath(module)),
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
