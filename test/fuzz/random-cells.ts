/** Random cells: grown from the grammar, or corpora of right cells with tokens and bytes deleted, doubled, swapped and put in. */
import type { RandomNumbers } from './random-numbers.js';

const NAMES = ['x', 'd', 'cbpp', 'herd', 'period', 'incidence', 'size', 'Reaction', 'Days', 'Subject', 'm', 'TRUE', 'NA', 'NULL', 'a.b', '.x', '`a b`', 'été', '..1', '_'];
const FUNCTIONS = ['glmer', 'lmer', 'c', 'mean', 'factor', 'subset', 'with', 'sapply', 'table', 'cbind', 'I', 'log', 'data.frame', 'f'];
const OPERATORS = ['+', '-', '*', '/', '^', ':', '%in%', '%%', '%/%', '|>', '<', '>', '<=', '>=', '==', '!=', '&', '&&', '|', '||', '~', '<-', '->', '=', '%>%', '**', '$', '@', '::', '<<-', ':='];
const LITERALS = ['1', '1L', '1e-3', '0x1F', '.5', '1e5L', '"a"', "'b'", '"a\\n"', 'r"(raw)"', '1i', '"', "'", '`', 'Inf', '1e', '"\\u00e9"'];
const FRAGMENTS = [...OPERATORS, ...LITERALS, ...NAMES, '(', ')', '[', ']', '[[', ']]', '{', '}', ',', ';', '\n', '\r\n', '\r', ' ', '\t', '# note\n', '#', '\\', '\0', '\u00a0', '\u2028', '“', '”', '–', '😀', '\ud800', '\ufeff', 'function(x) x', 'for (i in 1:3) ', 'if (a) b else c', 'while (TRUE) ', 'repeat ', 'else', 'in', 'next', '\\(x) x', '?', '??', '!', '...'];

export function randomCell(random: RandomNumbers, corpus: readonly string[]): string {
  const kind = random.uniform();
  if (kind < 0.35) return statements(random);
  if (kind < 0.85) return mutated(random, corpus);
  if (kind < 0.97) return Array.from({ length: random.below(60) }, () => pick(random, FRAGMENTS)).join(random.uniform() < 0.5 ? ' ' : '');
  return extreme(random);
}

const pick = <Item>(random: RandomNumbers, list: readonly Item[]): Item => list[random.below(list.length)]!;

const statements = (random: RandomNumbers): string => Array.from({ length: 1 + random.below(5) }, () => (random.uniform() < 0.4 ? `${pick(random, NAMES)} <- ` : '') + expression(random, 5)).join(pick(random, ['\n', '; ', '\n\n# comment\n', '\r\n']));

function expression(random: RandomNumbers, depth: number): string {
  if (depth === 0 || random.uniform() < 0.2) return pick(random, random.uniform() < 0.7 ? NAMES : LITERALS.slice(0, 10));
  const inner = (): string => expression(random, depth - 1);
  const several = (): string => Array.from({ length: random.below(4) }, () => (random.uniform() < 0.3 ? `${pick(random, NAMES)} = ` : '') + inner()).join(', ');
  switch (random.below(12)) {
    case 0:
    case 1:
      return `${inner()} ${pick(random, OPERATORS)} ${inner()}`;
    case 2:
    case 3:
      return `${pick(random, FUNCTIONS)}(${several()})`;
    case 4:
      return `${inner()}[${several()}]`;
    case 5:
      return `${inner()}[[${inner()}]]`;
    case 6:
      return `${inner()}$${pick(random, NAMES)}`;
    case 7:
      return `${pick(random, ['-', '+', '!', '~'])}${inner()}`;
    case 8:
      return `(${inner()})`;
    case 9:
      return `{ ${inner()}\n${inner()} }`;
    case 10:
      return `${inner()} ~ ${inner()} + (${inner()} ${pick(random, ['|', '||'])} ${inner()})`;
    default:
      return `lme4::${pick(random, FUNCTIONS)}(${several()})`;
  }
}

/** One to six changes of a cell, or of two joined at random places. */
function mutated(random: RandomNumbers, corpus: readonly string[]): string {
  let text = pick(random, corpus);
  if (random.uniform() < 0.2) text = text.slice(0, random.below(text.length + 1)) + pick(random, corpus).slice(random.below(20));
  for (let change = 1 + random.below(6); change > 0; change--) text = random.uniform() < 0.5 ? changedToken(random, text) : changedCharacter(random, text);
  return text;
}

function changedToken(random: RandomNumbers, text: string): string {
  const tokens = text.match(/[\p{L}\p{N}._]+|\s+|[^\p{L}\p{N}._\s]/gu) ?? [];
  if (tokens.length === 0) return pick(random, FRAGMENTS);
  const [at, other] = [random.below(tokens.length), random.below(tokens.length)];
  switch (random.below(4)) {
    case 0:
      tokens.splice(at, 1 + random.below(3));
      break;
    case 1:
      tokens.splice(at, 0, pick(random, FRAGMENTS));
      break;
    case 2:
      tokens.splice(at, 0, tokens[at]!);
      break;
    default:
      [tokens[at], tokens[other]] = [tokens[other]!, tokens[at]!];
  }
  return tokens.join('');
}

function changedCharacter(random: RandomNumbers, text: string): string {
  const at = random.below(text.length + 1);
  const put = random.uniform() < 0.3 ? String.fromCharCode(random.below(0x1_0000)) : pick(random, FRAGMENTS)[0]!;
  return text.slice(0, at) + (random.uniform() < 0.4 ? '' : put) + text.slice(at + (random.uniform() < 0.6 ? 1 : 0));
}

/** Very long, or very deep. */
function extreme(random: RandomNumbers): string {
  const times = 1 + random.below(3000);
  const open = pick(random, ['(', '[', '{', 'f(', '-', '!', '~', 'x[[', 'if (', 'function(x) ', 'x + ', '"', '%in% ', 'x$', '1:']);
  const text = open.repeat(times) + pick(random, NAMES);
  return random.uniform() < 0.5 ? text : text + pick(random, [')', ']', '}', ']]', '\n', ' x']).repeat(random.below(times));
}
