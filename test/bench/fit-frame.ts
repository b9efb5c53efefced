/** A model fitted to a data frame as `lmer()` and `glmer()` fit it, with the time that it takes. */
import type { DataFrame } from '../../engine/data/vectors.js';
import { fitMixedModel, type FitSpecification } from '../../engine/estimation/fit-mixed-model.js';
import { uninterrupted } from '../../engine/estimation/monitor.js';
import { buildDesign } from '../../engine/model/build-design.js';
import { families } from '../../engine/model/families/families.js';
import { links } from '../../engine/model/families/links.js';
import { readModelFormula } from '../../engine/model/formula.js';
import { formulaOf } from '../fixtures/model/formulas.js';
import { evaluateIn } from '../fixtures/model/reference-frames.js';

export interface TimedFit {
  /** From model frame to estimates with standard errors. */
  readonly milliseconds: number;
  readonly evaluations: number;
}

export async function timeFit(frame: DataFrame, formula: string, familyName: 'gaussian' | 'binomial' | 'poisson'): Promise<TimedFit> {
  const family = families.get(familyName)!;
  const specification: FitSpecification = { family, link: links.get(family.canonicalLink)!, method: familyName === 'gaussian' ? 'REML' : 'Laplace' };
  const started = performance.now();
  const { design } = await buildDesign({
    formula: readModelFormula(formulaOf(formula), [...frame.columns.keys()]),
    family, weights: null, offset: null, subset: null,
    rowCount: frame.rowCount, dataName: 'd',
    evaluate: ({ expression }) => evaluateIn(frame, expression),
  });
  const { convergence } = await fitMixedModel(design, specification, uninterrupted);
  const milliseconds = performance.now() - started;
  if (!convergence.converged) throw new Error(`${formula} did not converge: ${convergence.problem}`);
  return { milliseconds, evaluations: convergence.evaluations };
}
