import { normalCdf, normalQuantile } from '../../probability/tail-probabilities.js';
import type { LinkDescription } from './link.js';

const identity: LinkDescription = {
  name: 'identity',
  help: 'The linear predictor is the mean itself: a coefficient is a difference of means.',
  hasUnit: true,
  linkFunction: mu => mu,
  inverse: eta => eta,
  derivative: () => 1,
  secondDerivative: () => 0,
  thirdDerivative: () => 0,
};

/** The logistic function and its derivatives, each from t = e^{−|η|} so that neither tail overflows or cancels. */
const logit: LinkDescription = {
  name: 'logit',
  help: 'The linear predictor is the log of the odds, log(μ / (1 − μ)): exp(coefficient) is an odds ratio.',
  hasUnit: false,
  linkFunction: mu => Math.log(mu) - Math.log1p(-mu),
  inverse: logistic,
  derivative: logisticSlope,
  secondDerivative: eta => logisticSlope(eta) * (logistic(-eta) - logistic(eta)),
  thirdDerivative: eta => logisticSlope(eta) * (1 - 6 * logisticSlope(eta)),
};

const log: LinkDescription = {
  name: 'log',
  help: 'The linear predictor is the log of the mean: exp(coefficient) is a ratio of means, for counts a rate ratio.',
  hasUnit: false,
  linkFunction: mu => Math.log(mu),
  inverse: eta => Math.exp(eta),
  derivative: eta => Math.exp(eta),
  secondDerivative: eta => Math.exp(eta),
  thirdDerivative: eta => Math.exp(eta),
};

const probit: LinkDescription = {
  name: 'probit',
  help: 'The linear predictor is the standard normal quantile of the mean, Φ⁻¹(μ): a coefficient is a shift of a normal latent variable, in its standard deviations.',
  hasUnit: false,
  linkFunction: mu => normalQuantile(mu),
  inverse: eta => normalCdf(eta),
  derivative: normalDensity,
  secondDerivative: eta => -eta * normalDensity(eta),
  thirdDerivative: eta => (eta * eta - 1) * normalDensity(eta),
};

const cloglog: LinkDescription = {
  name: 'cloglog',
  help: 'The complementary log-log link: the linear predictor is log(−log(1 − μ)), so that exp(coefficient) is the hazard ratio of a proportional hazards model observed in intervals.',
  hasUnit: false,
  linkFunction: mu => Math.log(-Math.log1p(-mu)),
  inverse: eta => -Math.expm1(-Math.exp(eta)),
  derivative: gumbelDensity,
  secondDerivative: eta => gumbelDensity(eta) * (1 - Math.exp(eta)),
  thirdDerivative: eta => gumbelDensity(eta) * ((1 - Math.exp(eta)) ** 2 - Math.exp(eta)),
};

const cauchit: LinkDescription = {
  name: 'cauchit',
  help: 'The linear predictor is the quantile of a Cauchy distribution, tan(π(μ − ½)): its heavy tails leave room for surprising outcomes at extreme linear predictors.',
  hasUnit: false,
  linkFunction: mu => Math.tan(Math.PI * (mu - 0.5)),
  inverse: eta => Math.atan2(1, -eta) / Math.PI,
  derivative: cauchyDensity,
  secondDerivative: eta => -2 * eta * Math.PI * cauchyDensity(eta) ** 2,
  thirdDerivative: eta => (6 * eta * eta - 2) * Math.PI ** 2 * cauchyDensity(eta) ** 3,
};

const sqrt: LinkDescription = {
  name: 'sqrt',
  help: 'The linear predictor is the square root of the mean, on whose scale counts have nearly constant variance.',
  hasUnit: true,
  linkFunction: mu => Math.sqrt(mu),
  inverse: eta => eta * eta,
  derivative: eta => 2 * eta,
  secondDerivative: () => 2,
  thirdDerivative: () => 0,
};

const inverse: LinkDescription = {
  name: 'inverse',
  help: 'The linear predictor is the reciprocal of the mean, 1/μ: a rate where the mean is a duration. A coefficient above zero lowers the mean, and its effect on the mean depends on the other terms.',
  hasUnit: true,
  linkFunction: mu => 1 / mu,
  inverse: eta => 1 / eta,
  derivative: eta => -1 / (eta * eta),
  secondDerivative: eta => 2 / (eta * eta * eta),
  thirdDerivative: eta => -6 / eta ** 4,
};

const inverseSquare: LinkDescription = {
  name: '1/mu^2',
  help: 'The linear predictor is 1/μ², the canonical link of the inverse Gaussian family. A coefficient above zero lowers the mean, and its effect on the mean depends on the other terms.',
  hasUnit: true,
  linkFunction: mu => 1 / (mu * mu),
  inverse: eta => 1 / Math.sqrt(eta),
  derivative: eta => -0.5 * eta ** -1.5,
  secondDerivative: eta => 0.75 * eta ** -2.5,
  thirdDerivative: eta => -1.875 * eta ** -3.5,
};

/** Every link that a family takes, by name. */
export const links: ReadonlyMap<string, LinkDescription> = new Map([identity, logit, probit, cloglog, cauchit, log, inverse, inverseSquare, sqrt].map(link => [link.name, link]));

function logistic(eta: number): number {
  const t = Math.exp(-Math.abs(eta));
  return eta < 0 ? t / (1 + t) : 1 / (1 + t);
}

function logisticSlope(eta: number): number {
  const t = Math.exp(-Math.abs(eta));
  return t / ((1 + t) * (1 + t));
}

function normalDensity(eta: number): number {
  return Math.exp(-0.5 * eta * eta) / Math.sqrt(2 * Math.PI);
}

/** e^{η − e^η}, the density of the smallest extreme value. */
function gumbelDensity(eta: number): number {
  return Math.exp(eta - Math.exp(eta));
}

function cauchyDensity(eta: number): number {
  return 1 / (Math.PI * (1 + eta * eta));
}
