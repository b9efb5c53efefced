/** The line about a model under its cell. */
import type { ModelResult, Notice } from '../../engine/results.js';

export interface ModelStatus {
  /** `m1 · binomial logit · Laplace · converged` */
  readonly text: string;
  readonly verdict: 'converged' | 'singular' | 'not converged';
  readonly notices: readonly Notice[];
}

export function modelStatus(model: ModelResult): ModelStatus {
  const verdict = verdictOf(model);
  const parts = [model.name, `${model.family} ${model.link}`, model.method, verdict];
  return { text: parts.filter(part => part !== '').join(' · '), verdict, notices: model.notices };
}

function verdictOf(model: ModelResult): ModelStatus['verdict'] {
  if (!model.convergence.converged) return 'not converged';
  return model.notices.some(isSingular) ? 'singular' : 'converged';
}

const isSingular = (notice: Notice): boolean => notice.code === SINGULAR;

/** The notice of a fit whose covariance matrix has lost rank. */
const SINGULAR = 'GLMM401';
