import { Command, CommanderError, Option } from 'commander';
import { BudgetError, lineOf } from './user-error.ts';
import { version } from './version.ts';

/** An action that is loaded when it is called: what needs no model should not wait for TensorFlow.js. */
const lazily =
  <Args extends unknown[]>(load: () => Promise<(...args: Args) => Promise<void>>) =>
  async (...args: Args): Promise<void> =>
    (await load())(...args);

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/**
 * Runs the command line that these arguments are, and gives the exit code: 0, 1 where a budget is exceeded, or 2 where the user can put
 * something right.
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = new Command('tensorpress')
    .description('Make trained TensorFlow.js models small')
    .version(version)
    .configureOutput({
      outputError: (text, write) => write(`tensorpress: ${text.replace(/^error: /, '').trim()} (see --help)\n`),
    })
    .exitOverride();
  const json = () => new Option('--json', 'print JSON instead of a table');
  const plugin = () =>
    new Option('--plugin <name>', 'a package or file with methods of your own; repeat for more')
      .argParser(collect)
      .default([], 'those of tensorpress.config.js');
  const force = () => new Option('-f, --force', 'overwrite what is there');

  program
    .command('compress')
    .description('compress a model into one .tpress file')
    .argument('<model>', 'a tfjs model.json, or a .tpress file')
    .requiredOption('-o, --output <file>', 'the .tpress file to write')
    .option(
      '-u, --use <stage>',
      'a method and its options, like prune:sparsity=0.9; repeat for more stages',
      collect,
      [],
    )
    .option('-p, --pipeline <file>', 'stages from a JSON file: ["huffman", { "use": "prune", "sparsity": 0.9 }, …]')
    .option('-w, --where <glob>', 'touch only weights that match, like "dense*/kernel"; repeat for more', collect, [])
    .option('--seed <number>', 'of everything random', Number, 0)
    .addOption(force())
    .addOption(plugin())
    .addOption(json())
    .action(lazily(async () => (await import('./compress-command.ts')).compressCommand));
  program
    .command('inspect')
    .description('show what is in a model, weight by weight, and what other formats would take')
    .argument('<model>', 'a .tpress file, or a tfjs model.json')
    .option('-a, --against <model>', 'the original, to show errors relative to it')
    .option('--html <file>', 'write a page with charts too')
    .addOption(force())
    .addOption(plugin())
    .addOption(json())
    .action(lazily(async () => (await import('./inspect-command.ts')).inspectCommand));
  program
    .command('check')
    .description('end with code 1 if a model is larger, or further from the original, than it may be')
    .argument('<model>', 'a .tpress file, or a tfjs model.json')
    .option('--max-bytes <size>', 'of the file, like 500k, 1.5MB or 200KiB')
    .option('--max-error <share>', 'of any weight relative to the original, like 0.02 or 2%')
    .option('-a, --against <model>', 'the original')
    .addOption(plugin())
    .addOption(json())
    .action(lazily(async () => (await import('./check-command.ts')).checkCommand));
  program
    .command('decompress')
    .description('write a stock tfjs model.json with binary weights')
    .argument('<model>', 'a .tpress file')
    .requiredOption('-o, --output <directory>', 'the directory to write')
    .option('--stock-layers', 'make several layers of each that is factored, and tell on stderr what stays whole')
    .addOption(force())
    .addOption(plugin())
    .addOption(json())
    .action(lazily(async () => (await import('./decompress-command.ts')).decompressCommand));
  program
    .command('methods')
    .description('list the methods and their options')
    .addOption(plugin())
    .addOption(json())
    .action(lazily(async () => (await import('./methods-command.ts')).methodsCommand));

  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const line = lineOf(error);
    if (line) process.stderr.write(`${line}\n`);
    return error instanceof BudgetError ? 1 : 2;
  }
}
