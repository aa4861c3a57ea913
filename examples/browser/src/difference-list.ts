import { relativeError } from './distance.ts';
import { element } from './dom.ts';
import { formatCount, formatPercent } from './format.ts';
import type { Output } from './outputs-of.ts';

/** What each output of a network is, and how far that of another network is from it. */
export const differenceList = (outputs: readonly Output[], others: readonly Output[] = []): HTMLElement =>
  element(
    'ul',
    { className: 'outputs' },
    ...outputs.map(({ shape, values }, i) => {
      const other = others[i];
      // A detector may find more, or fewer, than the other one.
      const alike = other?.values.length === values.length;
      const told = !other
        ? `${formatCount(values.length)} numbers`
        : alike
          ? `differs by ${formatPercent(relativeError(other.values, values))} of its norm`
          : `is ${other.shape.join(' × ')} of the compressed network`;
      return element('li', {}, `Output ${i + 1}, ${shape.join(' × ') || 'a number'}: ${told}`);
    }),
  );
