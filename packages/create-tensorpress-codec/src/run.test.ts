import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { run as command } from './run.ts';

const folder = await mkdtemp(join(tmpdir(), 'create-codec-'));
const at = (...path: string[]): string => join(folder, ...path);
test.after.always(() => rm(folder, { recursive: true }));

/** Runs the command in this process, and gives what it would have printed. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  stdout.write = (text: string) => out.push(text) > 0;
  stderr.write = (text: string) => err.push(text) > 0;
  try {
    const code = await command(args);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    [stdout.write, stderr.write] = writes;
  }
}

const nameIn = async (path: string): Promise<string> =>
  JSON.parse(await readFile(at(path, 'package.json'), 'utf8')).name;

test.serial('makes a package in a folder of its name, and tells how to go on', async (t) => {
  const { code, out, err } = await run(at('my-codec'));
  t.is(code, 0, err);
  t.is(err, '');
  t.regex(out, /^tensorpress-my-codec is there.*\n\n {2}cd .*my-codec\n {2}npm install\n {2}npm test\n/);
  t.is(await nameIn('my-codec'), 'tensorpress-my-codec');
  t.deepEqual((await readdir(at('my-codec'))).sort(), [
    '.gitignore',
    'LICENSE',
    'README.md',
    'fixtures',
    'package.json',
    'src',
    'tsconfig.json',
  ]);
});

test.serial('takes a name beside the folder, and a folder that is empty but for a repository', async (t) => {
  t.is((await run(at('deep', 'folder'), '--name', '@you/wavelet')).code, 0);
  t.is(await nameIn('deep/folder'), '@you/wavelet');
  await mkdir(at('repository', '.git'), { recursive: true });
  t.is((await run(at('repository'))).code, 0);
});

test.serial('tells in one line what to put right, and touches nothing', async (t) => {
  await mkdir(at('full'));
  await writeFile(at('full', 'thesis.txt'), 'mine');
  await writeFile(at('file'), 'mine');
  const before = (await readdir(folder, { recursive: true })).sort();
  const cases: [RegExp, ...string[]][] = [
    [/^usage: npm create tensorpress-codec /],
    [/^usage: /, 'a-codec', 'another'],
    [/full is there already, and not empty$/, at('full')],
    [/file is there already, and no folder$/, at('file'), '--name', '@you/wavelet'],
    [/^a name must be words .*, not My_Codec$/, at('My_Codec')],
    [/^a name must be words .*, not You\/codec$/, at('new-codec'), '--name', 'You/codec'],
    [/^the scope @tensorpress is taken/, '@tensorpress/wavelet'],
    [/^switch means something else/, at('switch')],
    [/Unknown option '--scope'/, at('a-codec'), '--scope', 'you'],
  ];
  for (const [expected, ...args] of cases) {
    const { code, out, err } = await run(...args);
    t.is(code, 2, args.join(' '));
    t.is(out, '');
    const [, line] = /^create-tensorpress-codec: (.*)\n$/.exec(err) ?? [];
    t.regex(line ?? '', expected);
  }
  t.deepEqual((await readdir(folder, { recursive: true })).sort(), before);
  t.is(await readFile(at('full', 'thesis.txt'), 'utf8'), 'mine');
});

test.serial('says how it is used', async (t) => {
  const { code, out } = await run('--help');
  t.is(code, 0);
  t.regex(out, /^usage: npm create tensorpress-codec /);
});
