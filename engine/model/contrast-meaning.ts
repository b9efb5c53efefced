/**
 * What the coefficients of a contrast matrix C compare. With the means of the levels m = (1 C)γ, the coefficients are γ = (1 C)⁻¹m:
 * each row of the inverse says how a coefficient weighs the levels (Venables & Ripley 2002, §6.2; Schad et al. 2020).
 */
import type { ContrastMatrix } from '../data/vectors.js';
import type { CoefficientMeaning, FactorBaseline } from '../results.js';

/** One meaning a column: the difference between the mean of some levels and that of others, or none that can be put plainly. */
export function contrastMeanings(variable: string, levels: readonly string[], matrix: ContrastMatrix): CoefficientMeaning[] {
  const weights = levelWeights(levels.length, matrix);
  if (!weights) return Array.from({ length: matrix.columnCount }, () => ({ kind: 'basis', variable }));
  const [intercept, ...columns] = weights;
  const baseline = baselineOf(levels, intercept!);
  return columns.map(row => comparisonOf(variable, levels, row, baseline));
}

/** What a factor is at where this column of it is zero; null for what is no contrast of a factor. */
export function baselineIn(meaning: CoefficientMeaning): FactorBaseline | null {
  switch (meaning.kind) {
    case 'contrast':
      return { kind: 'level', level: meaning.reference };
    case 'comparison':
      return meaning.baseline;
    case 'deviation':
    case 'trend':
      return { kind: 'mean' };
    default:
      return null;
  }
}

/** The simple columns in a coefficient: itself, or the parts of an interaction. */
export function simpleParts(meaning: CoefficientMeaning): readonly CoefficientMeaning[] {
  return meaning.kind === 'interaction' ? meaning.parts.flatMap(simpleParts) : [meaning];
}

/** Whether `expression` is made of `variable`, as `I(age^2)` is of `age`. */
export function isFunctionOf(expression: string, variable: string): boolean {
  return expression !== variable && /^[\w.]+$/.test(variable) && (expression.match(/[\w.]+/g)?.includes(variable) ?? false);
}

function comparisonOf(variable: string, levels: readonly string[], weights: readonly number[], baseline: FactorBaseline): CoefficientMeaning {
  const k = levels.length;
  const over = weights.flatMap((weight, i) => (weight > TINY ? [i] : []));
  const against = weights.flatMap((weight, i) => (weight < -TINY ? [i] : []));
  const isEven = (positions: readonly number[]): boolean => positions.length > 0 && positions.every(i => Math.abs(weights[i]! - weights[positions[0]!]!) < TINY);
  if (!isEven(over) || !isEven(against)) return { kind: 'basis', variable };
  const factor = over.length * weights[over[0]!]!;
  const [level] = over;
  if (over.length === 1 && against.length === k - 1 && Math.abs(weights[level!]! - (1 - 1 / k)) < TINY && baseline.kind === 'mean') {
    return { kind: 'deviation', variable, level: levels[level!]! };
  }
  const [reference] = against;
  if (over.length === 1 && against.length === 1 && Math.abs(factor - 1) < TINY && baseline.kind === 'level' && baseline.level === levels[reference!]) {
    return { kind: 'contrast', variable, level: levels[level!]!, reference: levels[reference!]! };
  }
  return { kind: 'comparison', variable, over: over.map(i => levels[i]!), against: against.map(i => levels[i]!), factor: Math.abs(factor - 1) < TINY ? 1 : factor, baseline };
}

/** What the intercept is of this factor: one level, or a mean. */
function baselineOf(levels: readonly string[], weights: readonly number[]): FactorBaseline {
  const only = weights.findIndex(weight => Math.abs(weight - 1) < TINY);
  if (only >= 0 && weights.every((weight, i) => i === only || Math.abs(weight) < TINY)) return { kind: 'level', level: levels[only]! };
  return { kind: weights.every(weight => Math.abs(weight - 1 / levels.length) < TINY) ? 'mean' : 'mixture' };
}

const TINY = 1e-9;

/**
 * (1 C)⁻¹ by rows: how the intercept and each coefficient weigh the means of the k levels. Null where it does not exist: there are fewer columns than
 * contrasts, or they depend on each other.
 */
export function levelWeights(k: number, { values, columnCount }: ContrastMatrix): number[][] | null {
  if (columnCount !== k - 1) return null;
  const rows = Array.from({ length: k }, (_, i) => [1, ...Array.from({ length: k - 1 }, (__, j) => values[j * k + i]!), ...Array.from({ length: k }, (__, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < k; column++) {
    let pivot = column;
    for (let i = column + 1; i < k; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i;
    const row = rows[pivot]!;
    if (Math.abs(row[column]!) < TINY) return null;
    rows[pivot] = rows[column]!;
    const scale = row[column]!;
    rows[column] = row.map(value => value / scale);
    for (let i = 0; i < k; i++) {
      const multiple = rows[i]![column]!;
      if (i !== column && multiple !== 0) rows[i] = rows[i]!.map((value, j) => value - multiple * rows[column]![j]!);
    }
  }
  return rows.map(row => row.slice(k));
}
