import { report } from '@tensorpress/core';
import { formatBytes, formatError, table } from './format.ts';
import { loadModel } from './load-model.ts';
import { parseBytes } from './parse-bytes.ts';
import { registryFor } from './registry-for.ts';
import { BudgetError, UserError } from './user-error.ts';

interface Options {
  readonly maxBytes?: string;
  readonly maxError?: string;
  readonly against?: string;
  readonly plugin: readonly string[];
  readonly json?: boolean;
}

interface Budget {
  readonly budget: 'bytes' | 'error';
  readonly limit: number;
  readonly found: number;
  /** The weight that is furthest from the original. */
  readonly weight?: string;
}

/** `tensorpress check FILE --max-bytes 500k`. */
export async function checkCommand(path: string, options: Options): Promise<void> {
  const { maxBytes, maxError, against, plugin, json } = options;
  if (maxBytes === undefined && maxError === undefined)
    throw new UserError('nothing to check: add --max-bytes SIZE or --max-error SHARE');
  if (maxError !== undefined && against === undefined)
    throw new UserError('--max-error is relative to the original: add --against MODEL');
  const limits = {
    bytes: maxBytes === undefined ? undefined : parseBytes(maxBytes),
    error: maxError === undefined ? undefined : parseShare(maxError),
  };
  const model = await loadModel(path);
  const original = against === undefined ? model : await loadModel(against);
  const { weights, after } = await report(original, model, await registryFor(plugin));
  const budgets: Budget[] = [];
  if (limits.bytes !== undefined) budgets.push({ budget: 'bytes', limit: limits.bytes, found: after });
  if (limits.error !== undefined) {
    const [worst] = [...weights].sort((a, b) => b.error - a.error);
    budgets.push({
      budget: 'error',
      limit: limits.error,
      found: worst?.error ?? 0,
      ...(worst && { weight: worst.name }),
    });
  }
  const passed = budgets.every(isKept);
  process.stdout.write(json ? `${JSON.stringify({ path, passed, budgets })}\n` : `${budgetTable(budgets)}\n`);
  if (!passed)
    throw new BudgetError(
      `${path}: ${budgets
        .filter((budget) => !isKept(budget))
        .map(excess)
        .join('; ')}`,
    );
}

const isKept = ({ found, limit }: Budget): boolean => found <= limit;

function excess({ budget, found, limit, weight }: Budget): string {
  if (budget === 'bytes') return `${formatBytes(found - limit)} bytes more than ${formatBytes(limit)}`;
  return `the error of ${weight} is ${formatError(found)}, above ${formatError(limit)}`;
}

function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map((budget) => {
    const format = budget.budget === 'bytes' ? formatBytes : formatError;
    return [
      budget.weight === undefined ? budget.budget : `error of ${budget.weight}`,
      format(budget.found),
      format(budget.limit),
      isKept(budget) ? 'kept' : 'exceeded',
    ];
  });
  return table(['', 'is', 'may be', ''], rows, [0, 3]);
}

/** @throws UserError if it is not a number of 0 or more. */
function parseShare(text: string): number {
  const share = text.trim().endsWith('%') ? Number(text.trim().slice(0, -1)) / 100 : Number(text);
  if (!(share >= 0) || text.trim() === '') throw new UserError(`--max-error is a share like 0.02 or 2%, not '${text}'`);
  return share;
}
