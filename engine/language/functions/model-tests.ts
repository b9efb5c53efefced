/** Which degrees of freedom a call asks for. */
import type { MixedModel } from '../../inference/mixed-model.js';
import type { DegreesOfFreedomMethod } from '../../inference/degrees-of-freedom/contrast-tests.js';
import { testsOfFit } from '../../inference/degrees-of-freedom/tests-of-fit.js';
import { withTests } from '../../inference/degrees-of-freedom/with-tests.js';
import type { CallArguments, CallContext } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { textArgument } from './describe.js';

/** The model with its coefficients tested by the method of `ddf =`. */
export async function retested(model: MixedModel, given: CallArguments, context: CallContext): Promise<MixedModel> {
  const method = methodIn(given, context, model);
  return withTests(model, method === 'none' ? null : await testsOfFit(model.design, model.fit, method, context.monitor));
}

/** The method of `ddf =`, else that of the setting. Throws `UserError` where one is asked for that is of linear models, and the model is not. */
export function methodIn(given: CallArguments, context: CallContext, { fit }: MixedModel): DegreesOfFreedomMethod | 'none' {
  const asked = textArgument(given, 'ddf', context.settings.degreesOfFreedom);
  const isLinear = fit.method === 'REML' || fit.method === 'ML';
  if (!isLinear && given.get('ddf') && asked !== 'lme4') {
    throw new UserError('GLMM422', `The degrees of freedom of ${asked === 'Kenward-Roger' ? 'Kenward and Roger' : asked} are those of a linear mixed model; the coefficients of this one are tested by the normal distribution.`, { range: given.expression('ddf') ?? null, advice: ['Leave ddf out.', 'confint(m) gives profile intervals, which rest on the likelihood ratio.'] });
  }
  return asked === 'Satterthwaite' || asked === 'Kenward-Roger' ? asked : 'none';
}
