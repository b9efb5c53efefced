/**
 * One level of a Poisson model with a log link and a single random intercept, as a function of a = log Σ w e^{xβ + offset} over its rows and of θ:
 *
 *     f(a, θ) = min_u [ e^{a + θu} − θuY + ½u² ] + ½ log(1 + θ²e^{a + θû}) ,   Y = Σ wy .
 *
 * The rows enter through a and Y alone. With m = e^{a + θû}, κ = θ²m and D = 1 + κ: û = θ(Y − m), ∂m/∂a = m/D, ∂m/∂θ = 2mû/D, and the rest
 * follows by the chain rule.
 */

export class PoissonLevel {
  /** û. */
  mode = 0;
  /** log m. */
  logMean = 0;
  /** D, the curvature of the inner problem. */
  curvature = 1;
  value = 0;
  /** ∂f/∂a, ∂f/∂θ and the second derivatives. */
  byA = 0;
  byTheta = 0;
  byAA = 0;
  byATheta = 0;
  byThetaTheta = 0;

  /** `sum` is e^a and `total` Y. A level without rows (of weight above zero) has 0 in both and adds nothing. `guess` is where log m was at a point nearby; NaN where there is none. */
  evaluate(sum: number, total: number, theta: number, guess = NaN): void {
    const logSum = Math.log(sum);
    const logMean = sum > 0 ? solveForLogMean(logSum, total, theta * theta, guess) : -Infinity;
    const m = sum > 0 ? Math.exp(logMean) : 0;
    const kappa = theta * theta * m;
    const d = 1 + kappa;
    const r = 1 / d;
    const excess = m - total;
    // of two expressions that are equal at the mode, the one that loses fewer digits
    const u = kappa > 1 ? (logMean - logSum) / theta : -theta * excess;
    const mByTheta = 2 * m * u * r;
    const uByTheta = -excess - theta * mByTheta;
    const kappaByTheta = 2 * theta * m + 2 * kappa * u * r;
    const kappaByThetaTheta = 2 * (m + theta * mByTheta + r * (kappaByTheta * u + kappa * uByTheta - kappa * u * kappaByTheta * r));
    this.mode = u;
    this.logMean = logMean;
    this.curvature = d;
    this.value = sum === 0 && total > 0 ? Infinity : m - theta * u * total + 0.5 * u * u + 0.5 * Math.log(d);
    this.byA = m + 0.5 * kappa * r * r;
    this.byTheta = excess * u + 0.5 * kappaByTheta * r;
    this.byAA = m * r + 0.5 * kappa * (1 - kappa) * r * r * r * r;
    this.byATheta = mByTheta + 0.5 * kappaByTheta * (1 - kappa) * r * r * r;
    this.byThetaTheta = mByTheta * u + excess * uByTheta + 0.5 * r * (kappaByThetaTheta - kappaByTheta * kappaByTheta * r);
  }
}

const ITERATION_LIMIT = 200;

/**
 * λ with λ + θ²e^λ = a + θ²Y. The left side is convex and rises in λ, so that Newton's method comes down from the right without overshooting;
 * it starts at an upper bound, or at a guess that is right to a unit or so.
 */
function solveForLogMean(logSum: number, total: number, thetaSquared: number, guess: number): number {
  if (thetaSquared === 0) return logSum;
  const target = logSum + thetaSquared * total;
  let logMean = guess;
  if (!(Math.abs(guess + thetaSquared * Math.exp(guess) - target) < 1)) logMean = total > 0 ? upperBound(logSum, total, thetaSquared) : logSum;
  for (let iteration = 0; iteration < ITERATION_LIMIT; iteration++) {
    const kappa = thetaSquared * Math.exp(logMean);
    const step = (logMean + kappa - target) / (1 + kappa);
    logMean -= step;
    // the error is now of the order of the square of the step
    if (!(Math.abs(step) > 1e-9)) break;
  }
  return logMean;
}

/** The larger of a and log Y, and the log of what m can be at most with λ above the smaller of them. */
function upperBound(logSum: number, total: number, thetaSquared: number): number {
  const logTotal = Math.log(total);
  return Math.min(Math.max(logSum, logTotal), Math.log((logSum - Math.min(logSum, logTotal)) / thetaSquared + total));
}
