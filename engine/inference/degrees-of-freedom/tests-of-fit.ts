/** The tests of the fixed effects of a fit, by the method that is wanted. */
import { thetaOf } from '../../estimation/estimates-inside.js';
import { poseLinearModel } from '../../estimation/fit-linear-mixed-model.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { Monitor } from '../../estimation/monitor.js';
import { politely } from '../../estimation/polite-steps.js';
import { measureVarianceUncertainty } from '../../estimation/variance-uncertainty.js';
import { UserError } from '../../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../../model/design.js';
import { asymptoticTests } from './asymptotic.js';
import type { ContrastTests, DegreesOfFreedomMethod } from './contrast-tests.js';
import { kenwardRogerTests } from './kenward-roger.js';
import { satterthwaiteTests } from './satterthwaite.js';

/** z and χ² for a generalized model; for a linear one t and F by the method. Throws `UserError` GLMM422 where the method does not apply. */
export async function testsOfFit(design: MixedModelDesign, fit: MixedModelFit, method: DegreesOfFreedomMethod, monitor: Monitor): Promise<ContrastTests> {
  if (fit.method !== 'REML' && fit.method !== 'ML') return asymptoticTests(fit);
  if (method === 'Kenward-Roger') {
    if (fit.method === 'ML') {
      throw new UserError('GLMM422', 'The method of Kenward and Roger corrects the covariance of estimates by REML, and this model was fitted by maximum likelihood.', { advice: ['Leave REML = FALSE out of the call that fits it.', 'ddf = "Satterthwaite" takes either.'] });
    }
    return kenwardRogerTests(design, fit, monitor);
  }
  const uncertainty = fit.varianceUncertainty ?? (await measured(design, fit, fit.method, monitor));
  if (uncertainty) return satterthwaiteTests(fit, uncertainty);
  throw new UserError('GLMM422', 'The likelihood cannot be computed beside the estimates of the variances, so that there are no degrees of freedom.', { advice: ['Fit a simpler model.'] });
}

async function measured(design: MixedModelDesign, fit: MixedModelFit, method: 'REML' | 'ML', monitor: Monitor): Promise<MixedModelFit['varianceUncertainty'] | null> {
  const { effects, inverseR, model } = await poseLinearModel(design, method, politely(monitor, () => 'Satterthwaite'));
  return measureVarianceUncertainty(effects, model, inverseR, thetaOf(effects, fit));
}
