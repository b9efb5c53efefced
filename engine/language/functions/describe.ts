/** Small words for writing descriptions of functions, and for reading their arguments. */
import { isAtomic, isColumn } from '../../data/atomic.js';
import { asCharacter, asDouble } from '../../data/coercion.js';
import { concatenate } from '../../data/data-frame.js';
import { lengthOf, type Column, type DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import { isTrue } from '../operators.js';
import type { CallArguments, CallContext, ParameterDescription, ParameterType } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';

export const NULL_VALUE: Value = { type: 'null' };
/** The value of a function that shows what it has to show by itself. */
export const NOTHING_TO_SHOW: Value = { type: 'display', results: [] };

export const required = (name: string, type: ParameterType, help: string, more: Partial<ParameterDescription> = {}): ParameterDescription => ({ name, type, help, isRequired: true, ...more });
export const optional = (name: string, type: ParameterType, defaultSource: string, help: string, more: Partial<ParameterDescription> = {}): ParameterDescription => ({ name, type, help, default: defaultSource, ...more });
export const dots = (help: string, more: Partial<ParameterDescription> = {}): ParameterDescription => ({ name: '...', type: 'dots', help, ...more });

export function requiredValue(given: CallArguments, name: string): Value {
  const value = given.get(name);
  if (value) return value;
  throw new UserError('GLMM206', `The argument \`${name}\` is missing.`);
}

/** A vector or factor. */
export function columnArgument(given: CallArguments, name: string): Column {
  const value = requiredValue(given, name);
  if (isColumn(value)) return value;
  if (value.type === 'null') return { type: 'logical', values: new Int8Array(0) };
  throw new UserError('GLMM215', `\`${name}\` must be a vector, but it is ${describeValue(value)}.`, value.type === 'dataFrame' ? { advice: ['Take one of its columns, such as d$x.'] } : {});
}

/** The numbers of a vector; text and factors are errors. */
export function numbersArgument(given: CallArguments, name: string): Float64Array {
  const column = columnArgument(given, name);
  if (column.type === 'character' || column.type === 'factor') {
    throw new UserError('GLMM215', `\`${name}\` must be numbers, but it is ${describeValue(column)}.`, { advice: ['Turn it into numbers with as.numeric() (for a factor with numeric labels: as.numeric(as.character(x))).'] });
  }
  return asDouble(column).values;
}

export function numberArgument(given: CallArguments, name: string, fallback: number): number {
  const value = given.get(name);
  if (!value || value.type === 'null') return fallback;
  if (!isAtomic(value) || value.type === 'character' || value.values.length !== 1) throw new UserError('GLMM215', `\`${name}\` must be one number, but it is ${describeValue(value)}.`);
  const number = asDouble(value).values[0]!;
  if (Number.isNaN(number)) throw new UserError('GLMM215', `\`${name}\` must be a number, but it is missing (NA).`);
  return number;
}

export function logicalArgument(given: CallArguments, name: string, fallback: boolean): boolean {
  const value = given.get(name);
  if (!value) return fallback;
  const truth = isTrue(value, `\`${name}\``);
  if (truth === null) throw new UserError('GLMM215', `\`${name}\` must be TRUE or FALSE, but it is NA.`);
  return truth;
}

export function textArgument(given: CallArguments, name: string, fallback: string): string {
  const value = given.get(name);
  if (!value || value.type === 'null') return fallback;
  if (isAtomic(value) && value.type === 'character' && value.values.length === 1 && typeof value.values[0] === 'string') return value.values[0];
  throw new UserError('GLMM215', `\`${name}\` must be one text in quotes, but it is ${describeValue(value)}.`);
}

/** A vector as texts; null when it was not given. */
export function textsArgument(given: CallArguments, name: string): string[] | null {
  const value = given.get(name);
  if (!value || value.type === 'null') return null;
  if (isColumn(value)) return asCharacter(value).values.map(text => text ?? 'NA');
  throw new UserError('GLMM215', `\`${name}\` must be a character vector, but it is ${describeValue(value)}.`);
}

export function frameArgument(given: CallArguments, name: string): DataFrame {
  const value = requiredValue(given, name);
  if (value.type === 'dataFrame') return value;
  throw new UserError('GLMM215', `\`${name}\` must be a data frame, but it is ${describeValue(value)}.`);
}

/** Shows a warning among the outputs, as R prints one. */
export const warnThrough = (context: CallContext) => (message: string): void => context.display({ kind: 'text', text: `Warning: ${message}` });

export const lengthOfValue = (value: Value): number => {
  if (isColumn(value)) return lengthOf(value);
  switch (value.type) {
    case 'list':
      return value.values.length;
    case 'dataFrame':
      return value.columns.size;
    case 'null':
      return 0;
    default:
      return 1;
  }
};

/** A value that must be a vector or factor. */
export function requireColumn(value: Value): Column {
  if (isColumn(value)) return value;
  throw new UserError('GLMM215', `A vector or factor is needed here, but this is ${describeValue(value)}.`);
}

/** A vector or factor as it is; a list of single elements as the vector that holds them; NULL as a vector without elements. */
export function asColumn(value: Value): Column {
  if (value.type === 'null') return { type: 'character', values: [] };
  if (value.type === 'list' && value.values.every(each => isColumn(each) && lengthOf(each) === 1)) return concatenate(value.values.map(each => (isColumn(each) && each.type === 'factor' ? asCharacter(each) : requireColumn(each))));
  return requireColumn(value);
}
