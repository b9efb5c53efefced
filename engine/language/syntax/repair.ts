/** Balances the brackets and closes the strings of a cell, so that the parser sees the calls that the writer meant. */
import type { Diagnostic } from './diagnostic.js';
import { scan, type Bracket, type Mark, type Repair } from './scan.js';

/** Brackets may stand this deep in each other; R stops at 50. */
export const MAXIMUM_BRACKET_DEPTH = 64;

export interface RepairedSource {
  readonly text: string;
  /** The offset in the cell of an offset in `text`. */
  original(offset: number): number;
  /** Whether the character of `text` at an offset was inserted here. */
  isInserted(offset: number): boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Where brackets are nested too deep to go on; null otherwise. */
  readonly tooDeepAt: number | null;
}

export function repair(source: string): RepairedSource {
  const { marks, repairs, diagnostics, end } = scan(source);
  const balance = bestBalance(marks);
  const bracketRepairs = balance.unclosed.map(({ closeAt, bracket }) => ({ offset: closeAt ?? source.length, length: 0 as const, text: closers[bracket] }));
  const atEnd = balance.unclosed.some(({ closeAt }) => closeAt === null);
  const all: Repair[] = [
    ...repairs,
    ...(atEnd ? [{ offset: source.length, length: 0 as const, text: '\n' }] : []),
    ...bracketRepairs,
    ...balance.strays.map(({ offset }) => ({ offset, length: 1 as const, text: ' ' })),
  ];
  return {
    ...applied(source, all),
    diagnostics: [...diagnostics, ...balance.unclosed.map((open) => unclosed(open, end)), ...balance.strays.map(stray)],
    tooDeepAt: balance.tooDeepAt,
  };
}

const closers: Readonly<Record<Bracket, string>> = { '(': ')', '[': ']', '{': '}' };

interface Unclosed {
  readonly bracket: Bracket;
  readonly offset: number;
  /** Where its closing bracket fits best; null for the end of the text. */
  readonly closeAt: number | null;
}

interface Balance {
  readonly unclosed: readonly Unclosed[];
  readonly strays: readonly { readonly bracket: Bracket; readonly offset: number }[];
  /** Commas that stand in no bracket. */
  readonly looseCommas: number;
  readonly tooDeepAt: number | null;
}

interface BalanceRules {
  /** A comma after `)` that stands in no bracket shows that the bracket closed too much. */
  readonly commaReopens?: boolean;
  /** Nothing that groups can hold a comma, so `(1 | herd, …` is closed before it. */
  readonly commaClosesGroup: boolean;
  /** A line that is indented no further than the one where a bracket was opened begins a new statement. */
  readonly lineClosesAll: boolean;
}

/** The reading with the fewest mistakes; between equals the one that closes brackets soonest. */
function bestBalance(marks: readonly Mark[]): Balance {
  const mistakes = (balance: Balance): number => balance.unclosed.length + balance.strays.length + balance.looseCommas;
  let best = balanced(marks, { commaClosesGroup: false, lineClosesAll: false });
  if (mistakes(best) === 0 || best.tooDeepAt !== null) return best;
  for (const rules of [
    { commaClosesGroup: false, lineClosesAll: false, commaReopens: true },
    { commaClosesGroup: true, lineClosesAll: false },
    { commaClosesGroup: false, lineClosesAll: true },
    { commaClosesGroup: true, lineClosesAll: true },
  ]) {
    const candidate = balanced(marks, rules);
    if (mistakes(candidate) <= mistakes(best)) best = candidate;
  }
  return best;
}

type OpenMark = Extract<Mark, { kind: 'open' }>;
type CloseMark = Extract<Mark, { kind: 'close' }>;

function balanced(marks: readonly Mark[], rules: BalanceRules): Balance {
  const open: OpenMark[] = [];
  const unclosed: Unclosed[] = [];
  const strays: { bracket: Bracket; offset: number }[] = [];
  let looseCommas = 0;
  let lastClosed: { readonly open: OpenMark; readonly close: CloseMark } | null = null;
  let closedTo = -1;
  const close = (closeAt: number | null): void => {
    const { bracket, offset } = open.pop()!;
    unclosed.push({ bracket, offset, closeAt });
  };
  for (const mark of marks) {
    if (mark.kind === 'open') {
      open.push(mark);
      if (open.length > MAXIMUM_BRACKET_DEPTH) return { unclosed, strays, looseCommas, tooDeepAt: mark.offset };
    } else if (mark.kind === 'close') {
      closedTo = mark.offset + 1;
      const match = lastIndexOf(open, mark.bracket);
      if (match < 0) strays.push(mark);
      else {
        while (open.length > match + 1) close(mark.previousEnd);
        lastClosed = { open: open.pop()!, close: mark };
      }
    } else if (mark.kind === 'comma') {
      if (open.every(({ bracket }) => bracket === '{')) {
        if (rules.commaReopens && lastClosed && closedTo === mark.previousEnd) {
          strays.push(lastClosed.close);
          open.push(lastClosed.open);
        } else looseCommas++;
      }
      while (rules.commaClosesGroup && open.at(-1)?.isGrouping && open.some(isOpenCall)) close(mark.previousEnd);
    } else if (rules.lineClosesAll) {
      const outermost = open[lastIndexOf(open, '{') + 1];
      if (outermost && mark.indent <= outermost.indent) while (open.at(-1) && open.at(-1)!.bracket !== '{') close(mark.previousEnd);
    }
  }
  while (open.length > 0) close(null);
  return { unclosed, strays, looseCommas, tooDeepAt: null };
}

function lastIndexOf(open: readonly OpenMark[], bracket: Bracket): number {
  let index = open.length - 1;
  while (index >= 0 && open[index]!.bracket !== bracket) index--;
  return index;
}

const isOpenCall = ({ bracket, isGrouping }: OpenMark): boolean => bracket !== '{' && !isGrouping;

function applied(source: string, repairs: readonly Repair[]): Pick<RepairedSource, 'text' | 'original' | 'isInserted'> {
  const ordered = repairs.map((change, order) => ({ ...change, order })).sort((a, b) => a.offset - b.offset || a.order - b.order);
  const insertions: { at: number; length: number; totalBefore: number }[] = [];
  const pieces: string[] = [];
  let from = 0;
  let total = 0;
  for (const { offset, length, text } of ordered) {
    if (offset < from) continue;
    pieces.push(source.slice(from, offset), text);
    from = offset + length;
    if (length === 0) {
      insertions.push({ at: offset + total, length: text.length, totalBefore: total });
      total += text.length;
    }
  }
  pieces.push(source.slice(from));
  const lastInsertionBefore = (offset: number): (typeof insertions)[number] | undefined => {
    let low = 0;
    let high = insertions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (insertions[middle]!.at <= offset) low = middle + 1;
      else high = middle;
    }
    return insertions[low - 1];
  };
  return {
    text: pieces.join(''),
    original(offset) {
      const insertion = lastInsertionBefore(offset);
      if (!insertion) return offset;
      return Math.max(insertion.at, offset - insertion.length) - insertion.totalBefore;
    },
    isInserted(offset) {
      const insertion = lastInsertionBefore(offset);
      return insertion !== undefined && offset < insertion.at + insertion.length;
    },
  };
}

const unclosed = ({ bracket, offset, closeAt }: Unclosed, end: number): Diagnostic => {
  const at = closeAt ?? end;
  return {
    code: 'GLMM101',
    severity: 'error',
    message: `This ${bracket} is never closed.`,
    from: offset,
    to: offset + 1,
    fixes: [{ title: `Insert ${closers[bracket]}`, edits: [{ from: at, to: at, insert: closers[bracket] }] }],
  };
};

const stray = ({ bracket, offset }: { bracket: Bracket; offset: number }): Diagnostic => ({
  code: 'GLMM102',
  severity: 'error',
  message: `This ${closers[bracket]} is one too many: it closes nothing that is open here, or too early.`,
  from: offset,
  to: offset + 1,
  fixes: [{ title: `Remove ${closers[bracket]}`, edits: [{ from: offset, to: offset + 1, insert: '' }] }],
});
