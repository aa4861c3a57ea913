// Versions, changelogs, a build, the checks, packages, and publishing; with --dry-run all but the last, in a folder that is thrown away.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pack } from './pack.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const { 'dry-run': dry } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } }).values;

const status = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
if (status && !dry) {
  console.error('release: commit or stash what is not committed first, or look with --dry-run');
  process.exit(1);
}

const folder = dry ? mkdtempSync(join(tmpdir(), 'release-')) : root;
const run = (command, ...args) => execFileSync(command, args, { cwd: folder, stdio: 'inherit' });

try {
  if (dry) {
    execFileSync('git', ['worktree', 'add', '--detach', folder, 'HEAD'], { cwd: root, stdio: 'ignore' });
    run('npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--silent');
  }
  run('npx', 'changeset', 'version');
  // The lock file has the versions too.
  run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--silent');
  run('npm', 'run', 'check', '--silent');
  show(await packed());
  if (!dry) run('npx', 'changeset', 'publish');
  console.log(dry ? 'Nothing was changed or published.' : 'Commit the versions, and push the tags with them.');
} finally {
  if (dry) {
    execFileSync('git', ['worktree', 'remove', '--force', folder], { cwd: root });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What npm says of each package that would be published. */
async function packed() {
  const into = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    return await pack(folder, into);
  } finally {
    rmSync(into, { recursive: true });
  }
}

function show(packages) {
  const rows = packages.map(({ name, version, size, entryCount }) => [
    name,
    version,
    `${size.toLocaleString('en-US')} bytes`,
    `${entryCount} files`,
  ]);
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  for (const row of rows)
    console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '));
}
