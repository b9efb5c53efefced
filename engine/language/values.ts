/** What an expression of a cell can evaluate to. */
import type { AtomicVector, DataFrame, Factor } from '../data/vectors.js';
import type { LinearEstimates } from '../inference/marginal-means/linear-estimates.js';
import type { MixedModel } from '../inference/mixed-model.js';
import type { ModelProfile } from '../inference/profile/profile-model.js';
import type { Result } from '../results.js';
import type { Formula } from './syntax/tree.js';

export type Value = AtomicVector | Factor | DataFrame | List | Null | FormulaValue | FamilyValue | ModelValue | FunctionValue | DisplayValue;

export interface Null {
  readonly type: 'null';
}

export interface List {
  readonly type: 'list';
  readonly values: readonly Value[];
  readonly names?: readonly string[];
  /** Present for what `ranef(m)` gives, one data frame a grouping factor: shown as the model's random effects, and drawn as a caterpillar plot. */
  readonly randomEffectsOf?: MixedModel;
  /** Present for what `VarCorr(m)` gives, one covariance matrix a grouping factor: `as.data.frame` makes one table of it. */
  readonly varianceComponentsOf?: MixedModel;
  /** Present for what `profile(m)` gives: intervals are read from it and charts drawn. */
  readonly profileOf?: ModelProfile;
  /** Present for what `emmeans(m, ~ x)`, `emtrends` and `contrast` give, the columns of their table: contrasts are taken of it. */
  readonly estimates?: LinearEstimates;
  /** What is displayed in place of the elements, as for `summary(m)`. */
  readonly shownAs?: readonly Result[];
}

export interface FormulaValue {
  readonly type: 'formula';
  readonly formula: Formula;
  /** As written, for printing. */
  readonly text: string;
}

/** `binomial(link = "logit")`; `family` and `link` name records of engine/model/families. */
export interface FamilyValue {
  readonly type: 'family';
  readonly family: string;
  readonly link: string;
  /** θ of `negative.binomial(theta)`; absent where it is estimated, and for other families. */
  readonly shape?: number;
}

export interface ModelValue {
  readonly type: 'model';
  readonly model: MixedModel;
}

/** A function by name, as in `family = binomial` or `sapply(x, mean)`. */
export interface FunctionValue {
  readonly type: 'function';
  readonly name: string;
}

/** Something to show that is not data: the value of `summary(m)`, `plot(m)`, `str(d)`. */
export interface DisplayValue {
  readonly type: 'display';
  readonly results: readonly Result[];
}
