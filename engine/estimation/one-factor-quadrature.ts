import type { Matrix } from 'ml-matrix';
import { rowsByLevel } from '../linalg/block-structure.js';
import { addScaledColumn, columnProduct } from '../linalg/vector-kernels.js';
import type { LaplaceData, LaplaceModel } from './laplace-model.js';
import { LevelQuadrature } from './level-quadrature.js';
import type { LevelData } from './level-rows.js';
import type { MarginalLikelihood } from './marginal-likelihood.js';
import type { Monitor } from './monitor.js';
import { productRule } from './product-rule.js';
import { readTheta } from './random-effects.js';

/** Densities between two questions to the monitor: about a millisecond. */
const ROWS_BETWEEN_PAUSES = 30_000;

/** Adaptive quadrature of the log-likelihood of a model with one grouping factor, whose levels are independent of each other: `LevelQuadrature` for each. */
export class OneFactorQuadrature implements MarginalLikelihood {
  readonly #data: LaplaceData;
  readonly #laplace: LaplaceModel;
  readonly #monitor: Monitor;
  readonly #level: LevelQuadrature;
  /** ∂/∂η by row. */
  readonly #scores: Float64Array;
  readonly #lambdaGradient: Float64Array;

  /** `laplace` is the model of the same data; it finds the modes. */
  constructor(data: LaplaceData, laplace: LaplaceModel, points: number, monitor: Monitor) {
    const { effectCount } = data.effects.structure.factors[0]!;
    this.#data = data;
    this.#laplace = laplace;
    this.#monitor = monitor;
    this.#level = new LevelQuadrature(levelData(data), productRule(points, effectCount));
    this.#scores = new Float64Array(data.response.length);
    this.#lambdaGradient = new Float64Array(effectCount * effectCount);
  }

  /** As `MarginalLikelihood` has it. The Laplace model is left at x with its selected inverse. */
  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const laplace = this.#laplace;
    if (!Number.isFinite(await laplace.approximate(x))) return NaN;
    laplace.system.selectedInverse();
    const { q, offset, effects } = this.#data;
    const n = offset.length;
    const p = q.length / n;
    const level = this.#level;
    const { effectCount: k } = effects.structure.factors[0]!;
    const psiAt = p + effects.thetaFactor.length;
    level.fixedPart.set(offset);
    for (let c = 0; c < p; c++) addScaledColumn(level.fixedPart, x[c]!, q, c * n);
    level.place(laplace.lambda[0]!, psiAt < x.length ? x[psiAt]! : 0);
    const slopes = this.#lambdaGradient.fill(0);
    gradient.fill(0);
    let sum = 0;
    for (let j = 0; j < level.levelCount; j++) {
      const { from, to } = level.rowsOf(j);
      if (!level.begin(j, laplace.u, j * k)) return NaN;
      const step = Math.ceil(ROWS_BETWEEN_PAUSES / (to - from));
      for (let m = 0; m < level.nodeCount; m += step) {
        if (this.#monitor.isDue()) await this.#monitor.pause();
        level.visit(m, Math.min(m + step, level.nodeCount));
      }
      sum += level.finish(this.#scores, from);
      for (let at = 0; at < slopes.length; at++) slopes[at] = slopes[at]! + level.lambdaSlope[at]!;
      if (psiAt < x.length) gradient[psiAt] = gradient[psiAt]! + level.psiSlope;
    }
    for (let c = 0; c < p; c++) gradient[c] = columnProduct(this.#scores, q, c * n);
    readTheta(effects, [slopes], gradient.subarray(p));
    return sum;
  }

  /** The approximation that the Laplace model has at the last point. */
  information(): Matrix {
    return this.#laplace.information();
  }
}

/** The rows of the first factor, by which they are sorted. */
export function levelData({ effects, response, weights, family, link }: LaplaceData): LevelData {
  return { start: rowsByLevel(effects.structure.factors[0]!, response.length).start, response, weights, z: effects.z[0]!, family, link };
}
