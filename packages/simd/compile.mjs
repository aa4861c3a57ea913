// Compiles assembly/ into src/wasm-bytes.ts, once for plain and once for relaxed SIMD; does nothing when that is up to
// date.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const output = `${folder}src/wasm-bytes.ts`;
const assembly = (await readdir(`${folder}assembly`)).filter((name) => name.endsWith('.ts')).sort();
const sources = [
  'compile.mjs',
  'package.json',
  'src/blocking.ts',
  'src/flags.ts',
  ...assembly.map((name) => `assembly/${name}`),
];

const hash = createHash('sha256');
for (const name of sources) hash.update(`${name}\n`).update(await readFile(folder + name));
const stamp = `// Written by compile.mjs from sources with the hash ${hash.digest('hex')}`;

const written = await readFile(output, 'utf8').catch(() => '');
if (!written.startsWith(stamp)) {
  const { default: asc } = await import('assemblyscript/asc');
  const plain = await compile(asc, []);
  const relaxed = await compile(asc, ['--enable', 'relaxed-simd']);
  await writeFile(output, `${stamp}\n\n${declaration('simd', plain)}\n\n${declaration('relaxedSimd', relaxed)}\n`);
}

async function compile(asc, features) {
  let bytes;
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      ...['--baseDir', folder, '--outFile', 'kernels.wasm'],
      ...['--runtime', 'stub', '--noAssert', '-O3', '--importMemory', '--noExportMemory'],
      ...['--sharedMemory', '--maximumMemory', '65536', '--enable', 'threads', '--enable', 'simd', ...features],
    ],
    {
      writeFile(_, contents) {
        bytes = contents;
      },
    },
  );
  if (error) throw new Error(`compile: ${stderr}`);
  return bytes;
}

/**
 * The limits of the imported memory, as compiled (shared, from 0 to 65,536 pages) are replaced for memories that are
 * not shared.
 */
function declaration(name, bytes) {
  const limits = Buffer.of(0x03, 0x00, 0x80, 0x80, 0x04);
  const at = Buffer.from(bytes).indexOf(limits);
  if (at < 0 || Buffer.from(bytes).indexOf(limits, at + 1) >= 0)
    throw new Error('compile: limits of the memory not found');
  return `export const ${name} = {\n  limitsAt: ${at},\n  base64:\n    '${Buffer.from(bytes).toString('base64')}',\n};`;
}
