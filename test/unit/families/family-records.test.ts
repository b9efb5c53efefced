// Every family with each of its links: derivatives against numerical ones, densities against R and against one, and the rest of a record against its density.
import { describe, expect, test } from 'vitest';
import { families, familyOf } from '../../../engine/model/families/families.js';
import type { Family } from '../../../engine/model/families/family.js';
import type { LinkDescription } from '../../../engine/model/families/link.js';
import { links } from '../../../engine/model/families/links.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { numericalDerivative } from '../../fixtures/numerical-derivative.js';

const link = (name: string): LinkDescription => links.get(name)!;
const family = (name: string): Family => families.get(name)!;
const one = (): Float64Array => new Float64Array(1);

function derivatives(of: Family, linkName: string, y: number, eta: number, weight: number, psi: number) {
  const row = { first: one(), second: one(), third: one() };
  const value = of.evaluate(Float64Array.of(y), Float64Array.of(eta), Float64Array.of(weight), link(linkName), row, psi);
  return { value, first: row.first[0]!, second: row.second[0]!, third: row.third[0]! };
}

function psiDerivatives(of: Family, linkName: string, y: number, eta: number, weight: number, psi: number) {
  const row = { value: one(), first: one(), second: one() };
  of.dispersion!.differentiate(Float64Array.of(y), Float64Array.of(eta), Float64Array.of(weight), link(linkName), psi, row);
  return { value: row.value[0]!, first: row.first[0]!, second: row.second[0]! };
}

const logDensity = (of: Family, y: number, mu: number, weight = 1, psi = 0, linkName = of.canonicalLink): number =>
  of.logConstant(y, weight) - derivatives(of, linkName, y, link(linkName).linkFunction(mu), weight, psi).value;

const close = (found: number, wanted: number, tolerance: number): void => expect(Math.abs(found - wanted)).toBeLessThan(tolerance * (1 + Math.abs(wanted)));

/** y, μ, weight, ψ: near and far from the mean, on both sides. */
const rows: Readonly<Record<string, readonly (readonly [number, number, number, number])[]>> = {
  gaussian: [[1.7, 2.1, 1, -0.4], [9, 0.8, 2.5, 0.6]],
  binomial: [[0, 0.3, 1, 0], [0.25, 0.6, 8, 0]],
  poisson: [[0, 0.4, 1, 0], [12, 7, 2, 0]],
  Gamma: [[1.7, 2.1, 1, -0.4], [0.02, 0.8, 2.5, 0.6], [9, 1.1, 1, -1.5]],
  'inverse.gaussian': [[1.7, 2.1, 1, -0.4], [0.3, 0.8, 2.5, 0.6], [9, 1.1, 1, -1.5]],
  'negative.binomial': [[0, 0.4, 1, -0.7], [3, 5.5, 2, 0.3], [12, 7, 1, 4], [60, 2, 1, -2]],
};
const cases = [...families.values()].flatMap(each => each.links.flatMap(linkName => rows[each.name]!.map(row => [each.name, linkName, ...row] as const)));

describe('the derivatives of every family with every link', () => {
  test.each(cases)('in η are those of its density (%s, %s; y = %d, μ = %d, weight %d, ψ = %d)', (name, linkName, y, mu, weight, psi) => {
    const eta = link(linkName).linkFunction(mu);
    const step = 2e-3 * Math.min(1, Math.abs(eta));
    const at = (x: number) => derivatives(family(name), linkName, y, x, weight, psi);
    const here = at(eta);
    close(here.first, numericalDerivative(x => at(x).value, eta, step), 1e-7);
    close(here.second, numericalDerivative(x => at(x).first, eta, step), 1e-7);
    close(here.third, numericalDerivative(x => at(x).second, eta, step), 1e-7);
  });

  test.each(cases.filter(([name]) => family(name).dispersion))('in ψ are those of its density (%s, %s; y = %d, μ = %d, weight %d, ψ = %d)', (name, linkName, y, mu, weight, psi) => {
    const eta = link(linkName).linkFunction(mu);
    const here = psiDerivatives(family(name), linkName, y, eta, weight, psi);
    for (const order of ['value', 'first', 'second'] as const) {
      close(here[order], numericalDerivative(x => derivatives(family(name), linkName, y, eta, weight, x)[order], psi, 2e-3), 1e-7);
    }
  });

  test.each(cases)('belong to one density whatever the link (%s, %s; y = %d, μ = %d, weight %d, ψ = %d)', (name, linkName, y, mu, weight, psi) => {
    close(logDensity(family(name), y, mu, weight, psi, linkName), logDensity(family(name), y, mu, weight, psi), 1e-12);
  });
});

describe('the log-density', () => {
  // R 4.2.2: dgamma(shape = w/σ², scale = μσ²/w), dnorm, statmod::dinvgauss(shape = w/σ²), dnbinom(size = θ, mu = μ), all with log = TRUE
  test.each([
    ['Gamma', 2.3, 1.9, 1.5, 0.4, -0.82425126464993337], ['Gamma', 1e-3, 5, 1, 2, 3.1438108661500275], ['Gamma', 100.001, 100, 1, 1e-4, 3.6812216853330195],
    ['gaussian', 2.3, 1.9, 1.5, 0.4, -0.54991524727643504], ['inverse.gaussian', 2.3, 1.9, 1.5, 0.4, -1.1396077284995179],
    ['negative.binomial', 3, 2.2, 1, 0.8, -2.3853663953563609], ['negative.binomial', 0, 1e-9, 1, 0.8, -9.9999999937500018e-10], ['negative.binomial', 5000, 4000, 1, 2.5, -9.0785012600413779],
    ['negative.binomial', 7, 6.1, 1, 1e12, -1.9671399628322561], ['negative.binomial', 40, 3, 1, 0.01, -8.4417774991216827],
  ] as const)('of the %s family at y = %d, μ = %d, weight %d, e^ψ = %d is R’s', (name, y, mu, weight, parameter, expected) => {
    expect(Math.abs(logDensity(family(name), y, mu, weight, Math.log(parameter)) / expected - 1)).toBeLessThan(1e-9);
  });

  // R 4.2.2: dnbinom(1e9, size = θ, mu = 9.9e8, log = TRUE), dpois(1e9, 1e9 + 3e4, log = TRUE); log y! alone is 2e10
  test.each([['negative.binomial', 9.9e8, Math.log(30), -19.945903596629105], ['poisson', 1e9 + 3e4, 0, -11.730562451963706]])('of a count of 1e9 keeps its digits (%s)', (name, mu, psi, expected) => {
    expect(logDensity(family(name), 1e9, mu, 1, psi)).toBeCloseTo(expected, 5);
  });

  test.each(cases.filter(([name]) => name === 'poisson' || name === 'negative.binomial'))('and its derivatives do not jump where counts become large (%s, %s; ψ from y = %d, μ = %d, weight %d, ψ = %d)', (name, linkName, _y, _mu, weight, psi) => {
    // log-density and slopes are smooth in y: a cubic through y − 2, y − 1, y + 1, y + 2 gives them at y to about y⁻⁴
    const eta = link(linkName).linkFunction(2100);
    const interpolated = (f: (y: number) => number): number => (4 * (f(2047) + f(2049)) - f(2046) - f(2050)) / 6;
    const value = (y: number): number => family(name).logConstant(y, weight) - derivatives(family(name), linkName, y, eta, weight, psi).value;
    expect(Math.abs(value(2048) - interpolated(value))).toBeLessThan(1e-8);
    if (!family(name).dispersion) return;
    const slope = (y: number): number => psiDerivatives(family(name), linkName, y, eta, weight, psi).value;
    expect(Math.abs(slope(2048) - interpolated(slope))).toBeLessThan(1e-8);
  });

  test('of negative binomial counts tends to that of Poisson counts, with its derivatives', () => {
    for (const [y, mu] of [[0, 0.3], [7, 6.1], [3000, 2900]] as const) {
      const eta = Math.log(mu);
      const limit = derivatives(family('poisson'), 'log', y, eta, 1, 0);
      const near = derivatives(family('negative.binomial'), 'log', y, eta, 1, Math.log(1e13));
      for (const order of ['value', 'first', 'second', 'third'] as const) close(near[order], limit[order], 1e-6);
      // ∂(−ℓ)/∂ψ → [(y − μ)² − y]/(2θ), the score test of Poisson counts (Lawless 1987, §3)
      const slope = psiDerivatives(family('negative.binomial'), 'log', y, eta, 1, Math.log(1e13)).value;
      expect(slope / (((y - mu) ** 2 - y) / 2e13)).toBeCloseTo(1, 6);
    }
  });
});

describe.each(['poisson', 'negative.binomial', 'binomial'])('the discrete %s family', name => {
  const of = family(name);
  const weight = name === 'binomial' ? 9 : 1;
  const scale = name === 'binomial' ? 9 : 1;
  test.each([[0.3, -0.5], [0.7, 1.2]])('has probabilities that sum to one, and to its distribution function (μ = %d, ψ = %d)', (mu, psi) => {
    let sum = 0;
    for (let count = 0; count <= (name === 'binomial' ? 9 : 400); count++) {
      const { below, upTo } = of.cumulative(count / scale, mu, weight, psi);
      expect(below).toBeCloseTo(sum, 12);
      sum += Math.exp(logDensity(of, count / scale, mu, weight, psi));
      expect(upTo).toBeCloseTo(sum, 12);
    }
    expect(sum).toBeCloseTo(1, 12);
  });
});

describe.each(['gaussian', 'Gamma', 'inverse.gaussian'])('the continuous %s family', name => {
  const of = family(name);
  test.each([[1.3, -0.7, 1], [2.2, 0.2, 3]])('has a density that integrates to one, and to its distribution function (μ = %d, ψ = %d, weight %d)', (mu, psi, weight) => {
    // the trapezoidal rule in log y, and in y for the normal distribution, converges exponentially
    const point = (k: number): [number, number] => (name === 'gaussian' ? [mu + k * 0.05, 0.05] : [Math.exp(k * 0.02), 0.02 * Math.exp(k * 0.02)]);
    let sum = 0;
    for (let k = -2500; k <= 2500; k++) {
      const [y, width] = point(k);
      const { below, upTo } = of.cumulative(y, mu, weight, psi);
      expect(below).toBe(upTo);
      const term = width * Math.exp(logDensity(of, y, mu, weight, psi));
      if (k % 50 === 0) expect(Math.abs(upTo - (sum + term / 2))).toBeLessThan(3e-4);
      sum += term;
    }
    expect(sum).toBeCloseTo(1, 10);
  });

  test.each([0.4, 1, 2.9])('has a distribution function whose slope is its density (y = %d)', y => {
    expect(numericalDerivative(x => of.cumulative(x, 1.4, 2, -0.3).upTo, y, 1e-2)).toBeCloseTo(Math.exp(logDensity(of, y, 1.4, 2, -0.3)), 8);
  });
});

describe('the distribution function', () => {
  // R 4.2.2: pgamma, pnorm, statmod::pinvgauss, ppois, pbinom(·, 14, 0.3), pnbinom
  test.each([
    ['Gamma', 2.3, 1.9, 1.5, Math.log(0.4), 0.76163653799475206], ['gaussian', 2.3, 1.9, 1.5, Math.log(0.4), 0.88966431904007659], ['poisson', 3, 2.2, 1, 0, 0.81935242170333822],
    ['binomial', 3 / 14, 0.3, 14, 0, 0.35516742957765968], ['negative.binomial', 3, 2.2, 1, Math.log(0.8), 0.77768996012503067],
    ['inverse.gaussian', 2.3, 1.9, 1.5, Math.log(0.4), 0.74266621978081659], ['inverse.gaussian', 1.1, 1, 2000, 0, 0.99999046265182356],
  ] as const)('of the %s family at y = %d, μ = %d, weight %d, ψ = %d is R’s', (name, y, mu, weight, psi, expected) => {
    expect(family(name).cumulative(y, mu, weight, psi).upTo).toBeCloseTo(expected, 12);
  });

  test('of negative binomial counts with an infinite shape is that of Poisson counts', () => {
    expect(family('negative.binomial').cumulative(3, 2.2, 1, Infinity)).toEqual(family('poisson').cumulative(3, 2.2, 1, 0));
  });
});

describe('the unit deviance', () => {
  // R 4.2.2: dev.resids(y, mu, 1) of each family
  test.each([
    ['Gamma', 2.3, 1.9, 0, 0.038942158053528853], ['inverse.gaussian', 2.3, 1.9, 0, 0.019270143321690948], ['poisson', 3, 2.2, 0, 0.260929569823037166], ['binomial', 0.25, 0.4, 0, 0.099713512348446887],
    ['negative.binomial', 3, 2.2, Math.log(0.8), 0.064374856534886282], ['negative.binomial', 0, 2.2, Math.log(0.8), 2.114809343971711275], ['poisson', 0, 2.2, 0, 4.4], ['gaussian', 2.3, 1.9, 0, 0.16],
  ] as const)('of the %s family at y = %d, μ = %d, ψ = %d is R’s', (name, y, mu, psi, expected) => {
    expect(family(name).unitDeviance(y, mu, psi)).toBeCloseTo(expected, 12);
  });

  test('vanishes at the mean and keeps its digits next to it', () => {
    for (const [name, variance] of [['Gamma', 9], ['poisson', 3], ['negative.binomial', 3 + 9 / 2]] as const) {
      expect(family(name).unitDeviance(3, 3, Math.log(2))).toBe(0);
      // d ≈ (y − μ)²/V
      expect(family(name).unitDeviance(3 + 3e-7, 3, Math.log(2)) / (9e-14 / variance)).toBeCloseTo(1, 5);
    }
  });
});

describe('simulated responses', () => {
  const draws = 40_000;
  test.each([
    ['gaussian', 2, 3, -0.5], ['binomial', 0.3, 12, 0], ['binomial', 0.72, 100, 0], ['poisson', 2.4, 1, 0], ['poisson', 57, 1, 0], ['Gamma', 2, 3, 0.8], ['Gamma', 2, 1, -1.2],
    ['inverse.gaussian', 1.5, 2, -0.7], ['negative.binomial', 3, 1, -0.3], ['negative.binomial', 40, 1, 2], ['negative.binomial', 4, 1, Infinity],
  ] as const)('of the %s family (μ = %d, weight %d, ψ = %d) have its mean, its variance and its distribution', (name, mu, weight, psi) => {
    const of = family(name);
    const stream = new MersenneTwister(20_241_121);
    const values = Float64Array.from({ length: draws }, () => of.simulate(mu, weight, psi, stream));
    const mean = values.reduce((sum, value) => sum + value, 0) / draws;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
    const factor = of.dispersion?.isScale ? Math.exp(2 * psi) / weight : 1 / (name === 'binomial' ? weight : 1);
    const expected = of.variance(mu, psi) * factor;
    // five standard errors
    expect(Math.abs(mean - mu)).toBeLessThan(5 * Math.sqrt(expected / draws));
    const fourth = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / draws;
    expect(Math.abs(variance - expected)).toBeLessThan(5 * Math.sqrt((fourth - variance ** 2) / draws));
    // Kolmogorov's distance at the deciles
    const sorted = values.toSorted();
    for (let decile = 1; decile < 10; decile++) {
      const y = sorted[(decile * draws) / 10]!;
      const { below, upTo } = of.cumulative(y, mu, weight, psi);
      expect(below).toBeLessThan(decile / 10 + 0.0125);
      expect(upTo).toBeGreaterThan(decile / 10 - 0.0125);
    }
  });
});

describe('the starting value of ψ', () => {
  test.each([['Gamma', 0.3], ['inverse.gaussian', 0.3], ['gaussian', 0.3], ['negative.binomial', 1.5]])('of the %s family is near the parameter of a sample', (name, parameter) => {
    const of = family(name);
    const stream = new MersenneTwister(7);
    const sample = Float64Array.from({ length: 5000 }, () => of.simulate(2.5, 1, Math.log(parameter), stream));
    expect(Math.exp(of.dispersion!.start(sample, new Float64Array(5000).fill(1))) / parameter).toBeCloseTo(1, 0);
  });
});

describe('a negative binomial family of known shape', () => {
  test('is the other at that shape', () => {
    const known = familyOf('negative.binomial', 1.7);
    const psi = Math.log(1.7);
    expect(known.dispersion).toBeNull();
    expect(derivatives(known, 'log', 4, 0.9, 1, 0)).toEqual(derivatives(family('negative.binomial'), 'log', 4, 0.9, 1, psi));
    expect(known.variance(2, 0)).toBe(family('negative.binomial').variance(2, psi));
    expect(known.unitDeviance(4, 2, 0)).toBe(family('negative.binomial').unitDeviance(4, 2, psi));
    expect(known.cumulative(4, 2, 1, 0)).toEqual(family('negative.binomial').cumulative(4, 2, 1, psi));
  });

  test('is the Poisson family where the shape is infinite', () => {
    const limit = familyOf('negative.binomial', Infinity);
    expect(limit).toMatchObject({ name: 'negative.binomial', fixedShape: Infinity });
    expect(derivatives(limit, 'log', 4, 0.9, 1, 0)).toEqual(derivatives(family('poisson'), 'log', 4, 0.9, 1, 0));
  });
});

describe('the support of a family', () => {
  test.each([['Gamma', 0, 'not above 0'], ['inverse.gaussian', -1, 'not above 0'], ['negative.binomial', 1.5, 'not a whole number'], ['negative.binomial', -1, 'negative'], ['Gamma', Infinity, 'not a finite number'], ['gaussian', NaN, 'not a finite number']])(
    'leaves out what the %s family cannot give (%d)', (name, y, problem) => {
      expect(family(name).checkResponse(y, 1)?.problem).toContain(problem);
    });

  test.each([['Gamma', 'inverse'], ['Gamma', 'identity'], ['inverse.gaussian', '1/mu^2'], ['inverse.gaussian', 'inverse'], ['inverse.gaussian', 'identity'], ['negative.binomial', 'identity']])(
    'ends where the mean does (%s, %s)', (name, linkName) => {
      expect(derivatives(family(name), linkName, 3, -0.2, 1, 0).value).toBe(Infinity);
    });
});
