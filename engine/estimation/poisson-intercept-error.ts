/** The error of the Laplace approximation of a Poisson model with one random intercept: a level is one count, whose mean is the sum of those of its rows. */
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { SCREENING_POINTS, type Correction } from './conditional-correction.js';
import type { LaplaceErrorEstimate } from './fit.js';
import { describeQuadrature, isSuspicious, SCALAR_POINTS, type LaplaceOptimum } from './laplace-error.js';
import { LevelQuadrature } from './level-quadrature.js';
import type { PoissonInterceptModel } from './poisson-intercept-model.js';
import { productRule } from './product-rule.js';

/** Levels that the screening looks at. */
const LEVELS = 2_000;
/** Levels that are integrated at most: with more, as many as these, evenly taken, stand for all and are right to a third of a per cent. */
const LEVELS_MEASURED = 100_000;

/** At the optimum, where the model stands; null where the error is too small to matter. */
export function measurePoissonError(model: PoissonInterceptModel, totals: Float64Array, family: Family, link: LinkDescription, optimum: LaplaceOptimum): LaplaceErrorEstimate | null {
  const theta = optimum.x.at(-1)!;
  const screened = correct(model, totals, family, link, theta, SCREENING_POINTS[1]!, Math.ceil(totals.length / LEVELS));
  if (!isSuspicious(screened, optimum)) return null;
  const exact = correct(model, totals, family, link, theta, SCALAR_POINTS, Math.ceil(totals.length / LEVELS_MEASURED));
  const { estimate, stepOf } = describeQuadrature(exact, optimum, SCALAR_POINTS);
  return { ...estimate, termSteps: [Math.sign(theta) * stepOf(optimum.x.length - 1)] };
}

/** Quadrature less Laplace over every `stride`-th level, counted for all. */
function correct(model: PoissonInterceptModel, totals: Float64Array, family: Family, link: LinkDescription, theta: number, points: number, stride: number): Correction {
  const count = Math.ceil(totals.length / stride);
  const response = new Float64Array(count);
  const weights = new Float64Array(count);
  const quadrature = new LevelQuadrature({ start: Int32Array.from({ length: count + 1 }, (_, i) => i), response, weights, z: new Float64Array(count).fill(1), family, link }, productRule(points, 1));
  for (let i = 0; i < count; i++) {
    const rate = model.rateOf(i * stride);
    response[i] = totals[i * stride]!;
    weights[i] = rate > 0 ? 1 : 0;
    quadrature.fixedPart[i] = rate > 0 ? Math.log(rate) : 0;
  }
  quadrature.place(Float64Array.of(theta), 0);
  const share = totals.length / count;
  const byA = new Float64Array(totals.length);
  const scores = new Float64Array(count);
  let byTheta = 0;
  let difference = 0;
  for (const [rule, sign] of [[productRule(points, 1), -share], [productRule(1, 1), share]] as const) {
    quadrature.use(rule);
    for (let i = 0; i < count; i++) {
      const value = quadrature.integrate(i, model.modes, i * stride, scores, i);
      if (!Number.isFinite(value)) continue;
      difference += sign * value;
      byTheta += sign * quadrature.lambdaSlope[0]!;
      byA[i * stride] = byA[i * stride]! + sign * scores[i]!;
    }
  }
  return { difference, gradient: model.gradientOf(byA, byTheta) };
}
