import type * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { OutputKind } from './output-kind.ts';
import type { Teacher } from './teacher.ts';

const KINDS: Readonly<Record<string, OutputKind>> = { Softmax: 'classes', Sigmoid: 'labels' };

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
}

/**
 * A GraphModel as a teacher: where an output is a softmax or sigmoid, what goes into that is asked for.
 * @param layers The nodes inside that are asked for.
 * @throws OptionError if there is no such node.
 */
export function graphTeacher(net: tf.GraphModel, layers: readonly string[]): Pick<Teacher, 'kinds' | 'ask'> {
  const nodes = new Map(nodesOf(net).map((node) => [node.name, node]));
  for (const name of layers) {
    if (!nodes.has(name)) throw new OptionError(`distill: losses must be on nodes of the teacher, and ${name} is none`);
  }
  const outputs = net.outputs.map(({ name }) => {
    let found = nodes.get(plain(name));
    for (const seen = new Set(); found?.op === 'Identity' && !seen.has(found); ) {
      seen.add(found);
      found = nodes.get(plain(found.input[0] ?? ''));
    }
    const [input] = found?.input ?? [];
    const kind = found && Object.hasOwn(KINDS, found.op) ? KINDS[found.op] : undefined;
    return { kind, node: kind && input ? input : name };
  });
  const wanted = [...outputs.map(({ node }) => node), ...layers];
  return {
    kinds: outputs.map(({ kind }) => kind),
    ask: (xs) => [net.execute(xs.length === 1 ? xs[0]! : xs, wanted)].flat(),
  };
}

/** `node:0` names the first output of a node. */
const plain = (name: string): string => name.replace(/:\d+$/, '');

/** The graph as it was loaded, which knows what its outputs are made by. */
function nodesOf(net: tf.GraphModel): GraphNode[] {
  const artifacts: unknown = Reflect.get(net, 'artifacts');
  const topology = fieldOf(artifacts, 'modelTopology');
  const nodes = fieldOf(topology, 'node');
  return Array.isArray(nodes)
    ? nodes.map((node: unknown) => {
        const input = fieldOf(node, 'input');
        return {
          name: String(fieldOf(node, 'name')),
          op: String(fieldOf(node, 'op')),
          input: Array.isArray(input) ? input.map(String) : [],
        };
      })
    : [];
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
