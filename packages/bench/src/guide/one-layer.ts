import { fixed, integer, markdownTable, times } from '../markdown.ts';
import { fact, type Results } from './facts.ts';

const FORMS = ['svd', 'deepthin', 'circulant', 'tensor-train', 'hashnet', 'multi-hash'];

/** How long one dense layer takes in compressed form. */
export function oneLayer(results: Results): string {
  const rowOf = (form: string, factor: number) =>
    fact(results, 'weight-sharing', { part: 'inference', flavour: 'simd', batch: 1, factor, form });
  const cell = (form: string, factor: number) => {
    const { milliseconds } = rowOf(form, factor);
    const ratio = Number(rowOf('dense', factor).milliseconds) / Number(milliseconds);
    return `${fixed(milliseconds, 2)} ms (${times(ratio)})`;
  };
  const numbers = (factor: number) => integer(rowOf('circulant', factor).parameters);
  return markdownTable(
    ['kernel', ...[16, 64, 256].map((factor) => `1/${factor}, some ${numbers(factor)} numbers`)],
    [
      ['dense', ...[16, 64, 256].map((factor) => `${fixed(rowOf('dense', factor).milliseconds, 2)} ms`)],
      ...FORMS.map((form) => [form, ...[16, 64, 256].map((factor) => cell(form, factor))]),
    ],
  );
}
