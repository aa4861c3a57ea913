import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import test from 'ava';
import { renameCodec } from './rename-codec.ts';

const word = (value: number) => Buffer.from(Uint32Array.of(value).buffer);

test('the header says the new name, fits its length and checksum, and what follows it is the same', (t) => {
  const json = '[[["a",["f32",[2],"@acme/octaves",1,{"x":"octaves"},[["codes",["u8",[2]]]]]]]]';
  const header = deflateRawSync(json);
  const data = Buffer.from([1, 2, 3, 4, 5, 6]);
  const file = Buffer.concat([Buffer.from('TPRS\u0001'), word(header.length), header, word(crc32(header)), data]);
  const renamed = renameCodec(file, '@acme/octaves', '@you/a-longer-name');
  const length = renamed.readUInt32LE(5);
  const found = renamed.subarray(9, 9 + length);
  t.is(inflateRawSync(found).toString(), json.replace('@acme/octaves', '@you/a-longer-name'));
  t.is(renamed.readUInt32LE(9 + length), crc32(found));
  t.deepEqual(renamed.subarray(13 + length), data);
  t.deepEqual(renamed.subarray(0, 5), file.subarray(0, 5));
  t.deepEqual(renameCodec(renamed, '@you/a-longer-name', '@acme/octaves'), file);
});
