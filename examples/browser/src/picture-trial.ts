import * as tf from '@tensorflow/tfjs';
import sampleUrl from 'built-in/upscaler/assets/fixture.png?url';
import type { Contestant, Trial } from './contestant.ts';
import { differenceList } from './difference-list.ts';
import { psnr, relativeError } from './distance.ts';
import { element } from './dom.ts';
import { formatPercent } from './format.ts';
import { messageOf } from './message-of.ts';
import { type Output, outputsOf } from './outputs-of.ts';

/** The side of a picture for networks that take any. */
const SIDE = 96;
const SHOWN = 5;

/** What networks expect of the values of pixels. */
const ranges = {
  '0 to 1': { scale: 1 / 255, from: 0 },
  '−1 to 1': { scale: 2 / 255, from: -1 },
  '0 to 255': { scale: 1, from: 0 },
} as const;
type Range = keyof typeof ranges;
const rangeNames: readonly Range[] = ['0 to 1', '−1 to 1', '0 to 255'];

/** Gives networks a picture, and shows the pictures, or the classes, that they make of it. */
export function pictureTrial(container: HTMLElement): Trial {
  const file = element('input', { type: 'file', accept: 'image/*', className: 'hidden' });
  const choose = element('label', { className: 'button quiet' }, 'Choose a picture…', file);
  const range = element('select', {}, ...rangeNames.map((name) => element('option', {}, name)));
  const panels = element('div', { className: 'pictures' });
  const summary = element('p', { className: 'summary' });
  summary.setAttribute('role', 'status');
  container.replaceChildren(
    element('div', { className: 'row' }, choose, element('label', {}, 'Pixels are ', range)),
    panels,
    summary,
  );

  let contestants: readonly Contestant[] = [];
  let picture: ImageBitmap | undefined;
  let turn = 0;

  const run = async (): Promise<void> => {
    const mine = ++turn;
    const [input] = contestants[0]?.network.inputs ?? [];
    if (!input || !picture) return;
    const [height = SIDE, width = SIDE] = input.shape.slice(1, 3).map((size) => size ?? SIDE);
    const { scale, from } = ranges[input.dtype === 'int32' ? '0 to 255' : nameOf(range.value)];
    summary.textContent = 'Running…';
    const source = scaled(picture, width, height);
    const tensor = tf.tidy(() => {
      const pixels = tf.browser.fromPixels(source.getContext('2d')!.getImageData(0, 0, width, height));
      const values = pixels.toFloat().mul(scale).add(from).expandDims<tf.Tensor4D>(0);
      return input.dtype === 'int32' ? values.toInt() : values;
    });
    try {
      const answers = await outputsOf(contestants, [tensor]);
      if (mine !== turn) return;
      const shown = show(contestants, answers, (value) => (value - from) / (255 * scale));
      panels.replaceChildren(figure('Input', canvasOf(source)), ...shown.figures);
      summary.textContent = shown.summary;
    } catch (cause) {
      summary.textContent = `This network does not take the picture: ${messageOf(cause)}`;
    } finally {
      tensor.dispose();
    }
  };
  const take = async (source: Blob): Promise<void> => {
    try {
      picture = await createImageBitmap(source);
      await run();
    } catch {
      summary.textContent = 'This file holds no picture that the browser knows.';
    }
  };
  file.addEventListener('change', () => {
    if (file.files?.[0]) void take(file.files[0]);
    file.value = '';
  });
  range.addEventListener('change', () => void run());

  return {
    async show(next) {
      contestants = next;
      range.disabled = next[0]?.network.inputs[0]?.dtype === 'int32';
      if (range.disabled) range.value = '0 to 255';
      if (picture) await run();
      else await take(await (await fetch(sampleUrl)).blob());
    },
  };
}

const nameOf = (value: string): Range => rangeNames.find((name) => name === value) ?? '0 to 1';

/** The middle of a picture, at this size. */
function scaled(picture: ImageBitmap, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d')!;
  const scale = Math.max(width / picture.width, height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
  return canvas;
}

function canvasOf(source: OffscreenCanvas): HTMLCanvasElement {
  const canvas = element('canvas', { width: source.width, height: source.height });
  canvas.getContext('2d')!.drawImage(source, 0, 0);
  return canvas;
}

function figure(title: string, canvas: HTMLCanvasElement): HTMLElement {
  const { width, height } = canvas;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', title);
  return element('figure', {}, canvas, element('figcaption', {}, `${title}, ${width} × ${height}`));
}

/** Outputs as what they seem to be. @param unit Gives a value of a pixel as a number from 0 to 1. */
function show(
  contestants: readonly Contestant[],
  answers: readonly (readonly Output[])[],
  unit: (value: number) => number,
): { figures: readonly HTMLElement[]; summary: string } {
  const titles = contestants.map(({ title }) => title);
  const [first, ...more] = answers[0]!;
  const others = answers[1];
  if (!first || more.length > 0 || (!isPicture(first) && first.shape.length !== 2)) {
    return { figures: [differenceList(answers[0]!, others)], summary: '' };
  }
  const [second] = others ?? [];
  if (!isPicture(first)) {
    const error = second && formatPercent(relativeError(second.values, first.values));
    return {
      figures: answers.map(([output], i) => topClasses(titles[i]!, output!.values)),
      summary: error ? `Outputs differ by ${error} of their norm.` : '',
    };
  }
  const pictures = answers.map(([output]) => ({
    shape: output!.shape,
    values: Float32Array.from(output!.values, (value) => Math.max(0, Math.min(1, unit(value)))),
  }));
  const figures = pictures.map((picture, i) => figure(titles[i]!, paint(picture)));
  if (!second) return { figures, summary: '' };
  const [a, b] = [pictures[0]!.values, pictures[1]!.values];
  const difference = { shape: first.shape, values: b.map((value, i) => Math.min(1, 10 * Math.abs(value - a[i]!))) };
  const decibels = psnr(b, a);
  return {
    figures: [...figures, figure('Difference × 10', paint(difference))],
    summary: Number.isFinite(decibels)
      ? `The picture of the compressed network is ${decibels.toFixed(1)} dB (PSNR) from that of the network as it was.`
      : 'Both pictures are the same.',
  };
}

const isPicture = ({ shape }: Output): boolean => shape.length === 4 && shape[3] === 3;

function paint({ shape: [, height = 1, width = 1], values }: { shape: readonly number[]; values: Float32Array }) {
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * i + channel] = Math.round(255 * values[3 * i + channel]!);
    image.data[4 * i + 3] = 255;
  }
  const canvas = element('canvas', { width, height });
  canvas.getContext('2d')!.putImageData(image, 0, 0);
  return canvas;
}

function topClasses(title: string, values: ArrayLike<number>): HTMLElement {
  const order = Array.from(values, (value, index) => ({ value, index })).sort((a, b) => b.value - a.value);
  const rows = order
    .slice(0, SHOWN)
    .map(({ value, index }) => element('li', {}, `output ${index}: ${value.toPrecision(3)}`));
  return element('section', { className: 'panel' }, element('h3', {}, title), element('ol', {}, ...rows));
}
