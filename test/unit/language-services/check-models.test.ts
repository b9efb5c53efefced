// What users of other software, and of other functions of R, write in a call of a model: each mistake with its mend, and right calls beside it.
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import type { Diagnostic } from '../../../engine/language/syntax/diagnostic.js';
import { frameVariable, notebookOf } from './notebook.js';

const d = frameVariable('d', { y: [], n: [], x: [], z: [], f: ['a', 'b', 'c'], two: ['no', 'yes'], g: ['1', '2', '3', '4', '5', '6'], h: ['p', 'q'] });
const check = (text: string): readonly Diagnostic[] => checkCell(notebookOf([text], { variables: [d] }));

function mended(text: string, { fixes }: Diagnostic): string | null {
  if (!fixes[0]) return null;
  return [...fixes[0].edits].sort((a, b) => b.from - a.from).reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text);
}

/** One mistake: its code, the text it is said of, and the cell after the first quick fix. */
function expectOne(text: string, code: string, at: string, mend: string | null): void {
  const found = check(text);
  expect(found.map((one) => `${one.code} ${one.message}`)).toHaveLength(1);
  const [one] = found as [Diagnostic];
  expect({ code: one.code, at: text.slice(one.from, one.to), mended: mended(text, one) }).toEqual({ code, at, mended: mend });
}

const lmer = (rest: string): string => `lmer(${rest})`;
const glmer = (rest: string): string => `glmer(${rest})`;

describe('arguments of other functions', () => {
  it.each([
    ['lmer(y ~ x + (1 | g), data = d, family = binomial)', 'family', 'glmer(y ~ x + (1 | g), data = d, family = binomial)'],
    ['lmer(y ~ x + (1 | g), data = d, family = poisson, REML = FALSE)', 'family', 'glmer(y ~ x + (1 | g), data = d, family = poisson)'],
    ['lme4::lmer(y ~ x + (1 | g), d, family = "binomial")', 'family', 'lme4::glmer(y ~ x + (1 | g), d, family = "binomial")'],
    ['lmer(y ~ x + (1 | g), family = gaussian, data = d)', 'family', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), d, binomial)', 'binomial', 'glmer(y ~ x + (1 | g), d, family = binomial)'],
    ['glmer(y ~ x + (1 | g), data = d, family = poisson, REML = FALSE)', 'REML', 'glmer(y ~ x + (1 | g), data = d, family = poisson)'],
    ['glmer.nb(y ~ x + (1 | g), data = d, family = poisson)', 'family', 'glmer.nb(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), data = d, method = "ML")', 'method', 'lmer(y ~ x + (1 | g), data = d, REML = FALSE)'],
    ['lmer(y ~ x + (1 | g), method = "REML", data = d)', 'method', 'lmer(y ~ x + (1 | g), REML = TRUE, data = d)'],
    ['glmer(y ~ x + (1 | g), data = d, family = poisson, method = "PQL")', 'method', 'glmer(y ~ x + (1 | g), data = d, family = poisson)'],
    ['lmer(y ~ x + (1 | g), data = d, nAGQ = 25)', 'nAGQ', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x, random = ~ 1 | g, data = d)', 'random', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x, data = d, random = ~ x | g)', 'random', 'lmer(y ~ x + (x | g), data = d)'],
    ['lmer(fixed = y ~ x + (1 | g), data = d)', 'fixed', 'lmer(formula = y ~ x + (1 | g), data = d)'],
    ['glmer(two ~ x + (1 | g), data = d, family = binomial, link = "probit")', 'link', 'glmer(two ~ x + (1 | g), data = d, family = binomial(link = "probit"))'],
    ['lmer(y ~ x + (1 | g), data = d, na.rm = TRUE)', 'na.rm', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), data = d, correlation = corAR1())', 'correlation', 'lmer(y ~ x + (1 | g), data = d)'],
    ['subset(d, f = "a")', 'f', 'subset(d, f == "a")'],
  ])('%s', (text, at, mend) => {
    expectOne(text, 'GLMM203', at, mend);
  });

  it.each([
    ['lmer(y = x + (1 | g), data = d)', 'GLMM203', 'y', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y=x+(1|g), data = d)', 'GLMM203', 'y', 'lmer(y ~ x+(1|g), data = d)'],
    ['lmer(y - x + (1 | g), data = d)', 'GLMM242', 'y - x + (1 | g)', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y + x + z + (1 | g), data = d)', 'GLMM242', 'y + x + z + (1 | g)', 'lmer(y ~ x + z + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), data = d, reml = FALSE)', 'GLMM203', 'reml', 'lmer(y ~ x + (1 | g), data = d, REML = FALSE)'],
    ['lmer(y ~ x + (1 | g), data = d, REML = FLASE)', 'GLMM201', 'FLASE', 'lmer(y ~ x + (1 | g), data = d, REML = FALSE)'],
    ['glmer(two ~ x + (1 | g), data = d, family = binomial, nAGQ = -1)', 'GLMM250', '-1', 'glmer(two ~ x + (1 | g), data = d, family = binomial, nAGQ = 1)'],
    ['lmer(y ~ x + [1 | g], data = d)', 'GLMM104', '+', null],
    ['e <- read.csv(heights.csv)', 'GLMM201', 'heights.csv', 'e <- read.csv("heights.csv")'],
    ['with(d, mean(yy))', 'GLMM204', 'yy', 'with(d, mean(y))'],
    ['e <- transform(d, w = zz / 7)', 'GLMM204', 'zz', 'e <- transform(d, w = z / 7)'],
    ['lmer(y, x + (1 | g), data = d)', 'GLMM242', 'y, x + (1 | g)', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(d, y ~ x + (1 | g))', 'GLMM242', 'd', 'lmer(data = d, y ~ x + (1 | g))'],
    ['d |> lmer(y ~ x + (1 | g))', 'GLMM242', 'd', 'd |> lmer(formula = y ~ x + (1 | g))'],
    ['glmer(y ~ x + (1 | g), poisson, d)', 'GLMM254', 'poisson', 'glmer(y ~ x + (1 | g), family = poisson, d)'],
    ['lmer(y ~ x + (1 | g), data = "d")', 'GLMM254', '"d"', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), data = d$y)', 'GLMM254', 'd$y', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x + (1 | g), data = d, weights = "n")', 'GLMM318', '"n"', 'lmer(y ~ x + (1 | g), data = d, weights = n)'],
    ['lmer(y ~ x + (1 | g), data = d, subset = "x > 2")', 'GLMM318', '"x > 2"', 'lmer(y ~ x + (1 | g), data = d, subset = x > 2)'],
    ['lmer(y ~ x + (1 | g), data = d, subset = x = 2)', 'GLMM106', '=', 'lmer(y ~ x + (1 | g), data = d, subset = x == 2)'],
    ['lmer(y ~ x + (1 | g), data = d, REML = "ML")', 'GLMM250', '"ML"', 'lmer(y ~ x + (1 | g), data = d, REML = FALSE)'],
    ['lmer(y ~ x + (1 | g), data = d, REML = 1)', 'GLMM250', '1', 'lmer(y ~ x + (1 | g), data = d, REML = TRUE)'],
    ['lmer(y ~ x + (1 | g), data = d, REML = false)', 'GLMM201', 'false', 'lmer(y ~ x + (1 | g), data = d, REML = FALSE)'],
    ['glmer(two ~ x + (1 | g), data = d, family = binomial, nAGQ = "10")', 'GLMM250', '"10"', 'glmer(two ~ x + (1 | g), data = d, family = binomial, nAGQ = 10)'],
    ['lmer(y ~ x + (1 | g) data = d)', 'GLMM105', 'data', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(y ~ x z + (1 | g), data = d)', 'GLMM105', 'z', 'lmer(y ~ x + z + (1 | g), data = d)'],
  ])('%s', (text, code, at, mend) => {
    expectOne(text, code, at, mend);
  });
});

describe('families', () => {
  const of = (family: string): string => `glmer(two ~ x + (1 | g), data = d, family = ${family})`;

  it.each([
    ['logit', 'logit', 'binomial(link = "logit")'],
    ['"probit"', '"probit"', 'binomial(link = "probit")'],
    ['bernoulli', 'bernoulli', 'binomial'],
    ['"Binomial"', '"Binomial"', '"binomial"'],
    ['binomal(link = "logit")', 'binomal', 'binomial(link = "logit")'],
    ['gamma', 'gamma', 'Gamma'],
    ['Poisson()', 'Poisson', 'poisson()'],
    ['d', 'd', null],
    ['"binomial(link = \'probit\')"', '"binomial(link = \'probit\')"', 'binomial(link = \'probit\')'],
    ['quasibinomial', 'quasibinomial', null],
    ['negative.binomial', 'negative.binomial', null],
    ['nbinom', 'nbinom', null],
  ])('%s is none', (family, at, mend) => {
    expectOne(of(family), 'GLMM251', at, mend === null ? null : of(mend));
  });

  it.each(['binomial', '"binomial"', 'binomial()', 'binomial("probit")', 'binomial(link = cloglog)', 'stats::binomial', 'stats::binomial()'])('%s is one', (family) => {
    expect(check(of(family))).toEqual([]);
  });

  it('may be variables', () => {
    expect(check('fam <- binomial()\nglmer(two ~ x + (1 | g), data = d, family = fam)')).toEqual([]);
  });
});

describe('responses', () => {
  it.each([
    ['glmer(y ~ x + (1 | g), data = d)', 'GLMM408', 'glmer', 'lmer(y ~ x + (1 | g), data = d)'],
    ['lmer(two ~ x + (1 | g), data = d)', 'GLMM319', 'two', 'glmer(two ~ x + (1 | g), data = d, family = binomial)'],
    ['glmer(cbind(y, n - y) ~ x + (1 | g), data = d)', 'GLMM319', 'cbind(y, n - y)', 'glmer(cbind(y, n - y) ~ x + (1 | g), data = d, family = binomial)'],
    ['lmer(cbind(y, n - y) ~ x + (1 | g), data = d, REML = FALSE)', 'GLMM319', 'cbind(y, n - y)', 'glmer(cbind(y, n - y) ~ x + (1 | g), data = d, family = binomial)'],
    ['glmer(y/n ~ x + (1 | g), data = d, family = binomial)', 'GLMM314', 'y/n', 'glmer(y/n ~ x + (1 | g), data = d, family = binomial, weights = n)'],
    ['glmer(cbind(y, n) ~ x + (1 | g), data = d, family = binomial)', 'GLMM259', 'n', 'glmer(cbind(y, n - y) ~ x + (1 | g), data = d, family = binomial)'],
    ['glmer(log(y) ~ x + (1 | g), data = d, family = poisson)', 'GLMM314', 'log(y)', 'glmer(y ~ x + (1 | g), data = d, family = poisson)'],
    ['glmer.nb(log(y + 1) ~ x + (1 | g), data = d)', 'GLMM314', 'log(y + 1)', 'glmer.nb(y ~ x + (1 | g), data = d)'],
  ])('%s', (text, code, at, mend) => {
    expectOne(text, code, at, mend);
  });

  it.each([
    'lmer(log(y) ~ x + (1 | g), data = d)',
    'glmer(log(y) ~ x + (1 | g), data = d, family = gaussian(link = "log"))',
    'glmer(y ~ x + (1 | g), data = d, family = gaussian)',
    'glmer(y/n ~ x + (1 | g), data = d, family = binomial, weights = n)',
    'lmer(y/n ~ x + (1 | g), data = d)',
    'glmer(y > 2 ~ x + (1 | g), data = d, family = binomial)',
    'glmer(cbind(y, x) ~ 1 + (1 | g), data = d, family = binomial)',
    'glmer(round(y) ~ x + (1 | g), data = d, family = poisson)',
    'glmer(as.numeric(two) - 1 ~ x + (1 | g), data = d, family = binomial)',
  ])('%s is right', (text) => {
    expect(check(text)).toEqual([]);
  });
});

describe('formulas', () => {
  it.each([
    ['y ~ x + (1 | g + h)', 'GLMM241', 'g + h', 'y ~ x + (1 | g) + (1 | h)'],
    ['y ~ x + (x | g * h)', 'GLMM241', 'g * h', 'y ~ x + (x | g) + (x | h) + (x | g:h)'],
    ['y ~ x + (g | 1)', 'GLMM241', '1', 'y ~ x + (1 | g)'],
    ['y ~ x + (1 | "g")', 'GLMM241', '"g"', 'y ~ x + (1 | g)'],
    ['y ~ x * (1 | g)', 'GLMM241', 'x * (1 | g)', 'y ~ x + (1 | g)'],
    ['y ~ x + (1 / g)', 'GLMM243', '1 / g', 'y ~ x + (1 | g)'],
    ['y ~ x - (1 | g)', 'GLMM241', '(1 | g)', 'y ~ x + (1 | g)'],
    ['y ~ x + 1 | g', 'GLMM241', '1 | g', 'y ~ x + (1 | g)'],
    ['y ~ x + y + (1 | g)', 'GLMM242', 'y', 'y ~ x + (1 | g)'],
    ['y ~ x', 'GLMM243', 'y ~ x', 'y ~ x + (1 | g)'],
    ['y ~ x/10 + (1 | g)', 'GLMM240', '10', 'y ~ I(x/10) + (1 | g)'],
    ['y ~ 3 + x + (1 | g)', 'GLMM240', '3', 'y ~ x + (1 | g)'],
    ['y ~ x + x^2 + (1 | g)', 'GLMM248', 'x^2', 'y ~ x + I(x^2) + (1 | g)'],
    ['y ~ z * x^2 + (1 | g)', 'GLMM248', 'x^2', 'y ~ z * I(x^2) + (1 | g)'],
    ['y ~ f + (x | g)', 'GLMM245', 'x | g', 'y ~ f + x + (x | g)'],
    ['y ~ 1 + (x + z | g)', 'GLMM245', 'x + z | g', 'y ~ 1 + x + z + (x + z | g)'],
    ['y ~ x + (1 | f/h) + (1 | f)', 'GLMM246', '1 | f', 'y ~ x + (1 | f/h)'],
    ['y ~ x + (1 | f:h) + (1 | h:f)', 'GLMM246', '1 | h:f', 'y ~ x + (1 | h:f)'],
    ['y ~ x + (1 | g) + (x | g)', 'GLMM246', 'x | g', 'y ~ x + (x | g)'],
    ['y ~ x + (x | g) + (1 | g)', 'GLMM246', '1 | g', 'y ~ x + (x | g)'],
    ['y ~ x + (1 | g) + (1 | g)', 'GLMM246', '(1 | g)', 'y ~ x + (1 | g)'],
    ['y ~ x + g + (1 | g)', 'GLMM247', '1 | g', 'y ~ x + (1 | g)'],
    ['y ~ f + (f || g)', 'GLMM323', 'f || g', 'y ~ f + (f | g)'],
  ])('%s', (formula, code, at, mend) => {
    expectOne(lmer(`${formula}, data = d`), code, at, lmer(`${mend}, data = d`));
  });

  it.each([
    'y ~ x + (x || g)',
    'y ~ x + (1 | g) + (0 + x | g)',
    'y ~ x + (1 | g/h)',
    'y ~ x + (1 | g) + (1 | g:h)',
    'y ~ (x + z + f)^2 + (1 | g)',
    'y ~ x + I(x^2) + (1 | g)',
    'y ~ poly(x, 2) + (poly(x, 2) | g)',
    'y ~ log(x) + (log(x) | g)',
    'y ~ x * f - x:f + (1 | g)',
    'y ~ 0 + f + (0 + f | g)',
    'y ~ f + (1 | f:g)',
    'y ~ scale(x) + (scale(x) | g)',
    'y ~ f*x + (1 | h) + (1 | g)',
    'y ~ f + (0 + f | g)',
    'log(y) ~ x + offset(log(n)) + (1 | g)',
    'y ~ I(x/10) + (1 | g)',
    'y ~ (x > 2) + (1 | factor(x))',
  ])('%s is right', (formula) => {
    expect(check(lmer(`${formula}, data = d`))).toEqual([]);
  });
});

describe('comparisons and levels', () => {
  it.each([
    ['d[d$f == "e", ]', 'GLMM224', '"e"', null],
    ['d[d$two == "yees", ]', 'GLMM224', '"yees"', 'd[d$two == "yes", ]'],
    ['subset(d, g == 7)', 'GLMM224', '7', null],
    ['d[d$x == NA, ]', 'GLMM258', 'd$x == NA', 'd[is.na(d$x), ]'],
    ['subset(d, x != NA)', 'GLMM258', 'x != NA', 'subset(d, !is.na(x))'],
    ['d[d$x > 1]', 'GLMM236', 'd$x > 1', 'd[d$x > 1, ]'],
    ['x <- relevel(d$two, ref = "yess")', 'GLMM221', '"yess"', 'x <- relevel(d$two, ref = "yes")'],
    ['f <- factor(d$x, levels = 1:2, labels = c("low", "high"))\nf == "higher"', 'GLMM224', '"higher"', 'f <- factor(d$x, levels = 1:2, labels = c("low", "high"))\nf == "high"'],
    ['factor(d$two, levels = c("no", "yess"))', 'GLMM224', '"yess"', 'factor(d$two, levels = c("no", "yes"))'],
    ['factor(d$x, levels = 1:3, labels = c("low", "high"))', 'GLMM222', 'c("low", "high")', null],
    ['factor(d$x, levels = c(1, 2), labels = c("low", "middle", "high"))', 'GLMM222', 'c("low", "middle", "high")', null],
    ['m <- lmer(y ~ x + (1 | g), data = d)\nm$coefficients', 'GLMM235', 'm$coefficients', 'm <- lmer(y ~ x + (1 | g), data = d)\nfixef(m)'],
    ['x <- True', 'GLMM201', 'True', 'x <- TRUE'],
    ['x <- c(1, null)', 'GLMM201', 'null', 'x <- c(1, NULL)'],
  ])('%s', (text, code, at, mend) => {
    expectOne(text, code, at, mend);
  });

  it.each([
    'NA == 1',
    'd[d$g == 3, ]',
    'with(d, { a <- x; mean(a + y) })',
    'transform(d, w = x / 7, v = sqrt(z))',
    'x <- 3\nx[x == 3]',
    'd[d$x > 1, ]',
    'd[["x"]][d$x > 1]',
    'd$x[d$x > 1]',
    'd[sapply(d, is.numeric)]',
    'd[names(d) == "x"]',
    'factor(d$two, levels = c("yes", "no"), labels = c("1", "0"))',
    'factor(d$two, levels = "yes")',
    'factor(d$two, levels = c("no", "yes", "perhaps"))',
    'factor(d$x, labels = "level")',
    'relevel(d$two, ref = "yes")',
    'true <- 1\nx <- true',
    'm <- lmer(y ~ x + (1 | g), data = d)\ns <- summary(m)\ns$coefficients\nsummary(m)$coefficients',
  ])('%s is right', (text) => {
    expect(check(text)).toEqual([]);
  });
});

describe('models that are compared', () => {
  const models = (...calls: string[]): string => calls.map((call, index) => `m${index + 1} <- ${call}\n`).join('');

  it.each([
    ['AIC(m1, m2)', ['lmer(y ~ x + (1 | g), data = d)', 'lmer(y ~ x + z + (1 | g), data = d)'], 'm2', 'AIC(update(m1, REML = FALSE), update(m2, REML = FALSE))'],
    ['BIC(m1, m2)', ['lmer(y ~ x + (1 | g), data = d, REML = TRUE)', 'lmer(y ~ 1 + (1 | g), data = d)'], 'm2', 'BIC(update(m1, REML = FALSE), update(m2, REML = FALSE))'],
    ['AIC(m1, m2)', ['lmer(y ~ x + (1 | g), data = d)', 'lmer(log(y) ~ x + (1 | g), data = d)'], 'm2', null],
    ['AIC(m1, m2)', ['lmer(y ~ x + (1 | g), data = d)', 'lmer(y ~ x + (1 | g), data = d, subset = x > 2)'], 'm2', null],
    ['AIC(m1, m2)', ['lmer(size ~ 1 + (1 | herd), data = cbpp)', 'lmer(Reaction ~ 1 + (1 | Subject), data = sleepstudy)'], 'm2', null],
  ])('%s of %j', (call, calls, at, mend) => {
    const made = models(...calls);
    expectOne(`${made}${call}`, 'GLMM249', at, mend === null ? null : made + mend);
  });

  it.each([
    [['lmer(y ~ x + (1 | g), data = d)', 'lmer(y ~ x + (x | g), data = d)']],
    [['lmer(y ~ x + z + (1 | g), data = d)', 'lmer(y ~ z + x + (1 | f) + (1 | g), data = d)']],
    [['lmer(y ~ x + (1 | g), data = d, REML = FALSE)', 'lmer(y ~ x + z + (1 | g), data = d, REML = FALSE)']],
    [['glmer(n ~ x + (1 | g), data = d, family = poisson)', 'glmer.nb(n ~ x + z + (1 | g), data = d)']],
    [['lmer(y ~ x + (1 | g), data = d, REML = how)', 'lmer(y ~ 1 + (1 | g), data = d, REML = how)']],
    [['lmer(y ~ x + (1 | g), data = d, subset = x > 2)', 'lmer(y ~ x + (x | g), data = d, subset = x > 2)']],
  ])('AIC of %j is right', (calls) => {
    expect(check(`how <- FALSE\n${models(...calls)}AIC(m1, m2)\nlogLik(m1)`)).toEqual([]);
  });
});

it('knows what belongs to glmer', () => {
  expect(check(glmer('two ~ x + (1 | g), data = d, family = binomial(link = "logit"), nAGQ = 10, control = glmerControl(optimizer = "bobyqa"), weights = n, subset = x > 1, offset = z'))).toEqual([]);
});
