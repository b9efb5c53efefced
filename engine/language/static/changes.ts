/** Where in a notebook variables, and columns of data frames, are assigned: what holds at one place may have been made below it. */
import { parsed } from '../services/parsed.js';
import { Remembered } from '../services/remembered.js';
import type { Expression } from '../syntax/tree.js';
import { childrenOf } from '../syntax/walk.js';
import { hasOwnScope, isHalfTyped } from './assign.js';

export interface Change {
  readonly name: string;
  /** Null where the whole variable is assigned, or its columns are renamed. */
  readonly column: string | null;
  /** Where in its cell the statement begins. */
  readonly from: number;
}

/** What is assigned to a variable at a place of a notebook or below it. */
export interface LaterChanges {
  readonly isWhole: boolean;
  readonly columns: ReadonlySet<string>;
  /** The same text for the same changes. */
  readonly key: string;
}

const remembered = new Remembered<readonly Change[]>();

/** The changes that a cell makes, in order. */
export const changesIn = (source: string): readonly Change[] =>
  remembered.of(source, () => {
    const changes: Change[] = [];
    for (const statement of parsed(source).program.statements) collect(statement, source, statement.from, changes);
    return changes;
  });

const none: LaterChanges = { isWhole: false, columns: new Set(), key: '' };

/** The changes of all cells of a notebook, by variable. */
export class NotebookChanges {
  readonly #byName = new Map<string, { readonly cell: number; readonly change: Change }[]>();

  constructor(cells: readonly string[]) {
    cells.forEach((source, cell) => {
      for (const change of changesIn(source)) {
        const known = this.#byName.get(change.name);
        if (known) known.push({ cell, change });
        else this.#byName.set(change.name, [{ cell, change }]);
      }
    });
  }

  /** Where a whole variable is first assigned, from an offset of a cell on. */
  madeAfter(name: string, cell: number, offset: number): { readonly cell: number; readonly from: number } | null {
    const made = (this.#byName.get(name) ?? []).find((one) => one.change.column === null && (one.cell > cell || (one.cell === cell && one.change.from >= offset)));
    return made ? { cell: made.cell, from: made.change.from } : null;
  }

  /** From an offset of a cell on. */
  after(name: string, cell: number, offset: number): LaterChanges {
    const later = (this.#byName.get(name) ?? []).filter((one) => one.cell > cell || (one.cell === cell && one.change.from >= offset));
    if (later.length === 0) return none;
    const isWhole = later.some(({ change }) => change.column === null);
    const columns = new Set(later.flatMap(({ change }) => change.column ?? []));
    return { isWhole, columns, key: `${isWhole ? '*' : ''}\0${[...columns].join('\0')}` };
  }
}

function collect(expression: Expression, source: string, from: number, changes: Change[]): void {
  if (expression.kind === 'call' && hasOwnScope(expression)) {
    if (textOf(expression.callee) === 'data') for (const { name, value } of expression.arguments) if (name === null && value) changes.push({ name: textOf(value), column: null, from });
    return;
  }
  for (const part of childrenOf(expression)) collect(part, source, from, changes);
  if (expression.kind === 'assignment' && !isHalfTyped(expression, source)) changes.push(...changesOf(expression.target, from));
}

function changesOf(target: Expression, from: number): Change[] {
  const whole = (name: string): Change[] => (name === '' ? [] : [{ name, column: null, from }]);
  switch (target.kind) {
    case 'name':
    case 'string':
      return whole(textOf(target));
    case 'parenthesised':
      return changesOf(target.inner, from);
    case 'member':
      return target.object.kind === 'name' ? [{ name: target.object.name, column: target.name, from }] : changesOf(target.object, from);
    case 'index': {
      const last = target.arguments.at(-1)?.value;
      if (target.object.kind !== 'name') return changesOf(target.object, from);
      const chosen = last?.kind === 'call' && textOf(last.callee) === 'c' ? last.arguments.map(({ value }) => value) : [last];
      const { name } = target.object;
      return chosen.every((one) => one?.kind === 'string') ? chosen.map((one): Change => ({ name, column: textOf(one), from })) : whole(name);
    }
    case 'call': {
      const changed = target.arguments[0]?.value;
      if (!changed) return [];
      return changed.kind === 'name' ? whole(changed.name) : changesOf(changed, from);
    }
    default:
      return [];
  }
}

const textOf = (expression: Expression): string => (expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : '');
