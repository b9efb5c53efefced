/** The distributions that have density, probability, quantile and random functions in the cell language, by R's names: one record each. */
import betainc from '@stdlib/math-base-special-betainc';
import { normalCdf, normalQuantile } from './tail-probabilities.js';
import { logNormalCdf } from './log-normal-cdf.js';
import { logGamma } from './special-functions.js';
import { lowerIncompleteGamma, upperIncompleteGamma } from './incomplete-gamma.js';
import type { MersenneTwister } from './mersenne-twister.js';
import { continuousQuantile, discreteQuantile, type TailProbabilities, type Tails } from './quantile-search.js';
import { randomBinomial, randomPoisson } from './random-counts.js';
import { randomBeta, randomExponential, randomGamma, randomNormal } from './random-deviates.js';
import { devianceTerm, logBinomialDensity, logPoissonDensity, stirlingError } from './saddle-point.js';

export interface DistributionParameter {
  readonly name: string;
  readonly help: string;
  /** Absent where the parameter must be given. */
  readonly default?: number;
  /** A second way to give the same parameter, such as `scale` for 1/`rate`. */
  readonly alternative?: { readonly name: string; readonly help: string; convert(value: number, others: readonly number[]): number };
}

/** Values and probabilities are of one variable; `parameters` in the order of the record. All functions give NaN outside their domain. */
export interface Distribution {
  /** As in R's `dnorm`, `pnorm`, `qnorm`, `rnorm`. */
  readonly name: string;
  readonly title: string;
  readonly isDiscrete: boolean;
  readonly parameters: readonly DistributionParameter[];
  isValid(parameters: readonly number[]): boolean;
  logDensity(x: number, parameters: readonly number[]): number;
  /** P(X ≤ x) and P(X > x). */
  tails(parameters: readonly number[]): Tails;
  /** log P(X ≤ x), where the tail itself would underflow. */
  logLower?(x: number, parameters: readonly number[]): number;
  quantile(wanted: TailProbabilities, parameters: readonly number[]): number;
  random(stream: MersenneTwister, parameters: readonly number[]): number;
}

const LOG_SQRT_TWO_PI = 0.9189385332046727418;

const scaleForRate = { name: 'scale', help: 'One over the rate.', convert: (scale: number) => 1 / scale } as const;

export const distributions: readonly Distribution[] = [
  {
    name: 'norm',
    title: 'normal distribution',
    isDiscrete: false,
    parameters: [{ name: 'mean', help: 'The mean.', default: 0 }, { name: 'sd', help: 'The standard deviation.', default: 1 }],
    isValid: ([, sd]) => sd! >= 0,
    logDensity: (x, [mean, sd]) => {
      if (sd === 0) return x === mean ? Infinity : -Infinity;
      const z = (x - mean!) / sd!;
      return -(LOG_SQRT_TWO_PI + 0.5 * z * z + Math.log(sd!));
    },
    tails: ([mean, sd]) => (sd === 0 ? step(mean!) : { lower: x => normalCdf((x - mean!) / sd!), upper: x => normalCdf((mean! - x) / sd!) }),
    logLower: (x, [mean, sd]) => logNormalLower((x - mean!) / sd!),
    quantile: ({ lower, upper }, [mean, sd]) => mean! + sd! * (lower <= upper ? normalQuantile(lower) : -normalQuantile(upper)),
    random: (stream, [mean, sd]) => (sd === 0 || !Number.isFinite(mean!) ? mean! : mean! + sd! * randomNormal(stream)),
  },
  {
    name: 'unif',
    title: 'uniform distribution',
    isDiscrete: false,
    parameters: [{ name: 'min', help: 'The lower limit.', default: 0 }, { name: 'max', help: 'The upper limit.', default: 1 }],
    isValid: ([min, max]) => min! <= max!,
    logDensity: (x, [min, max]) => (x >= min! && x <= max! ? -Math.log(max! - min!) : -Infinity),
    tails: ([min, max]) => ({ lower: x => clamped((x - min!) / (max! - min!)), upper: x => clamped((max! - x) / (max! - min!)) }),
    quantile: ({ lower }, [min, max]) => min! + lower * (max! - min!),
    random: (stream, [min, max]) => (min === max ? min! : min! + (max! - min!) * stream.uniform()),
  },
  {
    name: 'exp',
    title: 'exponential distribution',
    isDiscrete: false,
    parameters: [{ name: 'rate', help: 'One over the mean.', default: 1 }],
    isValid: ([rate]) => rate! > 0,
    logDensity: (x, [rate]) => (x < 0 ? -Infinity : Math.log(rate!) - rate! * x),
    tails: ([rate]) => ({ lower: x => (x <= 0 ? 0 : -Math.expm1(-rate! * x)), upper: x => (x <= 0 ? 1 : Math.exp(-rate! * x)) }),
    quantile: ({ lower, upper }, [rate]) => -(lower <= upper ? Math.log1p(-lower) : Math.log(upper)) / rate!,
    random: (stream, [rate]) => randomExponential(stream) / rate!,
  },
  {
    name: 'gamma',
    title: 'gamma distribution',
    isDiscrete: false,
    parameters: [{ name: 'shape', help: 'The shape.' }, { name: 'rate', help: 'The rate, one over the scale.', default: 1, alternative: scaleForRate }],
    isValid: ([shape, rate]) => shape! >= 0 && rate! > 0,
    logDensity: (x, [shape, rate]) => logGammaDensity(x, shape!, rate!),
    tails: ([shape, rate]) => gammaTails(shape!, rate!),
    quantile: (wanted, [shape, rate]) => gammaQuantile(wanted, shape!) / rate!,
    random: (stream, [shape, rate]) => randomGamma(stream, shape!) * (1 / rate!),
  },
  {
    name: 'chisq',
    title: 'chi-square distribution',
    isDiscrete: false,
    parameters: [{ name: 'df', help: 'Degrees of freedom.' }],
    isValid: ([df]) => df! >= 0,
    logDensity: (x, [df]) => logGammaDensity(x, df! / 2, 0.5),
    tails: ([df]) => gammaTails(df! / 2, 0.5),
    quantile: (wanted, [df]) => 2 * gammaQuantile(wanted, df! / 2),
    random: (stream, [df]) => 2 * randomGamma(stream, df! / 2),
  },
  {
    name: 'beta',
    title: 'beta distribution',
    isDiscrete: false,
    parameters: [{ name: 'shape1', help: 'The first shape.' }, { name: 'shape2', help: 'The second shape.' }],
    isValid: ([a, b]) => a! > 0 && b! > 0,
    logDensity: (x, [a, b]) => logBetaDensity(x, a!, b!),
    tails: ([a, b]) => betaTails(a!, b!),
    quantile: (wanted, [a, b]) => betaQuantile(wanted, a!, b!),
    random: (stream, [a, b]) => randomBeta(stream, a!, b!),
  },
  {
    name: 't',
    title: 't distribution of Student',
    isDiscrete: false,
    parameters: [{ name: 'df', help: 'Degrees of freedom.' }],
    isValid: ([df]) => df! > 0,
    logDensity: (x, [df]) => logStudentDensity(x, df!),
    tails: ([df]) => ({ lower: x => studentLower(x, df!), upper: x => studentLower(-x, df!) }),
    quantile: ({ lower, upper }, [df]) => (lower <= upper ? studentQuantile(lower, df!) : -studentQuantile(upper, df!)),
    random: (stream, [df]) => {
      const normal = randomNormal(stream);
      return Number.isFinite(df!) ? normal / Math.sqrt((2 * randomGamma(stream, df! / 2)) / df!) : normal;
    },
  },
  {
    name: 'f',
    title: 'F distribution',
    isDiscrete: false,
    parameters: [{ name: 'df1', help: 'Degrees of freedom of the numerator.' }, { name: 'df2', help: 'Degrees of freedom of the denominator.' }],
    isValid: ([m, n]) => m! > 0 && n! > 0,
    logDensity: (x, [m, n]) => logVarianceRatioDensity(x, m!, n!),
    tails: ([m, n]) => varianceRatioTails(m!, n!),
    quantile: (wanted, [m, n]) => {
      if (n === Infinity) return (2 * gammaQuantile(wanted, m! / 2)) / m!;
      const share = betaQuantile({ lower: wanted.upper, upper: wanted.lower }, n! / 2, m! / 2);
      return ((1 - share) / share) * (n! / m!);
    },
    random: (stream, [m, n]) => (Number.isFinite(m!) ? (2 * randomGamma(stream, m! / 2)) / m! : 1) / (Number.isFinite(n!) ? (2 * randomGamma(stream, n! / 2)) / n! : 1),
  },
  {
    name: 'lnorm',
    title: 'log-normal distribution',
    isDiscrete: false,
    parameters: [{ name: 'meanlog', help: 'Mean of the logarithm.', default: 0 }, { name: 'sdlog', help: 'Standard deviation of the logarithm.', default: 1 }],
    isValid: ([, sd]) => sd! >= 0,
    logDensity: (x, [mean, sd]) => (x <= 0 ? -Infinity : -(LOG_SQRT_TWO_PI + 0.5 * ((Math.log(x) - mean!) / sd!) ** 2 + Math.log(x * sd!))),
    tails: ([mean, sd]) => ({ lower: x => (x <= 0 ? 0 : normalCdf((Math.log(x) - mean!) / sd!)), upper: x => (x <= 0 ? 1 : normalCdf((mean! - Math.log(x)) / sd!)) }),
    quantile: ({ lower, upper }, [mean, sd]) => Math.exp(mean! + sd! * (lower <= upper ? normalQuantile(lower) : -normalQuantile(upper))),
    random: (stream, [mean, sd]) => Math.exp(mean! + sd! * randomNormal(stream)),
  },
  {
    name: 'weibull',
    title: 'Weibull distribution',
    isDiscrete: false,
    parameters: [{ name: 'shape', help: 'The shape.' }, { name: 'scale', help: 'The scale.', default: 1 }],
    isValid: ([shape, scale]) => shape! > 0 && scale! > 0,
    logDensity: (x, [shape, scale]) => (x < 0 ? -Infinity : x === 0 ? (shape! < 1 ? Infinity : shape === 1 ? -Math.log(scale!) : -Infinity) : Math.log(shape! / scale!) + (shape! - 1) * Math.log(x / scale!) - (x / scale!) ** shape!),
    tails: ([shape, scale]) => ({ lower: x => (x <= 0 ? 0 : -Math.expm1(-((x / scale!) ** shape!))), upper: x => (x <= 0 ? 1 : Math.exp(-((x / scale!) ** shape!))) }),
    quantile: ({ lower, upper }, [shape, scale]) => scale! * (-(lower <= upper ? Math.log1p(-lower) : Math.log(upper))) ** (1 / shape!),
    random: (stream, [shape, scale]) => scale! * (-Math.log(stream.uniform())) ** (1 / shape!),
  },
  {
    name: 'logis',
    title: 'logistic distribution',
    isDiscrete: false,
    parameters: [{ name: 'location', help: 'The mean.', default: 0 }, { name: 'scale', help: 'The scale.', default: 1 }],
    isValid: ([, scale]) => scale! > 0,
    logDensity: (x, [location, scale]) => {
      const z = Math.abs((x - location!) / scale!);
      return -(z + Math.log(scale!) + 2 * Math.log1p(Math.exp(-z)));
    },
    tails: ([location, scale]) => ({ lower: x => inverseLogit((x - location!) / scale!), upper: x => inverseLogit((location! - x) / scale!) }),
    logLower: (x, [location, scale]) => -logOnePlusExp(-(x - location!) / scale!),
    quantile: ({ lower, upper }, [location, scale]) => location! + scale! * (lower <= upper ? Math.log(lower) - Math.log1p(-lower) : Math.log1p(-upper) - Math.log(upper)),
    random: (stream, [location, scale]) => {
      const u = stream.uniform();
      return location! + scale! * Math.log(u / (1 - u));
    },
  },
  {
    name: 'cauchy',
    title: 'Cauchy distribution',
    isDiscrete: false,
    parameters: [{ name: 'location', help: 'The median.', default: 0 }, { name: 'scale', help: 'Half the distance of the quartiles.', default: 1 }],
    isValid: ([, scale]) => scale! > 0,
    logDensity: (x, [location, scale]) => -Math.log(Math.PI * scale! * (1 + ((x - location!) / scale!) ** 2)),
    tails: ([location, scale]) => ({ lower: x => cauchyUpper((location! - x) / scale!), upper: x => cauchyUpper((x - location!) / scale!) }),
    quantile: ({ lower, upper }, [location, scale]) => location! + (lower <= upper ? -scale! / Math.tan(Math.PI * lower) : scale! / Math.tan(Math.PI * upper)),
    random: (stream, [location, scale]) => location! + scale! * Math.tan(Math.PI * stream.uniform()),
  },
  {
    name: 'binom',
    title: 'binomial distribution',
    isDiscrete: true,
    parameters: [{ name: 'size', help: 'The number of trials.' }, { name: 'prob', help: 'The probability of success.' }],
    isValid: ([size, prob]) => size! >= 0 && isWhole(size!) && prob! >= 0 && prob! <= 1,
    logDensity: (x, [size, prob]) => logBinomialDensity(x, size!, prob!, 1 - prob!),
    tails: ([size, prob]) => ({
      lower: x => (x < 0 ? 0 : x >= size! ? 1 : betainc(1 - prob!, size! - x, x + 1, true, false)),
      upper: x => (x < 0 ? 1 : x >= size! ? 0 : betainc(prob!, x + 1, size! - x, true, false)),
    }),
    quantile: (wanted, [size, prob]) => {
      const spread = Math.sqrt(size! * prob! * (1 - prob!));
      return discreteQuantile(tailsOf('binom', [size!, prob!]), wanted, size! * prob! + spread * normalQuantile(wanted.lower), size!);
    },
    random: (stream, [size, prob]) => randomBinomial(stream, size!, prob!),
  },
  {
    name: 'pois',
    title: 'Poisson distribution',
    isDiscrete: true,
    parameters: [{ name: 'lambda', help: 'The mean.' }],
    isValid: ([mean]) => mean! >= 0,
    logDensity: (x, [mean]) => logPoissonDensity(x, mean!),
    tails: ([mean]) => ({ lower: x => (x < 0 ? 0 : upperIncompleteGamma(mean!, x + 1)), upper: x => (x < 0 ? 1 : lowerIncompleteGamma(mean!, x + 1)) }),
    quantile: (wanted, [mean]) => (mean === 0 ? 0 : discreteQuantile(tailsOf('pois', [mean!]), wanted, mean! + Math.sqrt(mean!) * normalQuantile(wanted.lower), Infinity)),
    random: (stream, [mean]) => randomPoisson(stream, mean!),
  },
  {
    name: 'geom',
    title: 'geometric distribution: failures before the first success',
    isDiscrete: true,
    parameters: [{ name: 'prob', help: 'The probability of success.' }],
    isValid: ([prob]) => prob! > 0 && prob! <= 1,
    logDensity: (x, [prob]) => (x < 0 ? -Infinity : Math.log(prob!) + x * Math.log1p(-prob!)),
    tails: ([prob]) => ({ lower: x => (x < 0 ? 0 : -Math.expm1((x + 1) * Math.log1p(-prob!))), upper: x => (x < 0 ? 1 : Math.exp((x + 1) * Math.log1p(-prob!))) }),
    quantile: (wanted, [prob]) => (prob === 1 ? 0 : discreteQuantile(tailsOf('geom', [prob!]), wanted, Math.log(Math.max(Number.MIN_VALUE, wanted.upper)) / Math.log1p(-prob!) - 1, Infinity)),
    random: (stream, [prob]) => randomPoisson(stream, randomExponential(stream) * ((1 - prob!) / prob!)),
  },
  {
    name: 'nbinom',
    title: 'negative binomial distribution',
    isDiscrete: true,
    parameters: [
      { name: 'size', help: 'The number of successes waited for; in regression the shape θ, with variance mu + mu²/size.' },
      { name: 'prob', help: 'The probability of success.', alternative: { name: 'mu', help: 'The mean, in place of `prob`.', convert: (mu, [size]) => size! / (size! + mu) } },
    ],
    isValid: ([size, prob]) => size! >= 0 && prob! > 0 && prob! <= 1,
    logDensity: (x, [size, prob]) => {
      if (x < 0) return -Infinity;
      if (x === 0 && size === 0) return 0;
      return Math.log(size! / (size! + x)) + logBinomialDensity(size!, x + size!, prob!, 1 - prob!);
    },
    tails: ([size, prob]) => ({
      lower: x => (x < 0 ? 0 : prob === 1 ? 1 : betainc(prob!, size!, x + 1, true, false)),
      upper: x => (x < 0 ? 1 : prob === 1 ? 0 : betainc(1 - prob!, x + 1, size!, true, false)),
    }),
    quantile: (wanted, [size, prob]) => {
      if (prob === 1 || size === 0) return 0;
      const mean = (size! * (1 - prob!)) / prob!;
      return discreteQuantile(tailsOf('nbinom', [size!, prob!]), wanted, mean + Math.sqrt(mean / prob!) * normalQuantile(wanted.lower), Infinity);
    },
    random: (stream, [size, prob]) => (prob === 1 ? 0 : randomPoisson(stream, randomGamma(stream, size!) * ((1 - prob!) / prob!))),
  },
];

/** The quantile of Student's t distribution at a probability above ½; that of the normal one where `df` is infinite. */
export const upperStudentQuantile = (p: number, df: number): number => -studentQuantile(1 - p, df);

/** The tails of the distribution of a name in the table. */
export const tailsOf = (name: string, parameters: readonly number[]): Tails => distributions.find(distribution => distribution.name === name)!.tails(parameters);

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) <= 1e-7 * Math.max(1, Math.abs(x));
function logNormalLower(z: number): number {
  const derivatives = new Float64Array(4);
  logNormalCdf(z, derivatives);
  return derivatives[0]!;
}

const clamped = (share: number): number => Math.min(1, Math.max(0, share));
const step = (place: number): Tails => ({ lower: x => (x >= place ? 1 : 0), upper: x => (x >= place ? 0 : 1) });
const inverseLogit = (eta: number): number => (eta >= 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta)));
const logOnePlusExp = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
const cauchyUpper = (z: number): number => (z > 1 ? Math.atan(1 / z) / Math.PI : 0.5 - Math.atan(z) / Math.PI);

function logGammaDensity(x: number, shape: number, rate: number): number {
  if (x < 0) return -Infinity;
  if (shape === 0) return x === 0 ? Infinity : -Infinity;
  if (x === 0) return shape < 1 ? Infinity : shape > 1 ? -Infinity : Math.log(rate);
  if (shape < 1) return logPoissonDensity(shape, x * rate) + Math.log(shape / x);
  return logPoissonDensity(shape - 1, x * rate) + Math.log(rate);
}

const gammaTails = (shape: number, rate: number): Tails => (shape === 0 ? step(0) : { lower: x => lowerIncompleteGamma(x * rate, shape), upper: x => upperIncompleteGamma(x * rate, shape) });

/** With rate 1; starts at the normal approximation of the cube root (Wilson & Hilferty 1931), or at the first term of the series near zero. */
function gammaQuantile(wanted: TailProbabilities, shape: number): number {
  if (shape === 0) return 0;
  const ninth = 1 / (9 * shape);
  const z = wanted.lower <= wanted.upper ? normalQuantile(wanted.lower) : -normalQuantile(wanted.upper);
  const cube = shape * (1 - ninth + z * Math.sqrt(ninth)) ** 3;
  const small = Math.exp((Math.log(wanted.lower) + logGamma(shape + 1)) / shape);
  const start = cube > 0.05 * shape && Number.isFinite(cube) ? cube : Math.max(small, Number.MIN_VALUE);
  return continuousQuantile(gammaTails(shape, 1), wanted, start, 0, Infinity);
}

function logBetaDensity(x: number, a: number, b: number): number {
  if (x < 0 || x > 1) return -Infinity;
  if (x === 0) return a > 1 ? -Infinity : a < 1 ? Infinity : Math.log(b);
  if (x === 1) return b > 1 ? -Infinity : b < 1 ? Infinity : Math.log(a);
  if (a <= 2 || b <= 2) return (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - (logGamma(a) + logGamma(b) - logGamma(a + b));
  return Math.log(a + b - 1) + logBinomialDensity(a - 1, a + b - 2, x, 1 - x);
}

const betaTails = (a: number, b: number): Tails => ({
  lower: x => (x <= 0 ? 0 : x >= 1 ? 1 : betainc(x, a, b, true, false)),
  upper: x => (x <= 0 ? 1 : x >= 1 ? 0 : betainc(x, a, b, true, true)),
});

const betaQuantile = (wanted: TailProbabilities, a: number, b: number): number => continuousQuantile(betaTails(a, b), wanted, a / (a + b), 0, 1);

function logStudentDensity(x: number, df: number): number {
  if (df === Infinity) return -(LOG_SQRT_TWO_PI + 0.5 * x * x);
  if (!Number.isFinite(x)) return -Infinity;
  const constant = -devianceTerm(df / 2, (df + 1) / 2) + stirlingError((df + 1) / 2) - stirlingError(df / 2);
  const ratio = (x * x) / df;
  const halfLog = ratio > 1e30 ? Math.log(Math.abs(x)) - Math.log(df) / 2 : Math.log1p(ratio) / 2;
  const power = ratio > 0.2 ? df * halfLog : -devianceTerm(df / 2, (df + x * x) / 2) + (x * x) / 2;
  return constant - power - (LOG_SQRT_TWO_PI + halfLog);
}

/** P(T ≤ x), from the incomplete beta function (Abramowitz & Stegun 1972, 26.7.1). */
function studentLower(x: number, df: number): number {
  if (df === Infinity) return normalCdf(x);
  if (!Number.isFinite(x)) return x < 0 ? 0 : 1;
  const outside = df > x * x ? betainc((x * x) / (df + x * x), 0.5, df / 2, true, true) : betainc(1 / (1 + (x / df) * x), df / 2, 0.5, true, false);
  return x <= 0 ? 0.5 * outside : 1 - 0.5 * outside;
}

/** For p ≤ 1/2. */
function studentQuantile(p: number, df: number): number {
  if (df === Infinity || p === 0.5) return p === 0.5 ? 0 : normalQuantile(p);
  return continuousQuantile({ lower: x => studentLower(x, df), upper: x => studentLower(-x, df) }, { lower: p, upper: 1 - p }, normalQuantile(p), -Infinity, 0);
}

function logVarianceRatioDensity(x: number, m: number, n: number): number {
  if (x < 0) return -Infinity;
  if (x === 0) return m > 2 ? -Infinity : m === 2 ? 0 : Infinity;
  if (n === Infinity) return Number.isFinite(m) ? logGammaDensity(x, m / 2, m / 2) : x === 1 ? Infinity : -Infinity;
  const shared = 1 / (n + x * m);
  const q = n * shared;
  const p = x * m * shared;
  if (m >= 2) return Math.log((m * q) / 2) + logBinomialDensity((m - 2) / 2, (m + n - 2) / 2, p, q);
  return Math.log((m * m * q) / (2 * p * (m + n))) + logBinomialDensity(m / 2, (m + n) / 2, p, q);
}

function varianceRatioTails(m: number, n: number): Tails {
  if (n === Infinity) return gammaTails(m / 2, m / 2);
  const lower = (x: number): number => (m * x > n ? betainc(n / (n + m * x), n / 2, m / 2, true, true) : betainc((m * x) / (n + m * x), m / 2, n / 2, true, false));
  const upper = (x: number): number => (m * x > n ? betainc(n / (n + m * x), n / 2, m / 2, true, false) : betainc((m * x) / (n + m * x), m / 2, n / 2, true, true));
  return { lower: x => (x <= 0 ? 0 : lower(x)), upper: x => (x <= 0 ? 1 : upper(x)) };
}
