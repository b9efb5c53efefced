/** From a syntax tree back to text, spaced as R's `deparse` spaces it, on one line unless it holds a block. */
import type { Argument, Expression } from './tree.js';

/** The text of an expression; brackets are added where the tree needs them to be read back as it is. */
export function deparse(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.isInteger ? `${expression.value}L` : deparseNumber(expression.value);
    case 'string':
      return deparseString(expression.value);
    case 'constant':
      return expression.name;
    case 'name':
      return deparseName(expression.name);
    case 'call':
      return `${accessed(expression.callee)}(${deparseArguments(expression.arguments)})`;
    case 'index': {
      const [open, close] = expression.isDouble ? ['[[', ']]'] : ['[', ']'];
      return `${accessed(expression.object)}${open}${deparseArguments(expression.arguments)}${close}`;
    }
    case 'member':
      return `${accessed(expression.object)}${expression.operator}${deparseName(expression.name)}`;
    case 'namespace':
      return `${deparseName(expression.package)}::${deparseName(expression.name)}`;
    case 'unary':
    case 'binary':
    case 'formula':
    case 'assignment':
      return deparseOperator(expression);
    case 'parenthesised':
      return `(${deparse(expression.inner)})`;
    case 'block':
      return ['{', ...expression.statements.map((statement) => indented(deparse(statement))), '}'].join('\n');
    case 'unsupported':
      return expression.keyword;
    case 'missing':
      return '';
  }
}

const reserved = new Set([
  'if', 'else', 'repeat', 'while', 'function', 'for', 'next', 'break', 'in', 'TRUE', 'FALSE', 'NULL', 'Inf', 'NaN', 'NA', 'NA_integer_', 'NA_real_', 'NA_character_',
]);

/** A name, in back quotes where it could not be read otherwise. */
export function deparseName(name: string): string {
  // T and F are constants of the tree, so that a variable of that name needs quotes to stay one.
  const isPlain = /^(?:[\p{L}]|\.(?![0-9]))[\p{L}\p{N}._]*$/u.test(name) && !reserved.has(name) && name !== 'T' && name !== 'F';
  return isPlain || name === '_' || name === '' ? name : `\`${escaped(name, '`')}\``;
}

/** A double with up to 15 significant digits, fixed or scientific, whichever is shorter (fixed between equals). */
export function deparseNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  const shortest = Number(value.toPrecision(15));
  const digits = Object.is(Number(shortest), value) ? value : shortest;
  const [mantissa = '', exponent = '0'] = digits.toExponential().split('e');
  const power = Number(exponent);
  const scientific = `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const fixed = fixedNotation(mantissa, power);
  return fixed.length <= scientific.length ? fixed : scientific;
}

/** What a mantissa and a power of ten make, written out; JavaScript itself leaves fixed notation at 1e21 and 1e-7. */
function fixedNotation(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return sign + digits + '0'.repeat(power + 1 - digits.length);
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}

/** A string in double quotes, escaped as R prints it. */
export const deparseString = (value: string): string => `"${escaped(value, '"')}"`;

const namedEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v',
};

function escaped(value: string, quote: string): string {
  let text = '';
  for (const character of value) {
    const code = character.codePointAt(0)!;
    if (character === quote) text += `\\${quote}`;
    else if (character in namedEscapes) text += namedEscapes[character]!;
    else if (code < 32 || code === 127) text += `\\${code.toString(8).padStart(3, '0')}`;
    else text += character;
  }
  return text;
}

const deparseArguments = (list: readonly Argument[]): string => list.map(deparseArgument).join(', ');

function deparseArgument({ name, value }: Argument): string {
  const text = value ? deparse(value) : '';
  return name === null ? text : `${deparseName(name)} = ${text}`;
}

/** Larger binds tighter; R Language Definition, 10.4.2. */
const precedence: Readonly<Record<string, number>> = {
  '<-': 1, '~': 3, '|': 4, '||': 4, '&': 5, '&&': 5, '!': 6, '<': 7, '>': 7, '<=': 7, '>=': 7, '==': 7, '!=': 7, '+': 8, '-': 8, '*': 9, '/': 9, '|>': 10, ':': 11, unary: 12, '^': 13,
};
const ACCESS = 14;
const SPECIAL = 10;

type Operator = Extract<Expression, { kind: 'unary' | 'binary' | 'formula' | 'assignment' }>;

function deparseOperator(expression: Operator): string {
  const level = levelOf(expression);
  switch (expression.kind) {
    case 'unary':
      return expression.operator + operand(expression.operand, level, false);
    case 'formula':
      if (expression.left === null) return `~${operand(expression.right, level + 1, false)}`;
      return `${operand(expression.left, level, true)} ~ ${operand(expression.right, level + 1, false)}`;
    case 'assignment':
      return `${operand(expression.target, level + 1, true)} <- ${operand(expression.value, level, false)}`;
    case 'binary': {
      const [left, right] = expression.operator === '^' ? [level + 1, level] : isComparison(expression.operator) ? [level + 1, level + 1] : [level, level + 1];
      return operand(expression.left, left, true) + spaced(expression.operator) + operand(expression.right, right, false);
    }
  }
}

const isComparison = (operator: string): boolean => precedence[operator] === precedence['<'];
const tight = new Set(['^', ':', '/', '%%', '%/%']);
const spaced = (operator: string): string => (tight.has(operator) ? operator : ` ${operator} `);

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case 'unary':
      return expression.operator === '!' ? precedence['!']! : precedence['unary']!;
    case 'binary':
      return precedence[expression.operator] ?? SPECIAL;
    case 'formula':
      return precedence['~']!;
    case 'assignment':
      return precedence['<-']!;
    case 'unsupported':
      return 0;
    default:
      return ACCESS;
  }
}

/** An operand of an operator that binds at `level`; a prefix operator on the right needs no brackets whatever it binds. */
function operand(expression: Expression, level: number, isLeft: boolean): string {
  const text = deparse(expression);
  const isPrefix = expression.kind === 'unary' || (expression.kind === 'formula' && expression.left === null);
  const needsBrackets = isLeft ? levelOf(expression) < level || swallows(expression, level) : levelOf(expression) < level && !isPrefix;
  return needsBrackets ? `(${text})` : text;
}

/** Whether a prefix operator at the right end of a left operand would take in the operator that follows. */
function swallows(expression: Expression, level: number): boolean {
  switch (expression.kind) {
    case 'unary':
      return levelOf(expression) < level || swallows(expression.operand, level);
    case 'formula':
      return levelOf(expression) < level || swallows(expression.right, level);
    case 'binary':
      return swallows(expression.right, level);
    case 'assignment':
      return true;
    default:
      return false;
  }
}

/** What stands before `(`, `[` or `$`. */
function accessed(expression: Expression): string {
  const text = deparse(expression);
  return levelOf(expression) < ACCESS || expression.kind === 'number' ? `(${text})` : text;
}

const indented = (text: string): string => text.replace(/^/gm, '    ');
