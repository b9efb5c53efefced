/** Linear predictors of a fitted model at its own data or at others, with all, some or none of its random effects. */
import { offsetAt, randomRowsAt, type EvaluateAt } from '../model/design-recipe.js';
import { matrixAt } from '../model/matrix-recipe.js';
import type { MixedModel } from './mixed-model.js';

/** Effects of one random-effects term that take part in a prediction. */
export interface ChosenEffects {
  /** Index of the term in the design. */
  readonly term: number;
  /** Indices of its effects. */
  readonly effects: readonly number[];
}

/** The rows that a prediction is made for; m of them. */
export interface PredictionRows {
  readonly rowCount: number;
  /** m × p by columns. NaN where a variable is missing. */
  readonly x: Float64Array;
  readonly offset: Float64Array | null;
  /** The terms that take part. */
  readonly random: readonly PredictionTerm[];
}

export interface PredictionTerm {
  /** Index of the term in the design. */
  readonly term: number;
  /** m × k by rows; zero for effects that do not take part. */
  readonly z: Float64Array;
  /** 0-based level of each row; −1 for a level that the data of the model do not have. */
  readonly levelOfRow: Int32Array;
}

/** Levels of one grouping factor that the data of the model do not have, in the order in which they come; null for a missing one. */
export interface NewLevels {
  readonly group: string;
  readonly levels: readonly (string | null)[];
}

/** Every effect of every term. */
export const allEffects = ({ design }: MixedModel): ChosenEffects[] =>
  design.random.map(({ effectCount }, term) => ({ term, effects: Array.from({ length: effectCount }, (_, effect) => effect) }));

/** The rows of the design. */
export function designRows({ design }: MixedModel, chosen: readonly ChosenEffects[]): PredictionRows {
  const random = chosen.map(({ term, effects }): PredictionTerm => {
    const { z, effectCount, levelOfRow } = design.random[term]!;
    return { term, z: withEffects(z, effectCount, effects), levelOfRow };
  });
  return { rowCount: design.rowCount, x: design.fixed.x, offset: design.offset, random };
}

/** Rows at other data, and the levels there that are new. Throws `UserError` where a variable cannot be had from them. */
export async function rowsAt({ design, recipe }: MixedModel, chosen: readonly ChosenEffects[], rowCount: number, evaluate: EvaluateAt): Promise<{ readonly rows: PredictionRows; readonly newLevels: readonly NewLevels[] }> {
  const x = await matrixAt(recipe.fixed, rowCount, evaluate);
  const offset = await offsetAt(recipe, rowCount, evaluate);
  const random: PredictionTerm[] = [];
  const newLevels = new Map<string, Set<string | null>>();
  for (const { term, effects } of chosen) {
    const { group, levels, effectCount } = design.random[term]!;
    const { z, labels } = await randomRowsAt(recipe.random[term]!, rowCount, evaluate);
    const places = new Map(levels.map((level, place) => [level, place]));
    const levelOfRow = Int32Array.from(labels, label => (label === null ? -1 : (places.get(label) ?? -1)));
    const unknown = newLevels.get(group) ?? new Set();
    levelOfRow.forEach((level, i) => void (level < 0 && unknown.add(labels[i]!)));
    if (unknown.size > 0) newLevels.set(group, unknown);
    random.push({ term, z: withEffects(z, effectCount, effects), levelOfRow });
  }
  return { rows: { rowCount, x, offset, random }, newLevels: Array.from(newLevels, ([group, levels]) => ({ group, levels: [...levels] })) };
}

/** η = Xβ̂ + Zb̂ + offset, length m; the random effects of a new level are zero. */
export function linearPredictorAt({ fit }: MixedModel, { rowCount, x, offset, random }: PredictionRows): Float64Array {
  const eta = offset ? Float64Array.from(offset) : new Float64Array(rowCount);
  fit.fixedEffects.forEach((coefficient, j) => {
    for (let i = 0; i < rowCount; i++) eta[i]! += coefficient * x[j * rowCount + i]!;
  });
  for (const { term, z, levelOfRow } of random) {
    const { modes } = fit.random[term]!;
    const k = z.length / rowCount;
    for (let i = 0; i < rowCount; i++) {
      const level = levelOfRow[i]!;
      if (level >= 0) for (let a = 0; a < k; a++) eta[i]! += z[i * k + a]! * modes[level * k + a]!;
    }
  }
  return eta;
}


function withEffects(z: Float64Array, k: number, effects: readonly number[]): Float64Array {
  if (effects.length === k) return z;
  const chosen = new Float64Array(z.length);
  for (const effect of effects) for (let at = effect; at < z.length; at += k) chosen[at] = z[at]!;
  return chosen;
}
