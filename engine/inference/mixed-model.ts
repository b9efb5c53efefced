/** A fitted mixed model: the design, the estimates and what is inferred from them. The value that `m <- glmer(…)` binds. */
import type { Column } from '../data/vectors.js';
import type { MixedModelFit } from '../estimation/fit.js';
import type { DesignRecipe } from '../model/design-recipe.js';
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LatentVariances } from './variance-components.js';
import type { ModelResult, RandomEffectsResult } from '../results.js';

export interface MixedModel {
  readonly design: MixedModelDesign;
  /** How to compute the design at other data. */
  readonly recipe: DesignRecipe;
  readonly fit: MixedModelFit;
  /** The variables of the model in the rows of the design, by label as written, such as `log(age)`. */
  readonly variables: ReadonlyMap<string, Column>;
  /** The columns of the data that they are made of, such as `age`, in the same rows. */
  readonly predictors: ReadonlyMap<string, Column>;
  /** Rows of the data (0-based) that fitted values and residuals are given for, with NA at incomplete ones (na.exclude); absent: the rows of the design. */
  readonly paddedRows?: Int32Array;
  readonly family: Family;
  /** What the variation on the scale of the linear predictor is made of; null where the family and link have no such decomposition. */
  readonly latentVariances: LatentVariances | null;
  /** The summary, with an empty `name`; the session fills that in when it displays it. */
  readonly summary: ModelResult;
  /** One per grouping factor, in the order of the model; computed from `fit`. */
  readonly randomEffects: readonly RandomEffectsResult[];
}
