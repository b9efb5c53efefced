import type { LinkDescription } from './link.js';

const identity: LinkDescription = {
  name: 'identity',
  help: 'The linear predictor is the mean itself: a coefficient is a difference of means.',
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
  linkFunction: mu => Math.log(mu) - Math.log1p(-mu),
  inverse: logistic,
  derivative: logisticSlope,
  secondDerivative: eta => logisticSlope(eta) * (logistic(-eta) - logistic(eta)),
  thirdDerivative: eta => logisticSlope(eta) * (1 - 6 * logisticSlope(eta)),
};

const log: LinkDescription = {
  name: 'log',
  help: 'The linear predictor is the log of the mean: exp(coefficient) is a ratio of means, for counts a rate ratio.',
  linkFunction: mu => Math.log(mu),
  inverse: eta => Math.exp(eta),
  derivative: eta => Math.exp(eta),
  secondDerivative: eta => Math.exp(eta),
  thirdDerivative: eta => Math.exp(eta),
};

/** Every link that a family takes, by name. */
export const links: ReadonlyMap<string, LinkDescription> = new Map([identity, logit, log].map(link => [link.name, link]));

function logistic(eta: number): number {
  const t = Math.exp(-Math.abs(eta));
  return eta < 0 ? t / (1 + t) : 1 / (1 + t);
}

function logisticSlope(eta: number): number {
  const t = Math.exp(-Math.abs(eta));
  return t / ((1 + t) * (1 + t));
}
