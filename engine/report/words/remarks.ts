/** What follows the reading of a coefficient: averaged over the groups, for a typical group, on what it depends. Each gives no sentence or one. */
import { baselineIn, isFunctionOf, simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type CoefficientMeaning, type FixedEffect, type JsonNumber, type ModelResult } from '../../results.js';
import { decimalsFor, formatFixed, formatPercentLevel, formatRatio, formatSignificant } from '../numbers.js';
import { amountInWords, intervalInWords, levelInWords, meansInWords as meanTexts, ratioDecimals, scaledEffect } from './amounts.js';
import { readingFactor, variableOf } from './comparisons.js';
import { averagedOver, condition, groupsInWords, hasOffset, joinConditions, joinWords, levelsInWords, plainName } from './phrases.js';
import type { EffectScale } from './scales.js';
import { curves, fillText, remarks } from './sentences.js';

/** A coefficient that compares: `effect` as the model has it, `read` in units of the difference that is read. */
export interface Compared {
  readonly model: ModelResult;
  readonly scale: EffectScale;
  readonly effect: FixedEffect;
  readonly read: FixedEffect;
  readonly parts: readonly CoefficientMeaning[];
}

/** The remarks on a comparison, in the order in which they are read. */
export function remarksOn(compared: Compared): string[] {
  return [factor, meanOfLevels, ...dependences, power, perDeviation, averaged, ends, remarksOnCurve, variation, direction, noInteraction, open, note].flatMap(remark => remark(compared) ?? []);
}

/** What the curve does that a column of a basis, or a number and its square, describe together; with its average over the groups. */
export function remarksOnCurve({ model, scale, parts }: Pick<Compared, 'model' | 'scale' | 'parts'>): string[] {
  const [part] = parts;
  const expression = part && parts.length === 1 ? variableOf(part) : '';
  const curve = (model.curves ?? []).find(({ variable }) => variable === expression || isFunctionOf(expression, variable));
  if (!curve || !Number.isFinite(fromJsonNumber(curve.estimate))) return [];
  const { variable, quartiles, ...numbers } = curve;
  const effect: FixedEffect = { ...numbers, term: variable, statistic: null, pValue: null, meaning: { kind: 'slope', variable, isIndicator: false }, isConditionalOnOthers: false };
  const [from, to] = quartiles.map(value => formatSignificant(value, 3)) as [string, string];
  const slots = { where: othersInWords(model, variable), quantity: scale.quantity, variable, from, to, verb: scale.verb, pronoun: scale.pronoun, average: scale.isOfResponse ? 'on average ' : '', amount: amountInWords(effect, scale), interval: intervalInWords(model, effect, scale) };
  const average = fromJsonNumber(curve.averaged);
  const isOther = Number.isFinite(average) && Math.abs(average - fromJsonNumber(curve.estimate)) > 1e-9;
  return [fillText(curves[isRatio(scale) ? 'ratio' : 'difference'], slots), ...(isOther ? [fillText(remarks.averagedThat, { levels: averagedOver(model), amount: amountInWords(effect, scale, curve.averaged) })] : [])];
}

/** The remarks on an intercept or the mean of a level. */
export function remarksOnLevel({ model, scale, effect }: Compared): string[] {
  return [...levelMean(model, scale, effect), ...atMeans(model, scale, effect), ...(note({ scale }) ?? [])];
}

/** The mean that a level of the linear predictor is, and what it is averaged over the groups. */
function levelMean(model: ModelResult, scale: EffectScale, effect: FixedEffect): string[] {
  const level = effect.levelMean;
  if (!level) return [];
  const [mean = '', lower = '', upper = '', average = ''] = [level.estimate, level.lower, level.upper, level.averaged].flatMap(value => meanTexts(scale, value));
  const isKnown = (value: JsonNumber): boolean => Number.isFinite(fromJsonNumber(value));
  const hasLimits = isKnown(level.lower) && isKnown(level.upper);
  const own = scale.isProbability ? (hasLimits ? remarks.probabilityWithInterval : remarks.probability) : remarks.mean;
  // under a log link the reading is of the mean already
  const isMeanItself = scale.kind === 'mean';
  return [
    ...(isMeanItself || !isKnown(level.estimate) ? [] : [fillText(own, { mean, lower, upper })]),
    ...(isKnown(level.averaged) ? [fillText(scale.isProbability ? remarks.averagedProbability : remarks.averagedMean, { levels: averagedOver(model), mean: isMeanItself && !scale.isProbability ? levelInWords({ ...effect, estimate: effect.averaged }, scale) : average })] : []),
  ];
}

/** An intercept has all numbers at zero, which may be far from the data: the mean response where they are at their means. */
function atMeans(model: ModelResult, scale: EffectScale, effect: FixedEffect): string[] {
  const means = (model.referencePoint ?? []).filter(({ variable, value }) => typeof value === 'number' && value !== 0 && isAtMean(model.fixed, variable)).map(({ variable }) => variable);
  const at = effect.responseMean;
  if (effect.meaning.kind !== 'intercept' || effect.meaning.means || means.length === 0 || !at || hasOffset(model)) return [];
  if (![at.estimate, at.lower, at.upper, at.averaged].every(value => Number.isFinite(fromJsonNumber(value)))) return [];
  const [mean = '', lower = '', upper = '', average = ''] = [at.estimate, at.lower, at.upper, at.averaged].flatMap(value => meanTexts(scale, value));
  return [fillText(remarks.atMeans, { means: meansOf(means), mean, lower, upper, levels: averagedOver(model), averaged: average })];
}

type Remark = (compared: Compared) => string[] | null;

const isRatio = (scale: EffectScale): boolean => scale.ratio !== null;

/** Where the coefficient is a share of the difference that was read. */
const factor: Remark = ({ effect, scale, parts }) => {
  const value = readingFactor(effect.meaning);
  if (value === 1) return null;
  const what = parts.some(part => part.kind === 'trend') ? 'step' : 'difference';
  return [fillText(remarks.factor, { factor: String(Number(value.toPrecision(4))), what: `${what}${isRatio(scale) ? ` in the ${scale.link}` : ''}` })];
};

/** What a mean of levels is, where a coefficient is read against one. */
const meanOfLevels: Remark = ({ parts, scale }) => {
  const hasMean = parts.some(part => part.kind === 'deviation' || (part.kind === 'comparison' && part.over.length + part.against.length > 2));
  return hasMean ? [fillText(remarks.meanOfLevels, { ofWhat: isRatio(scale) ? `, which is taken of the ${scale.link}` : '' })] : null;
};

/** Of numbers, whose unit is an accident of how they were measured; not of what moves along with another column. */
const perDeviation: Remark = ({ model, scale, read, parts }) => {
  if (powersOf(model, ownVariables(parts)).length > 0 || rootsOf(model, parts).length > 0) return null;
  const slopes = parts.flatMap(part => (part.kind === 'slope' && part.sd !== undefined ? [{ variable: part.variable, sd: part.sd }] : []));
  const product = slopes.reduce((all, { sd }) => all * sd, 1);
  if (slopes.length === 0 || slopes.every(({ sd }) => Math.abs(sd - 1) < 1e-6)) return null;
  const effect = scaledEffect(read, product);
  const columns = joinWords(slopes.map(({ variable, sd }) => `${variable} (${formatSignificant(sd, 3)})`));
  return [fillText(remarks.perDeviation, { columns, amount: amountInWords(effect, scale), interval: intervalInWords(model, effect, scale) })];
};

/** The population-averaged counterpart. */
const averaged: Remark = ({ model, scale, read }) => {
  const value = fromJsonNumber(read.averaged);
  if (!Number.isFinite(value)) return null;
  const estimate = fromJsonNumber(read.estimate);
  const isSame = Math.abs(value - estimate) <= 1e-9 * (1 + Math.abs(estimate));
  const levels = averagedOver(model);
  if (isSame) return [fillText(remarks.averagedSame, { levels })];
  return [fillText(remarks.averaged, { levels, amount: isRatio(scale) ? formatRatio(Math.exp(value), ratioDecimals(read)) : amountInWords(read, scale, value) })];
};

/** From one mean to the other, at the reference point that the result gives. */
const ends: Remark = ({ model, scale, effect, parts }) => {
  const intercept = model.fixed.find(each => each.meaning.kind === 'intercept');
  const [from, to] = [intercept?.responseMean, effect.responseMean];
  const [part] = parts;
  if (!from || !to || !part || parts.length > 1 || hasOffset(model) || !(part.kind === 'contrast' || part.kind === 'slope')) return null;
  const isSlope = part.kind === 'slope' && !part.isIndicator;
  const [typicalFrom = '', typicalTo = ''] = meanTexts(scale, from.estimate, to.estimate);
  if (typicalFrom === typicalTo || ![from.estimate, to.estimate].every(value => Number.isFinite(fromJsonNumber(value)))) return null;
  const own = plainName(part.variable);
  const slots = { from: typicalFrom, to: typicalTo, groups: groupsInWords(model), where: othersInWords(model, own), levels: averagedOver(model) };
  const isOwnKnown = model.referencePoint?.some(({ variable }) => variable === own) ?? false;
  if (isSlope) return isOwnKnown ? [fillText(remarks.endsOfSlope, { ...slots, unit: 'unit', variable: own })] : null;
  const [averagedFrom = '', averagedTo = ''] = meanTexts(scale, from.averaged, to.averaged);
  const isAveraged = [from.averaged, to.averaged].every(value => Number.isFinite(fromJsonNumber(value)));
  return [isAveraged ? fillText(remarks.endsAveraged, { ...slots, averagedFrom, averagedTo }) : fillText(remarks.ends, slots)];
};

/** No more conditions are listed one by one. */
const MOST_CONDITIONS = 4;

/** The reference point but for one variable: ` with use = N and age at its mean`. */
export function othersInWords({ referencePoint = [], fixed }: ModelResult, own: string | null): string {
  const others = referencePoint.filter(({ variable }) => variable !== own);
  if (others.length === 0) return '';
  if (others.length > MOST_CONDITIONS) return ', all other covariates at their reference or mean';
  const means = others.filter(({ variable, value }) => typeof value === 'number' && isAtMean(fixed, variable)).map(({ variable }) => variable);
  const conditions = others.filter(({ variable }) => !means.includes(variable)).map(({ variable, value }) => condition(variable, levelOf(fixed, variable, value)));
  const named = conditions.filter(phrase => phrase.startsWith('with ')).map(phrase => phrase.slice('with '.length));
  const withNames = [...named, ...(means.length === 0 ? [] : [meansOf(means)])];
  return ` ${joinWords([...conditions.filter(phrase => !phrase.startsWith('with ')), ...(withNames.length > 0 ? [`with ${joinWords(withNames)}`] : [])])}`;
}

const meansOf = (variables: readonly string[]): string => `${joinWords(variables)} at ${variables.length > 1 ? 'their means' : 'its mean'}`;

/** Whether a column of the data that is a number stands at its mean, not at a code or at the zero of an indicator. */
function isAtMean(fixed: readonly FixedEffect[], variable: string): boolean {
  return fixed.some(({ meaning }) => simpleParts(meaning).some(part => ((part.kind === 'slope' && !part.isIndicator) || part.kind === 'basis') && (part.variable === variable || isFunctionOf(part.variable, variable))));
}

/** A logical column stands at 0, which its level is not called. */
function levelOf(fixed: readonly FixedEffect[], variable: string, value: string | number): string {
  const isLogical = value === 0 && fixed.some(({ meaning }) => simpleParts(meaning).some(part => part.kind === 'contrast' && part.variable === variable && part.reference === 'FALSE'));
  return isLogical ? 'FALSE' : String(value);
}

/** What else must be zero or at its reference for the reading to hold: the partners of interactions, then powers. */
const dependences: readonly Remark[] = [
  ({ model, effect, parts }) => {
    if (!effect.isConditionalOnOthers) return null;
    const own = ownVariables(parts);
    const conditions = new Map<string, string>();
    const means = new Set<string>();
    for (const other of model.fixed) {
      const others = simpleParts(other.meaning);
      if (others.length <= own.size || ![...own].every(variable => others.some(part => variableOf(part) === variable))) continue;
      for (const part of others) {
        if (own.has(variableOf(part))) continue;
        const zero = baselineIn(part);
        if (zero && zero.kind !== 'level') means.add(`${zero.kind === 'mean' ? 'all' : 'the weighted'} levels of ${plainName(variableOf(part))}`);
        else conditions.set(variableOf(part), zero?.level ?? '0');
      }
    }
    const where = [...(conditions.size > 0 ? [joinConditions([...conditions])] : []), ...(means.size > 0 ? [`on average over ${joinWords([...means])}`] : [])];
    if (where.length > 0) return [fillText(remarks.holdsWhere, { where: where.join(' and ') })];
    return powersOf(model, own).length > 0 ? null : [remarks.holdsAtReference];
  },
  ({ model, effect, parts }) => {
    const own = ownVariables(parts);
    const powers = effect.isConditionalOnOthers ? powersOf(model, own) : [];
    return powers.length > 0 ? [fillText(remarks.holdsAtPower, { powers: joinWords(powers), moves: powers.length > 1 ? 'move' : 'moves', own: joinWords([...own]) })] : null;
  },
];

const ownVariables = (parts: readonly CoefficientMeaning[]): ReadonlySet<string> => new Set(parts.map(variableOf));

const powersOf = (model: ModelResult, own: ReadonlySet<string>): string[] =>
  [...new Set(model.fixed.flatMap(({ meaning }) => simpleParts(meaning).map(variableOf)))].filter(expression => [...own].some(variable => isFunctionOf(expression, variable)));

const rootsOf = (model: ModelResult, parts: readonly CoefficientMeaning[]): string[] =>
  [...new Set(model.fixed.flatMap(other => simpleParts(other.meaning).map(variableOf)))].filter(variable => parts.some(part => isFunctionOf(variableOf(part), variable)));

/** A square, say, is no effect of its own. */
const power: Remark = ({ model, parts }) => {
  const roots = rootsOf(model, parts);
  return roots.length > 0 ? [fillText(remarks.power, { roots: joinWords(roots) })] : null;
};

/** A slope that is also random is the mean of slopes that differ. */
const variation: Remark = ({ model, scale, effect, read }) => {
  const found = model.random.flatMap(term => {
    const position = term.terms.indexOf(effect.term);
    if (position < 0 || fromJsonNumber(term.sd[position] ?? null) === 0) return [];
    const slots = { levels: levelsInWords(term.group), sd: formatSignificant(term.sd[position] ?? null, 3), onScale: isRatio(scale) ? ` on the ${scale.link} scale` : '' };
    const range = readingFactor(effect.meaning) === 1 ? term.groupRange?.coefficients[position] : undefined;
    if (!term.groupRange || !range) return [fillText(remarks.varies, slots)];
    const [lower = '', upper = ''] = range.map(value => (isRatio(scale) ? formatRatio(Math.exp(fromJsonNumber(value)), ratioDecimals(read)) : formatFixed(value, decimalsFor(read.standardError, 2))));
    return [fillText(remarks.variesBetween, { ...slots, coverage: formatPercentLevel(term.groupRange.coverage), noun: scale.ratio === null ? 'it' : `the ${scale.ratio}`, lower, upper })];
  });
  return found.length > 0 ? found : null;
};

/** Under a reciprocal what lowers the linear predictor raises the mean. */
const direction: Remark = ({ model, effect }) => {
  if (model.link !== 'inverse' && model.link !== '1/mu^2') return null;
  return [fromJsonNumber(effect.estimate) < 0 ? remarks.lowerReciprocal : remarks.higherReciprocal];
};

const noInteraction: Remark = ({ scale, parts }) => (parts.length > 1 && parts.every(part => part.kind !== 'cell') ? [remarks.noInteraction[isRatio(scale) ? 'ratio' : 'difference']] : null);

const open: Remark = ({ effect, scale }) => {
  const [lower, upper] = [fromJsonNumber(effect.lower), fromJsonNumber(effect.upper)];
  return lower <= 0 && upper >= 0 ? [fillText(remarks.open, { neutral: isRatio(scale) ? '1' : '0' })] : null;
};

const note = ({ scale }: Pick<Compared, 'scale'>): string[] | null => (scale.note === '' ? null : [scale.note]);
