import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { functions } from '../../../engine/language/functions.js';
import type { Diagnostic } from '../../../engine/language/syntax/diagnostic.js';
import type { Notice, SessionSnapshot } from '../../../engine/results.js';
import { frameVariable, modelVariable, notebookOf } from './notebook.js';

interface Found {
  readonly code: string;
  readonly at: string;
  readonly message: string;
  /** The cell after the first quick fix. */
  readonly mended: string | null;
}

function check(text: string, { above = [] as string[], variables = [] as ReturnType<typeof frameVariable>[] } = {}): Found[] {
  return checkCell(notebookOf([...above, text], { variables })).map((diagnostic) => ({
    code: diagnostic.code,
    at: text.slice(diagnostic.from, diagnostic.to),
    message: diagnostic.message,
    mended: mend(text, diagnostic),
  }));
}

function mend(text: string, { fixes }: Diagnostic): string | null {
  const [fix] = fixes;
  if (!fix) return null;
  return [...fix.edits].sort((a, b) => b.from - a.from).reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text);
}

const only = (text: string, options?: Parameters<typeof check>[1]): Found => {
  const found = check(text, options);
  expect(found.map(({ code, message }) => `${code} ${message}`)).toHaveLength(1);
  return found[0]!;
};

const model = (formula: string, rest = 'data = cbpp, family = binomial'): string => `m <- glmer(${formula}, ${rest})`;

describe('syntax', () => {
  it.each([
    ['lmer(incidence ~ period + (1 | herd, data = cbpp)', 'GLMM101', '(', 'lmer(incidence ~ period + (1 | herd), data = cbpp)'],
    ['m <- lmer(incidence ~ period + (1 | herd), data = cbpp\nm', 'GLMM101', '(', 'm <- lmer(incidence ~ period + (1 | herd), data = cbpp)\nm'],
    ['x <- c(1, 2', 'GLMM101', '(', 'x <- c(1, 2)'],
    ['x <- c(1, 2))', 'GLMM102', ')', 'x <- c(1, 2)'],
    ['m <- lmer(Reaction ~ Days + (Days || Subject)), data = sleepstudy)', 'GLMM102', ')', 'm <- lmer(Reaction ~ Days + (Days || Subject), data = sleepstudy)'],
    ['m <- lmer(Reaction ~ Days + (1 | Subject), data = slepstudy))', 'GLMM102', ')', 'm <- lmer(Reaction ~ Days + (1 | Subject), data = slepstudy)'],
    ['x <- mean(c(1, 2))), na.rm = TRUE', 'GLMM102', ')', 'x <- mean(c(1, 2)), na.rm = TRUE'],
    ['x <- "herd', 'GLMM103', '"herd', 'x <- "herd"'],
    ['x <- c("a", "b)', 'GLMM103', '"b', 'x <- c("a", "b")'],
    ['x <- 1 +', 'GLMM104', '+', 'x <- 1'],
    ['m <- lmer(strength ~ 1 + (1 | batch) + , data = Pastes)', 'GLMM104', '+', 'm <- lmer(strength ~ 1 + (1 | batch), data = Pastes)'],
    ['m <- lmer(strength ~ 1 + ( | batch), data = Pastes)', 'GLMM104', '|', 'm <- lmer(strength ~ 1 + (1 | batch), data = Pastes)'],
    ['m <- lmer(strength ~ 1 + (1 batch), data = Pastes)', 'GLMM105', 'batch', 'm <- lmer(strength ~ 1 + (1 | batch), data = Pastes)'],
    ['y <- 2 x <- 3', 'GLMM105', 'x', 'y <- 2\nx <- 3'],
    ['x <- c(1 2)', 'GLMM105', '2', 'x <- c(1, 2)'],
    ['x <- c(cbpp$size = 3)', 'GLMM106', '=', 'x <- c(cbpp$size == 3)'],
    ['x <- 1 < 2 < 3', 'GLMM110', '<', 'x <- 1 < 2 & 2 < 3'],
    ['x <- 1 =< 2', 'GLMM112', '=<', 'x <- 1 <= 2'],
    ['subset(cbpp, size => 10)', 'GLMM112', '=>', 'subset(cbpp, size >= 10)'],
    ['subset(cbpp, size <> 10)', 'GLMM112', '<>', 'subset(cbpp, size != 10)'],
    ['subset(cbpp, period === "1")', 'GLMM112', '===', 'subset(cbpp, period == "1")'],
    ['subset(cbpp, size > 10 and period == "1")', 'GLMM112', 'and', 'subset(cbpp, size > 10 & period == "1")'],
    ['subset(cbpp, size > 10 OR period == "1")', 'GLMM112', 'OR', 'subset(cbpp, size > 10 | period == "1")'],
    ['x <- ＂herd＂', 'GLMM111', '＂herd＂', 'x <- "herd"'],
    ['x <- c(1， 2)', 'GLMM111', '，', 'x <- c(1, 2)'],
    ['x <- 1\u3000+ 2', 'GLMM111', '\u3000', 'x <- 1 + 2'],
    ['x <- “herd”', 'GLMM111', '“herd”', 'x <- "herd"'],
    ['x <- 3 − 2', 'GLMM111', '−', 'x <- 3 - 2'],
    ['x <- "C:\\data"', 'GLMM109', '\\d', 'x <- "C:\\\\data"'],
    ['x <- 2i', 'GLMM109', '2i', null],
  ])('%s is %s at %s', (text, code, at, mended) => {
    expect(only(text)).toMatchObject({ code, at, mended });
  });

  it.each(['for (i in 1:3) { print(i) }', 'while (TRUE) { }', 'repeat { }', 'f <- function(x, y = 2) x + y', 'g <- \\(x) x', 'if (TRUE) 1 else 2'])('%s has one diagnostic of its own', (text) => {
    expect(only(text).code).toBe('GLMM107');
  });

  it.each(['x <- "a（b） and ，c"  # （d） and e', 'and <- 1; or <- 2\nand\nor', 'and <- 1\nx <- and +\n  and', 'x<-1>=2', 'x=!TRUE', '`and` <- 1'])('%s is R', (text) => {
    expect(check(text)).toEqual([]);
  });

  it('names what is missing beside the bar of a random-effects term', () => {
    expect(only(model('incidence ~ period + (1 | )')).message).toMatch(/grouping factor is missing after \|/);
    expect(only(model('incidence ~ period + ( | herd)')).message).toMatch(/effects that vary are missing before \|/);
  });

  it('refuses a cell of five megabytes, and brackets a thousand deep', () => {
    expect(only('x <- 1\n'.repeat(750_000)).code).toBe('GLMM100');
    expect(only(`${'('.repeat(10_000)}1${')'.repeat(10_000)}`).code).toBe('GLMM108');
    expect(only(`x <- 1${' + 1'.repeat(20_000)}`).code).toBe('GLMM108');
  });
});

describe('names', () => {
  it('suggests the nearest column of the data frame in the call', () => {
    expect(only(model('cbind(incidence, size - incidence) ~ period + (1 | hurd)'))).toMatchObject({
      code: 'GLMM204',
      at: 'hurd',
      message: '`cbpp` has no column `hurd`, and there is no variable of that name. Did you mean `herd`?',
      mended: model('cbind(incidence, size - incidence) ~ period + (1 | herd)'),
    });
  });

  it('finds columns inside calls, weights and the left side', () => {
    expect(only(model('incidence/sise ~ period + (1 | herd)')).at).toBe('sise');
    expect(only(model('incidence ~ log(sise) + (1 | herd)')).at).toBe('sise');
    expect(only(model('incidence/size ~ period + (1 | herd)', 'data = cbpp, weights = sise, family = binomial')).at).toBe('sise');
  });

  it('knows columns that the notebook assigns, above or below', () => {
    expect(check(model('incidence ~ logsize + (1 | herd)'), { above: ['cbpp$logsize <- log(cbpp$size)'] })).toEqual([]);
    expect(check('cbpp$z <- scale(cbpp$size)\ncbpp[["w"]] <- cbpp$z\nx <- cbpp$w')).toEqual([]);
  });

  it('says nothing about columns of a data frame it knows nothing about', () => {
    expect(check('d <- read.csv("x.csv")\nm <- lmer(a ~ b + (1 | g), data = d)\nx <- d$whatever')).toEqual([]);
  });

  it('knows the columns of the session', () => {
    const variables = [frameVariable('d', { y: [], x: [], g: ['a', 'b'] })];
    expect(check('m <- lmer(y ~ x + (1 | g), data = d)', { variables })).toEqual([]);
    expect(only('m <- lmer(y ~ xx + (1 | g), data = d)', { variables }).mended).toBe('m <- lmer(y ~ x + (1 | g), data = d)');
  });

  it('says nothing once columns are renamed', () => {
    expect(check('names(cbpp) <- c("a", "b", "c", "d")\nx <- cbpp$a')).toEqual([]);
  });

  it.each([
    ['x <- cbpp$hurd', 'GLMM204', 'hurd', 'x <- cbpp$herd'],
    ['x <- cbpp[["hurd"]]', 'GLMM204', '"hurd"', 'x <- cbpp[["herd"]]'],
    ['x <- cbpp[, c("herd", "perod")]', 'GLMM204', '"perod"', 'x <- cbpp[, c("herd", "period")]'],
    ['m <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstud)', 'GLMM201', 'sleepstud', 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)'],
    ['value <- 1\nx <- vaule + 1', 'GLMM201', 'vaule', 'value <- 1\nx <- value + 1'],
    ['x <- sqr(2)', 'GLMM202', 'sqr', 'x <- sqrt(2)'],
    ['m <- gmler(incidence ~ period + (1 | herd), data = cbpp)', 'GLMM202', 'gmler', 'm <- glmer(incidence ~ period + (1 | herd), data = cbpp)'],
    ['x <- cbpp %>% head()', 'GLMM209', '%>%', 'x <- cbpp |> head()'],
    ['setwd("/data")', 'GLMM202', 'setwd', null],
    [model('incidence ~ period'), 'GLMM243', 'incidence ~ period', model('incidence ~ period + (1 | herd)')],
    ['data(cbp)', 'GLMM260', 'cbp', 'data(cbpp)'],
    ['x <- cbpp$period == "5"', 'GLMM224', '"5"', null],
    [model('incidence ~ period (1 | herd)'), 'GLMM202', 'period (1 | herd)', model('incidence ~ period + (1 | herd)')],
  ])('%s is %s at %s', (text, code, at, mended) => {
    expect(only(text)).toMatchObject({ code, at, mended });
  });

  it('offers the data frame that a call forgot', () => {
    expect(only('m <- glmer(y ~ visit + (1 | patient), family = binomial)')).toMatchObject({
      code: 'GLMM201',
      at: 'y ~ visit + (1 | patient)',
      mended: 'm <- glmer(y ~ visit + (1 | patient), data = spinal, family = binomial)',
    });
  });

  it('tells a function that is planned from one that nobody knows', () => {
    expect(functions.has('influence')).toBe(false);
    expect(only('x <- influence(1)')).toMatchObject({ code: 'GLMM200', message: expect.stringMatching(/^influence\(\) is planned for version 0\.4 and not there yet\./) as string });
  });

  it('knows names from earlier cells and earlier statements, not from later ones', () => {
    expect(check('y <- x + 1', { above: ['x <- 1'] })).toEqual([]);
    expect(check('x <- 1; y <- x')).toEqual([]);
    expect(only('y <- x\nx <- 1').code).toBe('GLMM201');
  });
});

describe('arguments', () => {
  it.each([
    ['m <- glmer(incidence ~ period + (1 | herd), dta = cbpp)', 'GLMM203', 'dta', 'm <- glmer(incidence ~ period + (1 | herd), data = cbpp)'],
    ['x <- sqrt(1, 2)', 'GLMM203', '2', null],
    ['x <- sqrt()', 'GLMM206', 'sqrt', null],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomal'), 'GLMM251', 'binomal', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial')],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = "poison"'), 'GLMM251', '"poison"', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = "poisson"')],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial(link = "logi")'), 'GLMM252', '"logi"', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial(link = "logit")')],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = poisson("logg")'), 'GLMM252', '"logg"', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = poisson("log")')],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = nbinom2'), 'GLMM200', 'nbinom2', null],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial, nAGQ = 2.5'), 'GLMM250', '2.5', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial, nAGQ = 1')],
    [model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial, nAGQ = 1000'), 'GLMM250', '1000', model('incidence ~ period + (1 | herd)', 'data = cbpp, family = binomial, nAGQ = 1')],
    [model('incidence ~ size + (size * I(size^2) + log(size) | herd)', 'data = cbpp, family = poisson, nAGQ = 10'), 'GLMM419', '10', model('incidence ~ size + (size * I(size^2) + log(size) | herd)', 'data = cbpp, family = poisson, nAGQ = 1')],
    [model('incidence ~ size + (1 | herd) + (1 | period) + (1 | herd:period)', 'data = cbpp, family = poisson, nAGQ = 10'), 'GLMM419', '10', model('incidence ~ size + (1 | herd) + (1 | period) + (1 | herd:period)', 'data = cbpp, family = poisson, nAGQ = 1')],
  ])('%s is %s at %s', (text, code, at, mended) => {
    expect(only(text)).toMatchObject({ code, at, mended });
  });
});

describe('formulas', () => {
  const sleep = (formula: string): string => `m <- lmer(${formula}, data = sleepstudy)`;

  it.each([
    [sleep('Reaction ~ Days + 1 | Subject'), 'GLMM241', '1 | Subject', sleep('Reaction ~ Days + (1 | Subject)')],
    [sleep('Reaction ~ (Days | Subject)'), 'GLMM245', 'Days | Subject', sleep('Reaction ~ Days + (Days | Subject)')],
    [sleep('Reaction ~ Days + Days + (1 | Subject)'), 'GLMM246', 'Days', sleep('Reaction ~ Days + (1 | Subject)')],
    [sleep('Reaction ~ Days + (1 | Subject) + (1 | Subject)'), 'GLMM246', '(1 | Subject)', sleep('Reaction ~ Days + (1 | Subject)')],
    [sleep('Reaction ~ Days + Subject + (1 | Subject)'), 'GLMM247', '1 | Subject', sleep('Reaction ~ Days + (1 | Subject)')],
    [sleep('~ Days + (1 | Subject)'), 'GLMM242', '~ Days + (1 | Subject)', null],
  ])('%s is %s at %s', (text, code, at, mended) => {
    const found = check(text).filter((one) => one.code === code);
    expect(found[0]).toMatchObject({ code, mended });
    expect(found[0]!.at.replace(/^\((.*)\)$/, '$1')).toBe(at.replace(/^\((.*)\)$/, '$1'));
  });
});

describe('what the last fit of a call found', () => {
  const call = 'glmer(y ~ visit + (1 | patient), data = spinal, family = binomial)';
  const notice: Notice = { code: 'GLMM406', severity: 'warning', message: 'The Laplace approximation is too coarse for these data.', term: null, evidence: {}, advice: [], mend: { title: 'Fit by quadrature: nAGQ = 25', argument: 'nAGQ', value: '25' } };
  const fitted = (of: string): SessionSnapshot => ({ variables: [modelVariable('m', { call: of, notices: [notice] } as never)] });

  it('is offered as a mend of the call, in place of the argument where it is given', () => {
    for (const [text, mended] of [
      [`m <- ${call}`, `m <- ${call.replace('binomial)', 'binomial, nAGQ = 25)')}`],
      [`m <- ${call.replace('data', 'nAGQ = 1, data')}`, `m <- ${call.replace('data', 'nAGQ = 25, data')}`],
    ] as const) {
      const [found, ...others] = checkCell(notebookOf([text], fitted(text.replace('m <- ', ''))));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ code: 'GLMM406', severity: 'warning' });
      expect(text.slice(found!.from, found!.to)).toBe('glmer');
      const [edit] = found!.fixes[0]!.edits;
      expect(text.slice(0, edit!.from) + edit!.insert + text.slice(edit!.to)).toBe(mended);
    }
  });

  it('is not said of a call that has changed since', () => {
    expect(checkCell(notebookOf([`m <- ${call}`], fitted(call.replace('visit', '1'))))).toEqual([]);
  });
});

describe('valid programs', () => {
  it.each([...functions.values()].filter(({ example }) => example !== '').map(({ name, example }) => [name, example] as const))('the example of %s has no mistake', (_, example) => {
    expect(check(example)).toEqual([]);
  });

  it.each([
    'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nm',
    'm <- glmer(incidence ~ size + (0 + size | herd), cbpp, poisson, nAGQ = 25)',
    'm <- glmer(incidence / size ~ period + (1 | herd), cbpp, binomial, weights = size)',
    'm <- glmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = Contraception, family = binomial(link = "logit"))',
    'm <- glmer(r2 ~ Anger + Gender + btype + situ + mode + (1 | id) + (1 | item), family = binomial, data = VerbAgg)',
    'm <- glmer(TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), family = poisson, data = grouseticks)',
    'm <- lmer(Reaction ~ Days + (Days || Subject), sleepstudy, REML = FALSE)',
    'm <- lmer(strength ~ 1 + (1 | batch/cask), data = Pastes)',
    'm <- lmer(diameter ~ 1 + (1 | plate) + (1 | sample), data = Penicillin)',
    'm <- lmer(Reaction ~ poly(Days, 2) + offset(Days) + (0 + Days | Subject) + (1 | Subject), data = sleepstudy)',
    'm <- lmer(Reaction ~ . + (1 | Subject), data = sleepstudy)',
    'f <- Reaction ~ Days + (1 | Subject)\nm <- lmer(f, data = sleepstudy)',
    'x <- c(1, 2, NA)\ny <- mean(x, na.rm = TRUE)\nx[2] <- y\nx > 1 & !is.na(x)',
    'd <- sleepstudy\nd$half <- d$Days / 2\nm <- lmer(Reaction ~ half + (1 | Subject), data = d)',
    'm <- lmer(log(Reaction) ~ Days + (1 | Subject), data = sleepstudy[sleepstudy$Days > 1, ])',
    'm <- lmer(strength ~ batch + (1 | batch:cask), data = Pastes)',
    'x <- pi * 2\nletters[1:3]',
    'glmer(y ~ visit + (1 | patient), data = spinal, family = binomial)',
  ])('%s has no mistake', (text) => {
    expect(check(text)).toEqual([]);
  });
});
