// Packs the packages that are published: for the checks of what is in them, the test of what a user installs, and the release.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Packs those of a repository, which have been built, into a folder. Gives what npm says of each, with the path of its tarball. */
export async function pack(root, into) {
  const folders = readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .filter((folder) => !JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private);
  const options = ['--json', '--silent', '--ignore-scripts', '--pack-destination', into];
  const { stdout } = await promisify(execFile)('npm', ['pack', ...options, ...folders], {
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout).map((packed) => ({ ...packed, tarball: join(into, packed.filename) }));
}
