// The same model written down in another way is the same fit: rows shuffled, levels renamed, columns in other units, weights as
// repeated rows. GLMM_FUZZ_RUNS sets how many models of each family are tried, GLMM_FUZZ_SEED which ones.
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { fitWithEngine, type EngineFit } from './engine-fit.js';
import { randomFamilies, randomModels, simulate } from './random-model.js';
import { randomNumbers } from './random-numbers.js';
import { transformations, type TransformedModel } from './transformations.js';

const runs = Number(process.env['GLMM_FUZZ_RUNS'] ?? 3);
const seed = Number(process.env['GLMM_FUZZ_SEED'] ?? 20261121);

describe.each(randomFamilies.map(family => [`${family.family}, ${family.link}`, family] as const))('%s', (_, family) => {
  test.each(transformations)('a model with $name is fitted alike', async transformation => {
    const { name } = transformation;
    await fc.assert(
      fc.asyncProperty(randomModels(family), async choices => {
        const model = simulate(choices);
        const transformed = transformation.apply(model, randomNumbers(choices.seed ^ 0x5bd1e995));
        if (!transformed) return;
        const [first, second] = [await fitWithEngine(model), await fitWithEngine(transformed.model)];
        if (first instanceof UserError || second instanceof UserError) expect(second).toMatchObject({ code: (first as UserError).code });
        else expectSameFit(first, second, transformed, name);
      }),
      { numRuns: runs, seed, endOnFailure: process.env['GLMM_FUZZ_SHRINK'] === undefined },
    );
  }, 60_000 + 500 * runs);
});

function expectSameFit(first: EngineFit, second: EngineFit, transformed: TransformedModel, name: string): void {
  const { fit: one } = first;
  const { fit: two } = second;
  const what = `of ${first.formula} with ${name}`;
  const isComparable = (code: string): boolean => isAboutTheFit(code) && (transformed.keepsRowCount || code !== 'GLMM420');
  expect(second.notices.filter(isComparable).toSorted(), `notices ${what}`).toEqual(first.notices.filter(isComparable).toSorted());
  expect(two.convergence.converged, `convergence ${what}`).toBe(one.convergence.converged);
  if (['GLMM404', 'GLMM405', 'GLMM407'].some(code => first.notices.includes(code))) return; // infinite estimates stop anywhere
  expect(Math.abs(two.logLikelihood - one.logLikelihood - transformed.logLikelihoodChange), `log-likelihood ${what}`).toBeLessThan(1e-8 * Math.max(1, Math.abs(one.logLikelihood) / 100));
  expect(Math.abs(two.sigma / one.sigma / transformed.sigmaFactor - 1), `σ ${what}`).toBeLessThan(1e-5);
  const p = one.fixedEffects.length;
  first.design.fixed.names.forEach((term, j) => {
    if (term === '(Intercept)' && !transformed.keepsIntercept) return;
    const factor = transformed.coefficientFactors.get(term) ?? 1;
    const standardError = Math.sqrt(one.fixedEffectsCovariance[j * p + j]!);
    expect(Math.abs(two.fixedEffects[j]! / factor - one.fixedEffects[j]!) / standardError, `${term} ${what}`).toBeLessThan(1e-5);
    expect(Math.abs(Math.sqrt(two.fixedEffectsCovariance[j * p + j]!) / factor / standardError - 1), `standard error of ${term} ${what}`).toBeLessThan(1e-5);
  });
  first.design.random.forEach(({ group, effectNames }, t) => {
    const k = effectNames.length;
    const other = second.design.random.findIndex(term => term.group === group && term.effectNames.join() === effectNames.join());
    const factors = effectNames.map(effect => transformed.coefficientFactors.get(effect) ?? 1);
    const found = two.random[other]!.covariance;
    const wanted = one.random[t]!.covariance;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const scale = Math.sqrt(wanted[a * k + a]! * wanted[b * k + b]!);
        expect(Math.abs(found[b * k + a]! / factors[a]! / factors[b]! - wanted[b * k + a]!), `covariance of ${effectNames[a]} and ${effectNames[b]} over ${group} ${what}`).toBeLessThan(1e-5 * scale + 1e-6);
      }
    }
  });
}

/** Notices about the data, such as rows left out, may differ. */
const isAboutTheFit = (code: string): boolean => code.startsWith('GLMM4');
