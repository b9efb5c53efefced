/** The mean response averaged over a normal random effect, E g⁻¹(η + sZ) with Z standard normal, for every link. */
import { links } from '../model/families/links.js';

export interface MarginalMean {
  /** E g⁻¹(η + sZ); NaN where the expectation does not exist. */
  readonly mean: number;
  /** g of that mean: the linear predictor of the population. Formed so that it keeps its digits where the mean is next to 0 or 1. */
  readonly predictor: number;
}

/**
 * Averages over the random effects at one point of the covariates. Closed forms for the identity, log, probit, sqrt and inverse links;
 * the others are integrated numerically, to a relative error under 1e-10 for s up to 30.
 * Zeger, Liang & Albert (1988), §2; Fitzmaurice, Laird & Ware (2011), ch. 16.
 */
export function marginalMean(link: string, eta: number, sd: number): MarginalMean {
  const average = averages[link];
  if (!average) throw new RangeError(`there is no link ${link}`);
  if (sd === 0) return { mean: links.get(link)!.inverse(eta), predictor: eta };
  return average(eta, sd);
}

const averages: Readonly<Record<string, (eta: number, sd: number) => MarginalMean>> = {
  identity: eta => ({ mean: eta, predictor: eta }),
  // the mean of a log-normal variable
  log: (eta, sd) => ({ mean: Math.exp(eta + (sd * sd) / 2), predictor: eta + (sd * sd) / 2 }),
  // Φ is the distribution function of a normal variable, whose variance the random effects add to
  probit: (eta, sd) => withPredictor('probit', eta / Math.sqrt(1 + sd * sd)),
  // E (η + sZ)²
  sqrt: (eta, sd) => ({ mean: eta * eta + sd * sd, predictor: Math.hypot(eta, sd) }),
  logit: (eta, sd) => {
    const [success, failure] = integrate(eta, sd, x => 1 / (1 + Math.exp(-x)), x => 1 / (1 + Math.exp(x)));
    return { mean: success, predictor: Math.log(success / failure) };
  },
  cloglog: (eta, sd) => {
    const [success, failure] = integrate(eta, sd, x => -Math.expm1(-Math.exp(x)), x => Math.exp(-Math.exp(x)));
    return { mean: success, predictor: Math.log(success < failure ? -Math.log1p(-success) : -Math.log(failure)) };
  },
  cauchit: (eta, sd) => {
    const [success, failure] = integrate(eta, sd, x => Math.atan2(1, -x) / Math.PI, x => Math.atan2(1, x) / Math.PI);
    return { mean: success, predictor: success < failure ? -1 / Math.tan(Math.PI * success) : 1 / Math.tan(Math.PI * failure) };
  },
  inverse: marginalReciprocal,
  '1/mu^2': marginalReciprocalRoot,
};

const withPredictor = (link: string, predictor: number): MarginalMean => ({ mean: links.get(link)!.inverse(predictor), predictor });

/**
 * E f₁ and E f₂ by the trapezoidal rule in z. All inverse links here are analytic in a strip of half-width 1/s (cauchit) or more, so that its
 * error falls like exp(−2π/(sh)): 1e-15 at sh = 0.18 (Trefethen & Weideman 2014, theorem 5.1). For η in a tail the mass of
 * a log-like f lies about z = s, which the range reaches.
 */
function integrate(eta: number, sd: number, first: (x: number) => number, second: (x: number) => number): [number, number] {
  const step = Math.min(0.5, 0.18 / sd);
  const reach = Math.ceil((9 + Math.min(sd, FARTHEST)) / step);
  let [sumOfFirst, sumOfSecond] = [0, 0];
  for (let k = -reach; k <= reach; k++) {
    const z = k * step;
    const density = Math.exp(-0.5 * z * z);
    const x = eta + sd * z;
    sumOfFirst += density * first(x);
    sumOfSecond += density * second(x);
  }
  const scale = step / Math.sqrt(2 * Math.PI);
  return [sumOfFirst * scale, sumOfSecond * scale];
}

/** Beyond that many standard deviations the normal density is no longer a double. */
const FARTHEST = 30;

/** At fewer standard deviations than that from a mean of infinity, 1 level in 30,000, there is no average of such means to speak of. */
const LEAST_DISTANCE = 4;

/**
 * The expectation of 1/(η + sZ) over all real numbers does not exist, since 1/x has none at zero; its principal value is √2/s D(η/(s√2)), D being Dawson's integral.
 * Four standard deviations from zero it is the mean over all but one level in 30,000, however those are cut off, to about one part in a thousand; farther away to many more digits.
 */
function marginalReciprocal(eta: number, sd: number): MarginalMean {
  if (!(eta / sd >= LEAST_DISTANCE)) return { mean: NaN, predictor: NaN };
  const mean = (Math.SQRT2 / sd) * dawson(eta / (sd * Math.SQRT2));
  return { mean, predictor: 1 / mean };
}

/** Dawson's integral e^{−x²} ∫₀ˣ e^{t²} dt by Rybicki's sampling theorem (1989); relative error under 1e-14 for x ≥ 2. */
function dawson(x: number): number {
  const step = 0.2;
  const nearest = 2 * Math.round(x / (2 * step));
  let sum = 0;
  for (let odd = nearest - 61; odd <= nearest + 61; odd += 2) sum += Math.exp(-((x - odd * step) ** 2)) / odd;
  return sum / Math.sqrt(Math.PI);
}

/** E (η + sZ)^(−1/2) over η + sZ > 0: with u the root, the integrand 2φ((u² − η)/s)/s is entire, and the trapezoidal rule over all u spectral. */
function marginalReciprocalRoot(eta: number, sd: number): MarginalMean {
  if (!(eta / sd >= LEAST_DISTANCE)) return { mean: NaN, predictor: NaN };
  const centre = Math.sqrt(eta);
  const step = sd / (2 * centre) / 4;
  let sum = 0.5 * Math.exp(-0.5 * (eta / sd) ** 2);
  for (let k = 1; k * step < 2 * centre; k++) {
    const u = k * step;
    sum += Math.exp(-0.5 * ((u * u - eta) / sd) ** 2);
  }
  const mean = (2 * sum * step) / (sd * Math.sqrt(2 * Math.PI));
  return { mean, predictor: 1 / (mean * mean) };
}
