/** Bytes of a known size that are filled bit by bit, the highest bit of each first. */
export interface BitWriter {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bits written so far. */
  position: number;
  /** Writes an integer of up to 53 bits; all bits from here on must still be zero. */
  put(value: number, width: number): void;
}

/** A writer of so many bits; those that remain of the last byte stay zero. */
export function bitWriter(bits: number): BitWriter {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  return {
    bytes,
    position: 0,
    put(value, width) {
      for (let left = width; left > 0; ) {
        const room = 8 - (this.position % 8);
        const count = Math.min(room, left);
        left -= count;
        bytes[Math.floor(this.position / 8)]! |= (Math.floor(value / 2 ** left) % 2 ** count) << (room - count);
        this.position += count;
      }
    },
  };
}
