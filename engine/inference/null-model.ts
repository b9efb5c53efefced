/** The model without covariates, which some summaries refer to. */
import { fitMixedModel, type FitSpecification } from '../estimation/fit-mixed-model.js';
import type { Monitor } from '../estimation/monitor.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { MixedModelDesign } from '../model/design.js';

/**
 * λ of Nakagawa, Johnson & Schielzeth (2017), eq. 5.8: the expected count of the model with the same random effects and an intercept alone,
 * exp(β₀) at the mean offset. Null when that model cannot be fitted.
 */
export async function typicalMeanOfNullModel(design: MixedModelDesign, specification: FitSpecification, monitor: Monitor): Promise<number | null> {
  try {
    const fit = await fitMixedModel(withoutCovariates(design), { ...specification, laplaceCheck: 'never' }, monitor);
    const offset = design.offset ? design.offset.reduce((sum, value) => sum + value, 0) / design.rowCount : 0;
    const mean = specification.link.inverse(fit.fixedEffects[0]! + offset);
    return Number.isFinite(mean) && mean > 0 ? mean : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function withoutCovariates(design: MixedModelDesign): MixedModelDesign {
  return {
    ...design,
    fixed: {
      x: new Float64Array(design.rowCount).fill(1),
      columnCount: 1,
      names: ['(Intercept)'],
      meanings: [{ kind: 'intercept', references: [] }],
      assign: [0],
      termLabels: [],
      hasIntercept: true,
      droppedColumns: [],
    },
  };
}
