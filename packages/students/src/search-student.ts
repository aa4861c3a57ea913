import type * as tf from '@tensorflow/tfjs';
import { type Context, OptionError } from '@tensorpress/core';
import type { Path } from './best-paths.ts';
import { type Block, type BlockEdge, blockGraph } from './block-graph.ts';
import { countMultiplyAdds } from './count-multiply-adds.ts';
import { fitBudget } from './fit-budget.ts';
import { measureLatency } from './measure-latency.ts';
import { meterOf, using } from './meter.ts';
import { checkSearch, type Objective, type SearchOptions } from './search-options.ts';
import type { StudentOptions } from './template.ts';

/** A network that was found. */
export interface Student {
  /** The width of each block. */
  readonly widths: readonly number[];
  /** What it should take, as a sum over its layers, in the unit of the budget. */
  readonly predicted: number;
  /** What it takes as a whole. */
  readonly measured: number;
  /** What the objective makes of it. */
  readonly capacity: number;
  /** What `score` gave for it. */
  readonly score?: number;
  /** All weights, those included that do not train. */
  readonly parameters: number;
  /** For one example. */
  readonly multiplyAdds: number;
  /** Itself, with weights that training can begin with; for the caller to dispose of. */
  readonly model: tf.LayersModel;
}

/**
 * The most capable network of a template within a budget, of all combinations of widths. Where the budget is of milliseconds, the
 * layers that blocks of these widths have are measured on the backend in use, each once; the best network by the sums is measured as
 * a whole, and as far as the sum is off, what sums may be is corrected, until the best is found that keeps to the budget as
 * measured. With a table that knows all these latencies, nothing is measured, and the same search gives the same student.
 * @throws OptionError if an option is wrong, or if nothing keeps to the budget; the reason of the signal.
 * @see Turner, Crowley, Radu, Cano, Storkey, O'Boyle, "HAKD: Hardware aware knowledge distillation", 2018
 */
export async function searchStudent<Options extends StudentOptions>(
  search: SearchOptions<Options>,
  context: Pick<Context, 'signal' | 'seed' | 'onProgress'> = {},
): Promise<Student> {
  const { unit, amount } = checkSearch(search);
  const { template, objective = 'channels', table = new Map<string, number>(), finalists = 1, score } = search;
  const options = { ...search.options, seed: context.seed ?? search.options.seed ?? 0 };
  const build = (widths: readonly number[]) => template({ ...options, widths });
  const meter = meterOf(table, search, context, () =>
    using(build(search.widths.map(([first = 1]) => first)), (model) => measureLatency(model, search, context)),
  );
  const total = search.widths.length + 2;
  const tell = (done: number, metrics: Readonly<Record<string, number>>) =>
    context.onProgress?.({ stage: 'students', done, total, metrics });
  const isTimed = unit === 'milliseconds';
  const costOf = async ({ block, calls }: BlockEdge): Promise<number> => {
    if (!isTimed) return unit === 'bytes' ? 4 * block.parameters : block.multiplyAdds;
    let sum = 0;
    for (const call of calls) sum += await meter.call(call);
    return sum;
  };
  const levels = await blockGraph(template, options, search.widths, async (edge) => {
    context.signal?.throwIfAborted();
    const { index, width } = edge.block;
    const cost = await costOf(edge);
    tell(index, { width, [unit]: cost });
    return { from: edge.from, to: edge.to, cost, value: capacityOf(edge.block, objective), width };
  });

  const widthsOf = ({ edges }: Path) => edges.slice(0, -1).map((edge, i) => levels[i]![edge]!.width);
  const measure = async (path: Path): Promise<number> => {
    context.signal?.throwIfAborted();
    if (!isTimed) return path.cost;
    const widths = widthsOf(path);
    const measured = await meter.model(() => build(widths), template.id, {
      ...search.options,
      seed: undefined,
      widths,
    });
    tell(total - 1, { [unit]: measured });
    return measured;
  };
  const overhead = isTimed ? await meter.nothing(options.inputShape) : 0;
  const { within, least } = await fitBudget(levels, { budget: amount, overhead, finalists }, measure);
  const students: Omit<Student, 'model' | 'parameters' | 'multiplyAdds'>[] = [];
  for (const { path, predicted, measured } of within) {
    context.signal?.throwIfAborted();
    const widths = widthsOf(path);
    const scored = score && { score: finite('score', await using(build(widths), (model) => score(model, widths))) };
    students.push({ widths, predicted, measured, capacity: path.value, ...scored });
  }
  const [best] = students.sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  if (!best) throw new OptionError(`students: budget must allow ${least} ${unit}, not ${amount}`);
  const model = build(best.widths);
  tell(total, { [unit]: best.measured });
  return { ...best, parameters: model.countParams(), multiplyAdds: countMultiplyAdds(model), model };
}

function capacityOf(block: Block, objective: Objective): number {
  if (objective === 'channels') return Math.log2(block.width);
  return typeof objective === 'function' ? finite('objective', objective(block)) : block[objective];
}

function finite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new OptionError(`students: ${name} must give a finite number, not ${value}`);
}
