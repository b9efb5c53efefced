/** What a coefficient compares, in words: sides, steps, and how the coefficient relates to the difference that is read. */
import { simpleParts } from '../../model/contrast-meaning.js';
import type { CoefficientMeaning } from '../../results.js';
import { formatFixed } from '../numbers.js';
import { condition, joinWords, plainName, stepOf } from './phrases.js';
import { effects, fillText } from './sentences.js';

/** The two sides of a comparison as conditions; null for a slope, which has no sides. */
export function endsOf(meaning: CoefficientMeaning): readonly [string, string] | null {
  switch (meaning.kind) {
    case 'contrast':
      return [condition(meaning.variable, meaning.level), condition(meaning.variable, meaning.reference)];
    case 'deviation':
      return [condition(meaning.variable, meaning.level), `on average over all levels of ${plainName(meaning.variable)}`];
    case 'comparison':
      return [conditionOfLevels(meaning.variable, meaning.over), conditionOfLevels(meaning.variable, meaning.against)];
    case 'slope':
      return meaning.isIndicator ? [condition(meaning.variable, '1'), condition(meaning.variable, '0')] : null;
    default:
      return null;
  }
}

const conditionOfLevels = (variable: string, levels: readonly string[]): string =>
  levels.length === 1 ? condition(variable, levels[0]!) : `on average over ${plainName(variable)} ${joinWords(levels)}`;

/** The step of a coefficient without sides: `unit more of age`, `level up in dose`. */
export const stepIn = (meaning: CoefficientMeaning): string => (meaning.kind === 'trend' ? `level up in ${plainName(meaning.variable)}` : stepOf(variableOf(meaning)));

/** `period 2 against 1`; null for what is called by its term. */
export function subjectIn(meaning: CoefficientMeaning): string | null {
  switch (meaning.kind) {
    case 'contrast':
      return `${plainName(meaning.variable)} ${meaning.level} against ${meaning.reference}`;
    case 'deviation':
      return `${plainName(meaning.variable)} ${meaning.level} against the mean of all levels`;
    case 'comparison':
      return `${plainName(meaning.variable)} ${joinWords(meaning.over)} against ${joinWords(meaning.against)}`;
    case 'trend':
      return `${trendName(meaning.degree)} trend across the ordered levels of ${plainName(meaning.variable)}`;
    case 'slope':
      return meaning.isIndicator ? `${meaning.variable} 1 against 0` : null;
    default:
      return null;
  }
}

/** The effect that one part of an interaction is: `ratio of period 2 to 1`, `ratio for each unit more of age`. */
export function effectOf(part: CoefficientMeaning, noun: string): string {
  switch (part.kind) {
    case 'contrast':
      return fillText(effects.sides, { noun, variable: plainName(part.variable), here: part.level, there: part.reference });
    case 'deviation':
      return fillText(effects.sides, { noun, variable: plainName(part.variable), here: part.level, there: 'the mean of its levels' });
    case 'comparison':
      return fillText(effects.sides, { noun, variable: plainName(part.variable), here: joinWords(part.over), there: joinWords(part.against) });
    case 'slope':
      return part.isIndicator ? fillText(effects.sides, { noun, variable: part.variable, here: '1', there: '0' }) : fillText(effects.step, { noun, step: stepIn(part) });
    default:
      return fillText(effects.step, { noun, step: stepIn(part) });
  }
}

/** In a table: `2 / 1`, `2 / mean`, `linear`; empty where there is nothing to say beside the term. */
export function comparisonInSymbols(meaning: CoefficientMeaning): string {
  switch (meaning.kind) {
    case 'contrast':
      return `${meaning.level} / ${meaning.reference}`;
    case 'deviation':
      return `${meaning.level} / mean`;
    case 'comparison': {
      const sides = `${meaning.over.join(', ')} / ${meaning.against.join(', ')}`;
      return meaning.factor === 1 ? sides : `${formatFixed(meaning.factor, 3)} × (${sides})`;
    }
    case 'trend':
      return trendName(meaning.degree);
    case 'slope':
      return meaning.isIndicator ? '1 / 0' : '';
    default:
      return '';
  }
}

/** The coefficient is this many times the difference that is read: a third for the second Helmert contrast; 1 for most. */
export function readingFactor(meaning: CoefficientMeaning): number {
  return simpleParts(meaning).reduce((factor, part) => factor * (part.kind === 'comparison' ? part.factor : part.kind === 'trend' && part.step !== null ? 1 / part.step : 1), 1);
}

/** Whether a coefficient, or part of it, says nothing alone: a column of a basis, or a trend that is not straight. */
export const isReadFromCurve = (meaning: CoefficientMeaning): boolean => meaning.kind === 'basis' || (meaning.kind === 'trend' && meaning.step === null);

/** `linear`, `quadratic`, `cubic`, `degree 4`. */
export const trendName = (degree: number): string => ['linear', 'quadratic', 'cubic'][degree - 1] ?? `degree ${degree}`;

/** The variable of a coefficient as written; of an interaction its parts joined. */
export function variableOf(meaning: CoefficientMeaning): string {
  return meaning.kind === 'intercept' ? '(Intercept)' : meaning.kind === 'interaction' ? meaning.parts.map(variableOf).join(':') : meaning.variable;
}
