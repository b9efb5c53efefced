/** One coefficient in words: a main sentence conditional on the random effects, and remarks. */
import { simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type CoefficientMeaning, type FixedEffect, type ModelResult } from '../../results.js';
import { decimalsFor, formatFixed } from '../numbers.js';
import { amountInWords, intervalInWords, levelInWords, linkIntervalInWords, scaledEffect } from './amounts.js';
import { effectOf, endsOf, isReadFromCurve, readingFactor, stepIn, subjectIn, variableOf } from './comparisons.js';
import { baseline, condition, groupsInWords, hasOffset, joinConditions, joinWords, meansInWords } from './phrases.js';
import { remarksOn, remarksOnCurve, remarksOnLevel, type Compared } from './remarks.js';
import { effectScale, quantityAtZeroOffset, type EffectScale } from './scales.js';
import { effects as effectPhrases, fill, fillText, readings, unreadable, type ByForm, type Phrase } from './sentences.js';

export interface Reading {
  /** What it is about: `period 2 against 1`. */
  readonly subject: string;
  readonly reading: readonly Phrase[];
  readonly remarks: readonly string[];
}

/** What coefficient `index` says. Throws `RangeError` where there is none. */
export function readFixedEffect(model: ModelResult, index: number): Reading {
  const effect = model.fixed[index];
  if (effect === undefined) throw new RangeError(`the model has ${model.fixed.length} fixed effects; there is none at ${index}`);
  const { meaning, term } = effect;
  const subject = subjectIn(meaning) ?? term;
  if (!Number.isFinite(fromJsonNumber(effect.estimate))) return { subject, reading: fill(unreadable.noEstimate, { term }), remarks: [] };
  const scale = effectScale(model);
  const parts = simpleParts(meaning);
  if (parts.some(isReadFromCurve)) return { subject, reading: readCurve(model, effect, parts, scale), remarks: remarksOnCurve({ model, scale, parts }) };
  const compared: Compared = { model, scale, effect, read: scaledEffect(effect, 1 / readingFactor(meaning)), parts };
  if (meaning.kind === 'intercept' || meaning.kind === 'cell') return { subject: term, reading: readLevel(compared), remarks: remarksOnLevel(compared) };
  return { subject, reading: parts.length > 1 ? readInteraction(compared) : readComparison(compared, meaning, []), remarks: remarksOn(compared) };
}

/** A contrast, an indicator or a slope, within some levels of other factors. */
function readComparison({ model, scale, read }: Compared, meaning: CoefficientMeaning, within: readonly CoefficientMeaning[]): Phrase[] {
  const ends = endsOf(meaning);
  return inForm(scale, ends ? readings.sides : readings.step, {
    groups: groupsInWords(model),
    where: conditionsBefore(within),
    quantity: scale.quantity,
    verb: scale.verb,
    pronoun: scale.pronoun,
    average: scale.isOfResponse ? 'on average ' : '',
    ...(ends ? { here: ends[0], there: ends[1] } : { step: stepIn(meaning) }),
    ...numbers(model, read, scale),
  });
}

/** How one effect changes with another: a ratio of ratios, or a difference of differences. Within the levels of a factor it is a plain effect. */
function readInteraction(compared: Compared): Phrase[] {
  const { model, scale, read, parts } = compared;
  const within = parts.filter(part => part.kind === 'cell');
  // what has two sides modifies what has a unit
  const effects = parts.filter(part => part.kind !== 'cell').sort((first, second) => Number(endsOf(first) !== null) - Number(endsOf(second) !== null));
  if (effects.length === 0) return readLevel(compared);
  if (effects.length === 1) return readComparison(compared, effects[0]!, within);
  const modifier = effects.at(-1)!;
  const ends = endsOf(modifier);
  return inForm(scale, ends ? readings.effectBetweenSides : readings.effectByStep, {
    groups: groupsInWords(model),
    where: conditionsBefore(within),
    effect: effectsInWords(effects.slice(0, -1), scale),
    ...(ends ? { here: ends[0], there: ends[1] } : { step: stepIn(modifier) }),
    ...numbers(model, read, scale),
  });
}

function effectsInWords(parts: readonly CoefficientMeaning[], scale: EffectScale): string {
  const noun = scale.ratio ?? `difference in ${scale.quantity}`;
  if (parts.length === 1) return effectOf(parts[0]!, noun);
  return fillText(effectPhrases.interaction, { variables: joinWords(parts.map(variableOf)), what: scale.ratio === null ? 'a difference of differences' : `a ratio of ${noun}s` });
}

/** The intercept, or the mean of one level or combination of levels: a level, not a comparison. */
function readLevel({ model, scale, effect, parts }: Compared): Phrase[] {
  const own = parts.flatMap(part => (part.kind === 'cell' ? [[part.variable, part.level] as const] : []));
  const conditions = [...own, ...baseline(model).filter(([variable]) => !own.some(([each]) => each === variable))];
  const averaged = meansInWords(model, own[0]?.[0] ?? null);
  const bases = [...new Set(model.fixed.flatMap(each => (each.meaning.kind === 'basis' ? [each.meaning.variable] : [])))];
  const zeros = [...(bases.length > 0 ? [`the columns of ${joinWords(bases)}`] : []), ...(hasOffset(model) ? ['the offset'] : [])];
  return inForm(scale, readings.level, {
    groups: groupsInWords(model),
    where: `${conditions.length > 0 ? ` ${joinConditions(conditions)}` : ''}${averaged === '' ? '' : `${conditions.length > 0 ? ' and' : ''} ${averaged}`}`,
    zeros: zeros.length > 0 ? ` (${joinWords(zeros)} at zero)` : '',
    quantity: quantityAtZeroOffset(scale),
    verb: scale.verb,
    average: scale.isOfResponse ? 'on average ' : '',
    amount: levelInWords(effect, scale),
    interval: intervalInWords(model, effect, scale),
  });
}

/** A column of a basis, or a bend, says nothing alone. */
function readCurve(model: ModelResult, effect: FixedEffect, parts: readonly CoefficientMeaning[], scale: EffectScale): Phrase[] {
  const slots = {
    groups: groupsInWords(model),
    coefficient: `${formatFixed(effect.estimate, decimalsFor(effect.standardError, 2))} (${linkIntervalInWords(model, effect)})`,
    link: scale.kind === 'difference' ? `scale of ${scale.link}` : scale.link.endsWith(' scale') ? scale.link : `${scale.link} scale`,
  };
  const trend = effect.meaning.kind === 'trend' ? subjectIn(effect.meaning) : null;
  return trend === null ? fill(unreadable.basis, { ...slots, variables: joinWords([...new Set(parts.map(variableOf))]) }) : fill(unreadable.trend, { ...slots, trend });
}

const inForm = (scale: EffectScale, sentence: ByForm, slots: Readonly<Record<string, string>>): Phrase[] => fill(sentence[scale.ratio === null ? 'difference' : 'ratio'], slots);

const numbers = (model: ModelResult, read: FixedEffect, scale: EffectScale): { readonly amount: string; readonly interval: string } => ({ amount: amountInWords(read, scale), interval: intervalInWords(model, read, scale) });

/** `in period 3, ` before what is read in that level alone. */
const conditionsBefore = (within: readonly CoefficientMeaning[]): string => (within.length === 0 ? '' : `${joinWords(within.flatMap(part => (part.kind === 'cell' ? [condition(part.variable, part.level)] : [])))}, `);
