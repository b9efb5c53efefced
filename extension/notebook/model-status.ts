/** The line about a model under its cell. */
import { verdictOf } from '../../engine/report/summary.js';
import { familyInWords } from '../../engine/report/words/phrases.js';
import type { ModelResult, Notice } from '../../engine/results.js';

export interface ModelStatus {
  /** `m1 · binomial logit · Laplace · converged`, or `AGQ 25` with the points of the quadrature. */
  readonly text: string;
  /** Whether the fit converged, to a covariance matrix of full rank. */
  readonly isSound: boolean;
  readonly notices: readonly Notice[];
}

export function modelStatus(model: ModelResult): ModelStatus {
  const { label, tone } = verdictOf(model);
  const parts = [model.name, `${familyInWords(model.family, model.familyParameter?.estimate)} ${model.link}`, model.quadraturePoints === undefined ? model.method : `${model.method} ${model.quadraturePoints}`, label];
  return { text: parts.filter(part => part !== '').join(' · '), isSound: tone === 'ok', notices: model.notices };
}
