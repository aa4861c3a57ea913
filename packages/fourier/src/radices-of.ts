/** The largest prime factor of a size for which a step for each factor is quicker than Bluestein's convolution, by measurement. */
export const LARGEST_RADIX = 19;

/** The factors of n: as many fours as there are, then primes in order. */
export function radicesOf(n: number): number[] {
  const radices: number[] = [];
  for (; n % 4 === 0; n /= 4) radices.push(4);
  for (let prime = 2; n > 1; prime = prime * prime > n ? n : prime + 1) {
    for (; n % prime === 0; n /= prime) radices.push(prime);
  }
  return radices;
}
