/** A table of coefficients with the digits that R's `printCoefmat` gives them. */
import { commonNumberFormat, formatNumber } from '../../data/number-format.js';
import { roundTo } from '../../data/rounding.js';
import { blocks, padStart, type TextColumn } from '../../data/print-layout.js';

export interface CoefficientColumn {
  readonly header: string;
  /** Estimates, standard errors and degrees of freedom share their decimals. */
  readonly kind: 'estimate' | 'statistic' | 'pValue';
  /** NaN for what is missing. */
  readonly values: readonly number[];
}

/** Significant digits of `print(summary(m))`: R's `max(3, getOption("digits") - 3)`. */
const DIGITS = 4;
const TEST_DIGITS = DIGITS - 1;

export function coefficientMatrix(terms: readonly string[], columns: readonly CoefficientColumn[], lineWidth: number): string {
  const estimates = columns.filter(column => column.kind === 'estimate').flatMap(column => column.values).filter(Number.isFinite);
  const sizes = estimates.filter(value => value !== 0).map(value => Math.floor(Math.log10(Math.abs(value))));
  const decimals = sizes.length === 0 ? DIGITS - 1 : Math.max(1, DIGITS - 1 - Math.min(...sizes));
  const common = commonNumberFormat(estimates.map(value => roundTo(value, decimals)), DIGITS);
  const inCommon = (value: number): string => nonZero(value, Number.isNaN(value) ? 'NA' : formatNumber(roundTo(value, decimals), common));
  const width = estimates.reduce((most, value) => Math.max(most, inCommon(value).length), 0);
  const texts = (column: CoefficientColumn): string[] => {
    switch (column.kind) {
      case 'estimate': return column.values.map(value => padStart(inCommon(value), width));
      case 'statistic': return formatted(column.values.map(value => roundTo(value, TEST_DIGITS)), DIGITS);
      case 'pValue': return formatPValues(column.values);
    }
  };
  return blocks(terms, columns.map((column): TextColumn => ({ header: column.header, cells: texts(column), isLeftAligned: false })), lineWidth);
}

function formatted(values: readonly number[], digits: number): string[] {
  const format = commonNumberFormat(values, digits);
  return values.map(value => (Number.isNaN(value) ? 'NA' : formatNumber(value, format)));
}

/** What would be shown as zero but is not. */
const nonZero = (value: number, text: string): string => (value !== 0 && Number(text) === 0 ? formatted([value], DIGITS - 1)[0]! : text);

/** R's `format.pval`: fixed and scientific ones apart, and those below the rounding of a double as `< 2e-16`. */
export function formatPValues(values: readonly number[]): string[] {
  const isTiny = (p: number): boolean => p < Number.EPSILON;
  const isFixed = (p: number): boolean => Math.log10(p) >= -4;
  const finite = values.filter(p => !Number.isNaN(p) && !isTiny(p));
  const fixed = commonNumberFormat(finite.filter(isFixed), TEST_DIGITS);
  const scientific = commonNumberFormat(finite.filter(p => !isFixed(p)), TEST_DIGITS);
  const texts = new Map(finite.map(p => [p, formatNumber(p, isFixed(p) ? fixed : scientific)]));
  const widest = Math.max(0, ...Array.from(texts.values(), text => text.length));
  const least = Math.max(1, TEST_DIGITS - 2);
  const bound = `<${least === 1 && widest <= 6 ? '' : ' '}${formatNumber(Number.EPSILON, commonNumberFormat([Number.EPSILON], least))}`;
  return values.map(p => (Number.isNaN(p) ? 'NA' : isTiny(p) ? bound : texts.get(p)!));
}
