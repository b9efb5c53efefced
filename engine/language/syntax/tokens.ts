/** The tokens of the grammar that depend on where they stand: line ends, holes, missing operators and raw strings. */
import { ContextTracker, ExternalTokenizer, type InputStream, type Stack } from '@lezer/lr';
import {
  BraceClose, BraceOpen, BracketClose, BracketOpen, Comma, continuation, DoubleBracketOpen, Hole, Identifier, Juxtaposition, ParenClose, ParenOpen, RawString, Separator,
} from './generated/parser.terms.js';

/** The brackets that are open, innermost first: a line end separates statements at the top and directly inside `{`. */
interface OpenBracket {
  readonly isBrace: boolean;
  readonly outer: OpenBracket | null;
  readonly hash: number;
}

export const brackets = new ContextTracker<OpenBracket | null>({
  start: null,
  shift(context, term) {
    switch (term) {
      case ParenOpen:
      case BracketOpen:
        return opened(false, context);
      case DoubleBracketOpen:
        return opened(false, opened(false, context));
      case BraceOpen:
        return opened(true, context);
      case ParenClose:
      case BracketClose:
      case BraceClose:
        return context?.outer ?? null;
      default:
        return context;
    }
  },
  hash: (context) => context?.hash ?? 0,
});

const opened = (isBrace: boolean, outer: OpenBracket | null): OpenBracket => ({
  isBrace,
  outer,
  hash: ((outer?.hash ?? 0) * 31 + (isBrace ? 2 : 1)) | 0,
});

const LINE_FEED = 10;
const END = -1;

/** A line end: a separator where a statement is complete and no round or square bracket is open; otherwise white space. */
export const layout = new ExternalTokenizer(
  (input, stack) => {
    if (input.next !== LINE_FEED) return;
    const context = stack.context as OpenBracket | null;
    const separates = (context === null || context.isBrace) && stack.canShift(Separator) && !elseFollows(input);
    input.advance();
    input.acceptToken(separates ? Separator : continuation);
  },
  { contextual: true },
);

/** R looks past line ends for the `else` of an `if` inside braces. */
function elseFollows(input: InputStream): boolean {
  let ahead = 1;
  while (isBlank(input.peek(ahead))) ahead++;
  return wordAt(input, ahead) === 'else';
}

const isBlank = (character: number): boolean => character === 32 || character === 9 || character === 13 || character === LINE_FEED;

const code = (character: string): number => character.charCodeAt(0);
const closers = new Map<number, number>([
  [code(')'), ParenClose],
  [code(']'), BracketClose],
  [code('}'), BraceClose],
  [code(','), Comma],
  [code(';'), Separator],
  [END, Separator],
]);
const operatorsWithoutPrefixForm = new Set([...'*/^:<>=&|%$@'].map(code));

/** A hole where an operand must stand and none does; a juxtaposition where two operands stand without an operator. */
export const recovery = new ExternalTokenizer(
  (input, stack) => {
    if (operandIsMissing(input, stack)) input.acceptToken(Hole);
    else if (operatorIsMissing(input, stack)) input.acceptToken(Juxtaposition);
  },
  { contextual: true },
);

function operandIsMissing(input: InputStream, stack: Stack): boolean {
  const closer = closers.get(input.next);
  if (closer !== undefined) return stack.canShift(Hole) && !stack.canShift(closer);
  const isOperator =
    operatorsWithoutPrefixForm.has(input.next) ||
    (input.next === code('-') && input.peek(1) === code('>')) ||
    (input.next === code('!') && input.peek(1) === code('='));
  return isOperator && stack.canShift(Hole);
}

const operatorIsMissing = (input: InputStream, stack: Stack): boolean =>
  startsOperand(input.next) && stack.canShift(Juxtaposition) && !stack.canShift(Identifier) && wordAt(input, 0) !== 'else';

const startsOperand = (character: number): boolean => character > 0 && (character > 0xbf || /[\w."'`{\\]/.test(String.fromCharCode(character)));

function wordAt(input: InputStream, offset: number): string {
  let word = '';
  for (let ahead = offset; word.length < 5; ahead++) {
    const character = input.peek(ahead);
    if (character < 0 || !/[\w.]/.test(String.fromCharCode(character))) break;
    word += String.fromCharCode(character);
  }
  return word;
}

const rawClosers = new Map<number, number>([
  [code('('), code(')')],
  [code('['), code(']')],
  [code('{'), code('}')],
]);

/** `r"(…)"`, `R'--[…]--'`: from the opening delimiter to its mirror image. */
export const rawString = new ExternalTokenizer((input) => {
  if (input.next !== code('r') && input.next !== code('R')) return;
  const quote = input.peek(1);
  if (quote !== code('"') && quote !== code("'")) return;
  let dashes = 0;
  while (input.peek(2 + dashes) === code('-')) dashes++;
  const closer = rawClosers.get(input.peek(2 + dashes));
  if (closer === undefined) return;
  input.advance(3 + dashes);
  while (input.next !== END) {
    if (input.next === closer && closesRawString(input, dashes, quote)) {
      input.advance(2 + dashes);
      input.acceptToken(RawString);
      return;
    }
    input.advance();
  }
});

function closesRawString(input: InputStream, dashes: number, quote: number): boolean {
  for (let dash = 1; dash <= dashes; dash++) if (input.peek(dash) !== code('-')) return false;
  return input.peek(dashes + 1) === quote;
}
