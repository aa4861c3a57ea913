import { readFileSync } from 'node:fs';
import { decode, type RawImageData } from 'jpeg-js';

const FOLDER = '/usr/share/backgrounds/mate/nature';
/** Pixels of the photo that one pixel of the sample is the mean of, along each axis. */
const SHRINK = 3;

/**
 * The middle of a photo as `size` × `size` × 3 channels from 0 to 255.
 * @throws Error if the Debian package that has the photos is not installed.
 */
export function photo(name: string, size: number): Float32Array {
  const { width, height, data } = photos.get(name) ?? decodePhoto(name);
  const left = (width - size * SHRINK) >> 1;
  const top = (height - size * SHRINK) >> 1;
  const sample = new Float32Array(size * size * 3);
  for (let y = 0; y < size * SHRINK; y++) {
    for (let x = 0; x < size * SHRINK; x++) {
      const from = ((top + y) * width + left + x) * 4;
      const to = (Math.floor(y / SHRINK) * size + Math.floor(x / SHRINK)) * 3;
      for (let channel = 0; channel < 3; channel++) sample[to + channel]! += data[from + channel]! / SHRINK ** 2;
    }
  }
  return sample;
}

const photos = new Map<string, RawImageData<Uint8Array>>();

function decodePhoto(name: string): RawImageData<Uint8Array> {
  const image = decode(bytesOf(name), { useTArray: true, maxMemoryUsageInMB: 1024 });
  photos.set(name, image);
  return image;
}

function bytesOf(name: string): Uint8Array {
  try {
    return readFileSync(`${FOLDER}/${name}.jpg`);
  } catch (cause) {
    throw new Error('pretrained: this suite looks at photos: apt-get install mate-backgrounds', { cause });
  }
}
