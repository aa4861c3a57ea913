import {
  boundOf,
  type Compressor,
  type Context,
  completeOptions,
  isNode,
  type Model,
  mapModel,
  OptionError,
  type OptionSpec,
  type Outline,
  type Progress,
  sizesOf,
  type TensorInfo,
} from '@tensorpress/core';
import { type Check, check, failureOf } from './check.ts';
import { deepFreeze, sameModel } from './compare.ts';

/** A model, and the options to compress it with. */
export interface ModelCase<Options> {
  readonly label: string;
  readonly options: Options;
  readonly model: Model;
}

/** The checks of what a compressor does to models. */
export function compressorChecks<Options>(
  compressor: Compressor<Options>,
  { label, options, model }: ModelCase<Options>,
  context: Context,
): Check[] {
  const compress = (more: Context = {}, of = structuredClone(model)) =>
    compressor.compress(of, options, { seed: 1, ...context, ...more });
  return [
    {
      title: `${label}: gives the same model twice and leaves its input alone`,
      run: async () => {
        const input = deepFreeze(structuredClone(model));
        const first = await compress({}, input);
        check(await sameModel(input, model), 'changes the model that it compresses');
        check(await sameModel(first, await compress()), 'gives another model the second time');
        check(
          Object.keys(first.weights).join('\n') === Object.keys(model.weights).join('\n'),
          'changes the names of weights',
        );
      },
    },
    {
      title: `${label}: gives no more bytes than its preview`,
      run: async () => {
        const notes: Progress[] = [];
        const result = await compress({ onProgress: (progress) => notes.push(progress) });
        // A preview cannot know of what the values forbid.
        if (notes.some(({ note }) => note !== undefined)) return;
        const bound = boundOf(compressor.preview?.(outlineOf(model), options, context) ?? outlineOf(model));
        const { total } = await sizesOf(result);
        check(total <= bound, `takes ${total} bytes, over the ${bound} of its preview`);
      },
    },
    {
      title: `${label}: reports progress up to its total`,
      run: async () => {
        const events: Progress[] = [];
        await compress({ onProgress: (progress) => events.push(progress) });
        check(events.length > 0, 'reports nothing');
        let last = 0;
        for (const { stage, done, total } of events) {
          check(stage === compressor.id, `reports as ${stage}`);
          check(done >= last && done <= total, `reports ${done} of ${total} after ${last}`);
          last = done;
        }
        const { done, total } = events.at(-1)!;
        check(done === total, `ends at ${done} of ${total}`);
      },
    },
    {
      title: `${label}: stops when it is cancelled`,
      run: async () => {
        const reason = new Error('cancelled');
        const before = await failureOf(() => compress({ signal: AbortSignal.abort(reason) }));
        check(
          before === reason,
          `does not reject with the reason of the signal, but ${before ? `with ${before}` : 'runs on'}`,
        );
        const controller = new AbortController();
        let left = 0;
        const onProgress = ({ done, total }: Progress) => {
          if (controller.signal.aborted) return;
          left = total - done;
          controller.abort(reason);
        };
        const amidst = await failureOf(() => compress({ signal: controller.signal, onProgress }));
        check(left === 0 || amidst === reason, 'runs on when it is cancelled halfway');
      },
    },
  ];
}

/** A model without its data; what was shared stays shared. */
const outlineOf = (model: Model): Outline =>
  mapModel<TensorInfo>(model, (tree) => {
    if (isNode(tree)) return undefined;
    const { dtype, shape, bits, grid } = tree;
    return { dtype, shape, ...(bits !== undefined && { bits }), ...(grid && { grid }) };
  });

/** The checks of how a compressor describes itself and its options. */
export function optionChecks<Options>(
  compressor: Compressor<Options>,
  given: Partial<Options>,
  model: Model,
  rejected: readonly Partial<Options>[],
): Check[] {
  const { id } = compressor;
  const specs = Object.entries<OptionSpec>(compressor.options);
  return [
    {
      title: `${id}: is named and describes its options`,
      run: async () => {
        check(/^(@[a-z0-9][\w.-]*\/)?[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id), `the id ${id} is not in kebab-case`);
        for (const [name, spec] of specs) checkSpec(name, spec);
      },
    },
    {
      title: `${id}: throws an OptionError for options that are unknown, of the wrong type or out of range`,
      run: async () => {
        const wrong: Readonly<Record<string, unknown>>[] = [
          { 'no such option': 1 },
          ...rejected.map((options) => ({ ...options })),
        ];
        for (const [name, spec] of specs)
          wrong.push(...wrongValues(spec).map((value) => ({ ...given, [name]: value })));
        for (const options of wrong) {
          const error = await failureOf(async () => {
            const complete = completeOptions(compressor, options as Partial<Options>);
            await compressor.compress(model, complete, { where: () => true });
          });
          check(error instanceof OptionError, `${show(options)} gives ${error ?? 'no error'}`);
          check(
            error.message.startsWith(`${id}: `),
            `the error for ${show(options)} does not begin with the id: ${error.message}`,
          );
        }
        for (const [name, spec] of specs) {
          if (!spec.required) continue;
          const { [name]: _, ...rest }: Readonly<Record<string, unknown>> = given;
          const error = await failureOf(() => completeOptions(compressor, rest as Partial<Options>));
          check(error instanceof OptionError, `nothing is thrown where ${name} is missing`);
        }
      },
    },
  ];
}

function checkSpec(name: string, { type, about, default: value, required, min, max, values }: OptionSpec): void {
  check(/\S.*\.$/s.test(about), `option ${name}: \`about\` must be a sentence that ends in a full stop`);
  check(!(required && value !== undefined), `option ${name}: is required and has a default`);
  check((min ?? 0) <= (max ?? min ?? 0) || min === undefined, `option ${name}: min is over max`);
  const numeric = type === 'number' || type === 'integer';
  check(numeric || (min === undefined && max === undefined), `option ${name}: only numbers have a range`);
  check(type === 'string' || values === undefined, `option ${name}: only strings have a list of values`);
  if (value === undefined) return;
  const fits = completeOptions<Record<string, unknown>>(
    {
      id: name,
      options: {
        [name]: {
          type,
          about,
          ...(min !== undefined && { min }),
          ...(max !== undefined && { max }),
          ...(values && { values }),
        },
      },
    },
    { [name]: value },
  );
  check(fits[name] === value, `option ${name}: the default is not allowed`);
}

/** Values that an option must not take. */
function wrongValues({ type, min, max, values }: OptionSpec): readonly unknown[] {
  if (type === 'data') return [];
  if (type === 'json') return [{ nonsense: 1 }, Number.NaN];
  if (type === 'boolean') return ['true', 1, {}];
  if (type === 'string') return [1, true, {}, ...(values ? [`not ${values.join(' or ')}`] : [])];
  return [
    '1',
    true,
    {},
    Number.NaN,
    ...(type === 'integer' ? [0.5, Number.POSITIVE_INFINITY] : []),
    ...(min !== undefined ? [min - 1] : []),
    ...(max !== undefined ? [max + 1] : []),
  ];
}

const show = (options: unknown): string =>
  JSON.stringify(options, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value));
