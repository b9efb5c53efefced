// Random small models fitted by the engine and compared with a dense oracle that shares nothing with it: the likelihood that the
// fit reports, that no parameter can be moved to raise it, the conditional distribution of the random effects, the standard errors.
// GLMM_FUZZ_RUNS sets how many models of each family are tried, GLMM_FUZZ_SEED which ones.
import process from 'node:process';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { MixedModelDesign } from '../../engine/model/design.js';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { constantOf, denseModel, laplaceApproximation, marginalGaussian, type ConditionalDistribution, type DenseModel, type DenseTerm } from './dense-oracle.js';
import { fitWithEngine, type EngineFit } from './engine-fit.js';
import { checkMinimum, differentiate } from './numerical-hessian.js';
import { hasDispersion, hasPrecisionWeights, randomFamilies, randomModels, simulate, type RandomModel } from './random-model.js';

const runs = Number(process.env['GLMM_FUZZ_RUNS'] ?? 5);
const seed = Number(process.env['GLMM_FUZZ_SEED'] ?? 20261121);

describe('a random model agrees with a dense oracle', () => {
  test.each(randomFamilies.map(family => [`${family.family}, ${family.link}`, family] as const))('%s', async (_, family) => {
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(randomModels(family), async choices => {
        const outcome = await compare(simulate(choices));
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { numRuns: runs, seed, endOnFailure: process.env['GLMM_FUZZ_SHRINK'] === undefined },
    );
    // the comparison is worth something only where most models can be fitted
    expect(outcomes.get('agrees') ?? 0, JSON.stringify(Object.fromEntries(outcomes))).toBeGreaterThan(runs / 2);
  }, 60_000 + 2_000 * runs);
});

/** What the engine says of a model that cannot be fitted, or `agrees`. */
async function compare(model: RandomModel): Promise<string> {
  const outcome = await fitWithEngine(model);
  if (outcome instanceof UserError) {
    expectRefusalToBeTrue(outcome, model);
    return outcome.code;
  }
  const dense = denseModel(model);
  const factors = factorsOf(outcome, dense);
  if (outcome.notices.includes('GLMM404') || outcome.notices.includes('GLMM407')) return 'separation';
  if (outcome.fit.dispersion?.psi === Infinity) return 'limit of the shape';
  expect(outcome.fit.convergence.problem, outcome.formula).toBe('');
  if (model.family === 'gaussian') compareGaussian(outcome, dense, factors, model.method === 'REML');
  else compareLaplace(outcome, dense, factors);
  return 'agrees';
}

function compareLaplace(outcome: EngineFit, dense: DenseModel, factors: readonly Matrix[]): void {
  const { fit, formula } = outcome;
  const beta = Array.from(fit.fixedEffects);
  const p = beta.length;
  const psi = hasDispersion(dense.family) ? [fit.dispersion!.psi] : [];
  const oracle = laplaceApproximation(dense, { beta, factors, psi: psi[0] ?? 0 });
  expect(Math.abs(fit.logLikelihood - oracle.logLikelihood - constantOf(dense)), `log-likelihood of ${formula}`).toBeLessThan(1e-8);
  compareConditional(outcome, dense, oracle.conditional());

  const start = [...beta, ...psi, ...entriesOf(factors)];
  const minusLogLikelihood = (x: readonly number[]): number =>
    -laplaceApproximation(dense, { beta: x.slice(0, p), factors: matricesOf(dense, x.slice(p + psi.length)), psi: psi.length > 0 ? x[p]! : 0 }, oracle.u).logLikelihood;
  const { newtonDecrement, smallestEigenvalue, inverse } = checkMinimum(differentiate(minusLogLikelihood, start, 'fine'));
  expect(newtonDecrement, `Newton decrement of ${formula}`).toBeLessThan(1e-7);
  expect(smallestEigenvalue, `curvature of ${formula}`).toBeGreaterThan(-1e-4);
  for (let j = 0; j < p; j++) {
    const standardError = Math.sqrt(fit.fixedEffectsCovariance[j * p + j]!);
    expect(Math.abs(standardError / Math.sqrt(inverse.get(j, j)) - 1), `standard error ${j} of ${formula}`).toBeLessThan(5e-5);
  }
  if (psi.length > 0) expect(Math.abs(fit.dispersion!.standardError / Math.sqrt(inverse.get(p, p)) - 1), `standard error of the dispersion of ${formula}`).toBeLessThan(5e-5);
}

function compareGaussian(outcome: EngineFit, dense: DenseModel, factors: readonly Matrix[], isRestricted: boolean): void {
  const { fit, formula } = outcome;
  const oracle = marginalGaussian(dense, factors, fit.sigma, isRestricted);
  const p = oracle.beta.length;
  expect(Math.abs(fit.logLikelihood - oracle.logLikelihood), `log-likelihood of ${formula}`).toBeLessThan(1e-8);
  oracle.beta.forEach((value, j) => {
    const standardError = Math.sqrt(oracle.betaCovariance.get(j, j));
    expect(Math.abs(fit.fixedEffects[j]! - value) / standardError, `coefficient ${j} of ${formula}`).toBeLessThan(1e-8);
    expect(Math.abs(Math.sqrt(fit.fixedEffectsCovariance[j * p + j]!) / standardError - 1), `standard error ${j} of ${formula}`).toBeLessThan(1e-8);
  });
  compareConditional(outcome, dense, oracle.conditional());

  const start = [Math.log(fit.sigma), ...entriesOf(factors)];
  const minusLogLikelihood = (x: readonly number[]): number => -marginalGaussian(dense, matricesOf(dense, x.slice(1)), Math.exp(x[0]!), isRestricted).logLikelihood;
  const { newtonDecrement, smallestEigenvalue } = checkMinimum(differentiate(minusLogLikelihood, start, 'coarse'));
  expect(newtonDecrement, `Newton decrement of ${formula}`).toBeLessThan(1e-7);
  expect(smallestEigenvalue, `curvature of ${formula}`).toBeGreaterThan(-1e-4);
}

/** Modes and conditional covariances of every level, by the names of its factor and effects. */
function compareConditional({ fit, design, formula }: EngineFit, dense: DenseModel, { modes, covariance }: ConditionalDistribution): void {
  for (const [t, { group, effects, levels, firstColumn }] of dense.terms.entries()) {
    const place = placeOf(design, dense.terms[t]!);
    const found = fit.random[place]!;
    expect(design.random[place]!.levels).toEqual(levels);
    const k = effects.length;
    const scale = Math.max(1e-8, ...Array.from({ length: levels.length * k }, (_, c) => Math.sqrt(Math.max(0, covariance.get(firstColumn + c, firstColumn + c)))));
    for (let j = 0; j < levels.length; j++) {
      for (let a = 0; a < k; a++) {
        const column = firstColumn + j * k + a;
        expect(Math.abs(found.modes[j * k + a]! - modes[column]!) / scale, `mode of ${effects[a]} at ${group} ${levels[j]} in ${formula}`).toBeLessThan(1e-7);
        for (let b = 0; b < k; b++) {
          const wanted = covariance.get(column, firstColumn + j * k + b);
          expect(Math.abs(found.conditionalCovariances[(j * k + b) * k + a]! - wanted) / scale ** 2, `conditional covariance at ${group} ${levels[j]} in ${formula}`).toBeLessThan(1e-7);
        }
      }
    }
  }
}

/** Where the engine put a term, which it sorts by the number of levels. */
function placeOf(design: MixedModelDesign, { group, effects }: DenseTerm): number {
  const names = effects.map(effect => (effect === '1' ? '(Intercept)' : effect));
  const place = design.random.findIndex(term => term.group === group && term.effectNames.join() === names.join());
  if (place < 0) throw new Error(`no term (${names.join(' + ')} | ${group})`);
  return place;
}

/** L of each term of the oracle, on the scale of the linear predictor, from the relative factors that the engine reports. */
function factorsOf({ design, fit }: EngineFit, dense: DenseModel): Matrix[] {
  return dense.terms.map(term => {
    const k = term.effects.length;
    const { factor, covariance } = fit.random[placeOf(design, term)]!;
    const scaleOfFactor = fit.method === 'REML' || fit.method === 'ML' ? fit.sigma : 1;
    const l = Matrix.zeros(k, k);
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) l.set(a, b, scaleOfFactor * factor[b * k + a]!);
    const product = l.mmul(l.transpose());
    const scale = Math.max(1e-300, ...covariance.map(Math.abs));
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) expect(Math.abs(product.get(a, b) - covariance[b * k + a]!) / scale).toBeLessThan(1e-12);
    return l;
  });
}

/** The lower triangles, row by row. */
const entriesOf = (factors: readonly Matrix[]): number[] => factors.flatMap(l => l.to2DArray().flatMap((row, a) => row.slice(0, a + 1)));

function matricesOf(dense: DenseModel, entries: readonly number[]): Matrix[] {
  let at = 0;
  return dense.terms.map(({ effects }) => {
    const k = effects.length;
    const l = Matrix.zeros(k, k);
    for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) l.set(a, b, entries[at++]!);
    return l;
  });
}

/** Only what cannot be fitted is refused. */
function expectRefusalToBeTrue({ code, message }: UserError, model: RandomModel): void {
  const { terms, response } = denseModel(model);
  const most = Math.max(...terms.map(({ levels, effects }) => levels.length * effects.length));
  switch (code) {
    case 'GLMM315':
    case 'GLMM316':
      expect(hasPrecisionWeights(model)).toBe(true);
      expect(most, message).toBeGreaterThanOrEqual(response.length);
      return;
    case 'GLMM317':
      expect(new Set(response).size, message).toBe(1);
      return;
    default:
      throw new Error(`refused: ${code} ${message}`);
  }
}
