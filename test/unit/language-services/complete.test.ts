import { describe, expect, it } from 'vitest';
import { asksForFile, completeAt, type Completion } from '../../../engine/language/complete.js';
import { signatureAt } from '../../../engine/language/signature.js';
import { modelVariable, withCursor, frameVariable } from './notebook.js';

function complete(text: string, options?: Parameters<typeof withCursor>[1]): readonly Completion[] {
  const { notebook, offset } = withCursor(text, options);
  return [...completeAt(notebook, offset)].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
}
const labels = (completions: readonly Completion[], kind: Completion['kind']): string[] => completions.filter((one) => one.kind === kind).map(({ label }) => label);
/** The cell with a completion accepted. */
function accepted(text: string, label: string): string {
  const one = complete(text).find((candidate) => candidate.label === label)!;
  const cell = text.replace('¦', '');
  return cell.slice(0, one.from) + one.insert + cell.slice(one.to);
}

describe('completeAt', () => {
  it.each([
    'm <- glmer(incidence ~ ¦, data = cbpp)',
    'm <- glmer(incidence ~ per¦ + (1 | herd), data = cbpp)',
    'm <- glmer(cbind(¦) ~ period, data = cbpp)',
    'm <- glmer(incidence ~ period + (1 | ¦), data = cbpp, family = binomial)',
    'm <- glmer(incidence ~ period + (1 | ¦, data = cbpp',
    'm <- glmer(incidence ~ period + (1 | herd), data = cbpp, weights = ¦)',
    'm <- lmer(data = cbpp, formula = ¦',
    'x <- cbpp$¦',
    'x <- cbpp$he¦',
    'x <- cbpp$¦\ny <- 2',
    'x <- cbpp[["¦"]]',
  ])('offers the columns of the data frame in %s', (text) => {
    expect(labels(complete(text), 'column').sort()).toEqual(['herd', 'incidence', 'period', 'size']);
  });

  it('offers columns first, and functions of formulas before others', () => {
    const list = complete('m <- glmer(incidence ~ ¦, data = cbpp)');
    expect(list[0]!.kind).toBe('column');
    expect(list.findIndex(({ label }) => label === 'poly')).toBeLessThan(list.findIndex(({ label }) => label === 'read.csv'));
  });

  it('offers columns that the notebook assigns', () => {
    expect(labels(complete('x <- cbpp$¦', { cells: ['cbpp$logsize <- log(cbpp$size)'] }), 'column')).toContain('logsize');
  });

  it('offers the levels of a factor that is compared', () => {
    expect(labels(complete('x <- cbpp$period == ¦'), 'level')).toEqual(['"1"', '"2"', '"3"', '"4"']);
    expect(labels(complete('x <- cbpp$period != "¦"'), 'level')).toEqual(['1', '2', '3', '4']);
    expect(labels(complete('x <- cbpp$period %in% c("1", "¦")'), 'level')).toEqual(['1', '2', '3', '4']);
  });

  it('offers families, links and other allowed values', () => {
    expect(labels(complete('glmer(y ~ x, data = cbpp, family = ¦)'), 'family')).toEqual(expect.arrayContaining(['binomial', 'poisson', 'gaussian', 'binomial(link = "logit")']));
    expect(labels(complete('glmer(y ~ x, family = poisson(link = ¦))'), 'value')).toEqual(['"log"', '"sqrt"', '"identity"']);
    expect(labels(complete('glmer(y ~ x, family = poisson(link = "¦"))'), 'value')).toEqual(['log', 'sqrt', 'identity']);
    expect(labels(complete('lmer(y ~ x, REML = ¦)'), 'value')).toEqual(['TRUE', 'FALSE']);
  });

  it('offers the arguments that are not given yet, with their defaults', () => {
    const list = complete('m <- glmer(y ~ x, data = cbpp, ¦)').filter(({ kind }) => kind === 'argument');
    expect(list.map(({ label }) => label)).toEqual(expect.arrayContaining(['family =', 'weights =']));
    expect(list.map(({ label }) => label)).not.toContain('data =');
    expect(list.find(({ label }) => label === 'nAGQ =')?.detail).toBe('default 1');
    expect(list[0]!.sortKey < complete('m <- glmer(y ~ x, data = cbpp, ¦)').find(({ kind }) => kind === 'function')!.sortKey).toBe(true);
  });

  it('offers data sets and data frames for data', () => {
    expect(labels(complete('glmer(y ~ x, data = ¦)'), 'dataset')).toContain('cbpp');
    expect(labels(complete('data(¦)'), 'dataset')).toContain('spinal');
    const variables = [frameVariable('herds', { size: [] })];
    expect(complete('glmer(y ~ x, data = ¦)', { variables })[0]!.label).toBe('herds');
  });

  it('offers models where a model is asked for', () => {
    const variables = [frameVariable('d', {}), modelVariable('m1', { call: '' } as never)];
    expect(complete('fixef(¦)', { variables })[0]!.label).toBe('m1');
  });

  it('offers variables of earlier cells, and functions as snippets', () => {
    const list = complete('¦', { cells: ['threshold <- 2'] });
    expect(labels(list, 'variable')).toEqual(['threshold']);
    expect(list.find(({ label }) => label === 'glmer')).toMatchObject({ insert: 'glmer($1)', isSnippet: true });
  });

  it.each([
    ['glmer(cbind(incidence, size - incidence) ~ period + (1 | ¦), data = cbpp)', ['herd', 'period', 'incidence', 'size']],
    ['glmer(cbind(incidence, size - incidence) ~ period + (1 | ¦', ['']],
    ['glmer(cbind(incidence, size - incidence) ~ ¦ + (1 | herd), data = cbpp)', ['period', 'herd', 'incidence', 'size']],
    ['lmer(Reaction ~ Days + (¦ | Subject), data = sleepstudy)', ['Reaction', 'Days', 'Subject']],
    ['lmer(Reaction ~ Days + (Days | ¦ ), data = sleepstudy)', ['Subject', 'Reaction', 'Days']],
    ['lmer(Reaction ~ Days + (1 | Subject) + ¦, data = sleepstudy)', ['Reaction', 'Days', 'Subject']],
  ])('puts what fits the place of a formula first: %s', (text, expected) => {
    const offered = labels(complete(text), 'column');
    if (expected[0] === '') expect(offered).toEqual([]);
    else expect(offered).toEqual(expected);
  });

  it('offers a random intercept for each grouping factor that the formula lacks', () => {
    expect(labels(complete('glmer(incidence ~ period + ¦, data = cbpp)'), 'term')).toEqual(['(1 | herd)']);
    expect(labels(complete('glmer(incidence ~ period + (1 | herd) + ¦, data = cbpp)'), 'term')).toEqual([]);
    expect(labels(complete('lm(size ~ log(¦), data = cbpp)'), 'term')).toEqual([]);
  });

  it('offers the levels that earlier cells gave a factor', () => {
    const cells = ['d <- cbpp\nd$age <- cut(d$size, c(0, 10, 20, 40), labels = c("young", "middle", "old"))\nd$kind <- ifelse(d$size > 3, "big", "small")'];
    expect(labels(complete('d[d$age == ¦, ]', { cells }), 'level')).toEqual(['"young"', '"middle"', '"old"']);
    expect(labels(complete('subset(d, age %in% c("¦"))', { cells }), 'level')).toEqual(['young', 'middle', 'old']);
    expect(labels(complete('d$age <- relevel(d$age, ref = "¦")', { cells }), 'level')).toEqual(['young', 'middle', 'old']);
    expect(labels(complete('d$age <- relevel(d$age, ¦)', { cells }), 'level')).toEqual(['"young"', '"middle"', '"old"']);
    expect(labels(complete('x <- d$kind == "¦"', { cells }), 'level')).toEqual(['big', 'small']);
    expect(labels(complete('names(d)[names(d) == "¦"] <- "n"', { cells }), 'level')).toEqual(['herd', 'incidence', 'size', 'period', 'age', 'kind']);
  });

  it('offers the columns of the data frames that fit while the data are not given yet', () => {
    const cells = ['d <- cbpp\nd$age <- 1', 'e <- sleepstudy'];
    expect(labels(complete('m <- glmer(incidence ~ ¦', { cells }), 'column')).toEqual(['herd', 'size', 'period', 'age', 'incidence']);
    for (const text of ['m <- lmer(¦ ~ ', 'm <- lmer(Rea¦', 'm <- lmer(¦)']) expect(labels(complete(text, { cells }), 'column').slice(0, 3)).toEqual(['Reaction', 'Days', 'Subject']);
    expect(labels(complete('m <- lmer(Reaction ~ Days + (1 | ¦'), 'column')).toEqual(['Subject', 'Reaction', 'Days']);
    expect(labels(complete('m <- lmer(nowhere ~ ¦'), 'column')).toEqual([]);
  });

  it('offers columns inside with, within and transform', () => {
    for (const text of ['with(cbpp, table(¦))', 'cbpp |> transform(rate = ¦)', 'within(cbpp, { rate <- inc¦ })']) expect(labels(complete(text), 'column')).toContain('incidence');
  });

  it('offers elements of lists, grouping factors of ranef, and models that have not run', () => {
    const cells = ['l <- list(a = cbpp, b = 2)', 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)'];
    expect(complete('l$¦', { cells }).map(({ label }) => label)).toEqual(['a', 'b']);
    expect(labels(complete('l$a$¦', { cells }), 'column')).toEqual(['herd', 'incidence', 'size', 'period']);
    expect(complete('ranef(m)$¦', { cells }).map(({ label }) => label)).toEqual(['Subject']);
    expect(complete('fixef(¦)', { cells })[0]).toMatchObject({ label: 'm', detail: 'Reaction ~ Days + (Days | Subject)' });
  });

  it('offers the files that a path may name, and the columns that two data frames share', () => {
    const { notebook, offset } = withCursor('d <- read.csv("¦")');
    expect(completeAt({ ...notebook, fileNames: ['polls.csv'] }, offset).map(({ label }) => label)).toEqual(['polls.csv']);
    expect(asksForFile(notebook, offset)).toBe(true);
    expect(complete('d <- merge(cbpp, cbpp[c("herd", "size")], by = "¦")').map(({ label }) => label)).toEqual(['herd', 'size']);
  });

  it('offers nothing where only an operator can follow, in numbers and in texts that are nothing special', () => {
    for (const text of ['x <- cbpp ¦', 'x <- 1¦', 'paste("¦")', 'x <- mean(cbpp$size) ¦']) expect(complete(text)).toEqual([]);
  });

  it('adds no brackets where they stand already', () => {
    expect(accepted('m <- lm¦(y ~ x)', 'lmer')).toBe('m <- lmer(y ~ x)');
  });

  it('offers constants last, and a data set that became a variable once', () => {
    const list = complete('x <- ¦', { cells: ['data(cbpp)'] });
    expect(list.filter(({ label }) => label === 'cbpp').map(({ kind }) => kind)).toEqual(['dataFrame']);
    expect(list.at(-1)!.kind).toBe('constant');
  });

  it('replaces the whole word that the cursor is in', () => {
    expect(accepted('x <- cbpp$he¦rrr + 1', 'herd')).toBe('x <- cbpp$herd + 1');
    expect(accepted('glmer(y ~ x, fam¦ = binomial)', 'family =')).toContain('family = ');
    expect(accepted('x <- cbpp$period == "¦"', '2')).toBe('x <- cbpp$period == "2"');
  });

  it('offers nothing in a comment', () => {
    expect(complete('x <- 1 # cbpp$¦')).toEqual([]);
  });
});

describe('signatureAt', () => {
  const active = (text: string): string | null => {
    const { notebook, offset } = withCursor(text);
    const help = signatureAt(notebook, offset);
    if (!help) return null;
    const parameter = help.activeParameter === null ? undefined : help.parameters[help.activeParameter];
    return parameter ? help.label.slice(parameter.from, parameter.to) : '';
  };

  it.each([
    ['lmer(¦)', 'formula'],
    ['lmer(y ~ x, ¦)', 'data = NULL'],
    ['lmer(y ~ x, ¦', 'data = NULL'],
    ['lmer(y ~ x, d, ¦)', 'REML = TRUE'],
    ['lmer(data = d, ¦)', 'formula'],
    ['lmer(data = d¦, y ~ x)', 'data = NULL'],
    ['lmer(y ~ x, RE = ¦)', 'REML = TRUE'],
    ['lmer(y ~ log(¦), d)', 'x'],
    ['lmer(y ~ x + (1 | ¦), d)', 'formula'],
    ['sleepstudy |> lmer(formula = y ~ x, ¦)', 'REML = TRUE'],
    ['x <- lmer(y ~ x, d)¦', null],
    ['unknown(¦)', null],
  ])('in %s the cursor is at %s', (text, parameter) => {
    expect(active(text)).toBe(parameter);
  });
});
