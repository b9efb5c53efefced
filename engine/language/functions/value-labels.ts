/** Labels of values, as files of Stata and SPSS have them. */
import { isNumeric } from '../../data/atomic.js';
import { asFactor, makeFactor } from '../../data/factor.js';
import { formatOneNumber } from '../../data/number-format.js';
import type { Column, DataFrame, Factor, NumericVector } from '../../data/vectors.js';
import type { FunctionDescription, FunctionGroup } from '../registry.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, optional, required, requireColumn, requiredValue, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const valueLabelFunctions: readonly FunctionDescription[] = [
  {
    name: 'as_factor',
    group,
    package: 'haven',
    summary: 'Makes factors of numbers whose values have labels, in a column or in a whole data frame.',
    help: 'Columns of Stata and SPSS files keep labels of their values, such as 1 for “no pain”. They become the levels, in the order of the values; values without a label stay as they are. Of a data frame only the columns with labels become factors. Text without labels becomes a factor with its levels in the order of appearance.',
    example: 'table(as_factor(spinal$y))\nhead(as_factor(spinal))',
    parameters: [
      required('x', 'any', 'A column or a data frame.'),
      optional('levels', 'string', '"default"', 'What becomes the levels: "default", labels where there are any and values otherwise; "labels", where values without one become missing; "values"; or "both", such as "[1] no pain".', { allowed: ['default', 'labels', 'values', 'both'] }),
      optional('ordered', 'logical', 'FALSE', 'Whether the order of the levels means something.'),
      optional('only_labelled', 'logical', 'TRUE', 'Of a data frame: whether columns without labels stay as they are.'),
      dots('Accepted and not needed.'),
    ],
    call: given => {
      const x = requiredValue(given, 'x');
      const levels = textArgument(given, 'levels', 'default') as LevelsOfLabels;
      const isOrdered = logicalArgument(given, 'ordered', false);
      if (x.type !== 'dataFrame') return factorOf(requireColumn(x), levels, isOrdered);
      const onlyLabelled = logicalArgument(given, 'only_labelled', true);
      return withColumns(x, column => (onlyLabelled && !(isNumeric(column) && column.valueLabels) ? column : factorOf(column, levels, isOrdered)));
    },
  },
  {
    name: 'zap_labels',
    group,
    package: 'haven',
    summary: 'Takes the labels of values away, from a column or from a whole data frame.',
    help: 'What remains are the numbers.',
    example: 'head(zap_labels(spinal)$y)',
    parameters: [required('x', 'any', 'A column or a data frame.')],
    call: (given): Value => {
      const x = requiredValue(given, 'x');
      return x.type === 'dataFrame' ? withColumns(x, withoutLabels) : withoutLabels(requireColumn(x));
    },
  },
];

type LevelsOfLabels = 'default' | 'labels' | 'values' | 'both';

const withColumns = (frame: DataFrame, change: (column: Column) => Column): DataFrame => ({ ...frame, columns: new Map([...frame.columns].map(([name, column]) => [name, change(column)])) });

function withoutLabels(column: Column): Column {
  if (!isNumeric(column)) return column;
  const { valueLabels: _labels, ...bare } = column;
  return bare;
}

function factorOf(column: Column, levels: LevelsOfLabels, isOrdered: boolean): Factor {
  const factor = isNumeric(column) && column.valueLabels ? labelledFactor(column, column.valueLabels, levels, isOrdered) : unlabelledFactor(column);
  return column.label === undefined ? factor : { ...factor, label: column.label };
}

/** As in the package forcats: text by appearance, anything else sorted. */
function unlabelledFactor(column: Column): Factor {
  if (column.type !== 'character') return asFactor(column);
  return makeFactor(column, { levels: [...new Set(column.values)].filter(text => text !== null) });
}

function labelledFactor({ values }: NumericVector, valueLabels: ReadonlyMap<number, string>, levels: LevelsOfLabels, isOrdered: boolean): Factor {
  const present = [...new Set(values)].filter(value => !Number.isNaN(value));
  const nameOf = (value: number): string | null => {
    const label = valueLabels.get(value);
    if (label === undefined) return levels === 'labels' ? null : formatOneNumber(value);
    return levels === 'both' ? `[${formatOneNumber(value)}] ${label}` : levels === 'values' ? formatOneNumber(value) : label;
  };
  const inOrder = levelValues(values, present, valueLabels, levels);
  const names = [...new Set(inOrder.flatMap(value => nameOf(value) ?? []))];
  const codeOf = new Map([...present, ...valueLabels.keys()].map(value => [value, names.indexOf(nameOf(value) ?? '') + 1]));
  return { type: 'factor', codes: Int32Array.from(values, value => codeOf.get(value) ?? 0), levels: names, isOrdered };
}

/** The values behind the levels, in their order. */
function levelValues(values: Float64Array, present: readonly number[], valueLabels: ReadonlyMap<number, string>, levels: LevelsOfLabels): readonly number[] {
  const labelled = [...valueLabels.keys()];
  if (levels === 'labels') return labelled;
  if (levels === 'values') return values.every(value => valueLabels.has(value)) ? labelled : present.toSorted((a, b) => a - b);
  return [...new Set([...present, ...labelled])].sort((a, b) => a - b);
}
