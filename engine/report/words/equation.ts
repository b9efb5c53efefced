/** The equation of a model in one line of text: `logit P(no pain) = β₀ + β₁[visit = 2] + u(patient), u(patient) ~ N(0, 2.45²)`. */
import { simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type CoefficientMeaning, type ModelResult } from '../../results.js';
import { formatSignificant } from '../numbers.js';
import { hasOffset, isLinear } from './phrases.js';

/** Fixed effects as β, random effects as u, both numbered from 0 in the order of the model; dropped coefficients are left out. */
export function equationOf(model: ModelResult): string {
  const fixed = model.fixed
    .filter(effect => Number.isFinite(fromJsonNumber(effect.estimate)))
    .map((effect, index) => `β${subscript(index)}${simpleParts(effect.meaning).every(isInSymbols) ? columnInSymbols(effect.meaning) : ` ${effect.term}`}`);
  const random: string[] = [];
  const distributions: string[] = [];
  for (const [place, term] of model.random.entries()) {
    // (x || g) comes as several terms of one group, whose effects are numbered through.
    const before = model.random.slice(0, place).filter(other => other.group === term.group).reduce((count, other) => count + other.terms.length, 0);
    const isOnly = term.terms.length === 1 && model.random.filter(other => other.group === term.group).length === 1;
    const names = term.terms.map((_, index) => `u${isOnly ? '' : subscript(before + index)}(${term.group})`);
    random.push(...term.terms.map((name, index) => `${names[index]!}${name === '(Intercept)' ? '' : ` ${name}`}`));
    if (term.structure === 'diagonal' || term.terms.length === 1) {
      distributions.push(...names.map((name, index) => `${name} ~ N(0, ${formatSignificant(term.sd[index] ?? null, 3)}²)`));
    } else {
      distributions.push(`(${names.join(', ')}) ~ N(0, Σ)`);
    }
  }
  const hasError = isLinear(model);
  const offset = hasOffset(model) ? ['offset'] : [];
  const noise = hasError ? ['ε'] : [];
  if (model.familyParameter) distributions.push(`${model.familyParameter.symbol} = ${formatSignificant(model.familyParameter.estimate, 3)}`);
  if (hasError) distributions.push(`ε ~ N(0, ${formatSignificant(model.sigma, 3)}²)`);
  return `${leftSide(model)} = ${[...offset, ...fixed, ...random, ...noise].join(' + ')};  ${distributions.join(', ')}`;
}

function leftSide(model: ModelResult): string {
  const { link, response } = model;
  if (isLinear(model)) return response.label;
  const mean = response.event === null ? `E(${response.label})` : `P(${response.event})`;
  const powers: Readonly<Record<string, string>> = { identity: mean, inverse: `1/${mean}`, '1/mu^2': `1/${mean}²`, sqrt: `√${mean}` };
  return powers[link] ?? `${link} ${mean}`;
}

/** A factor's column as an indicator in brackets (Iverson), a numeric one by name. */
function columnInSymbols(meaning: CoefficientMeaning): string {
  switch (meaning.kind) {
    case 'intercept': return '';
    case 'contrast':
    case 'cell': return ` [${meaning.variable} = ${meaning.level}]`;
    case 'interaction': return meaning.parts.map(columnInSymbols).join('');
    default: return ` ${meaning.variable}`;
  }
}

/** The others have no symbol but their name. */
const isInSymbols = ({ kind }: CoefficientMeaning): boolean => kind === 'intercept' || kind === 'contrast' || kind === 'cell' || kind === 'slope';

const subscript = (index: number): string => [...String(index)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
