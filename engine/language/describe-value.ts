/** A value in a few plain words, for messages and the variables view. */
import { lengthOf } from '../data/vectors.js';
import type { Value } from './values.js';

/** Such as "a factor with 4 levels" or "a data frame with 56 rows". */
export function describeValue(value: Value): string {
  switch (value.type) {
    case 'double':
    case 'integer':
      if (value.type === 'double' && value.time === 'date') return counted('a date', 'dates', value.values.length);
      if (value.array) return `a ${value.array.dim.join(' × ')} ${value.tableOf ? 'table' : 'array'}`;
      return value.dim ? `a ${value.dim[0]} × ${value.dim[1]} matrix` : counted('a number', 'a numeric vector', value.values.length);
    case 'logical':
      return counted('a logical value', 'a logical vector', value.values.length);
    case 'character':
      return value.values.length === 1 ? `the text "${shortened(value.values[0] ?? 'NA')}"` : counted('a text', 'a character vector', value.values.length);
    case 'factor':
      return `a factor with ${value.levels.length} ${value.levels.length === 1 ? 'level' : 'levels'} and ${lengthOf(value)} elements`;
    case 'dataFrame':
      return `a data frame with ${value.rowCount} rows and ${value.columns.size} columns`;
    case 'list':
      return `a list of ${value.values.length}`;
    case 'null':
      return 'NULL';
    case 'formula':
      return 'a formula';
    case 'family':
      return `the family ${value.family}`;
    case 'model':
      return 'a fitted model';
    case 'function':
      return `the function ${value.name}`;
    default:
      return 'something to display';
  }
}

const counted = (one: string, many: string, length: number): string => (length === 1 ? one : `${many} of ${length} elements`);
const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
