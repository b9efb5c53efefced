/** Means over a normal linear predictor: from what holds for one level to what holds on average over levels. */
import type { LinkDescription } from '../model/families/link.js';
import { normalCdf } from '../probability/tail-probabilities.js';

/** E g⁻¹(η + sZ) with Z standard normal, and its derivative in η. */
export interface NormalMean {
  readonly mean: number;
  readonly slope: number;
}

/**
 * The mean over a normal linear predictor with mean η and standard deviation s. Identity, log, square root and probit have a closed form
 * (Zeger, Liang & Albert 1988, §2); the other links that take every η are integrated by the trapezoidal rule. Null for the reciprocal
 * links, whose mean over a normal variable does not exist.
 */
export function meanOverNormal(link: LinkDescription): ((eta: number, sd: number) => NormalMean) | null {
  switch (link.name) {
    case 'inverse':
    case '1/mu^2':
      return null;
    case 'identity':
      return eta => ({ mean: eta, slope: 1 });
    case 'log':
      return (eta, sd) => {
        const mean = Math.exp(eta + (sd * sd) / 2);
        return { mean, slope: mean };
      };
    case 'sqrt':
      return (eta, sd) => ({ mean: eta * eta + sd * sd, slope: 2 * eta });
    case 'probit':
      return (eta, sd) => {
        const scale = Math.sqrt(1 + sd * sd);
        return { mean: normalCdf(eta / scale), slope: link.derivative(eta / scale) / scale };
      };
    default:
      return (eta, sd) => trapezoidalMean(link, eta, sd);
  }
}

const STEP = 0.02;
const STEPS = 450;

/**
 * For a function that is analytic in a strip of half-width a about the real line the error falls like exp(−2πa/(sh)) (Trefethen & Weideman 2014,
 * theorem 5.1): a is π for the logit, about π/2 for the complementary log-log and 1 for the cauchit.
 */
function trapezoidalMean(link: LinkDescription, eta: number, sd: number): NormalMean {
  if (sd === 0) return { mean: link.inverse(eta), slope: link.derivative(eta) };
  let mass = 0;
  let mean = 0;
  let slope = 0;
  for (let k = -STEPS; k <= STEPS; k++) {
    const z = k * STEP;
    const density = Math.exp(-0.5 * z * z);
    const at = eta + sd * z;
    mass += density;
    mean += density * link.inverse(at);
    slope += density * link.derivative(at);
  }
  return { mean: mean / mass, slope: slope / mass };
}
