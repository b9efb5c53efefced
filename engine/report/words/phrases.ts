/** The parts that sentences about a model are made of: groups, responses, conditions. Everything is read from the result alone. */
import { baselineIn, isFunctionOf, simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type JsonNumber, type ModelResult } from '../../results.js';
import { formatSignificant } from '../numbers.js';

/** How effects read in this model, from its link and response. */
export interface EffectScale {
  /** `odds`: logit; `mean`: log; `difference`: identity; `predictor`: any other link, read on the scale of the linear predictor. */
  readonly kind: 'odds' | 'mean' | 'difference' | 'predictor';
  /** What exp(β) is called; null where it has no reading. */
  readonly ratio: string | null;
  /** What β itself is called, such as `log odds`. */
  readonly link: string;
  /** What is compared: `the odds of no pain`. */
  readonly quantity: string;
  readonly verb: 'is' | 'are';
  readonly pronoun: 'that' | 'those';
  /** The mean at a value of the linear predictor, for links that are powers of it; null for the others. */
  readonly meanAt: ((eta: number) => number) | null;
}

/** Links that are powers of the mean: what they are of it, and how to come back. */
const POWERS: ReadonlyMap<string, { readonly name: string; readonly meanAt: (eta: number) => number }> = new Map([
  ['inverse', { name: 'the reciprocal of', meanAt: (eta: number) => 1 / eta }],
  ['1/mu^2', { name: 'the reciprocal of the square of', meanAt: (eta: number) => 1 / Math.sqrt(eta) }],
  ['sqrt', { name: 'the square root of', meanAt: (eta: number) => eta * eta }],
]);

/** `binomial`; `Negative binomial(0.8567)` with its shape, as R prints it. */
export function familyInWords(family: string, shape?: JsonNumber): string {
  if (family !== 'negative.binomial') return family;
  return shape === undefined ? 'Negative binomial' : `Negative binomial(${fromJsonNumber(shape) === Infinity ? 'Inf' : formatSignificant(shape, 4)})`;
}

/** Whether a model is linear: normal errors about a mean that is linear in the effects. */
export const isLinear = ({ family, link }: Pick<ModelResult, 'family' | 'link'>): boolean => family === 'gaussian' && link === 'identity';

/** What is compared in a model's sentences, and what its coefficients are called. */
export function effectScale(model: Pick<ModelResult, 'link' | 'response' | 'formula'> & { readonly call?: string }): EffectScale {
  const { response } = model;
  const isCount = response.kind === 'count';
  const isProbability = response.kind === 'binary' || response.kind === 'proportion';
  const mean = isCount ? `the expected number of ${response.label}` : isProbability ? `the probability of ${response.event ?? response.label}` : `the mean of ${response.label}`;
  const power = POWERS.get(model.link);
  const meanAt = power?.meanAt ?? null;
  const sameOffset = hasOffset(model) ? SAME_OFFSET : '';
  switch (model.link) {
    case 'logit':
      return { kind: 'odds', ratio: 'odds ratio', link: 'log odds', quantity: `the odds of ${response.event ?? response.label}`, verb: 'are', pronoun: 'those', meanAt };
    case 'log':
      return { kind: 'mean', ratio: isCount ? 'rate ratio' : isProbability ? 'risk ratio' : 'ratio of means', link: isCount ? 'log rate' : isProbability ? 'log probability' : 'log mean', quantity: mean + sameOffset, verb: 'is', pronoun: 'that', meanAt };
    case 'identity':
      return { kind: 'difference', ratio: null, link: response.label, quantity: response.label, verb: 'is', pronoun: 'that', meanAt };
    default:
      return { kind: 'predictor', ratio: null, link: `${model.link} scale`, quantity: power ? `${power.name} ${mean}` : `the linear predictor (${model.link} scale)`, verb: 'is', pronoun: 'that', meanAt };
  }
}

const SAME_OFFSET = ' for the same offset';

/** What a level is read of: its offset is not held at any value but zero. */
export const quantityAtZeroOffset = (scale: EffectScale): string => scale.quantity.replace(SAME_OFFSET, '');

/** Whether a term `offset(…)` or an argument `offset = …` is part of the model. */
export const hasOffset = (model: { readonly formula: string; readonly call?: string }): boolean => /\boffset\s*\(/.test(model.formula) || /,\s*offset\s*=[^=]/.test(model.call ?? '');

/** Words of time stand after “at” or “in”; any other variable is named as a condition: “with use = Y”. */
const POINTS = new Set(['visit', 'time', 'occasion', 'wave', 'session', 'timepoint', 'hour', 'site', 'location', 'centre', 'center']);
const STRETCHES = new Set(['period', 'phase', 'year', 'season', 'month', 'week', 'region', 'country', 'group', 'condition', 'cohort']);

/** A condition such as `in period 2` or `with use = Y`. */
export function condition(variable: string, level: string): string {
  const name = plainName(variable);
  const word = name.toLowerCase();
  if (POINTS.has(word)) return `at ${name} ${level}`;
  if (STRETCHES.has(word)) return `in ${name} ${level}`;
  return `with ${name} = ${level}`;
}

/** `Days` for `factor(Days)`, `f` for `C(f, contr.sum)`: what the conversion is for is seen from its level. */
export const plainName = (variable: string): string => /^(?:(?:as\.)?factor|ordered|C)\(([\w.]+)(?:, [^()]*)?\)$/.exec(variable)?.[1] ?? variable;

/** Conditions together: `in period 1 and with age = 0 and use = N`. */
export function joinConditions(conditions: readonly (readonly [variable: string, level: string])[]): string {
  const phrases = conditions.map(([variable, level]) => condition(variable, level));
  const named = phrases.filter(phrase => phrase.startsWith('with ')).map(phrase => phrase.slice('with '.length));
  const placed = phrases.filter(phrase => !phrase.startsWith('with '));
  return joinWords([...placed, ...(named.length > 0 ? [`with ${joinWords(named)}`] : [])]);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `herd`; `herd and observer`; `batch and cask within it`. */
export function groupsInWords(model: ModelResult): string {
  const groups = [...new Set(model.random.map(term => term.group))];
  const words = groups
    .filter(group => !groups.some(inner => innerOf(inner, group) !== null))
    .map(group => groupInWords(group, groups));
  return joinWords(words);
}

function groupInWords(group: string, groups: readonly string[]): string {
  // the nearest factor around it: of a, b in a and c in b, c stands in b
  const outer = groups.filter(candidate => innerOf(group, candidate) !== null).sort((a, b) => partsOf(b).length - partsOf(a).length)[0];
  if (outer !== undefined) return `${groupInWords(outer, groups)} and ${innerOf(group, outer)} within it`;
  return group.includes(':') ? `combination of ${joinWords(partsOf(group))}` : group;
}

/** The factors of an interaction: `c`, `b` and `a` of `c:(b:a)`, as `a/b/c` is called. */
const partsOf = (group: string): string[] => group.replace(/[()]/g, '').split(':');

/** What `group` adds to `outer`: `cask` for `cask:batch` in `batch`; null where it is not nested there. */
function innerOf(group: string, outer: string): string | null {
  const parts = partsOf(group);
  const outerParts = partsOf(outer);
  if (parts.length <= outerParts.length || !outerParts.every(part => parts.includes(part))) return null;
  return parts.filter(part => !outerParts.includes(part)).join(' and ');
}

/** The plural of a grouping factor: `herds`; `levels of BROOD` for what is not a plain word, or as short as a letter. */
export function levelsInWords(group: string): string {
  if (group.includes(':')) return `combinations of ${joinWords(partsOf(group))}`;
  if (!/^[A-Za-z]{3,}$/.test(group) || (group.length > 1 && group === group.toUpperCase())) return `levels of ${group}`;
  if (/[^aeiou]y$/i.test(group)) return `${group.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/i.test(group)) return `${group}es`;
  return `${group}s`;
}

/** What the average is taken over, for population-averaged readings. */
export function averagedOver(model: ModelResult): string {
  const groups = [...new Set(model.random.map(term => term.group))];
  return groups.length === 1 ? levelsInWords(groups[0]!) : 'all random effects';
}

/** The step that a slope is about: `unit more of age`, `standard deviation more of age`, `doubling of dose`. */
export function stepOf(variable: string): string {
  const [, call, inside] = /^(scale|log2|log10|log)\(([\w.]+)\)$/.exec(variable) ?? [];
  if (call === 'scale') return `standard deviation more of ${inside}`;
  if (call === 'log2') return `doubling of ${inside}`;
  if (call === 'log10') return `tenfold rise of ${inside}`;
  if (call === 'log') return `unit more of ${variable} (${inside} 2.72 times as large)`;
  return `unit more of ${variable}`;
}

/** Every covariate at its zero or reference, as the intercept has it. */
export function baseline(model: ModelResult): readonly (readonly [variable: string, level: string])[] {
  const found = new Map<string, string>();
  for (const { meaning } of model.fixed) {
    if (meaning.kind === 'intercept') for (const { variable, level } of meaning.references) found.set(variable, level);
  }
  for (const part of model.fixed.flatMap(effect => simpleParts(effect.meaning))) {
    const zero = baselineIn(part);
    if (zero?.kind === 'level' && 'variable' in part) found.set(part.variable, zero.level);
    if (part.kind === 'slope') found.set(part.variable, '0');
  }
  // A square is zero where its variable is; to say both would be to say it twice.
  return [...found].filter(([variable]) => ![...found.keys()].some(other => isFunctionOf(variable, other)));
}

/** `on average over all levels of a and b`, for the factors whose columns are zero at a mean of their levels; empty where there are none. `except`: a factor at a level of its own. */
export function meansInWords(model: ModelResult, except: string | null): string {
  const means = new Map<string, 'mean' | 'mixture'>();
  for (const part of model.fixed.flatMap(effect => simpleParts(effect.meaning))) {
    const zero = baselineIn(part);
    if (zero && zero.kind !== 'level' && 'variable' in part && part.variable !== except) means.set(part.variable, zero.kind);
  }
  return means.size === 0 ? '' : `on average over ${joinWords(Array.from(means, ([variable, kind]) => `${kind === 'mean' ? 'all' : 'the weighted'} levels of ${plainName(variable)}`))}`;
}
