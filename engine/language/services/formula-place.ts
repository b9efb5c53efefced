/** Where in a formula a word is being written: its response, its fixed effects, or the two sides of a random term's bar. */
import type { ColumnSnapshot } from '../../results.js';
import type { Formula, Program } from '../syntax/tree.js';
import { descendants, namesIn } from '../syntax/walk.js';

export interface FormulaPlace {
  readonly formula: Formula;
  readonly part: 'response' | 'fixed' | 'effects' | 'grouping';
  /** Names that the formula has already, but for the word that is being written. */
  readonly used: ReadonlySet<string>;
  /** The grouping factors that it has already. */
  readonly grouped: ReadonlySet<string>;
  /** Whether a term may begin here. */
  readonly startsTerm: boolean;
}

/** Null outside formulas; `from` is where the word begins. */
export function formulaPlaceAt(program: Program, from: number): FormulaPlace | null {
  const formula = formulaAround(program, from);
  if (!formula) return null;
  const { source } = program;
  const tilde = source.indexOf('~', formula.left ? formula.left.to : formula.from);
  const names = [...descendants(formula)].filter((part) => part.kind === 'name' && part.from !== from);
  const bars = [...descendants(formula)].filter((part) => part.kind === 'binary' && (part.operator === '|' || part.operator === '||'));
  const grouped = bars.flatMap((bar) => (bar.kind === 'binary' ? namesIn(bar.right) : []));
  const before = source.slice(tilde + 1, from);
  return {
    formula,
    part: from <= tilde ? 'response' : partAfterTilde(before, source.slice(from, formula.to)),
    used: new Set(names.flatMap((part) => (part.kind === 'name' ? [part.name] : []))),
    grouped: new Set(grouped),
    startsTerm: from > tilde && /^\s*$|\+\s*$/.test(before),
  };
}

/** The innermost formula that a place is in, or just behind: what is written next belongs to it. */
function formulaAround(program: Program, from: number): Formula | null {
  let found: Formula | null = null;
  for (const statement of program.statements) {
    if (from < statement.from) continue;
    for (const part of descendants(statement)) if (part.kind === 'formula' && part.from <= from && (from <= part.to || isBlank(program.source.slice(part.to, from)))) found = part;
  }
  return found;
}

const isBlank = (text: string): boolean => /^[ \t]*$/.test(text);

/** By the brackets and bars around the place. */
function partAfterTilde(before: string, after: string): FormulaPlace['part'] {
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const character = before[at]!;
    if (character === ')') depth++;
    else if (character === '(' && depth > 0) depth--;
    else if (character === '(') return !/[\w.]\s*$/.test(before.slice(0, at)) && barBeforeClosing(after) ? 'effects' : partAfterTilde(before.slice(0, at), '');
    else if (character === '|' && depth === 0) return 'grouping';
  }
  return 'fixed';
}

const barBeforeClosing = (text: string): boolean => /^[^()|]*(?:\([^()]*\)[^()|]*)*\|/.test(text);

/** Whether a column may well be a grouping factor: a factor, text, or whole numbers that come again. */
export function mayGroup({ type, distribution }: ColumnSnapshot): boolean {
  if (type === 'factor' || type === 'ordered' || type === 'character') return true;
  return type === 'integer' && distribution?.kind === 'numbers' && distribution.distinct !== null && distribution.distinct < distribution.count / 2;
}
