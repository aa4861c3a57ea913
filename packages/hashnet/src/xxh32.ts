const PRIME2 = 0x85ebca77;
const PRIME3 = 0xc2b2ae3d;
const PRIME4 = 0x27d4eb2f;
const PRIME5 = 0x165667b1;

/**
 * XXH32 of eight bytes, which are those of two u32, each little-endian; an unsigned integer of 32 bits.
 * @see Collet, "xxHash fast digest algorithm", version 0.1.1, section "XXH32 algorithm description": input of less than 16 bytes.
 */
export function xxh32(first: number, second: number, seed: number): number {
  let hash = absorb(absorb((seed + PRIME5 + 8) | 0, first), second);
  hash = Math.imul(hash ^ (hash >>> 15), PRIME2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function absorb(hash: number, lane: number): number {
  const sum = (hash + Math.imul(lane, PRIME3)) | 0;
  return Math.imul((sum << 17) | (sum >>> 15), PRIME4);
}
