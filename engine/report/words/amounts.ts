/** The numbers in a sentence about a coefficient: its size, its interval, with as many digits as the tables give them. */
import { simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, toJsonNumber, type FixedEffect, type JsonNumber, type ModelResult } from '../../results.js';
import { decimalsFor, formatFixed, formatPercent, formatPercentLevel, formatRatio, formatSignificant } from '../numbers.js';
import { isReadFromCurve } from './comparisons.js';
import type { EffectScale } from './scales.js';

/** Decimals of exp(β): two, more only where its standard error (delta method) is so small that they would hide the effect. */
export function ratioDecimals(effect: FixedEffect): number {
  const error = Math.exp(fromJsonNumber(effect.estimate)) * fromJsonNumber(effect.standardError);
  if (!Number.isFinite(error)) return 2;
  return error >= 0.02 ? Math.min(2, decimalsFor(error, 2)) : Math.min(6, decimalsFor(error, 2));
}

/** `0.37 times`, `10.5 higher`, `0.52 standard deviations lower`: `value`, on the link scale, with the digits of the effect. */
export function amountInWords(effect: FixedEffect, scale: EffectScale, value = effect.estimate): string {
  const number = fromJsonNumber(value);
  if (scale.ratio !== null) return `${formatRatio(Math.exp(number), ratioDecimals(effect))} times`;
  return `${formatFixed(Math.abs(number), decimalsFor(effect.standardError, 2))}${scale.unit} ${number < 0 ? 'lower' : 'higher'}`;
}

/** A level: odds, a mean, or a value of the linear predictor. */
export function levelInWords(effect: FixedEffect, scale: EffectScale): string {
  return scale.ratio !== null ? formatRatio(Math.exp(fromJsonNumber(effect.estimate)), ratioDecimals(effect)) : formatFixed(effect.estimate, decimalsFor(effect.standardError, 2));
}

export const hasInterval = (effect: FixedEffect): boolean => Number.isFinite(fromJsonNumber(effect.standardError)) && !Number.isNaN(fromJsonNumber(effect.lower)) && !Number.isNaN(fromJsonNumber(effect.upper));

/** `95 % CI 0.20 to 0.68, Wald`, on the scale that is read. */
export function intervalInWords(model: ModelResult, effect: FixedEffect, scale: EffectScale): string {
  if (scale.ratio === null || !hasInterval(effect)) return linkIntervalInWords(model, effect);
  const [lower, upper] = [effect.lower, effect.upper].map(limit => formatRatio(Math.exp(fromJsonNumber(limit)), ratioDecimals(effect)));
  return `${formatPercentLevel(model.confidenceLevel)} CI ${lower} to ${upper}, ${model.intervalMethod}`;
}

/** The interval on the scale of the linear predictor; after “lower” with the signed difference before it. */
export function linkIntervalInWords(model: ModelResult, effect: FixedEffect): string {
  if (!hasInterval(effect)) return 'no interval: its standard error could not be computed';
  const decimals = decimalsFor(effect.standardError, 2);
  const { meaning } = effect;
  const isDifference = meaning.kind !== 'intercept' && meaning.kind !== 'cell' && !simpleParts(meaning).some(isReadFromCurve);
  const difference = isDifference && model.link !== 'logit' && model.link !== 'log' && model.link !== 'cloglog' && fromJsonNumber(effect.estimate) < 0 ? `difference ${formatFixed(effect.estimate, decimals)}, ` : '';
  return `${difference}${formatPercentLevel(model.confidenceLevel)} CI ${formatFixed(effect.lower, decimals)} to ${formatFixed(effect.upper, decimals)}, ${model.intervalMethod}`;
}

/** The effect times a factor: of a coefficient that is a share of the difference that is read, or per standard deviation. */
export function scaledEffect(effect: FixedEffect, factor: number): FixedEffect {
  if (factor === 1) return effect;
  const times = (value: JsonNumber): JsonNumber => (value === null ? null : toJsonNumber(fromJsonNumber(value) * factor));
  return { ...effect, estimate: times(effect.estimate), standardError: times(effect.standardError), lower: times(effect.lower), upper: times(effect.upper), averaged: times(effect.averaged) };
}

/** A mean of the response: a probability as a percentage. Both ends of a change with as many digits as tell them apart. */
export function meansInWords(scale: EffectScale, ...means: readonly JsonNumber[]): string[] {
  const values = means.map(fromJsonNumber);
  if (!scale.isProbability) return values.map(value => formatSignificant(toJsonNumber(value), 3));
  const texts = values.map(formatPercent);
  return new Set(texts).size === texts.length ? texts : values.map(value => `${(value * 100).toFixed(1)} %`);
}
