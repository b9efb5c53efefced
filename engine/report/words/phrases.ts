/** The parts that sentences about a model are made of: groups, responses, conditions. Everything is read from the result alone. */
import { baselineIn, isFunctionOf, simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type JsonNumber, type ModelResult } from '../../results.js';
import { formatSignificant } from '../numbers.js';

/** `binomial`; `Negative binomial(0.8567)` with its shape, as R prints it. */
export function familyInWords(family: string, shape?: JsonNumber): string {
  if (family !== 'negative.binomial') return family;
  return shape === undefined ? 'Negative binomial' : `Negative binomial(${fromJsonNumber(shape) === Infinity ? 'Inf' : formatSignificant(shape, 4)})`;
}

/** Whether a model is linear: normal errors about a mean that is linear in the effects. */
export const isLinear = ({ family, link }: Pick<ModelResult, 'family' | 'link'>): boolean => family === 'gaussian' && link === 'identity';

/** Whether a term `offset(…)` or an argument `offset = …` is part of the model. */
export const hasOffset = (model: { readonly formula: string; readonly call?: string }): boolean => /\boffset\s*\(/.test(model.formula) || /,\s*offset\s*=[^=]/.test(model.call ?? '');

/** Words of time stand after “at” or “in”; any other variable is named as a condition: “with use = Y”. */
const POINTS = new Set(['visit', 'time', 'occasion', 'wave', 'session', 'timepoint', 'hour', 'site', 'location', 'centre', 'center']);
const STRETCHES = new Set(['period', 'phase', 'year', 'season', 'month', 'week', 'region', 'country', 'group', 'condition', 'cohort']);

/** A condition such as `in period 2` or `with use = Y`. */
export function condition(variable: string, level: string): string {
  const standardised = level === '0' ? /^scale\(([\w.]+)\)$/.exec(variable)?.[1] : undefined;
  if (standardised !== undefined) return `with ${standardised} at its mean`;
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
