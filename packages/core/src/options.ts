import type { Compressor, OptionSpec } from './compressor.ts';
import { OptionError } from './errors.ts';

/**
 * Options as a compressor takes them: defaults filled in, everything checked.
 * @throws OptionError naming the compressor, the option and what came.
 */
export function completeOptions<Options>(
  { id, options: specs }: Pick<Compressor<Options>, 'id' | 'options'>,
  given: Partial<Options>,
): Options {
  const values: Readonly<Record<string, unknown>> = given;
  const complete: Record<string, unknown> = {};
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(specs, name)) continue;
    throw new OptionError(`${id}: no option is called ${name}; there are: ${Object.keys(specs).join(', ')}`);
  }
  for (const [name, spec] of Object.entries<OptionSpec>(specs)) {
    const value = values[name] ?? spec.default;
    if (value === undefined) {
      if (spec.required) throw new OptionError(`${id}: ${name} is missing: ${spec.about}`);
    } else if (accepts(spec, value)) {
      complete[name] = value;
    } else {
      throw new OptionError(`${id}: ${name} must be ${describe(spec)}, not ${show(value)}`);
    }
  }
  return complete as Options;
}

function accepts(
  { type, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, values }: OptionSpec,
  value: unknown,
) {
  if (type === 'json' || type === 'data') return true;
  if (type === 'integer' ? !Number.isInteger(value) : typeof value !== type) return false;
  if (typeof value === 'number') return value >= min && value <= max;
  return !values || values.some((allowed) => allowed === value);
}

/** What an option may be, in words: `an integer from 1 to 8`. */
export function describe({ type, min, max, values }: OptionSpec): string {
  if (type === 'json' || type === 'data') return type === 'json' ? 'JSON' : 'a value';
  if (values) return values.map((value) => `'${value}'`).join(' or ');
  const range =
    min === undefined
      ? max === undefined
        ? ''
        : ` up to ${max}`
      : max === undefined
        ? ` from ${min}`
        : ` from ${min} to ${max}`;
  return `${type === 'integer' ? 'an' : 'a'} ${type}${range}`;
}

const show = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
