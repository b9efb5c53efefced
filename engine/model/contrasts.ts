/** How the levels of a factor become columns. */
import { asFactor } from '../data/factor.js';
import type { Column, ContrastMatrix, Contrasts, Factor } from '../data/vectors.js';
import { UserError, type TextRange } from '../language/syntax/diagnostic.js';
import { columnOfQ, householderQr } from '../linalg/householder.js';
import type { CoefficientMeaning } from '../results.js';
import { contrastMeanings } from './contrast-meaning.js';
import { contrastRule, numberedLevels } from './contrast-rules.js';

export interface Coding {
  /** What follows the variable's name in the name of a column. */
  readonly suffixes: readonly string[];
  readonly meanings: readonly CoefficientMeaning[];
  /** Levels × columns, by columns. */
  readonly values: Float64Array;
}

/** The rules for factors that have no contrasts of their own; R's `options(contrasts)`. */
export interface DefaultContrasts {
  readonly unordered: string;
  readonly ordered: string;
}

export const standardContrasts: DefaultContrasts = { unordered: 'contr.treatment', ordered: 'contr.poly' };

/** What a call chooses for a variable: contrasts, or a rule that is given the number of levels alone, as `contr.sum` without quotes is. */
export type ContrastChoice = Contrasts | { readonly ruleOfCount: string };

/** The contrasts of a factor, its own or the default ones of its kind; k levels, usually k − 1 columns. */
export function contrastMatrixOf(factor: Factor, defaults: DefaultContrasts): ContrastMatrix {
  const contrasts = contrastsOf(factor, defaults);
  return typeof contrasts === 'string' ? contrastRule(contrasts).matrix(factor.levels) : contrasts;
}

/** The columns of a factor coded by its contrasts. */
export function contrastCoding(variable: string, factor: Factor, defaults: DefaultContrasts): Coding {
  const contrasts = contrastsOf(factor, defaults);
  const { values, columnCount, columnNames } = contrastMatrixOf(factor, defaults);
  const meanings = typeof contrasts === 'string' ? contrastRule(contrasts).meanings(variable, factor.levels) : contrastMeanings(variable, factor.levels, contrasts);
  return { suffixes: columnNames ?? numberedLevels(columnCount), meanings, values };
}

/** A factor's own contrasts, or the default ones of its kind. */
export const contrastsOf = ({ contrasts, isOrdered }: Factor, { ordered, unordered }: DefaultContrasts): Contrasts => contrasts ?? (isOrdered ? ordered : unordered);

/** One indicator a level. */
export function indicatorCoding(variable: string, levels: readonly string[]): Coding {
  const count = levels.length;
  const values = new Float64Array(count * count);
  for (let i = 0; i < count; i++) values[i * count + i] = 1;
  return { suffixes: levels, meanings: levels.map(level => ({ kind: 'cell', variable, level })), values };
}

/** The factor with contrasts of its own, as R's `contrasts(x) <- choice`; null removes them. `columnCount`: how many columns to make of a matrix. */
export function withContrasts(factor: Factor, choice: ContrastChoice | null, columnCount = factor.levels.length - 1): Factor {
  const { contrasts: _contrasts, ...bare } = factor;
  if (choice === null) return bare;
  const levelCount = factor.levels.length;
  if (levelCount < 2) throw new UserError('GLMM225', 'Contrasts are set for a factor with at least two levels.');
  if (typeof choice === 'string') return { ...bare, contrasts: contrastRule(choice).name };
  const matrix = 'ruleOfCount' in choice ? contrastRule(choice.ruleOfCount).matrix(numberedLevels(levelCount)) : choice;
  return { ...bare, contrasts: matrixOfWidth(matrix, levelCount, columnCount) };
}

/** The columns of a frame, some of the factors with contrasts that a call chooses. Throws `UserError` for those that do not fit. */
export function withChosenContrasts(columns: ReadonlyMap<string, Column>, chosen: ReadonlyMap<string, ContrastChoice>, range: TextRange | null): ReadonlyMap<string, Column> {
  if (chosen.size === 0) return columns;
  const coded = new Map(columns);
  for (const [label, choice] of chosen) {
    const column = columns.get(label);
    if (!column) continue;
    if (column.type === 'double' || column.type === 'integer') {
      throw new UserError('GLMM225', `contrasts = sets those of \`${label}\`, which is no factor but a number.`, { range, advice: [`Make it a factor: factor(${label}).`] });
    }
    // a matrix gives as many columns as it has, also where those are fewer than the factor needs
    const isMatrix = typeof choice !== 'string' && !('ruleOfCount' in choice);
    try {
      coded.set(label, isMatrix ? withContrasts(asFactor(column), choice, choice.columnCount) : withContrasts(asFactor(column), choice));
    } catch (error) {
      throw error instanceof UserError && range ? error.at(range) : error;
    }
  }
  return coded;
}

/** The first columns of a matrix; where there are too few, others that are orthogonal to them and to the constant, as R adds. */
function matrixOfWidth({ values, columnCount, columnNames }: ContrastMatrix, levelCount: number, wanted: number): ContrastMatrix {
  const rowCount = values.length / columnCount;
  if (rowCount !== levelCount) {
    throw new UserError('GLMM225', `The contrast matrix has ${rowCount} rows, but the factor has ${levelCount} levels.`, { advice: ['Give one row for each level, in the order of levels(x).'] });
  }
  if (!values.every(Number.isFinite)) throw new UserError('GLMM225', 'The contrast matrix has entries that are missing or infinite.');
  if (columnCount >= wanted) return { values: values.slice(0, levelCount * wanted), columnCount: wanted, columnNames: columnNames && columnNames.slice(0, wanted) };
  const given = new Float64Array(levelCount * (columnCount + 1)).fill(1, 0, levelCount);
  given.set(values, levelCount);
  const factor = householderQr(given, levelCount, columnCount + 1);
  const largest = Math.max(...factor.diagonal.map(Math.abs));
  if (factor.diagonal.some(value => Math.abs(value) < 1e-7 * largest)) {
    throw new UserError('GLMM225', 'The columns of the contrast matrix are linearly dependent, or one of them is constant.', { advice: ['Give columns none of which can be made of the others and of the intercept.'] });
  }
  const completed = new Float64Array(levelCount * wanted);
  completed.set(values);
  for (let j = columnCount; j < wanted; j++) completed.set(columnOfQ(factor, j + 1), j * levelCount);
  return { values: completed, columnCount: wanted, columnNames: columnNames && [...columnNames, ...Array.from({ length: wanted - columnCount }, () => '')] };
}
