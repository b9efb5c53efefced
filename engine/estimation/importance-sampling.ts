/**
 * The error of the Laplace approximation, and its gradient, by importance sampling from the Gaussian that it puts in the place of the integrand, with heavier
 * tails: u = û + L⁻ᵀz, H = LL', the elements of z independent t variates. With h(u) = −Σ ℓ_i + ½u'u the ratio of the integral to its
 * approximation is the mean of e^{h(û) − h(u)} / Π √(2π) t(z_a). Each z is taken with −z, which cancels what is odd in it.
 * Where the outermost factor nests all others its levels are independent, and the logarithms of their means add up.
 *
 * By Fisher's identity the gradient of the exact log-likelihood is the weighted mean of −∂h(u)/∂x: −Q'e, −(Z'e)_a u_b and −Σ ∂(−ℓ_i)/∂ψ;
 * at the Laplace estimates it is that of the error. Odd and even pairs are summed apart, which tells the gradient from its noise.
 */
import { rowsByLevel } from '../linalg/block-structure.js';
import { logGamma } from '../probability/special-functions.js';
import { columnProduct, takeElements } from '../linalg/vector-kernels.js';
import { MersenneTwister } from '../probability/mersenne-twister.js';
import { randomGamma, randomNormal } from '../probability/random-deviates.js';
import { fixedPredictor, scaledEffects, type LaplaceData, type LaplaceModel } from './laplace-model.js';
import type { Monitor } from './monitor.js';
import { createFactorMatrices, gatherByLevel, readTheta, scatterToRows, type RandomEffects } from './random-effects.js';

export interface SampledDifference {
  /** ℓ − ℓ_L, and its standard error by the delta method. */
  readonly difference: number;
  readonly standardError: number;
  /** (Σw)²/Σw² over the pairs, of the independent part where it is smallest. */
  readonly effectiveSampleSize: number;
  /** Of ℓ in x at the Laplace estimates, by the even and by the odd pairs. */
  readonly gradients: readonly [Float64Array, Float64Array];
}

/** At x, where `laplace` stands with its factor of H. The same seed gives the same numbers on every machine. */
export async function sampleDifference(data: LaplaceData, laplace: LaplaceModel, x: Float64Array, pairs: number, seed: number, monitor: Monitor): Promise<SampledDifference> {
  const { effects, q, offset, response, weights, family, link } = data;
  const n = offset.length;
  const p = q.length / n;
  const { size } = effects.structure;
  const parts = independentParts(data);
  const partCount = parts.start.length - 1;
  const psiAt = p + effects.thetaFactor.length;
  const psi = psiAt < x.length ? x[psiAt]! : 0;
  const scaledZ = scaledEffects(effects, laplace.lambda);
  const fixedPart = fixedPredictor(data, x);
  const rows = Array.from({ length: partCount }, (_, part) => {
    const own = parts.rows.subarray(parts.start[part], parts.start[part + 1]);
    const room = (): Float64Array => new Float64Array(own.length);
    return {
      own, response: takeElements(response, own), weights: takeElements(weights, own), eta: room(),
      derivatives: { first: room(), second: room(), third: room() }, dispersion: family.dispersion && { value: room(), first: room(), second: room() },
    };
  });
  const eta = new Float64Array(n);
  /** h by part at u. */
  const penalise = (u: Float64Array, into: Float64Array): void => {
    into.fill(0);
    for (let at = 0; at < size; at++) into[parts.ofEffect[at]!] = into[parts.ofEffect[at]!]! + 0.5 * u[at]! * u[at]!;
    eta.set(fixedPart);
    scatterToRows(effects, scaledZ, u, eta);
    rows.forEach((part, index) => {
      for (let i = 0; i < part.own.length; i++) part.eta[i] = eta[part.own[i]!]!;
      into[index] = into[index]! + family.evaluate(part.response, part.eta, part.weights, link, part.derivatives, psi);
    });
  };

  const stream = new MersenneTwister(seed);
  // the mismatch of the tails costs about 4q/ν² in the variance of the log weight
  const degreesOfFreedom = Math.max(5, 4 * Math.sqrt(size / partCount));
  const tail = (degreesOfFreedom + 1) / 2;
  const logConstant = 0.5 * Math.log(2 * Math.PI) + logGamma(tail) - logGamma(degreesOfFreedom / 2) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
  const z = new Float64Array(size);
  const u = new Float64Array(size);
  const atMode = new Float64Array(partCount);
  const penalised = new Float64Array(partCount);
  const logDensity = new Float64Array(partCount);
  const logWeights = Array.from({ length: partCount }, () => new Float64Array(2 * pairs));
  const halves = [new WeightedSums(data, parts.ofEffect, partCount), new WeightedSums(data, parts.ofEffect, partCount)] as const;
  const weightOfPart = new Float64Array(partCount);
  const slopes = new Float64Array(n);
  penalise(laplace.u, atMode);
  for (let draw = 0; draw < pairs; draw++) {
    if (monitor.isDue()) await monitor.pause();
    logDensity.fill(0);
    for (let at = 0; at < size; at++) {
      const variate = randomNormal(stream) * Math.sqrt(degreesOfFreedom / (2 * randomGamma(stream, degreesOfFreedom / 2)));
      z[at] = variate;
      const part = parts.ofEffect[at]!;
      logDensity[part] = logDensity[part]! + logConstant - tail * Math.log1p((variate * variate) / degreesOfFreedom);
    }
    laplace.system.solveBackward(z);
    for (const sign of [1, -1]) {
      for (let at = 0; at < size; at++) u[at] = laplace.u[at]! + sign * z[at]!;
      penalise(u, penalised);
      const half = halves[draw % 2]!;
      rows.forEach(({ own, response: y, eta: at, weights: w, derivatives, dispersion }, part) => {
        const logWeight = atMode[part]! - penalised[part]! - logDensity[part]!;
        logWeights[part]![2 * draw + (sign > 0 ? 0 : 1)] = logWeight;
        weightOfPart[part] = Math.exp(logWeight);
        for (let i = 0; i < own.length; i++) slopes[own[i]!] = weightOfPart[part] * derivatives.first[i]!;
        if (!dispersion || !(weightOfPart[part] > 0)) return;
        family.dispersion!.differentiate(y, at, w, link, psi, dispersion);
        half.addDispersion(part, weightOfPart[part] * dispersion.value.reduce((sum, value) => sum + value, 0));
      });
      half.add(weightOfPart, slopes, u);
    }
  }
  const means = logWeights.map(logMeanOfPairs);
  const [even, odd] = halves;
  return {
    difference: means.reduce((sum, { logMean }) => sum + logMean, 0),
    standardError: Math.sqrt(means.reduce((sum, { standardError }) => sum + standardError ** 2, 0)),
    effectiveSampleSize: means.reduce((least, part) => Math.min(least, part.effectiveSampleSize), Infinity),
    gradients: [even.gradient(x.length), odd.gradient(x.length)],
  };
}

/** Sums over samples of what the gradient is made of, with the weights of the part that each row and effect is in. */
class WeightedSums {
  readonly #data: LaplaceData;
  readonly #ofEffect: Int32Array;
  readonly #ofRow: Int32Array;
  /** Σ w by part, Σ w e by row, Σ w (Z'e)_a u_b by level and factor, and Σ w ∂/∂ψ by part. */
  readonly #total: Float64Array;
  readonly #slopes: Float64Array;
  readonly #moments: readonly Float64Array[];
  readonly #psiSlopes: Float64Array;
  readonly #gathered: Float64Array;

  constructor(data: LaplaceData, ofEffect: Int32Array, partCount: number) {
    const { factors, size } = data.effects.structure;
    const { offset, effectCount, levelOfRow } = factors[0]!;
    this.#data = data;
    this.#ofEffect = ofEffect;
    this.#ofRow = levelOfRow.map(level => ofEffect[offset + level * effectCount]!);
    this.#total = new Float64Array(partCount);
    this.#slopes = new Float64Array(data.response.length);
    this.#moments = factors.map(({ levelCount, effectCount: k }) => new Float64Array(levelCount * k * k));
    this.#psiSlopes = new Float64Array(partCount);
    this.#gathered = new Float64Array(size);
  }

  /** `slopes` holds w e by row. */
  add(weightOfPart: Float64Array, slopes: Float64Array, u: Float64Array): void {
    const { effects } = this.#data;
    for (let part = 0; part < weightOfPart.length; part++) this.#total[part] = this.#total[part]! + weightOfPart[part]!;
    for (let i = 0; i < slopes.length; i++) this.#slopes[i] = this.#slopes[i]! + slopes[i]!;
    gatherByLevel(effects, effects.z, slopes, this.#gathered);
    effects.structure.factors.forEach(({ offset, levelCount, effectCount: k }, f) => {
      const moments = this.#moments[f]!;
      for (let level = 0; level < levelCount; level++) {
        const own = offset + level * k;
        for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) moments[(level * k + a) * k + b] = moments[(level * k + a) * k + b]! + this.#gathered[own + a]! * u[own + b]!;
      }
    });
  }

  addDispersion(part: number, slope: number): void {
    this.#psiSlopes[part] = this.#psiSlopes[part]! + slope;
  }

  /** ∂ℓ/∂x, for x = (β̃, θ, ψ) of this length. */
  gradient(length: number): Float64Array {
    const { effects, q } = this.#data;
    const gradient = new Float64Array(length);
    const n = this.#slopes.length;
    const p = q.length / n;
    const means = this.#slopes.map((sum, i) => sum / this.#total[this.#ofRow[i]!]!);
    for (let c = 0; c < p; c++) gradient[c] = -columnProduct(means, q, c * n);
    readTheta(effects, this.#lambdaSlopes(effects), gradient.subarray(p));
    if (p + effects.thetaFactor.length < length) gradient[length - 1] = -this.#psiSlopes.reduce((sum, slope, part) => sum + slope / this.#total[part]!, 0);
    return gradient;
  }

  #lambdaSlopes(effects: RandomEffects): Float64Array[] {
    const slopes = createFactorMatrices(effects);
    effects.structure.factors.forEach(({ offset, levelCount, effectCount: k }, f) => {
      for (let level = 0; level < levelCount; level++) {
        const total = this.#total[this.#ofEffect[offset + level * k]!]!;
        for (let at = 0; at < k * k; at++) slopes[f]![at] = slopes[f]![at]! - this.#moments[f]![level * k * k + at]! / total;
      }
    });
    return slopes;
  }
}

/** Rows and effects by the levels of a factor that nests all others; a single part where factors are crossed. */
function independentParts({ effects, response }: LaplaceData): { readonly start: Int32Array; readonly rows: Int32Array; readonly ofEffect: Int32Array } {
  const { factors, leadingCount, size } = effects.structure;
  const n = response.length;
  const ofEffect = new Int32Array(size);
  const outermost = factors.at(-1)!;
  if (leadingCount < factors.length) return { start: Int32Array.of(0, n), rows: Int32Array.from({ length: n }, (_, i) => i), ofEffect };
  for (const { levelOfRow, offset, effectCount } of factors) {
    for (let i = 0; i < n; i++) for (let a = 0; a < effectCount; a++) ofEffect[offset + levelOfRow[i]! * effectCount + a] = outermost.levelOfRow[i]!;
  }
  return { ...rowsByLevel(outermost, n), ofEffect };
}

/** The logarithm of the mean weight, the weights of a pair taken together. */
function logMeanOfPairs(logWeights: Float64Array): { readonly logMean: number; readonly standardError: number; readonly effectiveSampleSize: number } {
  const pairs = logWeights.length / 2;
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  let squares = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const weight = (Math.exp(logWeights[2 * pair]! - largest) + Math.exp(logWeights[2 * pair + 1]! - largest)) / 2;
    sum += weight;
    squares += weight * weight;
  }
  const relativeVariance = (pairs * squares) / (sum * sum) - 1;
  return { logMean: largest + Math.log(sum / pairs), standardError: Math.sqrt(Math.max(0, relativeVariance) / (pairs - 1)), effectiveSampleSize: (sum * sum) / squares };
}
