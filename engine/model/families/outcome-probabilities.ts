/**
 * The two probabilities of a binary outcome under each link of the binomial family other than the logit: log μ and log(1 − μ) as
 * functions of η with three derivatives each. The logarithms are formed directly, so that neither tail cancels or overflows.
 */
import { exponential, log1pOfUnit } from '../../linalg/elementary-functions.js';
import { logNormalCdf } from '../../probability/log-normal-cdf.js';

/** Writes the value and its first three derivatives to `into[0…3]`; the value is −Infinity where η gives no probability. */
export type LogProbability = (eta: number, into: Float64Array) => void;

export interface OutcomeProbabilities {
  /** log μ. */
  readonly success: LogProbability;
  /** log(1 − μ). */
  readonly failure: LogProbability;
}

/** By the name of the link. */
export const outcomeProbabilities: ReadonlyMap<string, OutcomeProbabilities> = new Map([
  ['probit', { success: logNormalCdf, failure: reflected(logNormalCdf) }],
  ['cauchit', { success: logCauchyCdf, failure: reflected(logCauchyCdf) }],
  ['cloglog', { success: logOneMinusExponential, failure: minusExponential }],
  ['log', { success: belowZero, failure: logOfComplement }],
]);

/** η ↦ f(−η): for a symmetric distribution the probability of failure. */
function reflected(f: LogProbability): LogProbability {
  return (eta, into) => {
    f(-eta, into);
    into[1] = -into[1]!;
    into[3] = -into[3]!;
  };
}

/** log(½ + atan(η)/π); the angle from the negative half-axis has all its digits in the lower tail. */
function logCauchyCdf(eta: number, into: Float64Array): void {
  const angle = Math.atan2(1, -eta);
  const d = 1 / (1 + eta * eta);
  const r = d / angle;
  const slope = -2 * eta * d * r;
  into[0] = Math.log(angle / Math.PI);
  into[1] = r;
  into[2] = slope - r * r;
  into[3] = (6 * eta * eta - 2) * d * d * r - 3 * r * slope + 2 * r * r * r;
}

/** log(1 − e^{−t}) with t = e^η. With q = t/(e^t − 1) and c = 1 − q − t the derivatives are q, qc and q(c² − qc − t). */
function logOneMinusExponential(eta: number, into: Float64Array): void {
  const t = exponential(eta);
  const grown = Math.expm1(t);
  const q = t === 0 ? 1 : t / grown;
  if (!(q > 0)) {
    into.fill(0, 0, 4);
    return;
  }
  // below 0.1 the Bernoulli series of c, which would be a difference of nearly equal numbers
  const c = t < 0.1 ? -t * (1 / 2 + t * (1 / 12 - t * t * (1 / 720 - t * t * (1 / 30240 - t * t * (1 / 1209600))))) : 1 - q - t;
  // 1 − e^{−t} = (e^t − 1)/e^t
  into[0] = t < 1e-9 ? eta - t / 2 : t < 1 ? Math.log(grown) - t : -log1pOfUnit(1 / grown);
  into[1] = q;
  into[2] = q * c;
  into[3] = q * (c * c - q * c - t);
}

/** −e^η. */
function minusExponential(eta: number, into: Float64Array): void {
  const value = -exponential(eta);
  into[0] = value;
  into[1] = value;
  into[2] = value;
  into[3] = value;
}

/** η itself, where it is the logarithm of a probability. */
function belowZero(eta: number, into: Float64Array): void {
  into[0] = eta < 0 ? eta : -Infinity;
  into[1] = 1;
  into[2] = 0;
  into[3] = 0;
}

/** log(1 − e^η) for η < 0; with s = e^η/(1 − e^η) the derivatives are −s, −s(1 + s) and −s(1 + s)(1 + 2s). */
function logOfComplement(eta: number, into: Float64Array): void {
  const s = 1 / Math.expm1(-eta);
  into[0] = eta < 0 ? logOneMinusExp(-eta) : -Infinity;
  into[1] = -s;
  into[2] = -s * (1 + s);
  into[3] = -s * (1 + s) * (1 + 2 * s);
}

/** log(1 − e^{−t}) for t > 0 (Mächler 2012). */
function logOneMinusExp(t: number): number {
  return t < Math.LN2 ? Math.log(-Math.expm1(-t)) : Math.log1p(-Math.exp(-t));
}
