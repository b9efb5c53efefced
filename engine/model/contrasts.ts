/** How the levels of a factor become columns. */
import type { CoefficientMeaning } from '../results.js';
import { orthogonalPolynomials } from './polynomial.js';

export interface Coding {
  /** What follows the variable's name in the name of a column. */
  readonly suffixes: readonly string[];
  readonly meanings: readonly CoefficientMeaning[];
  /** Levels × columns, by columns. */
  readonly values: Float64Array;
}

/** R's default contrasts: each level against the first, or orthogonal polynomials where the levels are ordered. */
export function contrastCoding(variable: string, levels: readonly string[], isOrdered: boolean): Coding {
  return isOrdered ? polynomialContrasts(variable, levels.length) : treatmentContrasts(variable, levels);
}

/** One indicator a level. */
export function indicatorCoding(variable: string, levels: readonly string[]): Coding {
  const count = levels.length;
  const values = new Float64Array(count * count);
  for (let i = 0; i < count; i++) values[i * count + i] = 1;
  return { suffixes: levels, meanings: levels.map(level => ({ kind: 'cell', variable, level })), values };
}

function treatmentContrasts(variable: string, levels: readonly string[]): Coding {
  const [reference = '', ...others] = levels;
  const values = new Float64Array(levels.length * others.length);
  for (let j = 0; j < others.length; j++) values[j * levels.length + j + 1] = 1;
  return { suffixes: others, meanings: others.map(level => ({ kind: 'contrast', variable, level, reference })), values };
}

/** Equally spaced scores, `contr.poly`. */
function polynomialContrasts(variable: string, count: number): Coding {
  const scores = Float64Array.from({ length: count }, (_, i) => i + 1);
  const { columns } = orthogonalPolynomials(scores, count - 1);
  const suffixes = Array.from({ length: count - 1 }, (_, i) => ['.L', '.Q', '.C'][i] ?? `^${i + 1}`);
  return { suffixes, meanings: suffixes.map(() => ({ kind: 'basis', variable })), values: columns };
}
