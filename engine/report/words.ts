/** A fitted model in words: what each coefficient and each random term says, conditional on the random effects and averaged over them. */
import { baselineIn, isFunctionOf, simpleParts } from '../model/contrast-meaning.js';
import { fromJsonNumber, toJsonNumber, type CoefficientMeaning, type FixedEffect, type JsonNumber, type ModelResult } from '../results.js';
import { decimalsFor, formatCount, formatFixed, formatPercent, formatRatio, formatSignificant } from './numbers.js';
import { effectOf, endsOf, isReadFromCurve, readingFactor, stepIn, subjectIn, variableOf } from './words/comparisons.js';
import { averagedOver, baseline, condition, effectScale, groupsInWords, hasOffset, joinConditions, joinWords, levelsInWords, meansInWords, plainName, quantityAtZeroOffset, type EffectScale } from './words/phrases.js';

/** A piece of a sentence; strong pieces carry the number that the sentence is about. */
export interface Phrase {
  readonly text: string;
  readonly isStrong: boolean;
}

export interface Interpretation {
  /** What it is about: `period 2 against 1`. */
  readonly subject: string;
  /** The main sentence, conditional on the random effects. */
  readonly reading: readonly Phrase[];
  /** Further sentences: averaged over the groups, for a typical group, on what it depends. */
  readonly remarks: readonly string[];
  /** All of it as one line of text. */
  readonly text: string;
  /** All of it as Markdown; whatever the user named is escaped. */
  readonly markdown: string;
}

/**
 * What coefficient `index` of the fixed effects says, in one sentence conditional on the random effects, with its interval,
 * and in remarks: the population-averaged counterpart, the change for a typical group, and what the reading depends on.
 */
export function interpretFixedEffect(model: ModelResult, index: number): Interpretation {
  const effect = model.fixed[index];
  if (effect === undefined) throw new RangeError(`the model has ${model.fixed.length} fixed effects; there is none at ${index}`);
  const subject = subjectOf(effect);
  if (!Number.isFinite(fromJsonNumber(effect.estimate))) return interpretation(subject, [`${effect.term} has no estimate: `, 'the data do not determine it', '.'], []);
  const scale = effectScale(model);
  const parts = simpleParts(effect.meaning);
  if (parts.some(isReadFromCurve)) return interpretBasis(model, effect, scale);
  if (effect.meaning.kind === 'intercept' || effect.meaning.kind === 'cell') return interpretLevel(model, effect, scale);
  const read = asRead(effect);
  const reading = parts.length > 1 ? readInteraction(model, read, parts, scale) : readComparison(model, read, effect.meaning, scale);
  return interpretation(subject, reading, [
    ...factorRemark(effect, scale),
    ...meanOfLevelsRemark(effect, scale),
    ...averagedRemark(model, effect, scale),
    ...typicalRemark(model, effect, scale),
    ...dependenceRemark(model, effect),
    ...powerRemark(model, effect),
    ...variationRemark(model, effect),
    ...directionRemark(model, effect),
    ...(parts.length > 1 ? [scale.ratio === null ? '0 would mean that the effects simply add up.' : '1 would mean that the effects simply multiply.'] : []),
    ...openRemark(effect, scale),
  ]);
}

/** What a random term says: how much its levels differ, what share of the variation that is, and how their modes range. */
export function interpretRandomTerm(model: ModelResult, index: number): Interpretation {
  const term = model.random[index];
  if (term === undefined) throw new RangeError(`the model has ${model.random.length} random terms; there is none at ${index}`);
  const scale = effectScale(model);
  const levels = levelsInWords(term.group);
  const what = scale.kind === 'odds' ? `the log ${scale.quantity.replace(/^the /, '')}` : scale.kind === 'mean' ? `the logarithm of ${scale.quantity}` : scale.quantity;
  const verb = scale.kind === 'odds' ? 'vary' : 'varies';
  const remarks: string[] = [];
  const slopes = term.terms.filter(name => name !== '(Intercept)');
  const where = slopes.length > 0 ? `, where ${joinWords(slopes)} ${slopes.length > 1 ? 'are' : 'is'} zero` : '';
  const reading = [`Between ${levels}, `];
  term.terms.forEach((name, position) => {
    const lead = position === 0 ? '' : position === term.terms.length - 1 ? ' and ' : ', ';
    const subject = name === '(Intercept)' ? `${what} ${verb}${where === '' ? '' : ` (${where.slice(2)})`}` : `the effect of ${name} varies`;
    reading[reading.length - 1] += `${lead}${subject} with a standard deviation of `;
    reading.push(fromJsonNumber(term.sd[position] ?? null) === 0 ? 'zero (no variation beyond chance)' : formatSignificant(term.sd[position] ?? null, 3), '');
  });
  reading[reading.length - 1] += ` (${formatCount(term.levels)} levels).`;
  const correlation = fromJsonNumber(term.correlation[0]?.[1] ?? null);
  if (term.structure === 'diagonal' && term.terms.length > 1) remarks.push('Their correlations are fixed at zero.');
  else if (term.terms.length === 2 && Number.isFinite(correlation)) remarks.push(`Correlation of ${term.terms[0]} and ${term.terms[1]}: ${formatFixed(correlation, 2)}.`);
  const icc = fromJsonNumber(term.icc);
  if (Number.isFinite(icc)) {
    const latent = scale.kind === 'difference' ? '' : 'latent ';
    // With random slopes the variance depends on the row, and the share is one of its mean (Johnson 2014).
    const hasSlopes = model.random.some(each => each.terms.some(name => name !== '(Intercept)'));
    remarks.push(hasSlopes
      ? `Intraclass correlation ${formatFixed(icc, 3)}: the intercepts of ${levels} make up ${formatPercent(icc)} of the ${latent}variance that the fixed effects leave, averaged over the rows.`
      : `Intraclass correlation ${formatFixed(icc, 3)}: ${formatPercent(icc)} of the ${latent}variance that the fixed effects leave lies between ${levels}.`);
  }
  const median = fromJsonNumber(term.medianRatio);
  if (Number.isFinite(median) && scale.ratio !== null) {
    const one = term.group.includes(':') ? 'combinations' : levels;
    remarks.push(`Median ${scale.ratio} ${formatSignificant(median, 3)}: of two ${one} drawn at random with equal covariates${where}, ${scale.quantity} in the higher ${scale.verb} in the median ${formatSignificant(median, 3)} times ${scale.pronoun} in the lower.`);
  }
  const range = term.modeRange[0];
  if (range !== undefined && Number.isFinite(fromJsonNumber(range[0]))) {
    remarks.push(`Conditional modes${term.terms.length > 1 ? ` of ${term.terms[0]}` : ''} range from ${formatSignificant(range[0], 3)} to ${formatSignificant(range[1], 3)}.`);
  }
  return interpretation(`(${joinWords(term.terms)} | ${term.group})`, reading, remarks);
}

/** Strong pieces stand at odd places. */
function interpretation(subject: string, pieces: readonly string[], remarks: readonly string[]): Interpretation {
  const reading = pieces.map((text, place) => ({ text, isStrong: place % 2 === 1 })).filter(piece => piece.text !== '');
  return {
    subject,
    reading,
    remarks,
    text: [reading.map(piece => piece.text).join(''), ...remarks].join(' '),
    markdown: [
      reading.map(piece => (piece.isStrong ? `**${escapeMarkdown(piece.text)}**` : escapeMarkdown(piece.text))).join(''),
      ...remarks.map(escapeMarkdown),
    ].join('\n\n'),
  };
}

/** Characters that Markdown or HTML would read as markup, made literal. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$!]/g, character => (character === '<' ? '&lt;' : character === '>' ? '&gt;' : character === '&' ? '&amp;' : `\\${character}`));
}

const subjectOf = ({ meaning, term }: FixedEffect): string => subjectIn(meaning) ?? term;

/** The effect in units of the difference that is read, where the coefficient is a share or a multiple of it. */
function asRead(effect: FixedEffect): FixedEffect {
  const factor = readingFactor(effect.meaning);
  if (factor === 1) return effect;
  const divided = (value: JsonNumber): JsonNumber => (value === null ? null : toJsonNumber(fromJsonNumber(value) / factor));
  return { ...effect, estimate: divided(effect.estimate), standardError: divided(effect.standardError), lower: divided(effect.lower), upper: divided(effect.upper) };
}

function factorRemark({ meaning }: FixedEffect, scale: EffectScale): string[] {
  const factor = readingFactor(meaning);
  if (factor === 1) return [];
  const what = simpleParts(meaning).some(part => part.kind === 'trend') ? 'step' : 'difference';
  return [`The coefficient itself is ${Number(factor.toPrecision(4))} times this ${what}${scale.ratio === null ? '' : ` in the ${scale.link}`}.`];
}

/** What a mean of levels is, where a coefficient is read against one. */
function meanOfLevelsRemark({ meaning }: FixedEffect, scale: EffectScale): string[] {
  const hasMean = simpleParts(meaning).some(part => part.kind === 'deviation' || (part.kind === 'comparison' && part.over.length + part.against.length > 2));
  return hasMean ? [`Each level counts once in the mean${scale.ratio === null ? '' : `, which is taken of the ${scale.link}`}.`] : [];
}

const given = (model: ModelResult): string => `For a given ${groupsInWords(model)}, `;

/** `for a typical herd`: all random effects zero. */
const typical = (model: ModelResult): string => `or a typical ${groupsInWords(model)}`;

/** A contrast, an indicator or a slope. */
function readComparison(model: ModelResult, effect: FixedEffect, meaning: CoefficientMeaning, scale: EffectScale): string[] {
  const amount = amountOf(effect, scale);
  const interval = ` (${intervalInWords(model, effect, scale)}).`;
  const ends = endsOf(meaning);
  const subject = `${given(model)}${scale.quantity}`;
  if (scale.ratio !== null) {
    return ends === null
      ? [`${subject} ${scale.verb} `, `${amount} times`, ` as high for each ${stepIn(meaning)}${interval}`]
      : [`${subject} ${ends[0]} ${scale.verb} `, `${amount} times`, ` ${scale.pronoun} ${ends[1]}${interval}`];
  }
  const change = `${amount} ${fromJsonNumber(effect.estimate) < 0 ? 'lower' : 'higher'}`;
  return ends === null
    ? [`${subject} is on average `, change, ` for each ${stepIn(meaning)}${interval}`]
    : [`${subject} is on average `, change, ` ${ends[0]} than ${ends[1]}${interval}`];
}

/** How one effect changes with another: a ratio of ratios, or a difference of differences. */
function readInteraction(model: ModelResult, effect: FixedEffect, parts: readonly CoefficientMeaning[], scale: EffectScale): string[] {
  const where = parts.filter(part => part.kind === 'cell').map(part => condition(part.variable, part.level));
  const effects = parts.filter(part => part.kind !== 'cell').sort((first, second) => Number(endsOf(first) !== null) - Number(endsOf(second) !== null));
  const within = where.length > 0 ? `${joinWords(where)}, ` : '';
  if (effects.length === 1) {
    const [first = '', strong = '', last = ''] = readComparison(model, effect, effects[0]!, scale);
    return [first.replace(given(model), given(model) + within), strong, last];
  }
  const modifier = effects.at(-1)!;
  const ends = endsOf(modifier);
  const amount = amountOf(effect, scale);
  const interval = ` (${intervalInWords(model, effect, scale)}).`;
  const subject = `${given(model)}${within}${effectInWords(effects.slice(0, -1), scale)}`;
  if (scale.ratio !== null) {
    return ends === null
      ? [`${subject} is `, `${amount} times`, ` as large for each ${stepIn(modifier)}${interval}`]
      : [`${subject} is `, `${amount} times`, ` as large ${ends[0]} as ${ends[1]}${interval}`];
  }
  const change = `${amount} ${fromJsonNumber(effect.estimate) < 0 ? 'lower' : 'higher'}`;
  return [`${subject} is `, change, ends === null ? ` for each ${stepIn(modifier)}${interval}` : ` ${ends[0]} than ${ends[1]}${interval}`];
}

function effectInWords(parts: readonly CoefficientMeaning[], scale: EffectScale): string {
  const noun = scale.ratio ?? `difference in ${scale.quantity}`;
  if (parts.length > 1) return `the interaction of ${joinWords(parts.map(variableOf))} (${scale.ratio === null ? 'a difference of differences' : `a ratio of ${noun}s`})`;
  return effectOf(parts[0]!, noun);
}

/** A column of a basis, or a bend, says nothing alone. */
function interpretBasis(model: ModelResult, effect: FixedEffect, scale: EffectScale): Interpretation {
  const { meaning } = effect;
  const variables = joinWords([...new Set(simpleParts(meaning).map(variableOf))]);
  const interval = `${formatFixed(effect.estimate, decimalsFor(effect.standardError, 2))} (${linkIntervalInWords(model, effect)})`;
  const what = meaning.kind === 'trend' ? `The ${subjectIn(meaning)}: ` : `One column of several that together describe ${variables}: `;
  const how = meaning.kind === 'trend' ? 'read it from the fitted means of the levels, not alone' : 'read it from the fitted curve, not alone';
  return interpretation(subjectOf(effect), [
    what, how,
    `. ${given(model)}its coefficient is ${interval} on the ${scale.kind === 'difference' ? `scale of ${scale.link}` : `${scale.link} scale`.replace('scale scale', 'scale')}.`,
  ], []);
}

/** The intercept, or the mean of one level where there is none: a level, not a comparison. */
function interpretLevel(model: ModelResult, effect: FixedEffect, scale: EffectScale): Interpretation {
  const { meaning } = effect;
  const own: readonly (readonly [string, string])[] = meaning.kind === 'cell' ? [[meaning.variable, meaning.level]] : [];
  const conditions = [...own, ...baseline(model).filter(([variable]) => variable !== own[0]?.[0])];
  const averaged = meansInWords(model, own[0]?.[0] ?? null);
  const where = `${conditions.length > 0 ? ` ${joinConditions(conditions)}` : ''}${averaged === '' ? '' : `${conditions.length > 0 ? ' and' : ''} ${averaged}`}`;
  const bases = [...new Set(model.fixed.flatMap(each => (each.meaning.kind === 'basis' ? [each.meaning.variable] : [])))];
  const zeros = [...(bases.length > 0 ? [`the columns of ${joinWords(bases)}`] : []), ...(hasOffset(model) ? ['the offset'] : [])];
  const zeroed = zeros.length > 0 ? ` (${joinWords(zeros)} at zero)` : '';
  const subject = `F${typical(model)}${where}${zeroed}, ${quantityAtZeroOffset(scale)} `;
  const average = fromJsonNumber(effect.averaged);
  const over = `Averaged over ${averagedOver(model)}: `;
  if (scale.ratio === null) return interpretation(effect.term, [`${subject}is on average `, formatFixed(effect.estimate, decimalsFor(effect.standardError, 2)), ` (${linkIntervalInWords(model, effect)}).`], meanRemark(effect, scale));
  const remarks = [];
  if (scale.kind === 'odds') {
    const [estimate, lower, upper] = [effect.estimate, effect.lower, effect.upper].map(value => formatPercent(probability(fromJsonNumber(value))));
    remarks.push(hasInterval(effect) ? `That is a probability of ${estimate} (${lower} to ${upper}).` : `That is a probability of ${estimate}.`);
    if (Number.isFinite(average)) remarks.push(`${over}a probability of ${formatPercent(probability(average))}.`);
  } else if (Number.isFinite(average)) {
    remarks.push(`${over}${formatRatio(Math.exp(average), ratioDecimals(effect))}.`);
  }
  return interpretation(effect.term, [`${subject}${scale.verb} `, amountOf(effect, scale), ` (${intervalInWords(model, effect, scale)}).`], remarks);
}

/** The mean that a level of the linear predictor stands for. */
function meanRemark(effect: FixedEffect, scale: EffectScale): string[] {
  const mean = scale.meanAt?.(fromJsonNumber(effect.estimate)) ?? NaN;
  return Number.isFinite(mean) ? [`That is a mean of ${formatSignificant(mean, 3)}.`] : [];
}

function averagedRemark(model: ModelResult, effect: FixedEffect, scale: EffectScale): string[] {
  const averaged = fromJsonNumber(effect.averaged);
  if (!Number.isFinite(averaged)) return [];
  const estimate = fromJsonNumber(effect.estimate);
  const isSame = Math.abs(averaged - estimate) <= 1e-9 * (1 + Math.abs(estimate));
  const amount = scale.ratio !== null ? formatRatio(Math.exp(averaged), ratioDecimals(effect)) : formatFixed(averaged, decimalsFor(effect.standardError, 2));
  return [`Averaged over ${averagedOver(model)}: ${isSame ? 'the same' : amount}.`];
}

/** From one probability or mean to the other, where both are those of a real group: no covariate at a zero that may lie outside the data. */
function typicalRemark(model: ModelResult, effect: FixedEffect, scale: EffectScale): string[] {
  const intercept = model.fixed.find(each => each.meaning.kind === 'intercept');
  const onlyFactors = model.fixed.every(({ meaning }) => simpleParts(meaning).every(part => part.kind === 'intercept' || part.kind === 'contrast' || (part.kind === 'slope' && part.isIndicator)));
  if (intercept === undefined || !onlyFactors || effect.meaning.kind === 'interaction' || scale.ratio === null || hasOffset(model)) return [];
  const from = fromJsonNumber(intercept.estimate);
  const to = from + fromJsonNumber(effect.estimate);
  const others = baseline(model).filter(([variable]) => variable !== variableOf(effect.meaning));
  const where = others.length > 0 ? ` ${joinConditions(others)}` : '';
  const [first, second] = scale.kind === 'odds'
    ? [formatPercent(probability(from)), formatPercent(probability(to))]
    : [formatSignificant(Math.exp(from), 2), formatSignificant(Math.exp(to), 2)];
  return [`From ${first} to ${second} f${typical(model)}${where}.`];
}

/** What else must be zero or at its reference for the reading to hold. */
function dependenceRemark(model: ModelResult, effect: FixedEffect): string[] {
  if (!effect.isConditionalOnOthers) return [];
  const own = new Set(simpleParts(effect.meaning).map(variableOf));
  const conditions = new Map<string, string>();
  const means = new Set<string>();
  const powers = new Set<string>();
  for (const other of model.fixed) {
    const parts = simpleParts(other.meaning);
    if (parts.length > own.size && [...own].every(variable => parts.some(part => variableOf(part) === variable))) {
      for (const part of parts) {
        if (own.has(variableOf(part))) continue;
        const zero = baselineIn(part);
        if (zero && zero.kind !== 'level') means.add(`${zero.kind === 'mean' ? 'all' : 'the weighted'} levels of ${plainName(variableOf(part))}`);
        else conditions.set(variableOf(part), zero?.level ?? '0');
      }
    }
    for (const part of parts) if ([...own].some(variable => isFunctionOf(variableOf(part), variable))) powers.add(variableOf(part));
  }
  const remarks: string[] = [];
  const where = [...(conditions.size > 0 ? [joinConditions([...conditions])] : []), ...(means.size > 0 ? [`on average over ${joinWords([...means])}`] : [])];
  if (where.length > 0) remarks.push(`This holds ${where.join(' and ')}: the model has an interaction.`);
  if (powers.size > 0) remarks.push(`${joinWords([...powers])} moves along with it: this is the effect where ${joinWords([...own])} is 0.`);
  return remarks.length > 0 ? remarks : ['This holds where the terms that contain it are zero or at their reference.'];
}

/** A square, say, is no effect of its own. */
function powerRemark(model: ModelResult, effect: FixedEffect): string[] {
  const own = simpleParts(effect.meaning).map(variableOf);
  const roots = [...new Set(model.fixed.flatMap(other => simpleParts(other.meaning).map(variableOf)))].filter(variable => own.some(expression => isFunctionOf(expression, variable)));
  return roots.length > 0 ? [`It moves along with ${joinWords(roots)}: read them together, from the fitted curve.`] : [];
}

/** Under a reciprocal what lowers the linear predictor raises the mean. */
function directionRemark(model: ModelResult, effect: FixedEffect): string[] {
  if (model.link !== 'inverse' && model.link !== '1/mu^2') return [];
  return [`A ${fromJsonNumber(effect.estimate) < 0 ? 'lower' : 'higher'} reciprocal is a ${fromJsonNumber(effect.estimate) < 0 ? 'higher' : 'lower'} mean; by how much depends on the other terms.`];
}

/** A slope that is also random is the mean of slopes that differ. */
function variationRemark(model: ModelResult, effect: FixedEffect): string[] {
  return model.random.flatMap(term => {
    const position = term.terms.indexOf(effect.term);
    return position < 0 || fromJsonNumber(term.sd[position] ?? null) === 0 ? [] : [`It differs between ${levelsInWords(term.group)}, with a standard deviation of ${formatSignificant(term.sd[position] ?? null, 3)}${effectScale(model).ratio === null ? '' : ` on the ${effectScale(model).link} scale`}.`];
  });
}

function openRemark(effect: FixedEffect, scale: EffectScale): string[] {
  const [lower, upper] = [fromJsonNumber(effect.lower), fromJsonNumber(effect.upper)];
  return lower <= 0 && upper >= 0 ? [`The interval includes ${scale.ratio === null ? '0' : '1'}: the data leave the direction open.`] : [];
}

/** The size of an effect: a ratio, or a difference without its sign. */
function amountOf(effect: FixedEffect, scale: EffectScale): string {
  const estimate = fromJsonNumber(effect.estimate);
  return scale.ratio !== null ? formatRatio(Math.exp(estimate), ratioDecimals(effect)) : formatFixed(Math.abs(estimate), decimalsFor(effect.standardError, 2));
}

/** Decimals of exp(β): two, more only where its standard error (delta method) is so small that they would hide the effect. */
export function ratioDecimals(effect: FixedEffect): number {
  const error = Math.exp(fromJsonNumber(effect.estimate)) * fromJsonNumber(effect.standardError);
  if (!Number.isFinite(error)) return 2;
  return error >= 0.02 ? Math.min(2, decimalsFor(error, 2)) : Math.min(6, decimalsFor(error, 2));
}

const hasInterval = (effect: FixedEffect): boolean => !Number.isNaN(fromJsonNumber(effect.lower)) && !Number.isNaN(fromJsonNumber(effect.upper));

/** `95 % CI 0.20 to 0.68, Wald`, on the scale that is read. */
function intervalInWords(model: ModelResult, effect: FixedEffect, scale: EffectScale): string {
  if (scale.ratio === null || !hasInterval(effect)) return linkIntervalInWords(model, effect);
  const [lower, upper] = [effect.lower, effect.upper].map(limit => formatRatio(Math.exp(fromJsonNumber(limit)), ratioDecimals(effect)));
  return `${formatPercentLevel(model.confidenceLevel)} CI ${lower} to ${upper}, ${model.intervalMethod}`;
}

function linkIntervalInWords(model: ModelResult, effect: FixedEffect): string {
  if (!hasInterval(effect)) return 'no interval: its standard error could not be computed';
  const decimals = decimalsFor(effect.standardError, 2);
  const difference = fromJsonNumber(effect.estimate) < 0 && !simpleParts(effect.meaning).some(isReadFromCurve) && effect.meaning.kind !== 'intercept' && effect.meaning.kind !== 'cell' && model.link === 'identity' ? `difference ${formatFixed(effect.estimate, decimals)}, ` : '';
  return `${difference}${formatPercentLevel(model.confidenceLevel)} CI ${formatFixed(effect.lower, decimals)} to ${formatFixed(effect.upper, decimals)}, ${model.intervalMethod}`;
}

/** `95 %`, `99.5 %`. */
export const formatPercentLevel = (level: number): string => `${Number((level * 100).toPrecision(4))} %`;

const probability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
