import { describe, expect, it } from 'vitest';
import { completeAt, type Completion } from '../../../engine/language/complete.js';
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
    expect(labels(complete(text), 'column')).toEqual(['herd', 'incidence', 'size', 'period']);
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
