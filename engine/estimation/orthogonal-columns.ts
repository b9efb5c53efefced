/** X = QR with Q'WQ = I, so that the optimiser and the normal equations never see the units of the user's columns. */
import { UserError } from '../language/syntax/diagnostic.js';
import type { FixedEffectsDesign } from '../model/design.js';
import { addScaled, scaleVector, weightedProduct } from '../linalg/vector-kernels.js';
import { invertUpper } from './random-effects.js';

export interface OrthogonalColumns {
  /** Q, n × p by columns, for the kept rows in their order. */
  readonly q: Float64Array;
  /** R⁻¹, p × p upper triangular by rows: β = R⁻¹β̃. */
  readonly inverseR: Float64Array;
  /** log |R|. */
  readonly logDeterminantR: number;
}

/**
 * Gram–Schmidt, each column orthogonalised twice ("twice is enough", Giraud, Langou & Rozložník 2005).
 * Throws `UserError` where the kept rows leave a column that others determine.
 */
export function orthogonalise(fixed: FixedEffectsDesign, rowCount: number, rows: Int32Array, weights: Float64Array): OrthogonalColumns {
  const n = rows.length;
  const p = fixed.columnCount;
  const q = new Float64Array(n * p);
  const r = new Float64Array(p * p);
  let logDeterminantR = 0;
  for (let j = 0; j < p; j++) {
    const column = q.subarray(j * n, (j + 1) * n);
    takeColumn(fixed.x, j * rowCount, rows, column);
    const lengthBefore = Math.sqrt(weightedProduct(column, column, weights));
    for (let pass = 0; pass < 2; pass++) {
      for (let c = 0; c < j; c++) {
        const earlier = q.subarray(c * n, (c + 1) * n);
        const projection = weightedProduct(earlier, column, weights);
        r[c * p + j] = r[c * p + j]! + projection;
        addScaled(column, -projection, earlier);
      }
    }
    const length = Math.sqrt(weightedProduct(column, column, weights));
    if (!(length > 1e-11 * lengthBefore)) {
      throw new UserError('GLMM412', `The column ${fixed.names[j]} is determined by the columns before it in the ${n} rows that have a weight above zero.`, {
        advice: [`Leave ${fixed.names[j]} out of the formula.`],
      });
    }
    scaleVector(column, 1 / length);
    r[j * p + j] = length;
    logDeterminantR += Math.log(length);
  }
  return { q, inverseR: invertUpper(r, p), logDeterminantR };
}

function takeColumn(matrix: Float64Array, from: number, rows: Int32Array, target: Float64Array): void {
  for (let i = 0; i < rows.length; i++) target[i] = matrix[from + rows[i]!]!;
}
