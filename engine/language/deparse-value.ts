/** Values written as R source, as R does where an element of a list has to be one text. */
import { isColumn } from '../data/atomic.js';
import { asCharacter, labelsOf } from '../data/coercion.js';
import { quoted } from '../data/print-layout.js';
import { lengthOf, type Column } from '../data/vectors.js';
import { describeValue } from './describe-value.js';
import { deparseName } from './syntax/deparse.js';
import type { Value } from './values.js';

/** A single text or number as it is, everything else as the call that makes it, such as `c(1, 2)` or `1:3`. */
export function deparsed(value: Value): string {
  if (isColumn(value) && lengthOf(value) === 1 && value.type !== 'factor') return labelsOf(value)[0] ?? 'NA';
  return source(value);
}

function source(value: Value): string {
  switch (value.type) {
    case 'null':
      return 'NULL';
    case 'list':
      return `list(${value.values.map((each, index) => withName(value.names?.[index], source(each))).join(', ')})`;
    case 'dataFrame':
      return `list(${[...value.columns].map(([name, column]) => withName(name, source(column))).join(', ')})`;
    case 'formula':
      return value.text;
    case 'function':
      return value.name;
    case 'factor':
      return vectorSource({ type: 'integer', values: Float64Array.from(value.codes, code => (code === 0 ? NaN : code)) });
    default:
      return isColumn(value) ? vectorSource(value) : describeValue(value);
  }
}

const withName = (name: string | undefined, text: string): string => (name ? `${deparseName(name)} = ${text}` : text);

function vectorSource(column: Column): string {
  const length = lengthOf(column);
  if (length === 0) return column.type === 'character' ? 'character(0)' : column.type === 'logical' ? 'logical(0)' : column.type === 'integer' ? 'integer(0)' : 'numeric(0)';
  const { values } = column.type === 'integer' ? column : { values: null };
  if (values && length > 1 && !column.names && values.every((value, index) => index === 0 || value === values[index - 1]! + 1)) return `${values[0]}:${values[length - 1]}`;
  const texts = asCharacter(column).values.map(text => (text === null ? 'NA' : column.type === 'character' ? quoted(text) : column.type === 'integer' ? `${text}L` : text));
  const named = texts.map((text, index) => withName(column.names?.[index], text));
  return length === 1 && !column.names ? named[0]! : `c(${named.join(', ')})`;
}
