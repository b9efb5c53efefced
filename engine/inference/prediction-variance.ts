/** How uncertain the predictions of a fitted model are: the joint covariance of its fixed effects and conditional modes. */
import type { Monitor } from '../estimation/monitor.js';
import { keptRows } from '../estimation/kept-rows.js';
import { arrangeRandomEffects, gatherByLevel, type RandomEffects } from '../estimation/random-effects.js';
import { fillFromRows } from '../linalg/block-matrix.js';
import { BlockSystem } from '../linalg/block-system.js';
import { takeElements } from '../linalg/vector-kernels.js';
import { links } from '../model/families/links.js';
import type { MixedModel } from './mixed-model.js';
import type { PredictionRows, PredictionTerm } from './prediction.js';
import { quadraticForm } from './variance-components.js';

/**
 * The variance of x'β̂ + z'(b̂ − b) for each row, length m, given the variance parameters.
 *
 * With b = Λu and H = Λ'Z'WZΛ + I the modes respond to β by dû/dβ = A = −H⁻¹Λ'Z'WX, and for c = Λ'z
 *
 *     Var = c'H⁻¹c + (x + A'c)' Cov(β̂) (x + A'c),
 *
 * for a linear mixed model the quadratic form in the inverse of Henderson's (1975) equations, else its Laplace approximation
 * (Booth & Hobert 1998, §3). The effects of a new level have the variance z'Σz.
 */
export async function predictionVariances(model: MixedModel, rows: PredictionRows, monitor: Monitor): Promise<Float64Array> {
  const { rowCount, x, random } = rows;
  const p = model.design.fixed.columnCount;
  const covariance = model.fit.fixedEffectsCovariance;
  const joint = random.some(({ levelOfRow }) => levelOfRow.some(level => level >= 0)) ? new JointCovariance(model) : null;
  const variances = new Float64Array(rowCount);
  const gradient = new Float64Array(p);
  for (let i = 0; i < rowCount; i++) {
    if (monitor.isDue()) await monitor.pause();
    for (let j = 0; j < p; j++) gradient[j] = x[j * rowCount + i]!;
    variances[i] = (joint?.modeVariance(random, i, gradient) ?? 0) + newLevelVariance(model, random, i) + quadraticForm(covariance, gradient, p);
  }
  return variances;
}

/** z'Σz over the terms at whose level there are no data. */
function newLevelVariance({ fit }: MixedModel, random: readonly PredictionTerm[], row: number): number {
  let variance = 0;
  for (const { term, z, levelOfRow } of random) {
    if (levelOfRow[row]! >= 0) continue;
    const k = z.length / levelOfRow.length;
    variance += quadraticForm(fit.random[term]!.covariance, z, k, row * k);
  }
  return variance;
}

/** H factored at the estimates, and A. */
class JointCovariance {
  readonly #effects: RandomEffects;
  readonly #system: BlockSystem;
  /** Λ of each term on the scale of the linear predictor, k × k by rows. */
  readonly #factors: readonly Float64Array[];
  /** A by columns, q × p. */
  readonly #response: readonly Float64Array[];
  readonly #c: Float64Array;
  /** Whether levels meet no others, so that the selected inverse has all that a row needs. */
  readonly #isBlockDiagonal: boolean;

  constructor(model: MixedModel) {
    const { design, fit } = model;
    const scale = fit.method === 'REML' || fit.method === 'ML' ? fit.sigma : 1;
    this.#effects = arrangeRandomEffects(design.random, keptRows(design));
    this.#factors = fit.random.map(({ factor }, t) => transposed(factor, design.random[t]!.effectCount, scale));
    const { structure, rows } = this.#effects;
    const z = scaledEffects(model, this.#effects, this.#factors);
    const weights = workingWeights(model, rows);
    this.#system = new BlockSystem(structure);
    fillFromRows(structure, z, weights, this.#system.values);
    if (!this.#system.factor()) throw new Error('the system of the conditional modes is not positive definite at the estimates');
    this.#response = Array.from({ length: design.fixed.columnCount }, (_, j) => {
      const column = design.fixed.x.subarray(j * design.rowCount, (j + 1) * design.rowCount);
      const gathered = new Float64Array(structure.size);
      gatherByLevel(this.#effects, z, Float64Array.from(rows, (row, i) => -weights[i]! * column[row]!), gathered);
      this.#system.solve(gathered);
      return gathered;
    });
    this.#c = new Float64Array(structure.size);
    this.#isBlockDiagonal = structure.factors.length === 1;
    if (this.#isBlockDiagonal) this.#system.selectedInverse();
  }

  /** c'H⁻¹c of one row; adds A'c to its gradient. */
  modeVariance(random: readonly PredictionTerm[], row: number, gradient: Float64Array): number {
    const c = this.#c;
    if (!this.#isBlockDiagonal) c.fill(0);
    const { factors } = this.#effects.structure;
    let block = -1;
    for (const { term, z, levelOfRow } of random) {
      const level = levelOfRow[row]!;
      if (level < 0) continue;
      const { factor: f, firstEffect } = this.#effects.terms[term]!;
      const { effectCount, offset, placeOfLevel } = factors[f]!;
      const start = offset + placeOfLevel[level]! * effectCount;
      if (this.#isBlockDiagonal && block < 0) c.fill(0, start, start + effectCount);
      block = start;
      const k = z.length / levelOfRow.length;
      const lambda = this.#factors[term]!;
      for (let b = 0; b < k; b++) for (let a = b; a < k; a++) c[start + firstEffect + b]! += z[row * k + a]! * lambda[a * k + b]!;
      for (let j = 0; j < gradient.length; j++) {
        const response = this.#response[j]!;
        for (let b = 0; b < k; b++) for (let a = b; a < k; a++) gradient[j]! += z[row * k + a]! * lambda[a * k + b]! * response[start + firstEffect + b]!;
      }
    }
    if (block < 0) return 0;
    if (this.#isBlockDiagonal) {
      const k = factors[0]!.effectCount;
      return quadraticForm(this.#system.inverse.diagonal[0]!.subarray(block * k, (block + k) * k), c, k, block);
    }
    this.#system.solveForward(c);
    return c.reduce((sum, value) => sum + value * value, 0);
  }
}

/** Λ'z of each row in the order of the system, by factor. */
function scaledEffects({ design }: MixedModel, { structure, rows, terms }: RandomEffects, factors: readonly Float64Array[]): Float64Array[] {
  const stores = structure.factors.map(({ effectCount }) => new Float64Array(rows.length * effectCount));
  design.random.forEach(({ z, effectCount: k }, t) => {
    const { factor: f, firstEffect } = terms[t]!;
    const { effectCount: width } = structure.factors[f]!;
    const lambda = factors[t]!;
    for (let i = 0; i < rows.length; i++) {
      for (let b = 0; b < k; b++) for (let a = b; a < k; a++) stores[f]![i * width + firstEffect + b]! += z[rows[i]! * k + a]! * lambda[a * k + b]!;
    }
  });
  return stores;
}

/** −∂²ℓ/∂η² of each row at the estimates. */
function workingWeights({ design, fit, family, summary }: MixedModel, rows: Int32Array): Float64Array {
  const weights = takeElements(design.weights, rows);
  if (fit.method === 'REML' || fit.method === 'ML') return weights.map(weight => weight / (fit.sigma * fit.sigma));
  const psi = fit.dispersion?.psi ?? 0;
  const limit = Number.isFinite(psi) ? undefined : family.dispersion?.limit;
  const derivatives = { first: new Float64Array(rows.length), second: new Float64Array(rows.length), third: new Float64Array(rows.length) };
  (limit ?? family).evaluate(takeElements(design.response.values, rows), takeElements(fit.linearPredictor, rows), weights, links.get(summary.link)!, derivatives, limit ? 0 : psi);
  return derivatives.second;
}

/** A matrix by columns as one by rows, times a number. */
function transposed(byColumns: Float64Array, k: number, scale: number): Float64Array {
  const byRows = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) byRows[a * k + b] = scale * byColumns[b * k + a]!;
  return byRows;
}
