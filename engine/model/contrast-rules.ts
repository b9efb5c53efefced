/** The rules by which the levels of a factor are contrasted, each described once; read by models, functions and documentation. */
import type { ContrastMatrix } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../language/syntax/nearest-name.js';
import type { CoefficientMeaning } from '../results.js';
import { orthogonalPolynomials } from './polynomial.js';

export interface ContrastRule {
  /** As R calls it: `contr.sum`. */
  readonly name: string;
  readonly package: string;
  /** One line. */
  readonly summary: string;
  /** What a coefficient says and what the intercept is; Markdown. */
  readonly help: string;
  /** One column fewer than levels. Throws `UserError` for options that do not fit. */
  matrix(levels: readonly string[], options?: ContrastOptions): ContrastMatrix;
  /** What each column of the matrix without options compares. */
  meanings(variable: string, levels: readonly string[]): CoefficientMeaning[];
}

export interface ContrastOptions {
  /** Position from 1 of the reference level; `contr.treatment`. */
  readonly base?: number;
  /** A number for each level; `contr.poly`. */
  readonly scores?: readonly number[];
}

const rules: readonly ContrastRule[] = [
  {
    name: 'contr.treatment',
    package: 'stats',
    summary: 'Contrasts of each level with a reference level.',
    help: 'The default for factors. A coefficient is the difference of a level from the reference, the first one unless `base` says otherwise; the intercept is the reference level.',
    matrix: (levels, { base = 1 } = {}) => treatment(levels, base),
    meanings: (variable, [reference = '', ...others]) => others.map(level => ({ kind: 'contrast', variable, level, reference })),
  },
  {
    name: 'contr.sum',
    package: 'stats',
    summary: 'Contrasts of each level with the mean of all levels.',
    help: 'A coefficient is the difference of a level from the mean of all levels, which the intercept is; that of the last level is minus the sum of the others. Main effects are then averages over the levels of the other factor, also where there is an interaction.',
    matrix: levels => fromEntries(levels, null, (i, j, k) => (i === k - 1 ? -1 : i === j ? 1 : 0)),
    meanings: (variable, levels) => levels.slice(0, -1).map(level => ({ kind: 'deviation', variable, level })),
  },
  {
    name: 'contr.helmert',
    package: 'stats',
    summary: 'Contrasts of each level with the mean of those before it.',
    help: 'Coefficient j is the difference of level j + 1 from the mean of the j levels before it, divided by j + 1; the intercept is the mean of all levels.',
    matrix: levels => fromEntries(levels, null, (i, j) => (i <= j ? -1 : i === j + 1 ? j + 1 : 0)),
    meanings: (variable, [first = '', ...others]) => others.map((level, j) => ({ kind: 'comparison', variable, over: [level], against: [first, ...others.slice(0, j)], factor: 1 / (j + 2), baseline: { kind: 'mean' } })),
  },
  {
    name: 'contr.poly',
    package: 'stats',
    summary: 'Linear, quadratic and higher trends across ordered levels.',
    help: 'The default for ordered factors: orthogonal polynomials in the positions of the levels, or in `scores`. The intercept is the mean of all levels.',
    matrix: (levels, { scores } = {}) => polynomial(levels, scores ?? levels.map((_, i) => i + 1)),
    meanings: (variable, levels) => levels.slice(1).map((_, j) => ({ kind: 'trend', variable, degree: j + 1, step: j === 0 ? Math.sqrt(12 / (levels.length * (levels.length ** 2 - 1))) : null })),
  },
  {
    name: 'contr.SAS',
    package: 'stats',
    summary: 'Contrasts of each level with the last level.',
    help: 'As `contr.treatment`, with the last level as the reference: the parametrisation of SAS.',
    matrix: levels => treatment(levels, levels.length),
    meanings: (variable, levels) => levels.slice(0, -1).map(level => ({ kind: 'contrast', variable, level, reference: levels.at(-1)! })),
  },
  {
    name: 'contr.sdif',
    package: 'MASS',
    summary: 'Contrasts of each level with the one before it.',
    help: 'Successive differences: a coefficient is the difference of a level from the one before it; the intercept is the mean of all levels.',
    matrix: levels => fromEntries(levels, levels.slice(1).map((level, j) => `${level}-${levels[j]}`), (i, j, k) => (i <= j ? (j + 1 - k) / k : (j + 1) / k)),
    meanings: (variable, [first = '', ...others]) => others.map((level, j) => ({ kind: 'comparison', variable, over: [level], against: [others[j - 1] ?? first], factor: 1, baseline: { kind: 'mean' } })),
  },
];

export const contrastRules: ReadonlyMap<string, ContrastRule> = new Map(rules.map(rule => [rule.name, rule]));

/** The rule of a name. Throws `UserError` for any other. */
export function contrastRule(name: string): ContrastRule {
  const rule = contrastRules.get(name);
  if (rule) return rule;
  throw new UserError('GLMM225', `There are no contrasts \`${name}\`.${suggestion(nearestName(name, contrastRules.keys()))}`, { advice: [`There are ${[...contrastRules.keys()].join(', ')}, and any matrix with one row a level.`] });
}

/** `contr.treatment(4)` in R has the levels 1 to 4. */
export const numberedLevels = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

function treatment(levels: readonly string[], base: number): ContrastMatrix {
  const reference = base - 1;
  if (levels[reference] === undefined) throw new UserError('GLMM225', `base = ${base} is not one of the ${levels.length} levels.`, { advice: [`Give the position of the reference level, from 1 to ${levels.length}.`] });
  const others = levels.filter((_, i) => i !== reference);
  return fromEntries(levels, others, (i, j) => (i === (j < reference ? j : j + 1) ? 1 : 0));
}

function polynomial(levels: readonly string[], scores: readonly number[]): ContrastMatrix {
  if (scores.length !== levels.length) throw new UserError('GLMM225', `There are ${scores.length} scores for ${levels.length} levels.`, { advice: ['Give one number for each level.'] });
  if (new Set(scores).size < scores.length || !scores.every(Number.isFinite)) throw new UserError('GLMM225', 'The scores of contr.poly() must all be different numbers.');
  // beyond this R refuses too: rounding would leave nothing of the highest degrees
  if (levels.length > MOST_LEVELS) throw new UserError('GLMM225', `Polynomial contrasts of ${levels.length} levels cannot be computed with any accuracy; ${MOST_LEVELS} is the limit.`, { advice: ['Use the scores as a number, with poly() or ns() of a low degree.'] });
  const columnNames = Array.from({ length: levels.length - 1 }, (_, j) => ['.L', '.Q', '.C'][j] ?? `^${j + 1}`);
  return { values: orthogonalPolynomials(scores, levels.length - 1).columns, columnCount: levels.length - 1, columnNames };
}

const MOST_LEVELS = 95;

/** `entry(i, j, k)`: level i of k, column j, all from 0. */
function fromEntries(levels: readonly string[], columnNames: readonly string[] | null, entry: (i: number, j: number, k: number) => number): ContrastMatrix {
  const k = levels.length;
  if (k < 2) throw new UserError('GLMM225', `Contrasts need at least two levels, and there ${k === 1 ? 'is one' : 'are none'}.`);
  const values = new Float64Array(k * (k - 1));
  for (let j = 0; j < k - 1; j++) for (let i = 0; i < k; i++) values[j * k + i] = entry(i, j, k);
  return { values, columnCount: k - 1, columnNames };
}
