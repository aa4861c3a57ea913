import test, { type ExecutionContext } from 'ava';
import { type Forgery, failureOf, forge, streamOf } from './_forge.test.ts';
import { crc32 } from './crc32.ts';
import { deflate } from './deflate.ts';
import { FileError, VersionError } from './errors.ts';
import { read, write } from './file.ts';
import type { Limits } from './outline.ts';
import type { Json } from './tree.ts';

/** Demands that bytes are rejected for a reason, at once and as a stream, and that they are without the damage. */
async function rejects(t: ExecutionContext, forgery: Forgery, reason: RegExp, limits: Partial<Limits> = {}) {
  const bytes = await forge(forgery);
  for (const source of [bytes, streamOf(bytes)]) {
    const error = await failureOf(() => read(source, limits));
    t.true(error instanceof FileError || error instanceof VersionError, String(error));
    if (error instanceof Error) t.regex(error.message, reason);
  }
}

const leaf: Json = ['u8', [2]];
const good: Forgery = { header: [[['w', leaf]]], runs: [[1, 2]] };
const node = (...entries: Json[]): Json => ['u8', [2], 'c', 1, {}, entries];

test('a forged file without an attack is read', async (t) => {
  const { weights } = await read(await forge(good));
  t.deepEqual(weights, { w: { dtype: 'u8', shape: [2], data: Uint8Array.of(1, 2) } });
  t.deepEqual(await read(await forge({ header: [[]] })), { weights: {} });
  t.deepEqual(await read(await forge({ header: [[], { kind: 'none' }] })), { weights: {}, topology: { kind: 'none' } });
});

test('another magic is rejected', (t) => rejects(t, { ...good, magic: 'TPRT' }, /not a \.tpress file/));

test('a newer format version is rejected with a VersionError', async (t) => {
  await t.throwsAsync(async () => read(await forge({ ...good, version: 2 })), {
    instanceOf: VersionError,
    message: /update/,
  });
  await t.throwsAsync(async () => read(await forge({ ...good, version: 0 })), { instanceOf: VersionError });
});

test('a header that says it is longer than the limit is rejected before it is read', async (t) => {
  await rejects(t, { ...good, headerLength: 2 ** 32 - 1 }, /header: longer than/);
  await rejects(t, { ...good, headerLength: 101 }, /header: longer than 100 bytes/, { header: 100 });
});

test('a header that says it is longer than the file is rejected', (t) =>
  rejects(t, { ...good, headerLength: 5000 }, /ends too early/));

test('a header that inflates to more than the limit is rejected before it is inflated', async (t) => {
  const bomb = await forge({ header: await deflate(new Uint8Array(2 ** 27)) });
  t.true(bomb.length < 2 ** 18);
  const before = process.memoryUsage().arrayBuffers;
  await t.throwsAsync(read(bomb), { instanceOf: FileError, message: /header: inflates to more than 16777216 bytes/ });
  t.true(process.memoryUsage().arrayBuffers - before < 2 ** 26);
  await rejects(t, { header: [[], { padding: ' '.repeat(2000) }] }, /inflates to more than 1000 bytes/, {
    header: 1000,
  });
});

test('a header with a wrong checksum is rejected', (t) =>
  rejects(t, { ...good, headerChecksum: 1 }, /header: the checksum does not match/));

test('a header that is not deflated is rejected', (t) =>
  rejects(t, { header: Uint8Array.of(255, 254, 253, 252) }, /^header: /));

test('a header with bytes hidden behind what is deflated is rejected', async (t) => {
  const deflated = await deflate(new TextEncoder().encode('[[]]'));
  await rejects(t, { header: Uint8Array.of(...deflated, 0) }, /header: has bytes after its end/);
  await rejects(t, { header: Uint8Array.of(...deflated, ...deflated) }, /header: has bytes after its end/);
});

test('a header that is not UTF-8 is rejected', async (t) => {
  await rejects(t, { header: await deflate(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)) }, /^header: /);
});

test('a header that is not JSON is rejected', async (t) => {
  for (const header of ['[[]', '[[],]', '{', '', '[[]] []', "[['a']]", '\u0000']) {
    await rejects(t, { header: await deflate(new TextEncoder().encode(header)) }, /./);
  }
});

test('a header that is nested thousands deep is rejected', async (t) => {
  await rejects(t, { header: `[[],{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}]` }, /./);
  await rejects(t, { header: '['.repeat(1e6) }, /./);
});

test('a header of another form is rejected', async (t) => {
  const wrong: Json[] = [{}, 1, 'a', null, true, [], [{}], [1], [null], [[], []], [[], 1], [[], null], [[], {}, {}]];
  for (const header of wrong) await rejects(t, { header: JSON.stringify(header) }, /^header: /);
});

test('weights and parts that are not pairs of name and tree are rejected', async (t) => {
  for (const entry of [1, 'w', null, {}, [], ['w'], ['w', leaf, 1], [1, leaf], [null, leaf], [['w'], leaf]]) {
    await rejects(t, { ...good, header: [[entry]] }, /^header: /);
    await rejects(t, { ...good, header: [[['w', node(entry)]]] }, /^header: /);
  }
});

test('a name that is used twice is rejected', async (t) => {
  await rejects(
    t,
    {
      header: [
        [
          ['w', leaf],
          ['w', leaf],
        ],
      ],
      runs: [
        [1, 2],
        [3, 4],
      ],
    },
    /header: w is used twice/,
  );
  await rejects(t, { header: [[['w', node(['x', leaf], ['x', 0])]]], runs: [[1, 2]] }, /header: x is used twice/);
});

test('the name __proto__ is rejected wherever it is', async (t) => {
  await rejects(t, { ...good, header: '[[["__proto__",["u8",[2]]]]]' }, /__proto__/);
  await rejects(t, { ...good, header: '[[["w",["u8",[2],"c",1,{},[["__proto__",["u8",[2]]]]]]]]' }, /__proto__/);
  await rejects(
    t,
    { ...good, header: '[[["w",["u8",[2],"c",1,{"a":[{"__proto__":1}]},[["x",["u8",[2]]]]]]]]' },
    /__proto__/,
  );
  await rejects(t, { ...good, header: '[[["w",["u8",[2]]]],{"a":{"__proto__":{"polluted":1}}}]' }, /__proto__/);
  await rejects(t, { ...good, header: '[[["w",["u8",[2]]]],{"\\u005f_proto__":1}]' }, /__proto__/);
  t.false('polluted' in {});
});

test('names of Object.prototype are only names', async (t) => {
  const header: Json = [
    [
      ['constructor', leaf],
      ['toString', node(['hasOwnProperty', 0])],
    ],
  ];
  const { weights } = await read(await forge({ header, runs: [[1, 2]] }));
  t.deepEqual(Object.keys(weights), ['constructor', 'toString']);
});

test('trees that are neither leaf nor node nor an earlier leaf are rejected', async (t) => {
  for (const tree of [null, true, 'u8', {}, [], ['u8'], [['u8'], [2]], -1, 0, 1, 0.5, 1e9]) {
    await rejects(t, { ...good, header: [[['w', tree]]] }, /^header: /);
  }
  await rejects(
    t,
    {
      ...good,
      header: [
        [
          ['w', leaf],
          ['v', 1],
        ],
      ],
    },
    /an earlier leaf/,
  );
  await rejects(t, { ...good, header: [[['w', node(['x', 0], ['y', leaf])]]] }, /an earlier leaf/);
});

test('an unknown element type is rejected', async (t) => {
  for (const dtype of ['f64', 'F32', '', 'toString', '__proto__', 1, null, ['u8']]) {
    await rejects(t, { ...good, header: [[['w', [dtype, [2]]]]] }, /header: .* is not an element type/);
  }
});

test('a shape that is not a list of sizes is rejected', async (t) => {
  for (const shape of [2, '2', null, {}, [-2], [1.5], ['2'], [null], [[2]], [2 ** 53]]) {
    await rejects(t, { ...good, header: [[['w', ['u8', shape]]]] }, /header: a shape must be sizes/);
    await rejects(
      t,
      { ...good, header: [[['w', ['u8', shape, 'c', 1, {}, [['x', leaf]]]]]] },
      /header: a shape must be sizes/,
    );
  }
});

test('bits and grids that do not fit the element type are rejected', async (t) => {
  const wrong: Json[] = [
    ['u8', [2], 8],
    ['u8', [2], 0],
    ['u8', [2], -1],
    ['u8', [2], 1.5],
    ['u8', [2], null],
    ['u8', [2], {}],
    ['u8', [2], 4, [1, 0]],
    ['u8', [2], 4, null],
    ['i8', [2], 4],
    ['f32', [2], 8],
    ['f32', [2], 17, [1, 0]],
    ['f32', [2], 16, null],
    ['f32', [2], 8, [0, 0]],
    ['f32', [2], 8, [-1, 0]],
    ['f32', [2], 8, [1]],
    ['f32', [2], 8, [1, 0, 0]],
    ['f32', [2], 8, ['1', 0]],
    ['f32', [2], 8, { '0': 1, '1': 0, length: 2 }],
    ['f32', [2], 8, 'ab'],
  ];
  for (const tree of wrong) await rejects(t, { header: [[['w', tree]]], runs: [[1, 2]] }, /header: bits must fit/);
  await rejects(t, { header: [[['w', ['u8', [2], 4, [1, 0], 5]]]], runs: [[1]] }, /header: a leaf has four fields/);
});

test('a node without its six fields is rejected', async (t) => {
  const parts: Json = [['x', leaf]];
  const wrong: Json[] = [
    ['u8', [2], 'c'],
    ['u8', [2], 'c', 1, {}],
    ['u8', [2], 'c', 1, {}, parts, 0],
    ['u8', [2], 'c', '1', {}, parts],
    ['u8', [2], 'c', 0, {}, parts],
    ['u8', [2], 'c', -1, {}, parts],
    ['u8', [2], 'c', 1.5, {}, parts],
    ['u8', [2], 'c', 1, [], parts],
    ['u8', [2], 'c', 1, null, parts],
  ];
  for (const tree of wrong) await rejects(t, { ...good, header: [[['w', tree]]] }, /header: c is not a node/);
  await rejects(t, { ...good, header: [[['w', ['u8', [2], 'c', 1, {}, {}]]]] }, /header: trees must be pairs/);
});

test('a tree that is deeper than the limit is rejected', async (t) => {
  const nested = (depth: number): Json => (depth === 0 ? leaf : node(['x', nested(depth - 1)]));
  await t.notThrowsAsync(async () => read(await forge({ ...good, header: [[['w', nested(16)]]] })));
  await rejects(t, { ...good, header: [[['w', nested(17)]]] }, /header: nodes are nested more than 16 deep/);
  await rejects(t, { ...good, header: [[['w', nested(2)]]] }, /header: nodes are nested more than 1 deep/, {
    depth: 1,
  });
  await rejects(t, { ...good, header: [[['w', nested(3000)]]] }, /header: nodes are nested more than 16 deep/);
});

test('more than the limit of decoded bytes is rejected before it is allocated', async (t) => {
  const over = /header: decodes to more than/;
  await rejects(t, { header: [[['w', ['f32', [2 ** 31 + 1]]]]] }, over);
  await rejects(t, { header: [[['w', ['u8', [2 ** 20, 2 ** 20, 2 ** 20], 1]]]] }, over);
  await rejects(t, { header: [[['w', ['u8', Array(60).fill(2 ** 53 - 1)]]]] }, over);
  await rejects(t, { header: [[['w', ['u8', [...Array(60).fill(2 ** 53 - 1), 0]]]]] }, over);
  await rejects(t, { ...good, header: [[['w', ['f32', [2 ** 31 + 1], 'c', 1, {}, [['x', leaf]]]]]] }, over);
  await rejects(t, { ...good, header: [[['w', ['u8', [99], 'c', 1, {}, [['x', leaf]]]]]] }, /more than 100 bytes/, {
    decoded: 100,
  });
  const twice: Json = [
    [
      ['v', ['u8', [60]]],
      ['w', ['u8', [60]]],
    ],
  ];
  await rejects(t, { header: twice, runs: [Array(60).fill(0), Array(60).fill(0)] }, /more than 100 bytes/, {
    decoded: 100,
  });
});

test('data that is not as long as the shape says is rejected', async (t) => {
  await rejects(t, { ...good, runs: [[1]] }, /must have|checksum|ends too early/);
  await rejects(t, { ...good, runs: [[1, 2, 3]] }, /must have|checksum|ends too early/);
  await rejects(t, { ...good, runs: [] }, /must have|ends too early/);
  await rejects(t, { ...good, header: [[['w', ['u8', [2 ** 32]]]]] }, /must have|ends too early/);
});

test('bytes after the end are rejected', async (t) => {
  await rejects(t, { ...good, rest: [0] }, /must have|after the end/);
  await rejects(
    t,
    {
      ...good,
      runs: [
        [1, 2],
        [3, 4],
      ],
    },
    /must have|after the end/,
  );
});

test('a leaf with a wrong checksum is rejected, and named', async (t) => {
  await rejects(t, { ...good, checksums: [5] }, /^w: the checksum does not match/);
  const header: Json = [[['w', node(['x', leaf], ['y', leaf])]]];
  await rejects(
    t,
    {
      header,
      runs: [
        [1, 2],
        [3, 4],
      ],
      checksums: [crc32(Uint8Array.of(1, 2)), 5],
    },
    /^w\.y: the checksum/,
  );
});

test('padding that is not zero is rejected', async (t) => {
  await rejects(t, { header: [[['w', ['u8', [2], 3]]]], runs: [[0b11000111]] }, /w: padding bits must be zero/);
  t.deepEqual((await read(await forge({ header: [[['w', ['u8', [2], 3]]]], runs: [[0b00101111]] }))).weights, {
    w: { dtype: 'u8', shape: [2], bits: 3, data: Uint8Array.of(7, 5) },
  });
});

test('a file that ends early is rejected, wherever it does, and so is one with any bit flipped', async (t) => {
  const bytes = await write({
    weights: {
      w: { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) },
      v: {
        dtype: 'u8',
        shape: [1],
        codec: 'c',
        version: 1,
        header: {},
        parts: { x: { dtype: 'u8', shape: [3], bits: 5, data: Uint8Array.of(1, 2, 3) } },
      },
    },
    topology: { kind: 'small' },
  });
  const rejected = (error: unknown) => error instanceof FileError || error instanceof VersionError;
  for (let length = 0; length < bytes.length; length++) {
    for (const source of [bytes.subarray(0, length), streamOf(bytes.subarray(0, length), 7)]) {
      if (!rejected(await failureOf(() => read(source)))) t.fail(`is read with ${length} of ${bytes.length} bytes`);
    }
  }
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    if (!rejected(await failureOf(() => read(damaged)))) t.fail(`is read with bit ${bit} flipped`);
  }
  t.pass();
});
