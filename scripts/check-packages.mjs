// Whether each package is right as it would be published: by publint --strict, and by attw with the profile esm-only. Both look at
// the same tarballs, in one process: one for each takes ten times as long.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { pack } from './pack.mjs';

/** What a package for ESM alone need not be: resolved without `exports`, or required. */
const IGNORED = ['node10', 'node16-cjs'];

const into = await mkdtemp(join(tmpdir(), 'packed-'));
try {
  const wrong = [];
  for (const { name, tarball } of await pack(fileURLToPath(new URL('../', import.meta.url)), into)) {
    const bytes = new Uint8Array(await readFile(tarball));
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: bytes.buffer } });
    const { types, problems = [] } = await checkPackage(createPackageFromTarballData(bytes));
    if (!types) wrong.push(`${name}: has no types`);
    wrong.push(
      ...messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`),
      ...problems
        .filter(({ resolutionKind }) => !IGNORED.includes(resolutionKind))
        .map(({ kind, ...where }) => `${name}: ${problemKindInfo[kind].title} ${JSON.stringify(where)}`),
    );
  }
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await rm(into, { recursive: true });
}
