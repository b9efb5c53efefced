import { binomial } from './binomial.js';
import type { Family } from './family.js';
import { gamma } from './gamma.js';
import { gaussian } from './gaussian.js';
import { inverseGaussian } from './inverse-gaussian.js';
import { negativeBinomial, negativeBinomialWithShape } from './negative-binomial.js';
import { poisson } from './poisson.js';

/** Every family that a model can be fitted with, by name. */
export const families: ReadonlyMap<string, Family> = new Map([gaussian, binomial, poisson, gamma, inverseGaussian, negativeBinomial].map(family => [family.name, family]));

/** The record of a name in the table, its shape fixed where one is given. */
export function familyOf(name: string, shape?: number): Family {
  return shape === undefined ? families.get(name)! : negativeBinomialWithShape(shape);
}
