/** A fitted mixed model: the design, the estimates and what is inferred from them. The value that `m <- glmer(…)` binds. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { MixedModelDesign } from '../model/design.js';
import type { ModelResult, RandomEffectsResult } from '../results.js';

export interface MixedModel {
  readonly design: MixedModelDesign;
  readonly fit: MixedModelFit;
  /** The summary, with an empty `name`; the session fills that in when it displays it. */
  readonly summary: ModelResult;
  /** One per grouping factor, in the order of the model; computed from `fit`. */
  readonly randomEffects: readonly RandomEffectsResult[];
}
