/**
 * Every sentence about a model, in one table: kinds of coefficient × ratio or difference, and the remarks that follow. `{name}` is filled in, `**…**` is what
 * the sentence is about. What a user named comes in by the slots alone and is never read as part of a template.
 */

/** A piece of a sentence; strong pieces carry the number that the sentence is about. */
export interface Phrase {
  readonly text: string;
  readonly isStrong: boolean;
}

/** A sentence for each way to read a scale. */
export type ByForm = Readonly<Record<Form, string>>;

/** As a ratio, exp(β), or as a difference, β. */
export type Form = 'ratio' | 'difference';

/** What a coefficient says, for a group with given random effects. */
export const readings = {
  /** Two sides: a level against its reference, a mean of levels against another, an indicator. */
  sides: {
    ratio: 'For a given {groups}, {where}{quantity} {here} {verb} **{amount}** {pronoun} {there} ({interval}).',
    difference: 'For a given {groups}, {where}{quantity} {verb} {average}**{amount}** {here} than {there} ({interval}).',
  },
  /** A number: one unit more. */
  step: {
    ratio: 'For a given {groups}, {where}{quantity} {verb} **{amount}** as high for each {step} ({interval}).',
    difference: 'For a given {groups}, {where}{quantity} {verb} {average}**{amount}** for each {step} ({interval}).',
  },
  /** An interaction: how an effect differs between two sides … */
  effectBetweenSides: {
    ratio: 'For a given {groups}, {where}{effect} is **{amount}** as large {here} as {there} ({interval}).',
    difference: 'For a given {groups}, {where}{effect} is **{amount}** {here} than {there} ({interval}).',
  },
  /** … or by the unit of a number. */
  effectByStep: {
    ratio: 'For a given {groups}, {where}{effect} is **{amount}** as large for each {step} ({interval}).',
    difference: 'For a given {groups}, {where}{effect} is **{amount}** for each {step} ({interval}).',
  },
  /** An intercept, or the mean of a level. */
  level: {
    ratio: 'For a typical {groups}{where}{zeros}, {quantity} {verb} **{amount}** ({interval}).',
    difference: 'For a typical {groups}{where}{zeros}, {quantity} {verb} {average}**{amount}** ({interval}).',
  },
} as const satisfies Readonly<Record<string, ByForm>>;

/** What cannot be read alone. */
export const unreadable = {
  noEstimate: '{term} has no estimate: **the data do not determine it**.',
  basis: 'One column of several that together describe {variables}: **read it from the fitted curve, not alone**. For a given {groups}, its coefficient is {coefficient} on the {link}.',
  trend: 'The {trend}: **read it from the fitted means of the levels, not alone**. For a given {groups}, its coefficient is {coefficient} on the {link}.',
} as const;

/** What a number does by all its columns together. */
export const curves = {
  ratio: 'Along the curve{where}, {quantity} at the upper quartile of {variable} ({to}) {verb} {amount} {pronoun} at the lower ({from}; {interval}).',
  difference: 'Along the curve{where}, {quantity} {verb} {average}{amount} at the upper quartile of {variable} ({to}) than at the lower ({from}; {interval}).',
} as const satisfies ByForm;

/** Effects of which an interaction is a difference. */
export const effects = {
  sides: 'the {noun} of {variable} {here} to {there}',
  step: 'the {noun} for each {step}',
  interaction: 'the interaction of {variables} ({what})',
} as const;

/** What may follow a reading. */
export const remarks = {
  factor: 'The coefficient itself is {factor} times this {what}.',
  meanOfLevels: 'Each level counts once in the mean{ofWhat}.',
  perDeviation: 'Per standard deviation of {columns}: {amount} ({interval}).',
  averaged: 'Averaged over {levels}: {amount}.',
  averagedThat: 'Averaged over {levels}, that is {amount}.',
  averagedSame: 'Averaged over {levels}: the same.',
  averagedProbability: 'Averaged over {levels}: a probability of {mean}.',
  averagedMean: 'Averaged over {levels}: {mean}.',
  probability: 'That is a probability of {mean}.',
  probabilityWithInterval: 'That is a probability of {mean} ({lower} to {upper}).',
  mean: 'That is a mean of {mean}.',
  atMeans: 'With {means}: {mean} ({lower} to {upper}); averaged over {levels}, {averaged}.',
  ends: 'From {from} to {to} for a typical {groups}{where}.',
  endsAveraged: 'From {from} to {to} for a typical {groups}{where}; averaged over {levels}, from {averagedFrom} to {averagedTo}.',
  endsOfSlope: 'From {from} to {to} for a typical {groups}{where}, going up by one {unit} from the mean of {variable}.',
  holdsWhere: 'This holds {where}: the model has an interaction.',
  holdsAtPower: '{powers} {moves} along with it: this is the effect where {own} is 0.',
  holdsAtReference: 'This holds where the terms that contain it are zero or at their reference.',
  power: 'It moves along with {roots}: read them together, from the fitted curve.',
  varies: 'It differs between {levels}, with a standard deviation of {sd}{onScale}.',
  variesBetween: 'It differs between {levels}, with a standard deviation of {sd}{onScale}; in the middle {coverage} of them {noun} lies between {lower} and {upper}.',
  lowerReciprocal: 'A lower reciprocal is a higher mean; by how much depends on the other terms.',
  higherReciprocal: 'A higher reciprocal is a lower mean; by how much depends on the other terms.',
  noInteraction: { ratio: '1 would mean that the effects simply multiply.', difference: '0 would mean that the effects simply add up.' },
  open: 'The interval includes {neutral}: the data leave the direction open.',
} as const;

/** What a random term says. */
export const randomSentences = {
  lead: 'Between {levels}, ',
  intercept: '{what} {verb}{where} with a standard deviation of **{sd}**',
  slope: 'the effect of {term} varies with a standard deviation of **{sd}**',
  zero: 'zero (no variation beyond chance)',
  levelCount: ' ({count} levels).',
  noCorrelation: 'Their correlations are fixed at zero.',
  correlation: 'Correlation of {first} and {second}: {correlation}.',
  range: 'In the middle {coverage} of {levels}, by the estimated distribution, {mean}{where} lies between {lower} and {upper}.',
  icc: 'Intraclass correlation {icc}: {share} of the {latent}variance that the fixed effects leave lies between {levels}.',
  // with random slopes the variance depends on the row, and the share is one of its mean (Johnson 2014)
  iccWithSlopes: 'Intraclass correlation {icc}: the intercepts of {levels} make up {share} of the {latent}variance that the fixed effects leave, averaged over the rows.',
  // an intercept far from the data has a variance of its own, which is no part of that of the rows
  noShare: 'The intercepts stand{where}, far from the rows of the data: their variance is no share of the variation there.',
  medianRatio: 'Median {ratio} {median}: of two {levels} drawn at random with equal covariates{where}, {quantity} in the higher {verb} in the median {median} times {pronoun} in the lower.',
  modes: 'Conditional modes{ofTerm} range from {lower} to {upper}.',
} as const;

/** A template with its slots filled in. A slot that is not given is a mistake of the caller. */
export function fill(template: string, slots: Readonly<Record<string, string>>): Phrase[] {
  return template.split('**').map((piece, place) => ({ text: fillText(piece, slots), isStrong: place % 2 === 1 })).filter(({ text }) => text !== '');
}

/** Likewise, of a template without strong pieces. */
export function fillText(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = slots[name];
    if (text === undefined) throw new RangeError(`the sentence “${template}” has no ${name}`);
    return text;
  });
}
