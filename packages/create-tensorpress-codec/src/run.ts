import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { codecFiles } from './codec-files.ts';
import { codecName } from './codec-name.ts';

const USAGE =
  'npm create tensorpress-codec FOLDER [-- --name @you/my-codec], or npm create tensorpress-codec @you/my-codec';

/**
 * Runs the command line that these arguments are: makes a folder with a codec that works. Gives the exit code: 0, or 2 after a line
 * on stderr that says what to put right.
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    process.stdout.write(await create(args));
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`create-tensorpress-codec: ${message.split('\n')[0]}\n`);
    return 2;
  }
}

async function create(args: readonly string[]): Promise<string> {
  const options = { name: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return `usage: ${USAGE}\n`;
  const [asked, ...more] = positionals;
  if (!asked || more.length > 0) throw new RangeError(`usage: ${USAGE}`);

  const scoped = /^@[^/]*\/[^/]*$/.test(asked);
  const folder = resolve(scoped ? basename(asked) : asked);
  const name = codecName(values.name ?? (scoped ? asked : basename(folder)));
  const here = relative('', folder);
  const inside = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR' ? new RangeError(`${here} is there already, and no folder`) : error;
  });
  if (inside.some((entry) => entry !== '.git'))
    throw new RangeError(`${here || 'this folder'} is there already, and not empty`);

  for (const [path, contents] of Object.entries(codecFiles(name))) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  const steps = [...(here ? [`cd ${here}`] : []), 'npm install', 'npm test'];
  return `${name.name} is there, works, and passes conformance:\n\n${steps.map((step) => `  ${step}\n`).join('')}\nIts README says how to make it your own.\n`;
}
