import { fixed, integer, markdownTable, percent, times } from '../markdown.ts';
import { fact, type Results, untrainedDetector } from './facts.ts';

/** What to take for what is wanted, each with what was measured. */
export const decisions = (results: Results): string =>
  markdownTable(
    ['you want', 'take', 'you need', 'measured'],
    // Numbers stay with their units.
    rows(results).map(([want, take, need, measured]) => [
      want,
      take,
      need,
      measured.replace(/ (?=%|ms|bytes)/g, '\u00a0'),
    ]),
  ).replaceAll('---:', '---');

type Decision = readonly [want: string, take: string, need: string, measured: string];

function rows(results: Results): readonly Decision[] {
  const digits = (file: string) => fact(results, 'lenet-5', { file });
  const shared = (cell: string) => fact(results, 'weight-sharing', { part: 'cells', cell });
  const clothes = (cell: string) => fact(results, 'tensor-train', { part: 'cells', cell });
  const recovered = (by: string) => fact(results, 'distill', { part: 'cells', cell: `clothes/2000/svd/${by}` });
  const layer = (form: string) =>
    fact(results, 'weight-sharing', { part: 'inference', flavour: 'simd', batch: 1, factor: 64, form });
  const train = (form: string) =>
    fact(results, 'tensor-train', { part: 'speed', inputs: 25088, batch: 1, gradient: false, form });
  const wave = (form: string) =>
    fact(results, 'circulant', { part: 'speed', inputs: 4096, batch: 1, gradient: false, form });
  const stored = (network: string) => fact(results, 'pretrained', { part: 'round trip', network });
  const { uint8, oneStep } = untrainedDetector(results);
  const [dense, small] = [digits('dense reference'), digits('lenet-5.tpress')];
  const [whole, tucker, cp] = ['1/dense', '8/tucker', '8/cp'].map((cell) => clothes(`clothes/${cell}`));
  const int8 = stored('handtrack int8');
  const faster = (slow: unknown, fast: unknown) =>
    `${fixed(slow, 2)} → ${fixed(fast, 2)} ms, ${times(Number(slow) / Number(fast))}`;
  return [
    [
      'the smallest download',
      '[prune](../packages/prune/README.md), [kmeans-share](../packages/kmeans-share/README.md), [huffman](../packages/huffman/README.md)',
      'data, and training in between',
      `LeNet-5 ${integer(dense.bytes)} → ${integer(small.bytes)} bytes, ${times(Number(dense.bytes) / Number(small.bytes))}; test error ${percent(dense.error)} → ${percent(small.error)}`,
    ],
    [
      'a small download, and there are no data',
      '[quantize](../packages/quantize/README.md), [huffman](../packages/huffman/README.md)',
      'nothing',
      `hand detector at the fidelity of uint8: ${integer(uint8.bytes)} bytes with brotli → ${integer(oneStep.bytes)}`,
    ],
    [
      'the same bits, in fewer bytes',
      '[huffman](../packages/huffman/README.md)',
      'nothing',
      `the same detector as published in uint8: ${integer(int8.shipped)} → ${integer(int8.lossless)} bytes`,
    ],
    [
      'fewer multiply-adds in convolutions',
      '[tucker](../packages/tucker/README.md), [cp](../packages/cp/README.md), then `toStockLayers`',
      'data, to train them in that form',
      `residual network: ${integer(whole?.multiplyAdds)} → ${integer(tucker?.multiplyAdds)} and ${integer(cp?.multiplyAdds)}; 32 pictures ${fixed(whole?.batched, 1)} → ${fixed(tucker?.batched, 1)} and ${fixed(cp?.batched, 1)} ms; test error ${percent(whole?.error)} → ${percent(tucker?.error)} and ${percent(cp?.error)}`,
    ],
    [
      'faster dense, recurrent or embedding layers',
      '[svd](../packages/svd/README.md), then `toStockLayers` or compressed execution',
      'data, to train the factors',
      `2048 × 5976 in a 64th of the numbers: ${faster(layer('dense').milliseconds, layer('svd').milliseconds)}`,
    ],
    [
      'a dense layer too large to ship',
      '[tensor-train](../packages/tensor-train/README.md)',
      'training in that form',
      `25088 × 4096: ${integer(train('dense').parameters)} → ${integer(train('rank 4').parameters)} numbers; ${faster(train('dense').milliseconds, train('rank 4').milliseconds)}`,
    ],
    [
      'back the accuracy that compressing took, with few examples',
      '[distill](../packages/distill/README.md)',
      'the original, and data without labels',
      `residual network after svd, ${integer(2000)} pictures: test error ${percent(recovered('distill').before)} → ${percent(recovered('distill').error)}, by labels alone ${percent(recovered('finetune').error)}`,
    ],
    [
      'wide layers in one row of numbers',
      '[circulant](../packages/circulant/README.md), [toeplitz](../packages/toeplitz/README.md)',
      'training from scratch',
      `4096 × 4096 from ${integer(wave('circulant').parameters)} numbers: ${faster(wave('dense').milliseconds, wave('circulant').milliseconds)}`,
    ],
    [
      'to train with few parameters from the beginning',
      '[deepthin](../packages/deepthin/README.md), [hashnet](../packages/hashnet/README.md), [multi-hash](../packages/multi-hash/README.md)',
      'training from scratch',
      `784-1000-10 in a 64th: test error ${['deepthin', 'multi-hash', 'hashnet'].map((form) => `${percent(shared(`3L/64/${form}`).error)} (${form})`).join(', ')}; a dense network as small ${percent(shared('3L/64/dense').error)}`,
    ],
  ];
}
