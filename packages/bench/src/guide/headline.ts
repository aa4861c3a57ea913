import { integer, percent, times } from '../markdown.ts';
import { fact, type Results, untrainedDetector } from './facts.ts';

interface Comparison {
  readonly title: string;
  readonly note: string;
  readonly unit: string;
  /** Names and numbers, the largest first, that of tensorpress last. */
  readonly bars: readonly (readonly [string, number])[];
}

/** What is most worth knowing, as bars. */
export const headline = (results: Results): string =>
  ['<div class="measured">', ...comparisons(results).flatMap(shown), '</div>'].join('\n');

function comparisons(results: Results): readonly Comparison[] {
  const dense = fact(results, 'lenet-5', { file: 'dense reference' });
  const small = fact(results, 'lenet-5', { file: 'lenet-5.tpress' });
  const { float32, uint8, oneStep } = untrainedDetector(results);
  const step = fact(results, 'training', { part: 'steps', network: 'LeNet-5' });
  return [
    {
      title: 'LeNet-5, trained small',
      note: `Test error ${percent(small.error)}; of the dense network ${percent(dense.error)}.`,
      unit: 'bytes',
      bars: [
        ['float32', Number(dense.bytes)],
        ['tensorpress', Number(small.bytes)],
      ],
    },
    {
      title: 'A hand detector, without data',
      note: 'Both as close to the outputs of float32.',
      unit: 'bytes',
      bars: [
        ['float32', Number(float32.shipped)],
        ['uint8, brotli', Number(uint8.bytes)],
        ['tensorpress', Number(oneStep.bytes)],
      ],
    },
    {
      title: 'A training step of LeNet-5',
      note: 'In Node, on one core. The WebAssembly backend alone has no gradient of convolutions.',
      unit: 'ms',
      bars: [
        ['tfjs cpu', Number(step.cpu)],
        ['tensorpress', Number(step.simd)],
      ],
    },
  ];
}

function shown({ title, note, unit, bars }: Comparison): string[] {
  const [, most] = bars[0] ?? ['', 1];
  const [, least] = bars.at(-1) ?? ['', 1];
  const bar = ([name, value]: readonly [string, number]) =>
    `<li><span class="name">${name}</span> <span class="value">${integer(Math.round(value))} ${unit}</span> <span class="bar" style="width: ${((100 * value) / most).toFixed(2)}%"></span></li>`;
  return [
    '<section>',
    `<p class="title">${title} <strong>${times(most / least)}</strong></p>`,
    '<ul>',
    ...bars.map(bar),
    '</ul>',
    `<p class="note">${note}</p>`,
    '</section>',
  ];
}
