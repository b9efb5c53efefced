/** How the effects of a model read, by its link: what is compared, whether as a ratio or a difference, and what the numbers are called. */
import type { ModelResult } from '../../results.js';
import { hasOffset } from './phrases.js';

export interface EffectScale {
  /** `odds`: logit; `mean`: log; `hazard`: cloglog; `difference`: identity; `predictor`: any other link, read on the scale of the linear predictor. */
  readonly kind: 'odds' | 'mean' | 'hazard' | 'difference' | 'predictor';
  /** What exp(β) is called; null where it has no reading. */
  readonly ratio: string | null;
  /** What β itself is called, such as `log odds`. */
  readonly link: string;
  /** What is compared: `the odds of no pain`. */
  readonly quantity: string;
  readonly verb: 'is' | 'are';
  readonly pronoun: 'that' | 'those';
  /** Whether a value of the response is meant rather than its mean, so that a sentence must say `on average`. */
  readonly isOfResponse: boolean;
  /** What a difference is measured in, with a blank before it; empty where it has no name. */
  readonly unit: string;
  /** What the mean itself is called: `the probability of no pain`. */
  readonly mean: string;
  readonly isProbability: boolean;
  /** A sentence that a reader of the scale may need; empty for the usual ones. */
  readonly note: string;
}

/** What the response of a model is called. */
interface ResponseWords {
  readonly label: string;
  readonly event: string;
  readonly mean: string;
  readonly isCount: boolean;
  readonly isProbability: boolean;
}

type LinkWords = Pick<EffectScale, 'kind' | 'quantity'> & Partial<Pick<EffectScale, 'ratio' | 'link' | 'verb' | 'pronoun' | 'isOfResponse' | 'unit' | 'note'>>;

/** One row a link; what a row leaves out is that of a linear predictor without a reading of its own. */
const wordsByLink: Readonly<Record<string, (response: ResponseWords) => LinkWords>> = {
  identity: ({ label, mean, isCount, isProbability }) => ({ kind: 'difference', link: label, quantity: isCount || isProbability ? mean : label, isOfResponse: !isCount && !isProbability }),
  logit: ({ event }) => ({ kind: 'odds', ratio: 'odds ratio', link: 'log odds', quantity: `the odds of ${event}`, verb: 'are', pronoun: 'those' }),
  log: ({ mean, isCount, isProbability }) => ({
    kind: 'mean',
    ratio: isCount ? 'rate ratio' : isProbability ? 'risk ratio' : 'ratio of means',
    link: isCount ? 'log rate' : isProbability ? 'log probability' : 'log mean',
    quantity: mean,
  }),
  cloglog: ({ event }) => ({ kind: 'hazard', ratio: 'hazard ratio', link: 'log hazard', quantity: `the hazard of ${event}`, note: 'The hazard is −log(1 − P), which is nearly the probability P where that is small.' }),
  probit: ({ event }) => ({ kind: 'predictor', link: 'probit scale', quantity: `the latent propensity for ${event}`, unit: ' standard deviations', note: 'The propensity is a latent normal variable with a standard deviation of 1 within a group; where it is above zero, the event happens.' }),
  cauchit: ({ mean }) => ({ kind: 'predictor', link: 'cauchit scale', quantity: `the Cauchy quantile of ${mean}` }),
  inverse: ({ mean }) => ({ kind: 'predictor', link: 'inverse scale', quantity: `the reciprocal of ${mean}` }),
  '1/mu^2': ({ mean }) => ({ kind: 'predictor', link: '1/mu^2 scale', quantity: `the reciprocal of the square of ${mean}` }),
  sqrt: ({ mean }) => ({ kind: 'predictor', link: 'sqrt scale', quantity: `the square root of ${mean}` }),
};

/** What is compared in a model's sentences, and what its coefficients are called. */
export function effectScale(model: Pick<ModelResult, 'link' | 'response' | 'formula'> & { readonly call?: string }): EffectScale {
  const { response } = model;
  const event = response.event ?? response.label;
  const isCount = response.kind === 'count';
  const isProbability = response.kind === 'binary' || response.kind === 'proportion';
  const mean = isCount ? `the expected number of ${response.label}` : isProbability ? `the probability of ${event}` : `the mean of ${response.label}`;
  const words = wordsByLink[model.link]?.({ label: response.label, event, mean, isCount, isProbability });
  if (!words) throw new RangeError(`there is no link ${model.link}`);
  // an offset scales a count or a mean; what else it does to a reading is nothing as long as it is the same on both sides
  const sameOffset = words.kind === 'mean' && hasOffset(model) ? SAME_OFFSET : '';
  return {
    ratio: null, link: words.quantity, verb: 'is', pronoun: 'that', isOfResponse: false, unit: '', note: '', ...words,
    quantity: words.quantity + sameOffset,
    mean,
    isProbability,
  };
}

const SAME_OFFSET = ' for the same offset';

/** What a level is read of: its offset is not held at any value but zero. */
export const quantityAtZeroOffset = (scale: EffectScale): string => scale.quantity.replace(SAME_OFFSET, '');
