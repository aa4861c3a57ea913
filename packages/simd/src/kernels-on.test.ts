import { setFlagsFromString } from 'node:v8';
import test from 'ava';
import { DEPTH } from './blocking.ts';
import { kernelsOn, scratchBytes } from './kernels-on.ts';
import { relaxedSimd, simd } from './wasm-bytes.ts';

const bytesOf = ({ base64 }: typeof simd) => new Uint8Array(Buffer.from(base64, 'base64'));

test.serial('relaxed SIMD is not used unless it is there and asked for', async (t) => {
  const memory = new WebAssembly.Memory({ initial: 16 });
  t.is((await kernelsOn(memory)).flavour, 'simd');
  t.is((await kernelsOn(memory, { flavour: 'typescript' })).flavour, 'typescript');
  const present = WebAssembly.validate(bytesOf(relaxedSimd));
  t.is((await kernelsOn(memory, { flavour: 'relaxed-simd' })).flavour, present ? 'relaxed-simd' : 'simd');
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  t.is((await kernelsOn(memory, { flavour: 'relaxed-simd' })).flavour, 'relaxed-simd');
  t.is((await kernelsOn(memory)).flavour, 'simd');
});

test.serial('relaxed SIMD gives products that differ from the others only by rounding', async (t) => {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const [m, k, n] = [37, DEPTH + 9, 21];
  const at = [scratchBytes, scratchBytes + 4 * m * k, scratchBytes + 4 * (m * k + k * n)] as const;
  const [relaxed, plain] = await Promise.all(
    (['relaxed-simd', 'simd'] as const).map(async (flavour) => {
      const memory = new WebAssembly.Memory({ initial: 16 });
      const values = new Float32Array(memory.buffer);
      for (let i = 0; i < at[2] / 4; i++) values[i] = Math.sin(i);
      const kernels = await kernelsOn(memory, { flavour });
      kernels.matMul(at[0], k, at[1], n, at[2], n, m, k, n, 0, 0);
      return values.slice(at[2] / 4, at[2] / 4 + m * n);
    }),
  );
  const differences = plain!.map((value, i) => Math.abs(value - relaxed![i]!));
  t.true(Math.max(...differences) > 0);
  t.true(Math.max(...differences) < 1e-4);
});

for (const [name, one] of Object.entries({ simd, relaxedSimd })) {
  test(`${name} imports a memory and nothing else, brings no data and is small`, (t) => {
    const bytes = bytesOf(one);
    const sections = sectionsOf(bytes);
    t.deepEqual(sections.get(2), [1, 3, ...Buffer.from('env'), 6, ...Buffer.from('memory'), 2, 3, 0, 128, 128, 4]);
    for (const [section, what] of Object.entries({ 6: 'globals', 8: 'a start', 11: 'data' })) {
      t.false(sections.has(Number(section)), `has ${what}`);
    }
    t.true(bytes.length < 2 ** 15, `has ${bytes.length} bytes`);
  });
}

/** The sections of a module by their number. */
function sectionsOf(bytes: Uint8Array): Map<number, number[]> {
  const sections = new Map<number, number[]>();
  let at = 8;
  while (at < bytes.length) {
    const id = bytes[at++]!;
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = bytes[at++]!;
      size |= (byte & 127) << shift;
      more = byte > 127;
    }
    sections.set(id, Array.from(bytes.subarray(at, at + size)));
    at += size;
  }
  return sections;
}

for (const flavour of ['simd', 'typescript'] as const) {
  test(`${flavour} kernels go on when the memory has grown`, async (t) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const kernels = await kernelsOn(memory, { flavour });
    new Float32Array(memory.buffer).set([1, 2, 3, 4, 5, 6]);
    kernels.transpose(0, 64, 2, 3);
    memory.grow(1);
    kernels.transpose(64, 2 ** 16, 3, 2);
    t.deepEqual([...new Float32Array(memory.buffer, 2 ** 16, 6)], [1, 2, 3, 4, 5, 6]);
  });
}

test('kernels take addresses beyond 2 GiB', async (t) => {
  let memory: WebAssembly.Memory;
  try {
    memory = new WebAssembly.Memory({ initial: 32_770 });
  } catch {
    t.pass('there is no such memory here');
    return;
  }
  const kernels = await kernelsOn(memory);
  const at = 2 ** 31;
  new Float32Array(memory.buffer, at, 6).set([1, 2, 3, 4, 5, 6]);
  kernels.transpose(at, at + 64, 2, 3);
  t.deepEqual([...new Float32Array(memory.buffer, at + 64, 6)], [1, 4, 2, 5, 3, 6]);
});

test('a flavour that there is not is refused by name', async (t) => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const options: object = { flavour: 'neon' };
  await t.throwsAsync(kernelsOn(memory, options), {
    instanceOf: RangeError,
    message: 'simd: flavour must be relaxed-simd, simd, typescript, not neon',
  });
});
