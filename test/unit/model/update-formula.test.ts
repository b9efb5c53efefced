import { expect, test } from 'vitest';
import { formulaFromText } from '../../../engine/language/functions/formula-text.js';
import { updateFormula } from '../../../engine/model/update-formula.js';

/** From R 4.2.2: deparse(update(as.formula(old), as.formula(change))). */
test.each([
  ['y ~ x + (1 | g)', '. ~ . + z', 'y ~ x + (1 | g) + z'],
  ['y ~ x + (1 | g)', '. ~ . - x', 'y ~ (1 | g)'],
  ['y ~ x + (1 | g)', '. ~ . - (1 | g)', 'y ~ x'],
  ['y ~ x + (1 | g)', '. ~ . - (1 | g) + (x | g)', 'y ~ x + (x | g)'],
  ['y ~ a * b + (1 | g)', '. ~ . - a:b', 'y ~ a + b + (1 | g)'],
  ['y ~ a * b + (1 | g)', '. ~ . * d', 'y ~ a + b + (1 | g) + d + a:b + a:d + b:d + (1 | g:d) + a:b:d'],
  ['y ~ a + b + (1 | g)', 'log(.) ~ .', 'log(y) ~ a + b + (1 | g)'],
  ['y ~ x + (1 | g)', '~ . + I(x^2)', 'y ~ x + (1 | g) + I(x^2)'],
  ['cbind(s, n - s) ~ x + offset(log(t)) + (1 | g)', '. ~ . + poly(z, 2)', 'cbind(s, n - s) ~ x + (1 | g) + poly(z, 2) + offset(log(t))'],
  ['y ~ x + (x || g)', '. ~ . - 1', 'y ~ x + (x || g) - 1'],
  ['y ~ x + (1 | g/h)', '. ~ 1 + (1 | g)', 'y ~ (1 | g)'],
  ['y ~ x + (1 | g)', 'z ~ .', 'z ~ x + (1 | g)'],
  ['y ~ x', '. ~ . - x', 'y ~ 1'],
  ['y ~ x', '. ~ 0', 'y ~ 1 - 1'],
  ['y ~ x - 1', '. ~ . + z', 'y ~ x + z - 1'],
  ['y1 + y2 ~ x', 'log(.) ~ .', 'log(y1 + y2) ~ x'],
  ['y1 + y2 ~ x', '. * 2 ~ .', '(y1 + y2) * 2 ~ x'],
  ['y ~ a + b', '. ~ (.)^2', 'y ~ a + b + a:b'],
  ['y ~ a + b', '. ~ .:d', 'y ~ a:d + b:d'],
  ['y ~ a/b', '. ~ . - a', 'y ~ a:b'],
  ['y ~ a * b * d', '. ~ . - a:b:d', 'y ~ a + b + d + a:b + a:d + b:d'],
  ['y ~ ns(x, df = 3) + (1 | `my g`)', '. ~ . + `a b`', 'y ~ ns(x, df = 3) + (1 | `my g`) + `a b`'],
])('%s changed by %s is %s, as in R', (old, change, expected) => {
  expect(updateFormula(formulaFromText(old, null).formula, formulaFromText(change, null).formula)).toBe(expected);
});
