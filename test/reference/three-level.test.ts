import { expect, test } from 'vitest';
import { fromJsonNumber, type ModelResult } from '../../engine/results.js';
import { Session } from '../../engine/session.js';
import { referenceFiles } from './reference-fits.js';

const data = `d <- read.csv("guImmun.csv")
d$y <- as.integer(d$immun == "Y")
d$momEd <- factor(d$momEd, levels = c("N", "P", "S"))
d$husEd <- factor(d$husEd, levels = c("N", "P", "S", "U"))`;
const formula = 'y ~ kid2p + mom25p + ord + ethn + momEd + husEd + momWork + rural + pcInd81 + (1 | mom) + (1 | comm)';

// Rodríguez & Goldman (2001), maximum likelihood by quadrature with 12 points; estimates by the names here, standard errors where they are given.
const LOG_LIKELIHOOD = -1323.9618222914;
const published: Readonly<Record<string, readonly [number, number?]>> = {
  '(Intercept)': [-1.2334, 0.4832], kid2pY: [1.716657, 0.2173], mom25pY: [-0.215995, 0.2316], ord23: [-0.260719], ord46: [0.179374], ord7p: [0.431083],
  ethnN: [-0.172474], ethnS: [-0.083649], momEdP: [0.433026], momEdS: [0.420005], husEdP: [0.539349], husEdS: [0.50511], husEdU: [-0.007241], momWorkY: [0.390044],
  ruralY: [-0.888257, 0.3062], pcInd81: [-1.149777, 0.5004],
};

test('nested quadrature with 12 points agrees with the published three-level fit of the Guatemalan immunisation data, which the Laplace approximation misses by 30', async () => {
  const outcome = await new Session({ files: referenceFiles }).run(`${data}\nglmer(${formula}, data = d, family = binomial)\nglmer(${formula}, data = d, family = binomial, nAGQ = 12)`);
  expect(outcome.error).toBeUndefined();
  const [laplace, model] = outcome.outputs as ModelResult[];
  expect(fromJsonNumber(laplace!.logLik)).toBeCloseTo(-1355.70, 2);
  expect(laplace!.notices).toContainEqual(expect.objectContaining({ code: 'GLMM406', mend: expect.objectContaining({ argument: 'nAGQ', value: '12' }) as unknown }));

  expect(model!.convergence.converged).toBe(true);
  expect(Math.abs(fromJsonNumber(model!.logLik) - LOG_LIKELIHOOD)).toBeLessThan(0.01);
  expect(model!.fixed.map(({ term }) => term)).toEqual(Object.keys(published));
  for (const { term, estimate, standardError } of model!.fixed) {
    const [value, error] = published[term]!;
    // its 12 points and ours are one and two hundredths of a log-likelihood from the integral itself
    expect(Math.abs(fromJsonNumber(estimate) - value) / fromJsonNumber(standardError), term).toBeLessThan(0.02);
    if (error !== undefined) expect(Math.abs(fromJsonNumber(standardError) / error - 1), term).toBeLessThan(0.006);
  }
  const [mother, community] = model!.random.map(({ sd }) => Math.log(fromJsonNumber(sd[0]!)));
  expect(Math.abs(mother! - 0.839785)).toBeLessThan(0.005);
  expect(Math.abs(community! - 0.024317)).toBeLessThan(0.005);
});
