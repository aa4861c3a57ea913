import { OptionError, UnknownCodecError } from '@tensorpress/core';
import { CommanderError } from 'commander';

/** Something that the user can put right: it is told in one line, and the command ends with code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** A model that is larger or worse than it may be: the command ends with code 1. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** The line that tells a user what was wrong, or `undefined` if commander has told it already. */
export function lineOf(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined;
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    error instanceof OptionError
      ? ' (see: tensorpress methods)'
      : error instanceof UnknownCodecError
        ? ', or name its package by --plugin'
        : '';
  return `tensorpress: ${message.split('\n')[0]}${hint}`;
}
