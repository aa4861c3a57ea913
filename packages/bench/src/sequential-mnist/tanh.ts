/** From here on it makes no difference to float32 numbers. */
const END = 8.5;

/**
 * The hyperbolic tangent to 3e-7, in a third of the time of Math.tanh.
 * @see Lambert, "Mémoire sur quelques propriétés remarquables des quantités transcendentes", 1768: x / (1 + x² / (3 + x² / (5
 * + …))), here up to 23 and multiplied out
 */
export function tanh(x: number): number {
  const v = Math.min(Math.max(x, -END), END);
  const q = v * v;
  return (
    (v * (316234143225 + q * (45831035250 + q * (1571349780 + q * (18378360 + q * (75075 + q * 78)))))) /
    (316234143225 + q * (151242416325 + q * (9820936125 + q * (192972780 + q * (1351350 + q * (3003 + q))))))
  );
}
