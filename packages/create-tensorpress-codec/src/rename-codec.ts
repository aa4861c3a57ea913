import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Magic and version, before the length of the header. */
const LENGTH_AT = 5;
const HEADER_AT = LENGTH_AT + 4;
const CHECKSUM = 4;

/** A `.tpress` file in which a codec goes by another id; its data stays as it is. */
export function renameCodec(file: Buffer, from: string, to: string): Buffer {
  const end = HEADER_AT + file.readUInt32LE(LENGTH_AT);
  const json = inflateRawSync(file.subarray(HEADER_AT, end)).toString();
  const header = deflateRawSync(json.replaceAll(JSON.stringify(from), JSON.stringify(to)));
  return Buffer.concat([
    file.subarray(0, LENGTH_AT),
    word(header.length),
    header,
    word(crc32(header)),
    file.subarray(end + CHECKSUM),
  ]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
