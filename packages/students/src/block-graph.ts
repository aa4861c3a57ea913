import * as tf from '@tensorflow/tfjs';
import { multiplyAddsOf } from './count-multiply-adds.ts';
import { blank } from './initializers.ts';
import { type LayerCall, layerCalls, sizesOf } from './layer-calls.ts';
import type { StudentOptions, Template } from './template.ts';

/** A block of some width, behind one of some other width. */
export interface Block {
  /** Its place in the chain; the classifier comes after the last. */
  readonly index: number;
  /** The channels that it gives, or the classes. */
  readonly width: number;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** All its weights, those included that do not train. */
  readonly parameters: number;
  /** For one example. */
  readonly multiplyAdds: number;
}

/** A block as a way from the shape that it is given to the shape that it gives. */
export interface BlockEdge {
  readonly from: number;
  readonly to: number;
  readonly block: Block;
  readonly calls: readonly LayerCall[];
}

/**
 * All blocks that networks of a template can have, level by level: from each shape that the blocks before can give, a block of each
 * width. A block depends on nothing else, so all networks are ways through these levels. Goes to `visit` with the layers of each
 * block, whose weights are blank, and disposes of them.
 */
export async function blockGraph<Options extends StudentOptions, Result>(
  template: Template<Options>,
  options: Options,
  widths: readonly (readonly number[])[],
  visit: (edge: BlockEdge) => Promise<Result>,
): Promise<Result[][]> {
  const chain = template.chain(options, blank);
  const levels: Result[][] = [];
  let shapes: readonly (readonly number[])[] = [options.inputShape];
  for (const [index, candidates] of [...widths, [options.classes]].entries()) {
    const edges: Result[] = [];
    const given = new Map<string, { readonly node: number; readonly shape: readonly number[] }>();
    for (const [from, inputShape] of shapes.entries()) {
      for (const width of new Set(candidates)) {
        const x = tf.input({ shape: [...inputShape] });
        const y = index < widths.length ? chain.block(x, index, width) : chain.end(x);
        const network = tf.model({ inputs: x, outputs: y });
        try {
          const outputShape = sizesOf(y);
          const key = outputShape.join();
          const { node } = given.get(key) ?? { node: given.size };
          given.set(key, { node, shape: outputShape });
          const calls = layerCalls(network);
          const parameters = network.countParams();
          const multiplyAdds = calls.reduce((sum, call) => sum + multiplyAddsOf(call), 0);
          const block = { index, width, inputShape, outputShape, parameters, multiplyAdds };
          edges.push(await visit({ from, to: node, block, calls }));
        } finally {
          network.dispose();
        }
      }
    }
    levels.push(edges);
    shapes = [...given.values()].map(({ shape }) => shape);
  }
  return levels;
}
