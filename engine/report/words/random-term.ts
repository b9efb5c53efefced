/** One random term in words: how much its levels differ, where most of them lie, what share of the variation that is. */
import { fromJsonNumber, type CoefficientMeaning, type ModelResult, type RandomEffectsTerm } from '../../results.js';
import { formatCount, formatFixed, formatPercent, formatPercentLevel, formatSignificant } from '../numbers.js';
import { meansInWords } from './amounts.js';
import { subjectIn } from './comparisons.js';
import type { Reading } from './fixed-effect.js';
import { joinWords, levelsInWords, plainName } from './phrases.js';
import { othersInWords } from './remarks.js';
import { effectScale, type EffectScale } from './scales.js';
import { fill, fillText, randomSentences as sentences, type Phrase } from './sentences.js';

/** What random term `index` says. Throws `RangeError` where there is none. */
export function readRandomTerm(model: ModelResult, index: number): Reading {
  const term = model.random[index];
  if (term === undefined) throw new RangeError(`the model has ${model.random.length} random terms; there is none at ${index}`);
  const scale = effectScale(model);
  return {
    subject: `(${joinWords(term.terms)} | ${term.group})`,
    reading: spread(model, term, scale),
    remarks: [correlation(term), range(model, term, scale), intraclass(model, term, scale), median(model, term, scale), modes(term)].filter(remark => remark !== null),
  };
}

function spread(model: ModelResult, term: RandomEffectsTerm, scale: EffectScale): Phrase[] {
  const last = term.terms.length - 1;
  const pieces = term.terms.flatMap((name, position) => {
    const sd = fromJsonNumber(term.sd[position] ?? null) === 0 ? sentences.zero : formatSignificant(term.sd[position] ?? null, 3);
    const where = atZero(model, term);
    const piece = name === '(Intercept)'
      ? fill(sentences.intercept, { what: predictorInWords(scale), verb: scale.kind === 'odds' ? 'vary' : 'varies', where: where === '' ? '' : ` (${where.slice(2)})`, sd })
      : fill(sentences.slope, { term: effectInWords(model, name), sd });
    return position === 0 ? piece : [{ text: position === last ? ' and ' : ', ', isStrong: false }, ...piece];
  });
  return [...fill(sentences.lead, { levels: levelsInWords(term.group) }), ...pieces, ...fill(sentences.levelCount, { count: formatCount(term.levels) })];
}

const predictorInWords = (scale: EffectScale): string =>
  scale.kind === 'odds' || scale.kind === 'hazard' ? `the log ${scale.quantity.replace(/^the /, '')}` : scale.kind === 'mean' ? `the logarithm of ${scale.quantity}` : scale.quantity;

/** `, where Days is zero`: where an intercept beside slopes is; of a factor at which level. */
function atZero(model: ModelResult, { terms }: RandomEffectsTerm): string {
  const slopes = terms.filter(name => name !== '(Intercept)');
  if (slopes.length === 0 || slopes.length === terms.length) return '';
  const zeros = slopes.map(name => {
    const meaning = meaningOf(model, name);
    return meaning?.kind === 'contrast' ? `${plainName(meaning.variable)} is ${meaning.reference}` : `${name} is zero`;
  });
  return `, where ${joinWords([...new Set(zeros)])}`;
}

const effectInWords = (model: ModelResult, name: string): string => {
  const meaning = meaningOf(model, name);
  return meaning?.kind === 'contrast' ? (subjectIn(meaning) ?? name) : name;
};

const meaningOf = (model: ModelResult, name: string): CoefficientMeaning | undefined => model.fixed.find(effect => effect.term === name)?.meaning;

function correlation(term: RandomEffectsTerm): string | null {
  if (term.structure === 'diagonal' && term.terms.length > 1) return sentences.noCorrelation;
  const [first, second] = term.terms;
  const value = fromJsonNumber(term.correlation[0]?.[1] ?? null);
  return term.terms.length === 2 && Number.isFinite(value) ? fillText(sentences.correlation, { first: first ?? '', second: second ?? '', correlation: formatFixed(value, 2) }) : null;
}

function range(model: ModelResult, term: RandomEffectsTerm, scale: EffectScale): string | null {
  const means = term.groupRange?.means;
  if (!term.groupRange || !means || model.referencePoint === undefined || fromJsonNumber(means[0]) === fromJsonNumber(means[1])) return null;
  const [lower = '', upper = ''] = meansInWords(scale, ...means);
  return fillText(sentences.range, { coverage: formatPercentLevel(term.groupRange.coverage), levels: levelsInWords(term.group), mean: scale.mean, where: othersInWords(model, null), lower, upper });
}

function intraclass(model: ModelResult, term: RandomEffectsTerm, scale: EffectScale): string | null {
  const value = fromJsonNumber(term.icc);
  if (!Number.isFinite(value)) return null;
  if (value > 1) return fillText(sentences.noShare, { where: atZero(model, term).slice(1) });
  const hasSlopes = model.random.some(each => each.terms.some(name => name !== '(Intercept)'));
  return fillText(hasSlopes ? sentences.iccWithSlopes : sentences.icc, { icc: formatFixed(value, 3), share: formatPercent(value), latent: scale.kind === 'difference' ? '' : 'latent ', levels: levelsInWords(term.group) });
}

function median(model: ModelResult, term: RandomEffectsTerm, scale: EffectScale): string | null {
  const value = fromJsonNumber(term.medianRatio);
  if (!Number.isFinite(value) || scale.ratio === null) return null;
  const levels = term.group.includes(':') ? 'combinations' : levelsInWords(term.group);
  return fillText(sentences.medianRatio, { ratio: scale.ratio, median: formatSignificant(value, 3), levels, where: atZero(model, term), quantity: scale.quantity, verb: scale.verb, pronoun: scale.pronoun });
}

function modes(term: RandomEffectsTerm): string | null {
  const found = term.modeRange[0];
  if (found === undefined || !Number.isFinite(fromJsonNumber(found[0]))) return null;
  return fillText(sentences.modes, { ofTerm: term.terms.length > 1 ? ` of ${term.terms[0]!}` : '', lower: formatSignificant(found[0], 3), upper: formatSignificant(found[1], 3) });
}
