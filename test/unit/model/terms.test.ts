import { describe, expect, test } from 'vitest';
import termsOfR from '../../fixtures/model/terms.json' with { type: 'json' };
import barsOfR from '../../fixtures/model/random-terms.json' with { type: 'json' };
import { formulaOf } from '../../fixtures/model/formulas.js';
import { deparse } from '../../../engine/language/syntax/deparse.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { readModelFormula } from '../../../engine/model/formula.js';
import { splitRandomTerms } from '../../../engine/model/random-terms.js';

describe('fixed terms', () => {
  test.each(termsOfR.cases)('of $formula are those of R’s terms()', ({ formula, labels, intercept, offsets }) => {
    const { fixed } = readModelFormula(formulaOf(formula), termsOfR.columns);
    expect(fixed.terms.map(term => term.label)).toEqual(labels);
    expect(fixed.hasIntercept).toBe(intercept === 1);
    expect(fixed.offsets.map(offset => offset.label)).toEqual(offsets);
  });
});

describe('random-effects terms', () => {
  test.each(barsOfR.cases)('of $formula are expanded as lme4 expands them', ({ formula, bars }) => {
    const { random } = splitRandomTerms(formulaOf(formula).right);
    // lme4 leaves "0 + x" where it took a double bar apart
    expect(random.map(term => term.label.slice(1, -1))).toEqual(bars);
  });

  test.each(barsOfR.cases)('leave of $formula the fixed part that lme4 leaves', ({ formula, fixed }) => {
    const left = formulaOf(formula).left!;
    expect(`${deparse(left)} ~ ${deparse(splitRandomTerms(formulaOf(formula).right).fixed)}`).toBe(fixed);
  });
});

describe('a formula that has no reading', () => {
  test.each([
    ['y ~ x + 1 | g', 'brackets'],
    ['y ~ x * (1 | g)', 'joined to the rest of the formula by +'],
    ['y ~ x - (1 | g)', 'not subtracted'],
    ['y ~ x + (1 | a + b)', 'not one grouping factor'],
    ['y ~ x + (1 | a * b)', 'not one grouping factor'],
    ['y ~ x + (0 | g)', 'no effect before its bar'],
    ['y ~ x + (offset(z) | g)', 'fixed part'],
    ['y ~ 2 + x + (1 | g)', 'only 1 (intercept) and 0 (none)'],
    ['y ~ x^z + (1 | g)', '^ takes a whole number'],
    ['~ x + (1 | g)', 'response on the left'],
    ['y ~ y + (1 | g)', 'on the right of ~ as well'],
    ['y ~ . + (1 | g)', 'none to take them from'],
  ])('%s says why', (text, part) => {
    const read = (): unknown => readModelFormula(formulaOf(text), null);
    expect(read).toThrow(UserError);
    expect(read).toThrow(part);
  });

  test('says how to write two grouping factors', () => {
    try {
      readModelFormula(formulaOf('y ~ x + (1 | a * b)'), null);
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).advice).toEqual(['Write (1 | a) + (1 | b) + (1 | a:b).']);
    }
  });
});
