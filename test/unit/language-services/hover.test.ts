import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../engine/language/hover.js';
import type { ModelResult } from '../../../engine/results.js';
import { frameVariable, modelVariable, withCursor } from './notebook.js';

const fitted = (name: string): ModelResult => JSON.parse(readFileSync(new URL(`../../fixtures/results/${name}.json`, import.meta.url), 'utf8')) as ModelResult;

const hover = (text: string, options?: Parameters<typeof withCursor>[1]): string | null => {
  const { notebook, offset } = withCursor(text, options);
  return hoverAt(notebook, offset)?.markdown ?? null;
};
/** Markdown without its marks. */
const words = (markdown: string | null): string => (markdown ?? '').replace(/[*\\]/g, '');

describe('hover on a term of a fitted model', () => {
  const spinal = { variables: [modelVariable('m', fitted('spinal'))] };

  it('says what the coefficient of visit means for a given patient, with its interval', () => {
    const text = words(hover('m <- glmer(y ~ vi¦sit + (1 | patient), data = spinal, family = binomial)', spinal));
    const { estimate, lower, upper } = fitted('spinal').fixed[1]! as unknown as { estimate: number; lower: number; upper: number };
    expect(text).toContain('For a given patient, the odds of no pain at visit 2 are');
    expect(text).toContain('those at visit 1');
    for (const value of [estimate, lower, upper]) expect(text).toContain(Math.exp(value).toFixed(2));
    expect(text).toContain('95');
  });

  it('finds the model however the call is spaced, broken into lines and assigned', () => {
    expect(words(hover('other = glmer( y~visit¦+(1|patient),\n   data=spinal, # comment\n family=binomial )', spinal))).toContain('For a given patient');
    expect(words(hover('glmer(y ~ vis¦it + (1 | patient), data = spinal, family = binomial)', spinal))).toContain('For a given patient');
  });

  it('says nothing of coefficients where the call is another one', () => {
    expect(words(hover('m <- glmer(y ~ vi¦sit + (1 | patient), data = spinal, family = poisson)', spinal))).not.toContain('For a given patient');
  });

  it('finds each of several terms of one factor, whatever their order in the model', () => {
    const [term] = fitted('spinal').random;
    const call = 'glmer(y ~ visit + (1 | clinic) + (1 | patient) + (0 + visit | patient), data = spinal, family = binomial)';
    // the order of lme4: the factor with more levels first, and of its terms the last
    const random = [{ ...term!, terms: ['visit'] }, term!, { ...term!, group: 'clinic', levels: 3 }];
    const model = { variables: [modelVariable('m', { ...fitted('spinal'), call, random })] };
    const at = (place: string): string => words(hover(`m <- ${call.replace(place.replace('¦', ''), place)}`, model));
    expect(at('(0 + vi¦sit | patient)')).toContain('the effect of visit varies');
    expect(at('(1 | pat¦ient)')).not.toContain('the effect of visit varies');
    expect(at('(1 | pat¦ient)')).toContain('Between patients');
    expect(at('(1 | cli¦nic)')).toContain('(3 levels)');
  });

  it('describes the random term from anywhere within its brackets', () => {
    for (const text of ['(¦1 | patient)', '(1 ¦| patient)', '(1 | pat¦ient)']) {
      const markdown = words(hover(`m <- glmer(y ~ visit + ${text}, data = spinal, family = binomial)`, spinal));
      expect(markdown).toContain('126');
      expect(markdown).toMatch(/median odds ratio/i);
    }
  });

  it('explains every contrast of a factor', () => {
    const cbpp = fitted('cbpp');
    const text = words(hover(`m <- ${cbpp.call.replace('period', 'per¦iod')}`, { variables: [modelVariable('m', cbpp)] }));
    for (const period of ['2', '3', '4']) expect(text).toContain(`period${period}`);
  });

  it('takes both parts of a correlated term', () => {
    const sleep = fitted('sleepstudy');
    const text = words(hover(`m <- ${sleep.call.replace('| Subject', '| Sub¦ject')}`, { variables: [modelVariable('m', sleep)] }));
    expect(text).toContain('18');
    expect(words(hover(`m <- ${sleep.call.replace('~ Days', '~ Da¦ys')}`, { variables: [modelVariable('m', sleep)] }))).toMatch(/10\.4|10\.5/);
  });
});

describe('hover on a name', () => {
  it('shows signature, help and example of a function', () => {
    const text = hover('m <- gl¦mer(y ~ x)')!;
    expect(text).toContain('glmer(formula, data = NULL, family = gaussian');
    expect(text).toContain('As in R\'s lme4.');
  });

  it('shows an argument with its default', () => {
    expect(hover('m <- lmer(y ~ x, RE¦ML = FALSE)')).toMatch(/`REML`, argument of `lmer\(\)`; default `TRUE`/);
  });

  it('shows a column of bundled data, in a formula and after $', () => {
    for (const text of ['lmer(Reaction ~ Da¦ys + (1 | Subject), data = sleepstudy)', 'x <- sleepstudy$Day¦s']) {
      expect(words(hover(text))).toContain('numeric, 0 to 9, mean 4.5, 0 missing');
    }
  });

  it('shows a data frame of the session and a bundled one', () => {
    expect(words(hover('he¦rds', { variables: [frameVariable('herds', { size: [] })] }))).toContain('size');
    expect(words(hover('cb¦pp'))).toContain('Contagious bovine pleuropneumonia');
  });

  it('keeps the user\'s names from becoming markup', () => {
    const text = hover('d¦', { variables: [{ ...frameVariable('d', {}), summary: '<img src=x> [a](b)' }] })!;
    expect(text).not.toContain('<img');
    expect(text).not.toContain('[a](b)');
  });
});

describe('hover on an operator of a formula', () => {
  it.each([
    ['y ~ a ¦* b', 'a + b + a:b'],
    ['y ~ x + (x ¦|| g)', '(1 | g) + (0 + x | g)'],
    ['y ~ a ¦/ b', 'a + a:b'],
    ['y ~ (a + b)¦^2', 'a + b + a:b'],
    ['y ~ (1 | a¦/b)', '(1 | b:a) + (1 | a)'],
  ])('writes %s out as %s', (formula, expansion) => {
    expect(hover(`m <- lmer(${formula}, data = d)`)).toContain(`\`${expansion}\``);
  });
});
