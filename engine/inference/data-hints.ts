/** What the data of a model tell before it is fitted, beyond the notices that go with every fit: the editor shows it while a model is written. */
import { asFactor, interaction } from '../data/factor.js';
import type { Column, Factor } from '../data/vectors.js';
import type { BuiltDesign } from '../model/build-design.js';
import type { RandomTerm } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import { spanOf } from '../model/rank.js';
import type { Notice } from '../results.js';

/** A hint is a notice that comes before the fit. */
export type DataHint = Omit<Notice, 'severity'> & { readonly severity: 'warning' | 'hint' };

export function dataHints(built: BuiltDesign, family: Family, link: string): DataHint[] {
  return [...scaleHints(built), ...separationHints(built, family, link), ...constantSlopeHints(built), ...offsetHints(built, link), ...trialsHints(built)];
}

/** lme4's `checkScaleX`, tol = 1000: a standard deviation so far from one, or two so far from each other. */
const VERY_DIFFERENT = 1000;

function scaleHints({ design: { fixed, rowCount } }: BuiltDesign): DataHint[] {
  const slopes = fixed.meanings.flatMap((meaning, j) => {
    if (meaning.kind !== 'slope' || meaning.isIndicator) return [];
    return [{ variable: meaning.variable, deviation: standardDeviation(fixed.x.subarray(j * rowCount, (j + 1) * rowCount)) }];
  }).filter(({ deviation }) => deviation > 0);
  const logs = slopes.map(({ deviation }) => Math.log(deviation));
  const isFar = (log: number): boolean => Math.abs(log) > Math.log(VERY_DIFFERENT);
  if (!logs.some(log => isFar(log) || logs.some(other => isFar(log - other)))) return [];
  const farthest = slopes.reduce((far, each) => (Math.abs(Math.log(each.deviation)) > Math.abs(Math.log(far.deviation)) ? each : far));
  const deviation = String(Number(farthest.deviation.toPrecision(2)));
  return [{
    code: 'GLMM324',
    severity: 'hint',
    message: `${farthest.variable} has a standard deviation of ${deviation}, so that its coefficient, for one unit, is hard to read${slopes.length > 1 ? ' beside the others' : ''}; scale(${farthest.variable}) gives it for one standard deviation.`,
    term: farthest.variable,
    evidence: { standardDeviation: farthest.deviation },
    advice: ['The fit itself is not affected here; lme4 warns of very different scales.'],
  }];
}

/** The links under which an effect of its own can take the mean of some rows all the way to 0 or 1. */
const UNBOUNDED: ReadonlySet<string> = new Set(['logit', 'probit', 'cloglog', 'cauchit']);
/** Tables of more cells than this are left to the fit. */
const MOST_CELLS = 1000;

/**
 * Levels, or combinations of levels, in which only one outcome occurs and that have an effect of their own: the likelihood rises without
 * end along it (Albert & Anderson 1984). Whether they have is a matter of the columns of X, and is computed, not guessed.
 */
function separationHints({ design, columns, terms }: BuiltDesign, family: Family, link: string): DataHint[] {
  const isBinomial = family.name === 'binomial' && UNBOUNDED.has(link);
  if (!isBinomial && !(family.isCount && link === 'log')) return [];
  const separated: string[][] = [];
  let span: ((vector: Float64Array) => boolean) | null = null;
  const hasOwnEffect = (rows: Float64Array): boolean => {
    span ??= spanOf(design.fixed.x, design.rowCount, design.fixed.columnCount);
    return span(rows);
  };
  return terms.terms.flatMap((term): DataHint[] => {
    const labels = term.variables.map(({ label }) => label);
    if (separated.some(inner => inner.every(label => labels.includes(label)))) return [];
    const factors = term.variables.map(({ label }) => categories(columns.get(label)));
    const crossed = crossing(factors);
    if (!crossed) return [];
    const cells = extremeCells(crossed, design.response.values, design.weights, isBinomial);
    const found = cells.filter(({ code }) => hasOwnEffect(Float64Array.from(crossed.codes, each => (each === code ? 1 : 0))));
    const [first] = found;
    if (!first) return [];
    separated.push(labels);
    const level = crossed.levels[first.code - 1]!.split(SEPARATOR);
    const where = labels.map((label, i) => `${label} = ${level[i]}`).join(' and ');
    const rows = `${first.rows} ${first.rows === 1 ? 'row' : 'rows'}`;
    const what = isBinomial ? `${design.response.description.event ?? 'the outcome'} ${first.value === 1 ? 'happens every time' : 'never happens'}` : 'the response is always 0';
    const more = found.length > 1 ? ` (and so with ${found.length - 1} more)` : '';
    return [{
      code: 'GLMM325',
      severity: 'warning',
      message: `In the ${rows} with ${where}${more} ${what}, so that the estimate of that effect grows without limit.`,
      term: term.label,
      evidence: { rows: first.rows, cells: found.map(({ code }) => crossed.levels[code - 1]!.split(SEPARATOR).join(':')), fixedTerm: term.label },
      advice: [`Merge or leave out ${labels.length > 1 ? 'such combinations' : 'such levels'}, or leave ${term.label} out of the model.`],
    }];
  });
}

/** No label holds it. */
const SEPARATOR = '\u0001';

/** A variable as a factor, where it divides the rows into classes; null where it measures. */
function categories(column: Column | undefined): Factor | null {
  if (!column || (column.type !== 'factor' && column.dim && column.dim[1] !== 1)) return null;
  if (column.type === 'factor') return column;
  if (column.type === 'character' || column.type === 'logical') return asFactor(column);
  const values = new Set<number>();
  for (const value of column.values) if (values.add(value).size > 2) return null;
  return values.size === 2 ? asFactor(column) : null;
}

function crossing(factors: readonly (Factor | null)[]): Factor | null {
  const all = factors.filter(factor => factor !== null);
  if (all.length < factors.length || all.length === 0 || all.reduce((product, { levels }) => product * levels.length, 1) > MOST_CELLS) return null;
  return all.length === 1 ? all[0]! : interaction(all, SEPARATOR, true, true);
}

function extremeCells({ codes, levels }: Factor, y: Float64Array, weights: Float64Array, isBinomial: boolean): { code: number; value: number; rows: number }[] {
  const rows = new Int32Array(levels.length);
  const sums = new Float64Array(levels.length);
  const trials = new Float64Array(levels.length);
  for (let i = 0; i < codes.length; i++) {
    if (weights[i] === 0) continue;
    const cell = codes[i]! - 1;
    rows[cell]!++;
    sums[cell]! += weights[i]! * y[i]!;
    trials[cell]! += weights[i]!;
  }
  const cells = levels.map((_, cell) => ({ code: cell + 1, value: sums[cell]! / trials[cell]!, rows: rows[cell]! }));
  return cells.filter(({ value, rows: used }) => used > 0 && (value === 0 || (isBinomial && value === 1)));
}

/** `(x | g)` with an x that is the same in all rows of each level. */
function constantSlopeHints({ design }: BuiltDesign): DataHint[] {
  return design.random.flatMap((term): DataHint[] => {
    const constant = term.effectNames.includes('(Intercept)') ? term.effectNames.filter((name, effect) => name !== '(Intercept)' && isConstantWithin(term, effect, design.rowCount)) : [];
    if (constant.length === 0) return [];
    return [{
      code: 'GLMM326',
      severity: 'hint',
      message: `${constant.join(' and ')} ${constant.length === 1 ? 'takes' : 'take'} a single value in each level of ${term.group}, so that no level shows a slope of its own.`,
      term: term.label,
      evidence: { constant },
      advice: [`Fit (1 | ${term.group}), unless the variance is to depend on ${constant.join(' and ')}.`],
    }];
  });
}

function isConstantWithin({ z, effectCount: k, levelOfRow, levels }: RandomTerm, effect: number, rowCount: number): boolean {
  const seen = new Float64Array(levels.length).fill(NaN);
  for (let i = 0; i < rowCount; i++) {
    const level = levelOfRow[i]!;
    const value = z[i * k + effect]!;
    if (Number.isNaN(seen[level]!)) seen[level] = value;
    else if (seen[level] !== value) return false;
  }
  return rowCount > levels.length;
}

/** e³⁰ is 10¹³: no exposure is as large, but many are above 30. */
const LARGEST_LOGARITHM = 30;

function offsetHints({ design, remarks }: BuiltDesign, link: string): DataHint[] {
  const [only] = remarks.offsets;
  const { offset } = design;
  if (link !== 'log' || !offset || only === undefined || remarks.offsets.length > 1) return [];
  const largest = offset.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(largest > LARGEST_LOGARITHM) || !offset.every(value => value > 0)) return [];
  return [{
    code: 'GLMM327',
    severity: 'warning',
    message: `The offset is up to ${Number(largest.toPrecision(3))} on the scale of the logarithm of the mean; an exposure goes in as its logarithm.`,
    term: only,
    evidence: { largest },
    advice: ['Write offset(log(exposure)).'],
  }];
}

function trialsHints({ remarks }: BuiltDesign): DataHint[] {
  if (remarks.repeatedTrials === null) return [];
  return [{
    code: 'GLMM328',
    severity: 'warning',
    message: `The weights ${remarks.repeatedTrials} are the numbers of trials, which cbind(successes, failures) gives already: they would count twice.`,
    term: null,
    evidence: {},
    advice: ['Leave weights = out; they belong to a response that is a proportion.'],
  }];
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
