import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import type { MixedModelFit } from './fit.js';
import type { Monitor } from './monitor.js';

export interface FitSpecification {
  readonly family: Family;
  readonly link: LinkDescription;
  readonly method: 'REML' | 'ML' | 'Laplace';
}

/** Fits a mixed model. Throws `UserError` where the data cannot carry the model. */
export async function fitMixedModel(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<MixedModelFit> {
  await monitor.pause();
  throw new UserError('GLMM410', `The ${specification.method} method is not ready for ${design.rowCount} rows.`);
}
