import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectionsAt } from '../../../engine/language/selection.js';

const selections = (marked: string): string[] => {
  const source = marked.replace('¦', '');
  return selectionsAt(source, marked.indexOf('¦')).map(({ from, to }) => source.slice(from, to));
};

describe('a growing selection', () => {
  it('takes in the word, the term, the formula, the arguments, the call, the statement, the cell', () => {
    expect(selections('d\nm <- lmer(y ~ x + (1 | he¦rd), data = d)')).toEqual([
      'herd', '1 | herd', '(1 | herd)', 'x + (1 | herd)', 'y ~ x + (1 | herd)', 'y ~ x + (1 | herd), data = d', 'lmer(y ~ x + (1 | herd), data = d)', 'm <- lmer(y ~ x + (1 | herd), data = d)', 'd\nm <- lmer(y ~ x + (1 | herd), data = d)',
    ]);
  });

  it('takes in an argument with its name', () => {
    expect(selections('f(a, data = ¦d)')).toEqual(['d', 'data = d', 'a, data = d', 'f(a, data = d)']);
  });

  it('takes in a column, then the data frame with it', () => {
    expect(selections('mean(d$si¦ze)')).toEqual(['size', 'd$size', 'mean(d$size)']);
  });

  it('grows from any place of any text, inside it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('f(', ')', 'x', ' ', '\n', '+', '"', '[', ']', ',', '#', '$', '~', '|', 'a = ')), fc.nat(60), (pieces, at) => {
        const source = pieces.join('');
        const offset = Math.min(at, source.length);
        const ranges = selectionsAt(source, offset);
        ranges.forEach(({ from, to }, index) => {
          expect(from).toBeLessThanOrEqual(offset);
          expect(to).toBeGreaterThanOrEqual(offset);
          const outer = ranges[index + 1] ?? { from: 0, to: source.length };
          expect(outer.from).toBeLessThanOrEqual(from);
          expect(outer.to).toBeGreaterThanOrEqual(to);
        });
      }),
      { numRuns: 300 },
    );
  });
});
