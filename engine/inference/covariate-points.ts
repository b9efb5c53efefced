/** Points of the covariates as rows of the model's matrices, and the points that a coefficient compares. */
import { asDouble } from '../data/coercion.js';
import { asFactor, makeFactor } from '../data/factor.js';
import type { Column, Factor } from '../data/vectors.js';
import type { BuiltDesign } from '../model/build-design.js';
import { isFunctionOf, levelWeights, simpleParts } from '../model/contrast-meaning.js';
import { contrastCoding, contrastMatrixOf, type Coding } from '../model/contrasts.js';
import type { CoefficientMeaning } from '../results.js';

/** Where variables stand: a factor at a level (0-based), a number at a value. What is not named is at its baseline: a factor where its coded columns are zero, a number at its mean. */
export type CovariatePoint = ReadonlyMap<string, number>;

/** A coefficient as what it is of the linear predictor: the weighted sum of its values at some points. */
export type Comparison = readonly { readonly weight: number; readonly point: CovariatePoint }[];

interface CodedFactor {
  readonly levels: readonly string[];
  readonly coding: Coding;
  /** (1 C)⁻¹ by rows; null where the contrasts do not span the factor. */
  readonly weights: readonly (readonly number[])[] | null;
}

/** Reads points and comparisons in the terms of one design. */
export class CovariatePoints {
  readonly #built: BuiltDesign;
  readonly #factors = new Map<string, CodedFactor | null>();
  readonly #moments = new Map<string, Moments>();

  constructor(built: BuiltDesign) {
    this.#built = built;
  }

  /** Mean and sample standard deviation of a numeric variable over the rows used; NaN where it is none. */
  momentsOf(variable: string): Moments {
    const known = this.#moments.get(variable);
    if (known) return known;
    const column = this.#built.columns.get(variable);
    const moments = column && (column.type === 'double' || column.type === 'integer') ? momentsOf(asDouble(column).values) : { mean: NaN, sd: NaN };
    this.#moments.set(variable, moments);
    return moments;
  }

  /** The point where variables of the model have the given values, levels by name. Expressions of them stay at their baseline. */
  pointOf(conditions: readonly { readonly variable: string; readonly value: string | number }[]): CovariatePoint {
    return new Map(conditions.flatMap(({ variable, value }): [string, number][] => {
      const level = this.#factor(variable)?.levels.indexOf(value === 0 ? 'FALSE' : String(value)) ?? -1;
      return level >= 0 ? [[variable, level]] : typeof value === 'number' ? [[variable, value]] : [];
    }));
  }

  /** The point of the fixed effects' columns, length p: all numbers at zero where `isAtZero`. */
  fixedRow(point: CovariatePoint, isAtZero = false): Float64Array {
    const { names, meanings } = this.#built.design.fixed;
    return Float64Array.from(meanings, (meaning, j) => this.#valueOf(meaning, names[j]!, point, isAtZero));
  }

  /** The point of the columns of random term t, length k; a column that is none of the variables' is at its mean. */
  randomRow(t: number, point: CovariatePoint, isAtZero = false): Float64Array {
    const term = this.#built.design.random[t]!;
    return Float64Array.from(term.effectMeanings, (meaning, i) => {
      const value = this.#valueOf(meaning, term.effectNames[i]!, point, isAtZero);
      return Number.isNaN(value) ? columnMean(term.z, term.effectCount, i) : value;
    });
  }

  /**
   * What coefficient j compares; null for a column of a basis, which compares nothing alone. A slope is one unit about the variable's mean, but about zero
   * where its effect holds there alone: beside an interaction or a power of it.
   */
  comparisonOf(j: number): Comparison | null {
    const { meanings } = this.#built.design.fixed;
    const meaning = meanings[j]!;
    const zeros = this.#atZeroBeside(meaning);
    let comparison: Comparison = [{ weight: 1, point: new Map([...zeros].map(variable => [variable, 0])) }];
    for (const part of simpleParts(meaning)) {
      const sides = this.#sidesOf(part, zeros);
      if (!sides) return null;
      comparison = comparison.flatMap(({ weight, point }) => sides.map(side => ({ weight: weight * side.weight, point: new Map([...point, [side.variable, side.value]]) })));
    }
    return comparison;
  }

  #sidesOf(part: CoefficientMeaning, zeros: ReadonlySet<string>): readonly { weight: number; variable: string; value: number }[] | null {
    if (part.kind === 'intercept' || part.kind === 'interaction') return null;
    const { variable } = part;
    if (part.kind === 'slope') {
      if (part.isIndicator) return [{ weight: 1, variable, value: 1 }, { weight: -1, variable, value: 0 }];
      const centre = zeros.has(variable) ? 0 : this.momentsOf(variable).mean;
      return [{ weight: 1, variable, value: centre + 0.5 }, { weight: -1, variable, value: centre - 0.5 }];
    }
    const factor = this.#factor(variable);
    if (!factor) return null;
    if (part.kind === 'cell') return [{ weight: 1, variable, value: factor.levels.indexOf(part.level) }];
    const row = factor.weights?.[columnOf(factor.coding, part) + 1];
    return row ? row.flatMap((weight, value) => (Math.abs(weight) > TINY ? [{ weight, variable, value }] : [])) : null;
  }

  /** Numeric variables that must be zero for a coefficient to be the effect that it is read as: what it interacts with, and what is a power with it. */
  #atZeroBeside(meaning: CoefficientMeaning): Set<string> {
    const own = simpleParts(meaning).map(variableOf);
    const zeros = new Set<string>();
    for (const other of this.#built.design.fixed.meanings) {
      const parts = simpleParts(other);
      if (parts.length > own.length && own.every(variable => parts.some(part => variableOf(part) === variable))) {
        for (const part of parts) if (part.kind === 'slope' && !part.isIndicator && !own.includes(part.variable)) zeros.add(part.variable);
      }
      for (const part of parts) {
        if (part.kind !== 'slope') continue;
        const root = own.find(variable => isFunctionOf(part.variable, variable));
        if (root !== undefined) zeros.add(root).add(part.variable);
        for (const variable of own) if (isFunctionOf(variable, part.variable)) zeros.add(part.variable).add(variable);
      }
    }
    return zeros;
  }

  #valueOf(meaning: CoefficientMeaning, name: string, point: CovariatePoint, isAtZero: boolean): number {
    return simpleParts(meaning).reduce((product, part) => product * this.#partValue(part, name, point, isAtZero), 1);
  }

  #partValue(part: CoefficientMeaning, name: string, point: CovariatePoint, isAtZero: boolean): number {
    if (part.kind === 'intercept' || part.kind === 'interaction') return 1;
    const { variable } = part;
    const at = point.get(variable);
    if (part.kind === 'slope') return at ?? (isAtZero || part.isIndicator ? 0 : this.momentsOf(variable).mean);
    const factor = this.#factor(variable);
    if (!factor) return isAtZero ? 0 : this.#meanOfBasis(variable, name);
    if (part.kind === 'cell') {
      const cell = factor.levels.indexOf(part.level);
      return at === undefined ? (factor.weights?.[0]?.[cell] ?? (cell === 0 ? 1 : 0)) : Number(at === cell);
    }
    return at === undefined ? 0 : factor.coding.values[columnOf(factor.coding, part, name, variable) * factor.levels.length + at]!;
  }

  /** The mean of the column of a basis that a coefficient, or a part of it, is named after. */
  #meanOfBasis(variable: string, name: string): number {
    const { names, meanings, x } = this.#built.design.fixed;
    const n = this.#built.design.rowCount;
    const j = meanings.findIndex((meaning, i) => meaning.kind === 'basis' && meaning.variable === variable && `:${name}:`.includes(`:${names[i]!}:`));
    return j < 0 ? NaN : momentsOf(x.subarray(j * n, (j + 1) * n)).mean;
  }

  /** Null for a number. */
  #factor(variable: string): CodedFactor | null {
    const known = this.#factors.get(variable);
    if (known !== undefined) return known;
    const factor = this.#factorColumn(variable);
    const coded = factor && {
      levels: factor.levels,
      coding: contrastCoding(variable, factor, this.#built.recipe.fixed.defaults),
      weights: levelWeights(factor.levels.length, contrastMatrixOf(factor, this.#built.recipe.fixed.defaults)),
    };
    this.#factors.set(variable, coded);
    return coded;
  }

  /** With the contrasts that the call chose, which the columns of the frame do not have. */
  #factorColumn(variable: string): Factor | null {
    const recipe = this.#built.recipe.fixed.variables.find(each => each.variable.label === variable);
    const column = this.#built.columns.get(variable);
    if (!column || isNumeric(column)) return null;
    const factor = column.type === 'logical' ? makeFactor(column, { levels: ['FALSE', 'TRUE'] }) : asFactor(column);
    const chosen = recipe?.kind === 'factor' ? recipe.contrasts : null;
    return factor.levels.length < 2 ? null : chosen ? { ...factor, contrasts: chosen } : factor;
  }
}

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

const TINY = 1e-12;

const isNumeric = (column: Column): boolean => column.type === 'double' || column.type === 'integer';

const variableOf = (meaning: CoefficientMeaning): string => ('variable' in meaning ? meaning.variable : '');

/** Which column of its factor's coding a part is; of those without a plain meaning the one that the coefficient is named after. */
function columnOf(coding: Coding, part: CoefficientMeaning, name = '', variable = ''): number {
  const own = JSON.stringify(part);
  const alike = coding.meanings.flatMap((meaning, c) => (JSON.stringify(meaning) === own ? [c] : []));
  return alike.length > 1 ? (alike.find(c => `:${name}:`.includes(`:${variable}${coding.suffixes[c]!}:`)) ?? alike[0]!) : (alike[0] ?? -1);
}

function columnMean(z: Float64Array, k: number, i: number): number {
  let sum = 0;
  for (let at = i; at < z.length; at += k) sum += z[at]!;
  return sum / (z.length / k);
}

/** Sample moments, the standard deviation with n − 1. */
function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / (n - 1)) };
}
