/** Bytes that are read bit by bit, the highest bit of each first. */
export interface BitReader {
  readonly bytes: Uint8Array;
  /** Bits read so far. */
  position: number;
  /** Reads an integer of up to 53 bits. @throws Error if there are fewer. */
  take(width: number): number;
  /** The next 24 bits, zero where there are no more. */
  peek(): number;
  /** Moves on. @throws Error if there are fewer bits. */
  skip(width: number): void;
  /** The number of zeros before the next one, which is read too. @throws Error if there is no one, or more zeros than `limit`. */
  zeros(limit: number): number;
  /** @throws Error if anything is left but zero bits to fill the last byte. */
  finish(): void;
}

/** A reader from the first bit on. */
export function bitReader(bytes: Uint8Array): BitReader {
  return {
    bytes,
    position: 0,
    take(width) {
      let value = 0;
      for (let left = width; left > 0; ) {
        const count = Math.min(24, left);
        value = value * 2 ** count + (this.peek() >>> (24 - count));
        this.skip(count);
        left -= count;
      }
      return value;
    },
    peek() {
      const at = Math.floor(this.position / 8);
      // Past the end an array gives undefined, which bit operations take for 0.
      const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      return (word << (this.position % 8)) >>> 8;
    },
    skip(width) {
      this.position += width;
      if (this.position > bytes.length * 8) throw new Error('the bytes must not end before the last symbol');
    },
    zeros(limit) {
      let count = 0;
      while (this.take(1) === 0) {
        if (++count > limit) throw new Error(`a number of the code table must start with at most ${limit} zeros`);
      }
      return count;
    },
    finish() {
      const rest = bytes.length * 8 - this.position;
      if (rest >= 8) throw new Error(`there must be no bytes after the last symbol, not ${Math.floor(rest / 8)}`);
      if (this.take(rest) !== 0) throw new Error('the bits after the last symbol must be zero');
    },
  };
}
