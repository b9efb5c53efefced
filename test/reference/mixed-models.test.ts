// Every fit of test/reference/models is repeated here and compared with what R gave. Tolerances are absolute for the
// log-likelihood, in standard errors for estimates, and relative for the rest; where R's own warning says that it did not
// trust its fit, or its optimum lies below ours, only the log-likelihood counts.
import { describe, expect, test } from 'vitest';
import { Session } from '../../engine/session.js';
import { fromJsonNumber, type ModelResult } from '../../engine/results.js';
import { cellOf, pearsonOf, referenceFiles, referenceFits, type ReferenceFit } from './reference-fits.js';

describe('a fit agrees with R', () => {
  test.each(referenceFits.map(reference => [reference.name, reference] as const))('%s', async (_, reference) => {
    const session = new Session({ files: referenceFiles });
    const outcome = await session.run(cellOf(reference));
    expect(outcome.error).toBeUndefined();
    const model = outcome.outputs.findLast(output => output.kind === 'model') as ModelResult;

    expect(model.nobs).toBe(reference.nobs);
    expect(model.df).toBe(reference.df);
    expect(model.convergence.converged, 'converged').toBe(true);
    expect(fromJsonNumber(model.convergence.newtonDecrement)).toBeLessThan(1e-7);
    expect(model.notices.map(notice => notice.code).toSorted()).toEqual(trueNotices(reference, model));

    const overdispersion = model.notices.find(({ code }) => code === 'GLMM420');
    if (overdispersion) expect(relativeDifference(Number(overdispersion.evidence['pearson']), pearsonOf.get(reference.name)!.pearson), 'Pearson χ²').toBeLessThan(1e-3);

    const logLikelihood = fromJsonNumber(model.logLik);
    const wanted = reference.logLik_full ?? reference.logLik;
    expect(logLikelihood).toBeGreaterThanOrEqual(wanted - 1e-6);
    expect(logLikelihood).toBeLessThanOrEqual(wanted + 2e-3);
    if (logLikelihood > wanted + 1e-5 || reference.convergence.warnings.length > 0) return;

    expectEstimatesToAgree(model, reference);
    expectVarianceComponentsToAgree(model, reference);
    expect(relativeDifference(fromJsonNumber(model.aic), reference.AIC - 2 * (wanted - reference.logLik))).toBeLessThan(1e-6);
    expect(relativeDifference(fromJsonNumber(model.bic), reference.BIC - 2 * (wanted - reference.logLik))).toBeLessThan(1e-6);
  });
});

/** What there is to say of a fit, and no more: what R finds singular, levels and rows that are few or left out. */
function trueNotices(reference: ReferenceFit, model: ModelResult): string[] {
  return [
    ...(model.rowsDropped > 0 ? ['GLMM301'] : []),
    ...(reference.fixed.some(effect => effect.estimate === null) ? ['GLMM302'] : []),
    ...Object.values(reference.ranef).filter(({ n_levels: levels }) => levels < 5).map(() => 'GLMM303'),
    ...(reference.singular ? ['GLMM401'] : []),
    ...(isLaplaceInexact(reference) ? ['GLMM406'] : []),
    ...(isOverdispersed(reference) ? ['GLMM420'] : []),
  ];
}

/** By R's own residuals: a ratio from 1.2 on, and χ² beyond its 99 % quantile (Wilson & Hilferty 1931). */
function isOverdispersed({ name }: ReferenceFit): boolean {
  const found = pearsonOf.get(name);
  if (!found) return false;
  const { pearson, degreesOfFreedom: df } = found;
  return pearson >= 1.2 * df && pearson > df * (1 - 2 / (9 * df) + 2.326348 * Math.sqrt(2 / (9 * df))) ** 3;
}

/** Whether R's own quadrature moves a fixed effect by a tenth of its standard error, or the standard deviation by a fiftieth. */
function isLaplaceInexact(reference: ReferenceFit): boolean {
  const [exact] = referenceFits
    .filter(other => reference.name.endsWith('_laplace') && other.name.startsWith(`${reference.name.replace(/laplace$/, '')}agq`))
    .toSorted((a, b) => (b.nAGQ ?? 0) - (a.nAGQ ?? 0));
  if (!exact) return false;
  const sdOf = (fit: ReferenceFit): number => fit.varcomp[0]?.sd[0] ?? NaN;
  return reference.fixed.some(({ estimate, se }, j) => Math.abs((exact.fixed[j]?.estimate ?? NaN) - (estimate ?? NaN)) > 0.1 * se) || Math.abs(sdOf(exact) / sdOf(reference) - 1) > 0.02;
}

function expectEstimatesToAgree(model: ModelResult, reference: ReferenceFit): void {
  // lme4 differentiates the Laplace deviance by finite differences, which costs it two or three digits of the standard error
  const standardErrorTolerance = isExact(reference) ? 1e-4 : 5e-3;
  for (const wanted of reference.fixed) {
    if (wanted.estimate === null) continue;
    const found = model.fixed.find(effect => effect.term === wanted.name);
    expect(found, `fixed effect ${wanted.name}`).toBeDefined();
    if (!found) continue;
    expect(Math.abs(fromJsonNumber(found.estimate) - wanted.estimate) / wanted.se, `estimate of ${wanted.name}`).toBeLessThan(1e-3);
    expect(relativeDifference(fromJsonNumber(found.standardError), wanted.se), `standard error of ${wanted.name}`).toBeLessThan(standardErrorTolerance);
  }
}

function expectVarianceComponentsToAgree(model: ModelResult, reference: ReferenceFit): void {
  const scale = Math.max(...reference.varcomp.flatMap(component => component.sd), reference.uses_sigma ? reference.sigma : 0);
  for (const component of reference.varcomp) {
    const candidates = model.random.filter(term => term.group === component.group.replace(/\.\d+$/, ''));
    for (const [index, term] of component.terms.entries()) {
      const found = candidates.find(candidate => candidate.terms.includes(term));
      expect(found, `${term} | ${component.group}`).toBeDefined();
      const sd = fromJsonNumber(found?.sd[found.terms.indexOf(term)] ?? null);
      expect(Math.abs(sd - (component.sd[index] ?? NaN)), `sd of ${term} | ${component.group}`).toBeLessThan(1e-3 * (component.sd[index] ?? NaN) + 1e-4 * scale);
    }
  }
  if (reference.uses_sigma) expect(relativeDifference(fromJsonNumber(model.sigma), reference.sigma)).toBeLessThan(1e-4);
  if (isOfTmb(reference) && model.familyParameter) expect(relativeDifference(fromJsonNumber(model.familyParameter.estimate), reference.sigma)).toBeLessThan(1e-5);
}

const isOfTmb = (reference: ReferenceFit): boolean => reference.name.startsWith('tmb_');

/** Standard errors from the exact second derivatives, or what comes as close. */
const isExact = (reference: ReferenceFit): boolean => isOfTmb(reference) || reference.family === 'gaussian';

const relativeDifference = (found: number, wanted: number): number => Math.abs(found - wanted) / Math.max(1e-12, Math.abs(wanted));
