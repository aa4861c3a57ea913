import test from 'ava';
import fc from 'fast-check';
import { fromHalf, toHalf } from './half.ts';

/** What IEEE 754 says of a code, in its own words. */
function meaning(code: number): number {
  const sign = code >> 15 ? -1 : 1;
  const exponent = (code >> 10) % 32;
  const fraction = (code % 1024) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** The nearest code by search among all of them: of two equally near ones the even. */
function nearest(value: number): number {
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Where infinity is, a half of one more exponent would be 65536.
  const at = (code: number) => (code === 0x7c00 ? 65536 : meaning(code));
  let low = 0;
  let high = 0x7c00;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= magnitude) low = middle;
    else high = middle;
  }
  const [below, above] = [magnitude - at(low), at(high) - magnitude];
  return sign | (below < above || (below === above && low % 2 === 0) ? low : high);
}

test('every code stands for the number that IEEE 754 says, and is found again', (t) => {
  for (let code = 0; code < 65536; code++) {
    const value = fromHalf(code);
    if (!Object.is(value, meaning(code))) t.fail(`${code} is ${value} and not ${meaning(code)}`);
    const back = toHalf(value);
    if (back !== code && !(Number.isNaN(value) && Number.isNaN(fromHalf(back))))
      t.fail(`${code} comes back as ${back}`);
  }
  t.pass();
});

test('halfway between two codes the even one is taken, and just beside it the nearer one', (t) => {
  for (let code = 0; code < 0x7bff; code++) {
    const tie = (meaning(code) + meaning(code + 1)) / 2;
    const even = code % 2 === 0 ? code : code + 1;
    if (toHalf(tie) !== even || toHalf(-tie) !== (even | 0x8000)) t.fail(`the tie above ${code}`);
    const step = 2 ** -23 * tie;
    if (toHalf(tie - step) !== code || toHalf(tie + step) !== code + 1) t.fail(`beside the tie above ${code}`);
  }
  t.pass();
});

test('any f32 number goes to the nearest code', (t) => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      t.is(toHalf(value), nearest(value));
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.float({ min: -(2 ** -13), max: 2 ** -13, noNaN: true }), (value) => {
      t.is(toHalf(value), nearest(value));
    }),
    { numRuns: 2000 },
  );
});

test('too large a number gives infinity, and NaN stays NaN', (t) => {
  t.is(toHalf(65519.99), 0x7bff);
  t.is(toHalf(65520), 0x7c00);
  t.is(toHalf(-1e30), 0xfc00);
  t.is(toHalf(Number.NEGATIVE_INFINITY), 0xfc00);
  t.true(Number.isNaN(fromHalf(toHalf(Number.NaN))));
});
