/** R's operators on atomic vectors: recycling, propagation of NA, and which attributes the result keeps. */
import { UserError } from '../language/syntax/diagnostic.js';
import { integerVector, logicalVector, shapeOf } from './atomic.js';
import { asCharacter, asDouble, asLogical, datesOf, type Warn } from './coercion.js';
import { compareText } from './collation.js';
import { LOGICAL_NA, type AtomicVector, type LogicalVector, type NumericVector, type Shape } from './vectors.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '^' | '%%' | '%/%';
export type ComparisonOperator = '<' | '>' | '<=' | '>=' | '==' | '!=';

const MAX_INTEGER = 2147483647;

/** Elementwise arithmetic. Integers stay integers except under `/` and `^`; text is an error. */
export function arithmetic(operator: ArithmeticOperator, left: AtomicVector, right: AtomicVector, warn: Warn): NumericVector {
  if (left.type === 'character' || right.type === 'character') {
    throw new UserError('GLMM210', `\`${operator}\` needs numbers, but one side is text.`, { advice: ['Turn text into numbers with as.numeric().'] });
  }
  const time = timeOf(operator, left, right);
  const isInteger = left.type !== 'double' && right.type !== 'double' && operator !== '/' && operator !== '^';
  const x = asDouble(left);
  const y = asDouble(right);
  const shape = resultShape(left, right, warn);
  const values = new Float64Array(recycledLength(x.values.length, y.values.length));
  applyArithmetic(operator, x.values, y.values, values);
  if (isInteger) return integerVector(withinIntegerRange(values, warn), shape);
  const notANumber = generatedNaN(values, x, y);
  return { type: 'double', values, ...(notANumber ? { notANumber } : {}), ...(time ? { time } : {}), ...shape };
}

/** What a sum or difference with dates measures; dates do not multiply. */
function timeOf(operator: ArithmeticOperator, left: AtomicVector, right: AtomicVector): NumericVector['time'] {
  const [first, second] = [left, right].map(side => ('time' in side ? side.time : undefined));
  if (first !== 'date' && second !== 'date') {
    const isSum = operator === '+' || operator === '-';
    if (first && second) return isSum && first === second ? first : undefined;
    return isSum || operator === '*' ? (first ?? second) : operator === '/' ? first : undefined;
  }
  if (operator === '-' && first === 'date') return second === 'date' ? 'days' : 'date';
  if (operator === '+' && !(first === 'date' && second === 'date')) return 'date';
  throw new UserError('GLMM210', `\`${operator}\` does not work with dates.`, { advice: ['Days are added to a date or taken from it; the difference of two dates is a number of days.'] });
}

/** `-x`, `+x`. */
export function negate(operand: AtomicVector): NumericVector {
  if (operand.type === 'character') throw new UserError('GLMM210', '`-` needs a number, but this is text.', { advice: ['Turn text into numbers with as.numeric().'] });
  const numeric = operand.type === 'logical' ? { ...asDouble(operand), type: 'integer' as const } : operand;
  // integers have no negative zero
  return { ...numeric, values: numeric.values.map(numeric.type === 'integer' ? value => 0 - value : value => -value) };
}

export function unaryPlus(operand: AtomicVector): NumericVector {
  if (operand.type === 'character') throw new UserError('GLMM210', '`+` needs a number, but this is text.');
  return operand.type === 'logical' ? { ...asDouble(operand), type: 'integer' } : operand;
}

export function not(operand: AtomicVector): LogicalVector {
  if (operand.type === 'character') throw new UserError('GLMM210', '`!` needs TRUE or FALSE, but this is text.');
  const codes = asLogical(operand).values;
  return logicalVector(codes.map(code => (code === LOGICAL_NA ? LOGICAL_NA : 1 - code)), shapeOf(operand));
}

/** Elementwise comparison: as text when either side is text, otherwise as numbers. */
export function compare(operator: ComparisonOperator, left: AtomicVector, right: AtomicVector, warn: Warn): LogicalVector {
  const shape = resultShape(left, right, warn);
  const length = recycledLength(left.values.length, right.values.length);
  const codes = new Int8Array(length);
  const [x, y] = [comparable(left, right), comparable(right, left)];
  if (x.type !== 'character' && y.type !== 'character') {
    compareNumbers(operator, asDouble(x).values, asDouble(y).values, codes);
    return logicalVector(codes, shape);
  }
  compareTexts(operator, asCharacter(left).values, asCharacter(right).values, codes);
  return logicalVector(codes, shape);
}

/** A text that is compared with a date is read as one. */
const comparable = (side: AtomicVector, other: AtomicVector): AtomicVector => (side.type === 'character' && other.type === 'double' && other.time === 'date' ? datesOf(side) : side);

/** `&` and `|` with three-valued logic. */
export function logicalOperation(operator: '&' | '|', left: AtomicVector, right: AtomicVector, warn: Warn): LogicalVector {
  if (left.type === 'character' || right.type === 'character') throw new UserError('GLMM210', `\`${operator}\` needs TRUE or FALSE, but one side is text.`);
  const shape = resultShape(left, right, warn);
  const x = asLogical(left).values;
  const y = asLogical(right).values;
  const codes = new Int8Array(recycledLength(x.length, y.length));
  const decisive = operator === '&' ? 0 : 1;
  for (let index = 0; index < codes.length; index++) {
    const a = x[index % x.length]!;
    const b = y[index % y.length]!;
    codes[index] = a === decisive || b === decisive ? decisive : a === LOGICAL_NA || b === LOGICAL_NA ? LOGICAL_NA : 1 - decisive;
  }
  return logicalVector(codes, shape);
}

/** `from:to`, in steps of one. */
export function sequence(from: number, to: number): NumericVector {
  const length = Math.floor(Math.abs(to - from) + 1e-10) + 1;
  if (!(length <= 50_000_000)) throw new UserError('GLMM211', `\`${from}:${to}\` would have ${length} elements, more than the 50 million that a vector may have here.`);
  const step = from <= to ? 1 : -1;
  const values = new Float64Array(length);
  for (let index = 0; index < length; index++) values[index] = from + step * index;
  return Number.isInteger(from) && Math.abs(from) <= MAX_INTEGER && Math.abs(to) <= MAX_INTEGER ? integerVector(values) : { type: 'double', values };
}

/** Zero when either is empty, otherwise the longer. */
export const recycledLength = (left: number, right: number): number => (left === 0 || right === 0 ? 0 : Math.max(left, right));

/** Names and dimensions of the result: those of the left operand where it is as long as the result, else the right's. */
function resultShape(left: AtomicVector, right: AtomicVector, warn: Warn): Shape {
  const n = left.values.length;
  const m = right.values.length;
  const [first, second] = [left, right].map(({ dim, array }) => (array?.dim ?? dim)?.join(' × '));
  if (first !== undefined && second !== undefined && first !== second) throw new UserError('GLMM212', `The ${left.array ?? right.array ? 'arrays' : 'matrices'} are ${first} and ${second}; elementwise operators need equal shapes.`);
  const length = recycledLength(n, m);
  if (length > 0 && (length % n !== 0 || length % m !== 0)) warn('longer object length is not a multiple of shorter object length');
  if (length === 0) return {};
  return { ...(m === length ? shapeOf(right) : {}), ...(n === length ? shapeOf(left) : {}) };
}

function applyArithmetic(operator: ArithmeticOperator, x: Float64Array, y: Float64Array, out: Float64Array): void {
  const n = x.length;
  const m = y.length;
  // scalars and equal lengths cover nearly all uses, so the remainder of a division is not taken for each element
  const stepX = n === 1 ? 0 : 1;
  const stepY = m === 1 ? 0 : 1;
  let i = 0;
  let j = 0;
  for (let index = 0; index < out.length; index++) {
    const a = x[i]!;
    const b = y[j]!;
    switch (operator) {
      case '+':
        out[index] = a + b;
        break;
      case '-':
        out[index] = a - b;
        break;
      case '*':
        out[index] = a * b;
        break;
      case '/':
        out[index] = a / b;
        break;
      case '^':
        out[index] = power(a, b);
        break;
      case '%%':
        out[index] = modulo(a, b);
        break;
      default:
        out[index] = Math.floor(a / b);
    }
    i += stepX;
    j += stepY;
    if (i === n) i = 0;
    if (j === m) j = 0;
  }
}

/** R: 1^y and x^0 are 1, also for NA. */
const power = (base: number, exponent: number): number => (base === 1 || exponent === 0 ? 1 : exponent === 2 ? base * base : base ** exponent);

/** The remainder has the sign of the divisor. */
function modulo(a: number, b: number): number {
  if (b === 0 || Math.abs(a) === Infinity) return NaN;
  if (!Number.isFinite(b) && Number.isFinite(a)) return a === 0 || a < 0 === b < 0 ? a : b;
  if (Math.abs(a / b) <= 4503599627370496) return a - Math.floor(a / b) * b;
  const exact = a % b;
  return exact !== 0 && exact < 0 !== b < 0 ? exact + b : exact;
}

/** Division by zero and overflow give NA in integers. */
function withinIntegerRange(values: Float64Array, warn: Warn): Float64Array {
  let isOverflown = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Math.abs(value) <= MAX_INTEGER) continue;
    if (Number.isFinite(value)) isOverflown = true;
    values[index] = NaN;
  }
  if (isOverflown) warn('NAs produced by integer overflow');
  return values;
}

/** Which NaN of the result are not-a-number rather than NA: those that no NA went into. */
function generatedNaN(values: Float64Array, x: NumericVector, y: NumericVector): Uint8Array | undefined {
  let marks: Uint8Array | undefined;
  const n = x.values.length;
  const m = y.values.length;
  for (let index = 0; index < values.length; index++) {
    if (!Number.isNaN(values[index])) continue;
    const i = index % n;
    const j = index % m;
    const isLeftMissing = Number.isNaN(x.values[i]) && !x.notANumber?.[i];
    const isRightMissing = Number.isNaN(y.values[j]) && !y.notANumber?.[j];
    if (!isLeftMissing && !isRightMissing) (marks ??= new Uint8Array(values.length))[index] = 1;
  }
  return marks;
}

function compareNumbers(operator: ComparisonOperator, x: Float64Array, y: Float64Array, out: Int8Array): void {
  for (let index = 0; index < out.length; index++) {
    const a = x[x.length === 1 ? 0 : index % x.length]!;
    const b = y[y.length === 1 ? 0 : index % y.length]!;
    out[index] = Number.isNaN(a) || Number.isNaN(b) ? LOGICAL_NA : holds(operator, a < b ? -1 : a > b ? 1 : 0) ? 1 : 0;
  }
}

function compareTexts(operator: ComparisonOperator, x: readonly (string | null)[], y: readonly (string | null)[], out: Int8Array): void {
  const isEquality = operator === '==' || operator === '!=';
  for (let index = 0; index < out.length; index++) {
    const a = x[index % x.length]!;
    const b = y[index % y.length]!;
    if (a === null || b === null) out[index] = LOGICAL_NA;
    else out[index] = holds(operator, a === b ? 0 : isEquality ? 1 : compareText(a, b)) ? 1 : 0;
  }
}

function holds(operator: ComparisonOperator, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    default:
      return order !== 0;
  }
}

/** Joins texts elementwise, for `paste`: each argument is recycled to the longest, and one without elements counts as an empty text. */
export function pasteTexts(parts: readonly (readonly string[])[], separator: string): string[] {
  const length = parts.reduce((longest, part) => Math.max(longest, part.length), 0);
  const filled = parts.map(part => (part.length === 0 ? [''] : part));
  return Array.from({ length }, (_, index) => filled.map(part => part[index % part.length]!).join(separator));
}
