/** Likelihood-ratio tests between fitted models. */
import { fitMixedModel } from '../../estimation/fit-mixed-model.js';
import type { MixedModelFit } from '../../estimation/fit.js';
import type { Monitor } from '../../estimation/monitor.js';
import { UserError } from '../../language/syntax/diagnostic.js';
import { links } from '../../model/families/links.js';
import { tailsOf } from '../../probability/distributions.js';
import type { MixedModel } from '../mixed-model.js';

export interface ComparedModel {
  readonly name: string;
  readonly formula: string;
  readonly parameterCount: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Against the model before; null for the first. */
  readonly test: LikelihoodRatioTest | null;
}

export interface LikelihoodRatioTest {
  readonly statistic: number;
  readonly df: number;
  /** By χ² on `df`; NaN where the models have equally many parameters. */
  readonly pValue: number;
  /** By the mixture ½χ²(df − 1) + ½χ²(df), where the models differ by one variance (with its covariances), which is zero under the smaller one (Self & Liang 1987, case 6); null elsewhere. */
  readonly boundaryPValue: number | null;
}

export interface ModelComparison {
  readonly models: readonly ComparedModel[];
  /** Whether fits by REML were made again by maximum likelihood. */
  readonly isRefitted: boolean;
}

/** By rising number of parameters. With `refits` fits by REML are compared by maximum likelihood, without which models with different fixed effects cannot be. Throws `UserError` GLMM424. */
export async function compareModels(given: readonly { readonly name: string; readonly model: MixedModel }[], refits: boolean, monitor: Monitor): Promise<ModelComparison> {
  const first = given[0]!.model;
  for (const { name, model } of given) requireComparable(given[0]!.name, first, name, model);
  const hasReml = given.some(({ model }) => model.fit.method === 'REML');
  const isRefitted = hasReml && refits;
  if (hasReml && !refits && given.some(({ model }) => model.design.fixed.names.join('\n') !== first.design.fixed.names.join('\n') || model.fit.method !== 'REML')) {
    throw new UserError('GLMM424', 'Restricted likelihoods can be compared between models with the same fixed effects alone, all fitted by REML.', { advice: ['Leave refit out, so that they are fitted again by maximum likelihood.'] });
  }
  const fits: { readonly name: string; readonly model: MixedModel; readonly fit: MixedModelFit }[] = [];
  for (const { name, model } of given) fits.push({ name, model, fit: isRefitted && model.fit.method === 'REML' ? await refitted(model, monitor) : model.fit });
  fits.sort((a, b) => a.fit.parameterCount - b.fit.parameterCount);
  return {
    isRefitted,
    models: fits.map(({ name, model, fit }, i) => ({
      name,
      formula: model.summary.formula,
      parameterCount: fit.parameterCount,
      logLikelihood: fit.logLikelihood,
      aic: 2 * fit.parameterCount - 2 * fit.logLikelihood,
      bic: Math.log(model.design.rowCount) * fit.parameterCount - 2 * fit.logLikelihood,
      test: i === 0 ? null : likelihoodRatio(fits[i - 1]!, { model, fit }),
    })),
  };
}

async function refitted({ design, family, summary }: MixedModel, monitor: Monitor): Promise<MixedModelFit> {
  return fitMixedModel(design, { family, link: links.get(summary.link)!, method: 'ML' }, monitor);
}

function likelihoodRatio(smaller: { readonly model: MixedModel; readonly fit: MixedModelFit }, larger: { readonly model: MixedModel; readonly fit: MixedModelFit }): LikelihoodRatioTest {
  const df = larger.fit.parameterCount - smaller.fit.parameterCount;
  const statistic = Math.max(0, 2 * (larger.fit.logLikelihood - smaller.fit.logLikelihood));
  const tail = (degrees: number): number => (degrees === 0 ? (statistic > 0 ? 0 : 1) : tailsOf('chisq', [degrees]).upper(statistic));
  const isOneVariance = df > 0 && larger.model.design.fixed.names.join('\n') === smaller.model.design.fixed.names.join('\n') && varianceCount(larger.model) === varianceCount(smaller.model) + 1;
  return { statistic, df, pValue: df > 0 ? tail(df) : NaN, boundaryPValue: isOneVariance ? (tail(df - 1) + tail(df)) / 2 : null };
}

const varianceCount = ({ design }: MixedModel): number => design.random.reduce((count, { effectCount }) => count + effectCount, 0);

function requireComparable(firstName: string, first: MixedModel, name: string, model: MixedModel): void {
  const pair = `${firstName} and ${name}`;
  if (model.design.rowCount !== first.design.rowCount) {
    throw new UserError('GLMM424', `The models ${pair} were fitted to ${first.design.rowCount.toLocaleString('en')} and ${model.design.rowCount.toLocaleString('en')} rows, so that their likelihoods are of different data.`, { advice: ['Fit both to the rows that are complete in all variables, with subset =.'] });
  }
  if (model.design.response.values.some((value, i) => value !== first.design.response.values[i])) throw new UserError('GLMM424', `The models ${pair} have different responses, so that their likelihoods are of different data.`);
  const approximation = ({ fit }: MixedModel): string => (fit.method === 'REML' || fit.method === 'ML' ? 'exact' : `${fit.method} ${fit.quadraturePoints ?? 1}`);
  if (approximation(model) !== approximation(first)) throw new UserError('GLMM424', `The likelihoods of ${pair} are not computed alike: ${describe(first)} and ${describe(model)}.`, { advice: ['Fit both with the same nAGQ.'] });
}

const describe = ({ fit }: MixedModel): string => (fit.method === 'REML' || fit.method === 'ML' ? 'of a linear mixed model' : fit.method === 'AGQ' ? `by quadrature with ${fit.quadraturePoints} points` : `by ${fit.method}`);
