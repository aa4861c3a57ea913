import * as tf from '@tensorflow/tfjs';

/**
 * Gives a small network the filters of a large one that have the largest sums of magnitudes, layer by layer, with the weights that go
 * from filters that are kept to filters that are kept. Both are chains of convolutions with biases, and of layers that concatenate what
 * these give or have no weights, with the same names.
 *
 * @see Li, Kadav, Durdanovic, Samet, Graf, "Pruning filters for efficient ConvNets", ICLR 2017, section 3.1
 */
export function pruneFilters(large: tf.LayersModel, small: tf.LayersModel): void {
  /** Channels of the large network that are there in the small one, by the layer that gives them. */
  const kept = new Map<string, readonly number[]>();
  const widths = new Map<string, number>();
  for (const layer of large.layers) {
    const sources = layer.inboundNodes[0]?.inboundLayers ?? [];
    const given = sources.flatMap(({ name }, i) => {
      const before = sources.slice(0, i).reduce((sum, source) => sum + (widths.get(source.name) ?? 0), 0);
      return (kept.get(name) ?? []).map((channel) => before + channel);
    });
    const width = sources.reduce((sum, { name }) => sum + (widths.get(name) ?? 0), 0);
    const [kernel, bias] = layer.getWeights();
    if (!kernel || !bias) {
      const all = sources.length === 0 ? channels(Number(layer.batchInputShape.at(-1))) : given;
      kept.set(layer.name, all);
      widths.set(layer.name, sources.length === 0 ? all.length : width);
      continue;
    }
    const target = small.getLayer(layer.name);
    const [targetKernel] = target.getWeights();
    const count = targetKernel!.shape.at(-1)!;
    const chosen = largest(kernel, count);
    tf.tidy(() => {
      const filters = tf.gather(kernel, [...chosen], kernel.rank - 1);
      target.setWeights([tf.gather(filters, given, kernel.rank - 2), tf.gather(bias, [...chosen])]);
    });
    kept.set(layer.name, chosen);
    widths.set(layer.name, kernel.shape.at(-1)!);
  }
}

const channels = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Filters with the largest sums of magnitudes, in their order. */
function largest(kernel: tf.Tensor, count: number): readonly number[] {
  const norms = tf.tidy(() => tf.sum(tf.abs(kernel), channels(kernel.rank - 1)).dataSync());
  return channels(norms.length)
    .sort((a, b) => norms[b]! - norms[a]! || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}
