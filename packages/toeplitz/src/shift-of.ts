/**
 * The weights of Z₁ and Z₋₁ as operators of one diagonal: entry j is what (A·g)[j] has of g[j - 1], entry 0 of the last one.
 * @param corner 1 or −1
 */
export const shiftOf = (size: number, corner: number): Float64Array =>
  Float64Array.from({ length: size }, (_, j) => (j === 0 ? corner : 1));
