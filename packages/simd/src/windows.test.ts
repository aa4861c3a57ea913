import test from 'ava';
import fc from 'fast-check';
import type { Kernels, Window } from './kernels.ts';
import { kernelsOn } from './kernels-on.ts';

const memory = new WebAssembly.Memory({ initial: 16 });
const data = new Float32Array(memory.buffer);
const flavours = [await kernelsOn(memory), await kernelsOn(memory, { flavour: 'typescript' })];

/** Places of three arrays in memory, in elements and in bytes. */
const places = [0, 80_000, 160_000] as const;
const [x, y, z] = places.map((at) => at * 4) as [number, number, number];
const array = (place: number, length: number) => data.subarray(place / 4, place / 4 + length);

/** Small whole numbers: sums of them are exact. */
const fill = (place: number, length: number, seed: number) =>
  array(place, length).map((_, i, all) => (all[i] = Math.round(Math.sin((i + 1) * 12.9898 + seed) * 8)));

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases = fc.record({
  size: pair(1, 8),
  channels: fc.integer({ min: 1, max: 21 }),
  filter: pair(1, 4),
  stride: pair(1, 3),
  dilation: pair(1, 3),
  pad: pair(0, 4),
  out: pair(1, 5),
  multiplier: fc.integer({ min: 1, max: 3 }),
});

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const windowOf = ({ size, channels, filter, stride, dilation, pad, out }: Case): Window => [
  ...size,
  channels,
  ...filter,
  ...stride,
  ...dilation,
  ...pad,
  out[1],
];

/** Every pair of an output and a pixel that it sees, with the number of the pixel in the filter. */
function* sights({ size, filter, stride, dilation, pad, out }: Case) {
  for (let outY = 0; outY < out[0]; outY++) {
    for (let outX = 0; outX < out[1]; outX++) {
      for (let tapY = 0; tapY < filter[0]; tapY++) {
        for (let tapX = 0; tapX < filter[1]; tapX++) {
          const pixelY = outY * stride[0] - pad[0] + tapY * dilation[0];
          const pixelX = outX * stride[1] - pad[1] + tapX * dilation[1];
          if (pixelY < 0 || pixelY >= size[0] || pixelX < 0 || pixelX >= size[1]) continue;
          yield { output: outY * out[1] + outX, pixel: pixelY * size[1] + pixelX, tap: tapY * filter[1] + tapX };
        }
      }
    }
  }
}

/** Asserts a law for both flavours, for windows that have any effect or none. */
function holds(law: (kernels: Kernels, one: Case) => boolean): void {
  const both = fc.property(cases, (one) => flavours.every((kernels) => law(kernels, one)));
  fc.assert(both, { numRuns: 120, seed: 11 });
}

const equal = (one: Float32Array, other: Float32Array) => one.every((value, i) => value === other[i]);

const counts = ({ size, channels, filter, out }: Case) => ({
  image: size[0] * size[1] * channels,
  taps: filter[0] * filter[1],
  outputs: out[0] * out[1],
});

test('im2col gives each output what it sees, and zeros beyond the image', (t) => {
  holds((kernels, one) => {
    const { image, taps, outputs } = counts(one);
    const { channels } = one;
    const pixels = fill(x, image, 1);
    const wanted = new Float32Array(outputs * taps * channels);
    for (const { output, pixel, tap } of sights(one)) {
      wanted.set(pixels.subarray(pixel * channels, (pixel + 1) * channels), (output * taps + tap) * channels);
    }
    kernels.im2col(x, y, 0, one.out[0], ...windowOf(one));
    return equal(array(y, wanted.length), wanted);
  });
  t.pass();
});

test('im2col in bands of rows gives what it gives at once', (t) => {
  holds((kernels, one) => {
    const { image, taps, outputs } = counts(one);
    fill(x, image, 2);
    kernels.im2col(x, y, 0, one.out[0], ...windowOf(one));
    const rowLength = one.out[1] * taps * one.channels;
    for (let row = 0; row < one.out[0]; row++) kernels.im2col(x, z + row * rowLength * 4, row, 1, ...windowOf(one));
    return equal(array(y, outputs * taps * one.channels), array(z, outputs * taps * one.channels));
  });
  t.pass();
});

test('col2im is the transpose of im2col', (t) => {
  holds((kernels, one) => {
    const { image, taps, outputs } = counts(one);
    const pixels = fill(x, image, 3);
    kernels.im2col(x, y, 0, one.out[0], ...windowOf(one));
    const columns = array(y, outputs * taps * one.channels).slice();
    const others = fill(y, columns.length, 4);
    array(z, image).fill(0);
    kernels.col2im(y, z, 0, one.out[0], ...windowOf(one));
    return dot(columns, others) === dot(pixels, array(z, image));
  });
  t.pass();
});

const dot = (one: Float32Array, other: Float32Array) => one.reduce((sum, value, i) => sum + value * other[i]!, 0);

test('maxPoolGrad adds each gradient to the first maximum that its window sees, be it negative', (t) => {
  holds((kernels, one) => {
    const { image, outputs } = counts(one);
    const { channels } = one;
    const pixels = fill(x, image, 5).map((value, i, all) => (all[i] = Math.round(value / 4) - 9));
    array(x, image).set(pixels);
    const gradients = fill(y, outputs * channels, 6);
    const first = new Map<number, number>();
    for (const { output, pixel } of sights(one)) {
      for (let channel = 0; channel < channels; channel++) {
        const key = output * channels + channel;
        const at = pixel * channels + channel;
        const known = first.get(key);
        if (known === undefined || pixels[at]! > pixels[known]!) first.set(key, at);
      }
    }
    const wanted = new Float32Array(image);
    for (const [key, at] of first) wanted[at] = wanted[at]! + gradients[key]!;
    array(z, image).fill(0);
    kernels.maxPoolGrad(x, y, z, one.out[0], ...windowOf(one));
    return equal(array(z, image), wanted);
  });
  t.pass();
});

/** The products that a depthwise convolution sums: places of x, of the filter and of the output. */
function* terms(one: Case) {
  const { channels, multiplier } = one;
  for (const { output, pixel, tap } of sights(one)) {
    for (let channel = 0; channel < channels; channel++) {
      for (let q = channel * multiplier; q < (channel + 1) * multiplier; q++) {
        yield {
          inX: pixel * channels + channel,
          inFilter: tap * channels * multiplier + q,
          inY: output * channels * multiplier + q,
        };
      }
    }
  }
}

test('depthwiseGradFilter adds to each weight the products of what it meets', (t) => {
  holds((kernels, one) => {
    const { image, taps, outputs } = counts(one);
    const { channels, multiplier } = one;
    const pixels = fill(x, image, 7);
    const gradients = fill(y, outputs * channels * multiplier, 8);
    const wanted = fill(z, taps * channels * multiplier, 9);
    for (const { inX, inFilter, inY } of terms(one))
      wanted[inFilter] = wanted[inFilter]! + pixels[inX]! * gradients[inY]!;
    kernels.depthwiseGradFilter(x, y, z, multiplier, one.out[0], ...windowOf(one));
    return equal(array(z, wanted.length), wanted);
  });
  t.pass();
});

test('depthwiseGradInput adds to each pixel the products of what it meets', (t) => {
  holds((kernels, one) => {
    const { image, taps, outputs } = counts(one);
    const { channels, multiplier } = one;
    const gradients = fill(x, outputs * channels * multiplier, 10);
    const filter = fill(y, taps * channels * multiplier, 11);
    const wanted = fill(z, image, 12);
    for (const { inX, inFilter, inY } of terms(one)) wanted[inX] = wanted[inX]! + gradients[inY]! * filter[inFilter]!;
    kernels.depthwiseGradInput(x, y, z, multiplier, one.out[0], ...windowOf(one));
    return equal(array(z, image), wanted);
  });
  t.pass();
});

test('gatherRows copies rows by their indices up to one that is outside, addRows adds them up and leaves such out', (t) => {
  const law = fc.property(
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 0, max: 9 }),
    fc.array(fc.integer({ min: -1, max: 9 }), { maxLength: 30 }),
    (length, width, indices) => {
      const inside = (index: number | undefined) => index !== undefined && index >= 0 && index < length;
      const known = fill(x, length * width, 5).slice();
      const count = indices.length;
      const first = indices.findIndex((index) => !inside(index));
      const done = first < 0 ? count : first;
      const gathered = Float32Array.from({ length: done * width }, (_, i) => {
        return known[indices[Math.floor(i / width)]! * width + (i % width)]!;
      });
      const added = fill(y, count * width, 6).slice();
      const sums = known.slice();
      for (const [i, index] of indices.entries()) {
        if (!inside(index)) continue;
        for (let j = 0; j < width; j++) sums[index * width + j] = sums[index * width + j]! + added[i * width + j]!;
      }
      return flavours.every((kernels) => {
        fill(x, length * width, 5);
        fill(y, count * width, 6);
        new Int32Array(memory.buffer, z, count).set(indices);
        const out = z + 4 * count;
        const right = kernels.gatherRows(x, length, width, z, count, out) === done;
        const same = equal(array(out, done * width), gathered);
        kernels.addRows(y, width, z, count, x, length);
        return right && same && equal(array(x, length * width), sums);
      });
    },
  );
  fc.assert(law, { numRuns: 200, seed: 12 });
  t.pass();
});

test('sumRows sums columns, transpose swaps them with rows', (t) => {
  const law = fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 50 }), (rows, width) => {
    const matrix = fill(x, rows * width, 13);
    const sums = new Float32Array(width);
    const turned = new Float32Array(rows * width);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < width; j++) {
        sums[j] = sums[j]! + matrix[i * width + j]!;
        turned[j * rows + i] = matrix[i * width + j]!;
      }
    }
    return flavours.every((kernels) => {
      kernels.sumRows(x, y, rows, width, 0);
      const right = equal(array(y, width), sums);
      kernels.transpose(x, y, rows, width);
      return right && equal(array(y, rows * width), turned);
    });
  });
  fc.assert(law, { numRuns: 60, seed: 12 });
  t.pass();
});

test('elementwise kernels do to each entry what their names say, also in place, and keep NaN', (t) => {
  const law = fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 50 }), (rows, width) => {
    const size = rows * width;
    const values = Float32Array.from(
      fill(x, size, 13),
      (value, i) => [value, value, value, Number.NaN, -0, -1 / 0][i % 6]!,
    );
    const column = fill(y, 3 * width, 17);
    const [mean, factor, offset] = [0, 1, 2].map((i) => (at: number) => column[i * width + (at % width)]!);
    const wanted = {
      normalized: values.map((value, i) => Math.fround(Math.fround(value - mean!(i)) * factor!(i)) + offset!(i)),
      rectified: values.map((value, i) => (value < 0 ? value * mean!(i) : value)),
      clamped: values.map((value) => Math.min(Math.max(value, 0), 6)),
    };
    const same = (one: Float32Array, other: Float32Array) => one.every((value, i) => Object.is(value, other[i]));
    return flavours.every((kernels) => {
      const after = (run: () => void) => {
        array(x, size).set(values);
        run();
        return array(x, size);
      };
      const [second, third] = [y + 4 * width, y + 8 * width];
      return (
        same(
          after(() => kernels.normalizeRows(x, y, second, third, x, rows, width)),
          wanted.normalized,
        ) &&
        same(
          after(() => kernels.rectifyRows(x, y, x, rows, width)),
          wanted.rectified,
        ) &&
        same(
          after(() => kernels.clamp(x, x, size, 0, 6)),
          wanted.clamped,
        )
      );
    });
  });
  fc.assert(law, { numRuns: 60, seed: 12 });
  t.pass();
});
