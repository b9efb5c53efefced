import { describe, expect, test } from 'vitest';
import { families } from '../../../engine/model/families/families.js';
import type { Family } from '../../../engine/model/families/family.js';
import { links } from '../../../engine/model/families/links.js';
import { numericalDerivative } from '../../fixtures/numerical-derivative.js';

const at = (family: Family, y: number, eta: number, weight = 1, link = family.canonicalLink) => {
  const derivatives = { first: new Float64Array(1), second: new Float64Array(1), third: new Float64Array(1) };
  const value = family.evaluate(Float64Array.of(y), Float64Array.of(eta), Float64Array.of(weight), links.get(link)!, derivatives, 0);
  return { value, first: derivatives.first[0]!, second: derivatives.second[0]!, third: derivatives.third[0]! };
};
const logDensity = (family: Family, y: number, eta: number, weight = 1, link = family.canonicalLink) => family.logConstant(y, weight) - at(family, y, eta, weight, link).value;
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

describe.each(['binomial', 'poisson'].flatMap(name => family(name).links.map(link => [name, link] as const)))('the %s family with a %s link', (name, link) => {
  // inside the support of every link: η of its mean
  const cases = name === 'binomial' ? [[0, 0.3, 1], [1, 0.02, 1], [0.25, 0.6, 8], [1, 0.9, 3]] : [[0, 0.4, 1], [3, 5.5, 1], [12, 7, 2]];

  test.each(cases as [number, number, number][])('has derivatives in η that agree with numerical ones at y = %d, μ = %d, weight %d', (y, mu, weight) => {
    const eta = links.get(link)!.linkFunction(mu);
    const step = 1e-2 * Math.min(1, Math.abs(eta));
    const here = at(family(name), y, eta, weight, link);
    const close = (found: number, wanted: number): void => expect(Math.abs(found - wanted)).toBeLessThan(1e-7 * (1 + Math.abs(wanted)));
    close(here.first, numericalDerivative(x => at(family(name), y, x, weight, link).value, eta, step));
    close(here.second, numericalDerivative(x => at(family(name), y, x, weight, link).first, eta, step));
    close(here.third, numericalDerivative(x => at(family(name), y, x, weight, link).second, eta, step));
  });
});

describe('the binomial family', () => {
  // R: dbinom(successes, 14, binomial(link)$linkinv(eta), log = TRUE)
  test.each([['probit', 3, -0.4, -1.946388352437526], ['cloglog', 3, -0.4, -3.625889408724309], ['cauchit', 3, -0.4, -2.253004505390811], ['log', 3, -0.4, -7.508808379841469]] as const)('gives R’s density with a %s link', (link, successes, eta, expected) => {
    expect(logDensity(family('binomial'), successes / 14, eta, 14, link)).toBeCloseTo(expected, 11);
  });

  // R: pnorm(-40, log.p = TRUE); log(pcauchy(-1e8)); log(-expm1(-exp(-50))); log(-expm1(-1e-12))
  test.each([['probit', 1, -40, -804.6084420137538], ['probit', 0, 40, -804.6084420137538], ['cauchit', 1, -1e8, -19.56541062980176], ['cloglog', 1, -50, -50], ['cloglog', 0, 3, -Math.exp(3)], ['log', 0, -1e-12, Math.log(1e-12)]] as const)(
    'keeps all digits in the tails of the %s link (y = %d, η = %d)', (link, y, eta, expected) => {
      const here = at(family('binomial'), y, eta, 1, link);
      expect(-here.value / expected).toBeCloseTo(1, 12);
      for (const value of [here.first, here.second, here.third]) expect(Number.isFinite(value)).toBe(true);
    });

  test('has the derivatives of log Φ far out: r → z + 1/z − 2/z³, and on', () => {
    for (const z of [6, 40, 1e4, 1e7]) {
      const here = at(family('binomial'), 1, -z, 1, 'probit');
      expect(-here.first / (z + 1 / z - 2 / z ** 3 + 10 / z ** 5)).toBeCloseTo(1, z < 10 ? 4 : z < 100 ? 10 : 12);
      expect(here.second / (1 - 1 / z ** 2 + 6 / z ** 4 - 50 / z ** 6)).toBeCloseTo(1, z < 10 ? 2 : 9);
      expect(here.third / (-2 / z ** 3)).toBeCloseTo(1, z < 10 ? 0 : z < 100 ? 1 : 6);
    }
  });

  test('has no probability to give where a log link passes 1', () => {
    expect(at(family('binomial'), 1, 0.1, 1, 'log').value).toBe(Infinity);
    expect(at(family('binomial'), 0, 0.1, 1, 'log').value).toBe(Infinity);
  });

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
  // R: dpois(3, 2.2^2, log = TRUE) and dpois(3, 2.2, log = TRUE)
  test.each([['sqrt', -1.901015307042435], ['identity', -1.626387388135245]] as const)('gives R’s density with a %s link', (link, expected) => {
    expect(logDensity(family('poisson'), 3, 2.2, 1, link)).toBeCloseTo(expected, 12);
  });

  test('has no density where the mean would not be above zero', () => {
    expect(at(family('poisson'), 3, -2.2, 1, 'sqrt').value).toBe(Infinity);
    expect(at(family('poisson'), 0, -0.1, 1, 'identity').value).toBe(Infinity);
  });

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

  test.each(link.name === '1/mu^2' ? [0.4, 3.1] : [-2.3, 0.4, 3.1])('has derivatives of its inverse that agree with numerical ones at η = %d', eta => {
    expect(link.derivative(eta)).toBeCloseTo(numericalDerivative(x => link.inverse(x), eta), 7);
    expect(link.secondDerivative(eta)).toBeCloseTo(numericalDerivative(x => link.derivative(x), eta), 7);
    expect(link.thirdDerivative(eta)).toBeCloseTo(numericalDerivative(x => link.secondDerivative(x), eta), 7);
  });
});
