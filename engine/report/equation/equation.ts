/**
 * The equation of a model as a tree of symbols, from which text, LaTeX and MathML are written: the distribution of the response given the
 * random effects, the linear predictor under its link, and the distribution of the random effects. Observations are i, and herd[i] is
 * the herd of observation i (Gelman & Hill 2007, §12.5).
 */
import { fromJsonNumber, type CoefficientMeaning, type FixedEffect, type ModelResult, type RandomEffectsTerm } from '../../results.js';
import { formatSignificant } from '../numbers.js';
import { hasOffset } from '../words/phrases.js';

export type Symbols = readonly MathSymbol[];

export type MathSymbol =
  /** What the user named: text, whatever it holds. */
  | { readonly kind: 'name'; readonly text: string }
  /** A letter that stands for a quantity, such as `β`. */
  | { readonly kind: 'letter'; readonly text: string }
  /** A function or a distribution: `logit`, `Binomial`. */
  | { readonly kind: 'function'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  /** `+`, `(`, `[`, `,` …; an empty one multiplies what stands around it. */
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'subscript'; readonly base: Symbols; readonly below: Symbols }
  | { readonly kind: 'superscript'; readonly base: Symbols; readonly above: Symbols }
  | { readonly kind: 'root'; readonly inside: Symbols }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly Symbols[])[] };

export interface EquationLine {
  readonly left: Symbols;
  readonly relation: '=' | '∼';
  /** Summands, each after the first led by its plus: where a long line may be broken. */
  readonly right: readonly Symbols[];
}

/** The lines in the order in which a paper has them. */
export function equationOf(model: ModelResult): readonly EquationLine[] {
  return [distributionLine(model), predictorLine(model), ...model.random.flatMap((term, place) => randomLines(model, term, place))];
}

export const sign = (text: string): MathSymbol => ({ kind: 'sign', text });
const name = (text: string): MathSymbol => ({ kind: 'name', text });
const letter = (text: string): MathSymbol => ({ kind: 'letter', text });
const number = (text: string): MathSymbol => ({ kind: 'number', text });
const called = (text: string, ...inside: Symbols[]): Symbols => [{ kind: 'function', text }, sign('('), ...inside.flatMap((part, index) => (index === 0 ? part : [sign(','), ...part])), sign(')')];
const below = (base: MathSymbol, ...index: Symbols): MathSymbol => ({ kind: 'subscript', base: [base], below: index });
const squared = (...base: Symbols): MathSymbol => ({ kind: 'superscript', base, above: [number('2')] });

/** Between the factors of a product. */
const TIMES = sign('');

const OBSERVATION = letter('i');

/** `Reaction_i | u ∼ N(μ_i, 25.6²)`. */
function distributionLine(model: ModelResult): EquationLine {
  const { family, response } = model;
  const given: Symbols = [sign('|'), letter('u')];
  const mean = below(letter('μ'), OBSERVATION);
  const spread = squared(number(formatSignificant(model.sigma, 3)));
  const shape = model.familyParameter && letter(model.familyParameter.symbol);
  const line = (...right: Symbols): EquationLine => ({ left: [below(name(response.label), OBSERVATION), ...given], relation: '∼', right: [right] });
  switch (family) {
    case 'binomial': {
      const probability = below(letter('π'), OBSERVATION);
      if (response.kind === 'proportion') return { left: [below(name(response.event ?? response.label), OBSERVATION), ...given], relation: '∼', right: [called('Binomial', [below(letter('n'), OBSERVATION)], [probability])] };
      return { left: called('P', [name(response.event ?? response.label), ...given]), relation: '=', right: [[probability]] };
    }
    case 'poisson':
      return line(...called('Poisson', [mean]));
    case 'gaussian':
      return line(...called('N', [mean], [spread]));
    case 'negative.binomial':
      return line(...called('NB', [mean], shape ? [shape, sign('='), number(formatSignificant(model.familyParameter.estimate, 3))] : []));
    default:
      return line(...called(family === 'inverse.gaussian' ? 'IG' : family, [mean], [letter('σ'), sign('='), number(formatSignificant(model.sigma, 3))]));
  }
}

/** `logit(π_i) = β₀ + β₁ [period_i = 2] + u_herd[i]`. */
function predictorLine(model: ModelResult): EquationLine {
  const fixed = model.fixed.filter(effect => Number.isFinite(fromJsonNumber(effect.estimate))).map(fixedSummand);
  const random = model.random.flatMap((term, place) => term.terms.map((_, effect) => [effectSymbol(model, place, effect, true), ...columnOf(term, effect)]));
  const offset: Symbols[] = hasOffset(model) ? [[below({ kind: 'function', text: 'offset' }, OBSERVATION)]] : [];
  return { left: leftSide(model), relation: '=', right: [...offset, ...shortened(fixed), ...random].map((summand, place) => (place === 0 ? summand : [sign('+'), ...summand])) };
}

/** More summands than this are told by the first and the last. */
const MOST_SUMMANDS = 14;
const FIRST_SUMMANDS = 5;

const shortened = (summands: readonly Symbols[]): readonly Symbols[] => (summands.length <= MOST_SUMMANDS ? summands : [...summands.slice(0, FIRST_SUMMANDS), [sign('⋯')], summands.at(-1)!]);

function leftSide({ family, link }: ModelResult): Symbols {
  const mean = below(letter(family === 'binomial' ? 'π' : 'μ'), OBSERVATION);
  switch (link) {
    case 'identity': return [mean];
    case 'inverse': return [number('1'), sign('/'), mean];
    case '1/mu^2': return [number('1'), sign('/'), { kind: 'superscript', base: [mean], above: [number('2')] }];
    case 'sqrt': return [{ kind: 'root', inside: [mean] }];
    default: return called(link, [mean]);
  }
}

function fixedSummand(effect: FixedEffect, index: number): Symbols {
  const column = inSymbols(effect.meaning) ?? [indexed(effect.term)];
  return [below(letter('β'), number(String(index))), ...(column.length > 0 ? [TIMES, ...column] : [])];
}

/** A factor's column as an indicator in brackets (Iverson), a numeric one by name; null for what has no symbol but its term. */
function inSymbols(meaning: CoefficientMeaning): Symbols | null {
  switch (meaning.kind) {
    case 'intercept': return [];
    case 'contrast':
    case 'cell': return [sign('['), indexed(meaning.variable), sign('='), name(meaning.level), sign(']')];
    case 'slope': return [indexed(meaning.variable)];
    case 'interaction': {
      const parts = meaning.parts.map(inSymbols);
      return parts.some(part => part === null) ? null : parts.flatMap((part, place) => (place === 0 ? part! : [sign('·'), ...part!]));
    }
    default: return null;
  }
}

const indexed = (variable: string): MathSymbol => below(name(variable), OBSERVATION);

/** What a random effect is multiplied by. */
const columnOf = ({ terms }: RandomEffectsTerm, effect: number): Symbols => (terms[effect] === '(Intercept)' ? [] : [TIMES, indexed(terms[effect]!)]);

/** `u_herd`, `u_{1,Subject}`; at an observation `u_{1,Subject[i]}`. The effects of one factor are numbered through its terms, where it has more than one. */
function effectSymbol({ random }: ModelResult, place: number, effect: number, isAtObservation: boolean): MathSymbol {
  const { group } = random[place]!;
  const own = random.filter(term => term.group === group);
  const before = random.slice(0, place).filter(term => term.group === group).reduce((count, term) => count + term.terms.length, 0);
  const numbered: Symbols = own.reduce((count, term) => count + term.terms.length, 0) > 1 ? [number(String(before + effect)), sign(',')] : [];
  return below(letter('u'), ...numbered, name(group), ...(isAtObservation ? [sign('['), OBSERVATION, sign(']')] : []));
}

/** Matrices of more effects are told by their name alone. */
const MOST_EFFECTS = 3;

/** `u_herd ∼ N(0, 0.642²)`, or a vector with its covariance matrix. */
function randomLines(model: ModelResult, term: RandomEffectsTerm, place: number): EquationLine[] {
  const zero = number('0');
  const symbols = term.terms.map((_, effect) => effectSymbol(model, place, effect, false));
  const variance = (effect: number): MathSymbol => squared(number(formatSignificant(term.sd[effect] ?? null, 3)));
  if (term.structure === 'diagonal' || symbols.length === 1) {
    return symbols.map((symbol, effect) => ({ left: [symbol], relation: '∼', right: [called('N', [zero], [variance(effect)])] }));
  }
  const left = [sign('('), ...symbols.flatMap((symbol, effect) => (effect === 0 ? [symbol] : [sign(','), symbol])), sign(')')];
  const covariance: Symbols = symbols.length > MOST_EFFECTS
    ? [below(letter('Σ'), name(term.group))]
    : [{ kind: 'matrix', rows: term.terms.map((_, i) => term.terms.map((__, j) => (i === j ? [variance(i)] : [number(covarianceOf(term, Math.max(i, j), Math.min(i, j)))]))) }];
  return [{ left, relation: '∼', right: [called('N', [zero], covariance)] }];
}

function covarianceOf({ sd, correlation }: RandomEffectsTerm, i: number, j: number): string {
  const value = fromJsonNumber(sd[i] ?? null) * fromJsonNumber(sd[j] ?? null) * fromJsonNumber(correlation[i]?.[j] ?? null);
  return Number.isNaN(value) ? 'NA' : formatSignificant(value, 3);
}
