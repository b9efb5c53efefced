import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';

/** The rows with a weight above zero; the others say nothing. Throws `UserError` for a weight below zero or not finite, or when none is left. */
export function keptRows(design: MixedModelDesign): Int32Array {
  const kept = new Int32Array(design.rowCount);
  let count = 0;
  for (let i = 0; i < design.rowCount; i++) {
    const weight = design.weights[i]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new UserError('GLMM414', `The weight of row ${design.rows[i]! + 1} is ${weight}.`, { advice: ['Weights are finite numbers that are not negative.'] });
    }
    if (weight > 0) kept[count++] = i;
  }
  if (count === 0) throw new UserError('GLMM415', 'No row is left to fit the model to.', { advice: ['Check the data frame, its missing values and the weights.'] });
  return kept.subarray(0, count);
}
