import { describe, expect, test } from 'vitest';
import { families } from '../../../engine/model/families/families.js';
import type { Family } from '../../../engine/model/families/family.js';
import { links } from '../../../engine/model/families/links.js';
import { numericalDerivative } from '../../fixtures/numerical-derivative.js';

const at = (family: Family, y: number, eta: number, weight = 1) => {
  const derivatives = { first: new Float64Array(1), second: new Float64Array(1), third: new Float64Array(1) };
  const value = family.evaluate(Float64Array.of(y), Float64Array.of(eta), Float64Array.of(weight), links.get(family.canonicalLink)!, derivatives);
  return { value, first: derivatives.first[0]!, second: derivatives.second[0]!, third: derivatives.third[0]! };
};
const logDensity = (family: Family, y: number, eta: number, weight = 1) => family.logConstant(y, weight) - at(family, y, eta, weight).value;
const family = (name: string): Family => families.get(name)!;

describe.each(['gaussian', 'binomial', 'poisson'])('the %s family', name => {
  test.each([[1, -3, 1], [0, 0.4, 1], [1, 2.5, 7]])('has derivatives in η that agree with numerical ones at y = %d, η = %d, weight %d', (y, eta, weight) => {
    const here = at(family(name), y, eta, weight);
    expect(here.first).toBeCloseTo(numericalDerivative(x => at(family(name), y, x, weight).value, eta), 7);
    expect(here.second).toBeCloseTo(numericalDerivative(x => at(family(name), y, x, weight).first, eta), 7);
    expect(here.third).toBeCloseTo(numericalDerivative(x => at(family(name), y, x, weight).second, eta), 7);
  });

  test('takes its canonical link first, and every link that it names exists', () => {
    expect(family(name).links[0]).toBe(family(name).canonicalLink);
    for (const link of family(name).links) expect(links.has(link)).toBe(true);
  });
});

describe('the binomial family', () => {
  test.each([[0, -3, -0.6802229220323888], [3, 0.2, -4.6767903037055465], [14, 2, -1.7769921546016167]])(
    'gives the log-density that R’s dbinom gives for %d of 14 at η = %d', (successes, eta, expected) => {
      expect(logDensity(family('binomial'), successes / 14, eta, 14)).toBeCloseTo(expected, 12);
    });

  test('stays finite and exact where the probability is all but 0 or 1', () => {
    expect(logDensity(family('binomial'), 1, -40)).toBeCloseTo(-40, 12); // dbinom(1, 1, plogis(-40), log = TRUE)
    for (const value of Object.values(at(family('binomial'), 1, 800))) expect(value).toBeCloseTo(0, 15);
    expect(at(family('binomial'), 0, 800).value).toBe(800);
    expect(at(family('binomial'), 1, 40).first / -Math.exp(-40)).toBeCloseTo(1, 14);
  });

  test('refuses a proportion that gives no whole number of successes', () => {
    expect(family('binomial').checkResponse(0.5, 1)?.advice).toContain('weights');
    expect(family('binomial').checkResponse(0.5, 2)).toBeNull();
    expect(family('binomial').checkResponse(1.2, 1)?.problem).toContain('between 0 and 1');
  });
});

describe('the Poisson family', () => {
  test.each([[0, -20, -2.0611536224385579e-9], [3, 0.7, -1.7055121766985315], [1e6, 13.9, -3679.7400608096927]])(
    'gives the log-density that R’s dpois gives for y = %d at η = %d', (y, eta, expected) => {
      expect(logDensity(family('poisson'), y, eta) / expected).toBeCloseTo(1, 9);
    });

  test('asks for an offset where a count is a fraction', () => {
    expect(family('poisson').checkResponse(1.5, 1)?.advice).toContain('offset(log(');
    expect(family('poisson').checkResponse(-1, 1)?.problem).toBe('is negative');
    expect(family('poisson').checkResponse(4, 1)).toBeNull();
  });
});

describe.each([...links.values()])('the $name link', link => {
  test.each([0.1, 0.37, 0.9])('is undone by its inverse at μ = %d', mu => {
    expect(link.inverse(link.linkFunction(mu))).toBeCloseTo(mu, 14);
  });

  test.each([-2.3, 0.4, 3.1])('has derivatives of its inverse that agree with numerical ones at η = %d', eta => {
    expect(link.derivative(eta)).toBeCloseTo(numericalDerivative(x => link.inverse(x), eta), 7);
    expect(link.secondDerivative(eta)).toBeCloseTo(numericalDerivative(x => link.derivative(x), eta), 7);
    expect(link.thirdDerivative(eta)).toBeCloseTo(numericalDerivative(x => link.secondDerivative(x), eta), 7);
  });
});
