/** Grouping factors, and the random-effects part of a design. */
import { asFactor, dropUnusedLevels } from '../data/factor.js';
import type { Column, Factor } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { DefaultContrasts } from './contrasts.js';
import type { RandomTermRecipe } from './design-recipe.js';
import type { RandomTerm } from './design.js';
import { matrixRecipe } from './matrix-recipe.js';
import { modelMatrix } from './model-matrix.js';
import { groupingVariables, inModelOrder, type Grouping, type RandomTermSyntax } from './random-terms.js';

export interface BuiltRandomTerm {
  readonly term: RandomTerm;
  /** How to compute it at other data. */
  readonly recipe: RandomTermRecipe;
}

/**
 * The random-effects terms over the complete rows of a frame, in lme4's order.
 * `hasDispersion`: the family has a residual variance, which a factor with a level for every row would be confounded with.
 */
export function buildRandomTerms(syntax: readonly RandomTermSyntax[], frame: ReadonlyMap<string, Column>, rowCount: number, hasDispersion: boolean, defaults: DefaultContrasts): BuiltRandomTerm[] {
  const groupings = new Map<string, Factor>();
  const terms = syntax.map(term => {
    const factor = groupings.get(term.group) ?? groupingFactor(term.grouping, frame);
    groupings.set(term.group, factor);
    const columns = withGroupingFactors(frame, term);
    const matrix = modelMatrix(term.terms, columns, rowCount, defaults);
    const built: RandomTerm = {
      label: term.label,
      group: term.group,
      levels: factor.levels,
      levelOfRow: levelsFromZero(factor.codes),
      effectCount: matrix.names.length,
      effectNames: matrix.names,
      effectMeanings: matrix.meanings,
      z: byRows(matrix.x, rowCount, matrix.names.length),
      structure: 'unstructured',
      range: term.range,
    };
    requireIdentifiable(built, rowCount, hasDispersion);
    return { term: built, recipe: { effects: matrixRecipe(term.terms, columns, defaults, matrix.names.map((_, j) => j)), labels: matrix.assign.map(of => term.terms.terms[of - 1]?.label ?? '1'), grouping: term.grouping } };
  });
  return inModelOrder(terms, ({ term }) => term.levels.length);
}

/** A variable that groups is a factor also before the bar, as in lme4. */
function withGroupingFactors(frame: ReadonlyMap<string, Column>, { terms, grouping }: RandomTermSyntax): ReadonlyMap<string, Column> {
  const effects = new Set(terms.terms.flatMap(term => term.variables.map(({ label }) => label)));
  const both = groupingVariables(grouping).filter(({ label }) => effects.has(label));
  return both.length === 0 ? frame : new Map([...frame, ...both.map(({ label }): [string, Column] => [label, asFactor(frame.get(label)!)])]);
}

/** Grouping variables that are numbers with fractions: measurements rather than labels, most likely. */
export function fractionalGroupings(syntax: readonly RandomTermSyntax[], frame: ReadonlyMap<string, Column>): readonly string[] {
  const labels = syntax.flatMap(term => groupingVariables(term.grouping).map(variable => variable.label));
  return [...new Set(labels)].filter(label => {
    const column = frame.get(label);
    return column?.type === 'double' && column.values.some(value => !Number.isInteger(value));
  });
}

function groupingFactor(grouping: Grouping, frame: ReadonlyMap<string, Column>): Factor {
  if (grouping.kind === 'interaction') return combinations(groupingFactor(grouping.left, frame), groupingFactor(grouping.right, frame));
  const { label, expression } = grouping.variable;
  const column = frame.get(label);
  if (!column) throw new Error(`the model frame lacks ${label}`);
  if (column.type !== 'factor' && column.dim && column.dim[1] !== 1) {
    throw new UserError('GLMM319', `\`${label}\` is a matrix, which cannot be a grouping factor.`, { range: expression });
  }
  return column.type === 'factor' ? dropUnusedLevels(column) : asFactor(column);
}

/** The combinations of levels that occur, those of `left` varying slowest, called `left:right`. */
function combinations(left: Factor, right: Factor): Factor {
  const count = right.levels.length;
  // a double holds any product of two level counts exactly
  const combined = Float64Array.from(left.codes, (code, i) => (code - 1) * count + right.codes[i]! - 1);
  const used = Float64Array.from(new Set(combined)).sort();
  const codeOf = new Map(Array.from(used, (combination, i) => [combination, i + 1]));
  return {
    type: 'factor',
    codes: Int32Array.from(combined, combination => codeOf.get(combination)!),
    levels: Array.from(used, combination => `${left.levels[Math.floor(combination / count)]}:${right.levels[combination % count]}`),
    isOrdered: false,
  };
}

function requireIdentifiable(term: RandomTerm, rowCount: number, hasDispersion: boolean): void {
  const { group, range } = term;
  const levelCount = term.levels.length;
  if (levelCount < 2) {
    throw new UserError('GLMM312', `The grouping factor \`${group}\` has only one level in the rows used, so nothing can vary between its levels.`, {
      range,
      advice: [`Remove ${term.label} from the formula.`],
    });
  }
  if (!hasDispersion) return;
  if (levelCount >= rowCount) {
    throw new UserError('GLMM315', `The grouping factor \`${group}\` has ${levelCount} levels in ${rowCount} rows: its variance could not be told from the residual variance. The number of levels of each grouping factor must be smaller than the number of observations.`, {
      range,
      advice: [`Group by a factor whose levels repeat, or remove ${term.label}: the residual already is a random effect for every row.`],
    });
  }
  if (levelCount * term.effectCount >= rowCount) {
    throw new UserError('GLMM316', `${term.label} has ${term.effectCount} effects for each of ${levelCount} levels, ${levelCount * term.effectCount} in all, but there are only ${rowCount} rows: its variances could not be told from the residual variance.`, {
      range,
      advice: [`Use fewer effects, such as (1 | ${group}).`],
    });
  }
}

function levelsFromZero(codes: Int32Array): Int32Array {
  const levels = new Int32Array(codes.length);
  for (let i = 0; i < levels.length; i++) levels[i] = codes[i]! - 1;
  return levels;
}

function byRows(x: Float64Array, n: number, k: number): Float64Array {
  if (k === 1) return x;
  const z = new Float64Array(n * k);
  for (let j = 0; j < k; j++) for (let i = 0; i < n; i++) z[i * k + j] = x[j * n + i]!;
  return z;
}
