import type * as tf from '@tensorflow/tfjs';
import { measureLatency } from '@tensorpress/students';
import { inTurn } from '../training/in-turn.ts';

/** How latencies of students are measured. */
export const LATENCY = { batch: 16, runs: 25, quantile: 0.2 } as const;

/** A student is measured so often, where the median counts. */
export const ROUNDS = 7;

/** The median of what each of some students takes, all measured in turn. */
export const latenciesOf = <Name extends string>(nets: ReadonlyMap<Name, tf.LayersModel>): Promise<Map<Name, number>> =>
  inTurn(new Map([...nets].map(([name, net]) => [name, async () => [await measureLatency(net, LATENCY)]])), ROUNDS);
