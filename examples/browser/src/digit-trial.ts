import * as tf from '@tensorflow/tfjs';
import { centreDigit } from './centre-digit.ts';
import type { Contestant, Trial } from './contestant.ts';
import { element, nextFrame } from './dom.ts';
import { formatPercent } from './format.ts';
import type { NetworkInput } from './load-network.ts';
import { outputsOf } from './outputs-of.ts';
import { sampleDigits } from './sample-digits.ts';

const SIDE = 280;
const PEN = 21;
const BATCH = 100;

/** Lets networks read a digit that is drawn, or one of MNIST; and all samples, to count. */
export function digitTrial(container: HTMLElement): Trial {
  const canvas = element('canvas', { width: SIDE, height: SIDE, className: 'paper' });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'Paper to draw a digit on; the buttons below put samples here');
  const samples = element('div', { className: 'samples' });
  samples.setAttribute('role', 'group');
  samples.setAttribute('aria-label', 'Samples of MNIST: press again for another one');
  const clear = element('button', { type: 'button', className: 'quiet', textContent: 'Clear' });
  const hint = element('p', {
    className: 'hint',
    textContent: 'Draw a digit, or take one that somebody else has drawn:',
  });
  const panels = element('div', { className: 'panels' });
  const summary = element('p', { className: 'summary' });
  summary.setAttribute('role', 'status');
  const score = element('p', { className: 'hint score' });
  container.replaceChildren(
    element(
      'div',
      { className: 'digit' },
      element('div', { className: 'drawing' }, canvas, hint, samples, clear),
      element('div', { className: 'answers' }, panels, summary, score),
    ),
  );

  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  let pixels: Float32Array | undefined;
  let contestants: readonly Contestant[] = [];
  let [reading, again] = [false, false];

  /** Reads what is on the paper now; whatever comes while it is being read is read afterwards, once. */
  const answer = async (): Promise<void> => {
    again = true;
    if (reading) return;
    reading = true;
    while (again) {
      again = false;
      const answers = pixels && contestants.length > 0 ? await read(contestants, pixels) : [];
      panels.replaceChildren(...contestants.map(({ title }, i) => panel(title, answers[i]?.[0])));
      summary.textContent =
        answers.length > 0
          ? summaryOf(
              contestants,
              answers.map(([first]) => first!),
            )
          : '';
      await nextFrame();
    }
    reading = false;
  };

  const wipe = () => {
    pen.clearRect(0, 0, SIDE, SIDE);
    pixels = undefined;
    for (const button of samples.children) button.setAttribute('aria-pressed', 'false');
  };
  clear.addEventListener('click', () => {
    wipe();
    void answer();
  });

  for (const digit of Array.from({ length: 10 }, (_, i) => i)) {
    const those = sampleDigits.filter(({ label }) => label === digit);
    const picture = element('canvas', { width: 28, height: 28 });
    draw(picture, those[0]!.pixels);
    const button = element(
      'button',
      { type: 'button', ariaPressed: 'false', ariaLabel: `Sample of ${digit}` },
      picture,
    );
    let next = 0;
    button.addEventListener('click', () => {
      wipe();
      button.setAttribute('aria-pressed', 'true');
      pixels = those[next % those.length]!.pixels;
      next++;
      draw(canvas, pixels);
      void answer();
    });
    samples.append(button);
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (samples.querySelector('[aria-pressed=true]')) wipe();
    canvas.setPointerCapture(event.pointerId);
    stroke(event, true);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (event.buttons > 0) stroke(event, false);
  });
  let from = { x: 0, y: 0 };
  const stroke = ({ offsetX, offsetY }: PointerEvent, begins: boolean) => {
    const scale = SIDE / canvas.clientWidth;
    const to = { x: offsetX * scale, y: offsetY * scale };
    if (begins) from = to;
    Object.assign(pen, { lineWidth: PEN, lineCap: 'round' });
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    from = to;
    pixels = centreDigit(inkOf(pen), SIDE);
    void answer();
  };

  return {
    async show(next) {
      contestants = next;
      score.textContent = '';
      await answer();
      const text = await scoreOf(next);
      if (contestants === next) score.textContent = text;
    },
  };
}

function inkOf(pen: CanvasRenderingContext2D): Float32Array {
  const { data } = pen.getImageData(0, 0, SIDE, SIDE);
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i + 3]! / 255);
}

/** Ink on no ground, as a pen draws. */
function draw(canvas: HTMLCanvasElement, pixels: Float32Array): void {
  const image = new ImageData(28, 28);
  for (const [i, value] of pixels.entries()) image.data[4 * i + 3] = 255 * value;
  const small = new OffscreenCanvas(28, 28);
  small.getContext('2d')!.putImageData(image, 0, 0);
  const pen = canvas.getContext('2d')!;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/** Of each network, the probabilities of the ten digits for each row of pixels. */
async function read(
  contestants: readonly Contestant[],
  rows: Float32Array,
): Promise<readonly (readonly (readonly number[])[])[]> {
  const shape = contestants[0]!.network.inputs.map((input: NetworkInput) => input.shape.slice(1).map(Number))[0]!;
  const count = rows.length / 784;
  const input = tf.tensor(rows, [count, ...shape]);
  const answers = await outputsOf(contestants, [input]);
  input.dispose();
  return answers.map(([output]) => {
    const {
      values,
      shape: [, classes = 1],
    } = output!;
    return Array.from({ length: count }, (_, i) => Array.from({ length: classes }, (_, j) => values[i * classes + j]!));
  });
}

const best = (probabilities: readonly number[]): number => probabilities.indexOf(Math.max(...probabilities));

function panel(title: string, probabilities: readonly number[] = []): HTMLElement {
  const found = probabilities.length > 0 ? best(probabilities) : undefined;
  const classes = Math.max(10, probabilities.length);
  const bars = Array.from({ length: classes }, (_, digit) => {
    const share = probabilities[digit] ?? 0;
    const fill = element('span', { className: 'fill' });
    fill.style.width = `${100 * Math.max(0, Math.min(1, share))}%`;
    const bar = element('span', { className: 'bar' }, fill);
    const shown = found === undefined ? '' : formatPercent(Math.round(1000 * share) / 1000);
    return element('li', { className: digit === found ? 'best' : '' }, `${digit}`, bar, element('span', {}, shown));
  });
  const list = element('ol', { className: 'bars' }, ...bars);
  return element('section', { className: 'panel' }, element('h3', { textContent: title }), list);
}

const summaryOf = (contestants: readonly Contestant[], answers: readonly (readonly number[])[]): string =>
  `${contestants
    .map(({ title }, i) => {
      const found = best(answers[i]!);
      return `${title}: ${found} (${formatPercent(answers[i]![found]!)})`;
    })
    .join(' · ')}`;

/** How many of the samples are read right, and alike. */
async function scoreOf(contestants: readonly Contestant[]): Promise<string> {
  const found = contestants.map((): number[] => []);
  for (let from = 0; from < sampleDigits.length; from += BATCH) {
    const batch = sampleDigits.slice(from, from + BATCH);
    const rows = new Float32Array(784 * batch.length);
    for (const [i, { pixels }] of batch.entries()) rows.set(pixels, 784 * i);
    const answers = await read(contestants, rows);
    for (const [i, answer] of answers.entries()) found[i]!.push(...answer.map(best));
    await nextFrame();
  }
  const right = found.map((digits) => digits.filter((digit, i) => digit === sampleDigits[i]!.label).length);
  const counts = contestants.map(({ title }, i) => `${title.toLowerCase()} ${right[i]}`).join(', ');
  const alike = found[0]!.filter((digit, i) => digit === found[1]?.[i]).length;
  return `Read right, of ${sampleDigits.length} digits of the MNIST test set: ${counts}.${
    contestants.length > 1 ? ` Both give the same answer for ${alike}.` : ''
  }`;
}
