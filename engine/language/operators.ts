/** Operators on any value: what vectors do elementwise, factors by label, data frames column by column. */
import { isAtomic, isColumn, logicalVector, withShape } from '../data/atomic.js';
import { arithmetic, compare, logicalOperation, negate, not, sequence, unaryPlus, type ComparisonOperator } from '../data/arithmetic.js';
import { asDouble, asLogical, labelsOf, type Warn } from '../data/coercion.js';
import { comparableLabels } from '../data/factor.js';
import { takeElements } from '../data/indexing.js';
import { matrixProduct } from '../data/matrix-algebra.js';
import { LOGICAL_NA, lengthOf, type AtomicVector, type Column, type DataFrame } from '../data/vectors.js';
import { describeValue } from './describe-value.js';
import { UserError } from './syntax/diagnostic.js';
import type { BinaryOperator, Unary } from './syntax/tree.js';
import type { Value } from './values.js';

/** What can be given as a function by its name, as in `Reduce("+", x)`. */
export const isOperatorName = (name: string): name is BinaryOperator | '!' | '[' => OPERATORS.has(name);

const OPERATORS: ReadonlySet<string> = new Set<BinaryOperator | '!' | '['>(['+', '-', '*', '/', '^', '%%', '%/%', '%in%', '%*%', '%o%', '==', '!=', '<', '>', '<=', '>=', '&', '|', ':', '!', '[']);

export function applyBinary(operator: BinaryOperator, left: Value, right: Value, warn: Warn): Value {
  switch (operator) {
    case ':':
      return sequence(endpoint(left, operator), endpoint(right, operator));
    case '%*%':
      return matrixProduct(matrixOperand(left), matrixOperand(right));
    case '%o%':
      return outerProduct(matrixOperand(left), matrixOperand(right), warn);
    case '%in%':
      return isIn(columnOperand(left, operator), columnOperand(right, operator));
    case '&&':
    case '||':
      return scalarLogical(operator, left, right);
    default:
      if (left.type === 'dataFrame' || right.type === 'dataFrame') return columnwise(operator, left, right, warn);
      return elementwise(operator, columnOperand(left, operator), columnOperand(right, operator), warn);
  }
}

export function applyUnary(operator: Unary['operator'], operand: Value): Value {
  if (!isAtomic(operand)) throw new UserError('GLMM210', `\`${operator}\` needs numbers or logical values, but this is ${describeValue(operand)}.`);
  return operator === '-' ? negate(operand) : operator === '+' ? unaryPlus(operand) : not(operand);
}

/** The condition of `&&`, `||` and of arguments that are switches: one TRUE or FALSE. */
export function isTrue(value: Value, what: string): boolean | null {
  if (!isAtomic(value) || lengthOf(value) !== 1) throw new UserError('GLMM213', `${what} needs one TRUE or FALSE, but this is ${describeValue(value)}.`);
  const code = asLogical(value).values[0];
  return code === LOGICAL_NA ? null : code === 1;
}

function elementwise(operator: BinaryOperator, left: Column, right: Column, warn: Warn): Value {
  if (left.type === 'factor' || right.type === 'factor') return withFactor(operator, left, right, warn);
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '^':
    case '%%':
    case '%/%':
      return arithmetic(operator, left, right, warn);
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '==':
    case '!=':
      return compare(operator, left, right, warn);
    case '&':
    case '|':
      return logicalOperation(operator, left, right, warn);
    default:
      throw new UserError('GLMM214', `The operator \`${operator}\` is not available here.`, { advice: ['Available are + - * / ^ %% %/% %in% %*% %o% : and the comparisons.'] });
  }
}

function withFactor(operator: BinaryOperator, left: Column, right: Column, warn: Warn): Value {
  const missing = (): AtomicVector => logicalVector(new Int8Array(Math.max(lengthOf(left), lengthOf(right))).fill(LOGICAL_NA));
  if (!isComparison(operator)) {
    warn(`‘${operator}’ not meaningful for factors`);
    return missing();
  }
  const labels = left.type === 'factor' ? comparableLabels(left, right, operator, warn) : right.type === 'factor' ? comparableLabels(right, left, operator, warn) : null;
  if (!labels) return missing();
  return left.type === 'factor' ? compare(operator, labels.left, labels.right, warn) : compare(operator, labels.right, labels.left, warn);
}

function columnwise(operator: BinaryOperator, left: Value, right: Value, warn: Warn): Value {
  const frame = left.type === 'dataFrame' ? left : (right as DataFrame);
  const columns = new Map<string, Column>();
  let position = 0;
  const names = [...frame.columns.keys()];
  for (const name of names) {
    const side = (value: Value): Column => {
      if (value.type !== 'dataFrame') return columnOperand(value, operator);
      const column = [...value.columns.values()][position];
      if (!column) throw new UserError('GLMM212', 'The two data frames have different numbers of columns.');
      return column;
    };
    columns.set(name, elementwise(operator, side(left), side(right), warn) as Column);
    position++;
  }
  return isComparison(operator) || operator === '&' || operator === '|' ? logicalMatrix({ ...frame, columns }) : { ...frame, columns };
}

/** What a comparison of a data frame gives: a matrix, with the names of its rows where they are more than numbers. */
function logicalMatrix({ columns, rowCount, rowNames }: DataFrame): AtomicVector {
  const codes = new Int8Array(rowCount * columns.size);
  [...columns.values()].forEach((column, j) => codes.set(asLogical(column).values, j * rowCount));
  return logicalVector(codes, { dim: [rowCount, columns.size], columnNames: [...columns.keys()], ...(rowNames ? { rowNames } : {}) });
}

const isComparison = (operator: BinaryOperator): operator is ComparisonOperator => ['<', '>', '<=', '>=', '==', '!='].includes(operator);

function columnOperand(value: Value, operator: string): Column {
  if (isColumn(value)) return value;
  if (value.type === 'null') return logicalVector([]);
  throw new UserError('GLMM210', `\`${operator}\` needs vectors, but one side is ${describeValue(value)}.`);
}

function matrixOperand(value: Value): AtomicVector {
  if (value.type === 'dataFrame') throw new UserError('GLMM210', 'A matrix product needs matrices, but one side is a data frame.', { advice: ['Write as.matrix(d).'] });
  if (isAtomic(value)) return value;
  throw new UserError('GLMM210', `A matrix product needs matrices or vectors, but one side is ${describeValue(value)}.`);
}

function outerProduct(left: AtomicVector, right: AtomicVector, warn: Warn): AtomicVector {
  const [rows, columns] = [left.values.length, right.values.length];
  const pair = (vector: AtomicVector, position: (cell: number) => number): AtomicVector => takeElements(withShape(vector, {}), Int32Array.from({ length: rows * columns }, (_, cell) => position(cell)));
  const products = arithmetic('*', pair(left, cell => cell % rows), pair(right, cell => Math.floor(cell / rows)), warn);
  return { ...products, dim: [rows, columns], ...(left.names ? { rowNames: left.names } : {}), ...(right.names ? { columnNames: right.names } : {}) };
}

function endpoint(value: Value, operator: string): number {
  const column = columnOperand(value, operator);
  if (lengthOf(column) === 0) throw new UserError('GLMM211', '`:` needs a number on either side, but one side is empty.');
  const number = asDouble(column).values[0]!;
  if (Number.isNaN(number)) throw new UserError('GLMM211', '`:` needs a number on either side, but one side is missing (NA).');
  return number;
}

function isIn(left: Column, right: Column): AtomicVector {
  const isNumericBoth = left.type !== 'character' && left.type !== 'factor' && right.type !== 'character' && right.type !== 'factor';
  if (isNumericBoth) {
    const members = new Set(asDouble(right).values);
    return logicalVector(Array.from(asDouble(left).values, value => members.has(value)));
  }
  const members = new Set(labelsOf(right));
  return logicalVector(labelsOf(left).map(label => members.has(label)));
}

function scalarLogical(operator: '&&' | '||', left: Value, right: Value): AtomicVector {
  const first = isTrue(left, `\`${operator}\``);
  const decisive = operator === '||';
  if (first === decisive) return logicalVector([decisive]);
  const second = isTrue(right, `\`${operator}\``);
  return logicalVector([second === decisive ? decisive : first === null || second === null ? null : !decisive]);
}
