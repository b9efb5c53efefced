/** What the names of a notebook stand for at every place of it, worked out again only where something changed. */
import type { ColumnSnapshot, VariableSnapshot } from '../../results.js';
import type { NotebookText } from '../notebook-text.js';
import { parsed } from '../services/parsed.js';
import { Remembered } from '../services/remembered.js';
import type { Expression } from '../syntax/tree.js';
import { ANY_NAME, assignIn } from './assign.js';
import { NotebookChanges, type LaterChanges } from './changes.js';
import type { Names } from './infer.js';
import { withSession } from './live.js';
import { isSame, type StaticValue } from './values.js';

/** What a cell reads from those above it, and what it binds. */
interface CellFacts {
  readonly source: string;
  readonly reads: Reads;
  readonly binds: ReadonlyMap<string, StaticValue>;
}

/** What was looked up, by a key that finds it again. */
export type Reads = ReadonlyMap<string, unknown>;

export class NotebookFacts {
  readonly snapshot: NotebookText['snapshot'];
  readonly live: ReadonlyMap<string, VariableSnapshot>;
  readonly changes: NotebookChanges;
  readonly files: NotebookText['files'];
  readonly #cells: CellFacts[] = [];
  /** By name, the cells that bind it, in order. */
  readonly #binders = new Map<string, { readonly cell: number; readonly value: StaticValue }[]>();

  private constructor(
    readonly sources: readonly string[],
    { snapshot, files }: NotebookText,
    previous: NotebookFacts | undefined,
  ) {
    this.snapshot = snapshot;
    this.files = files;
    this.live = previous?.snapshot === snapshot ? previous.live : new Map(snapshot.variables.map((variable) => [variable.name, variable]));
    this.changes = new NotebookChanges(sources);
    sources.forEach((source, cell) => this.#read(source, cell, previous === undefined ? undefined : previous.#cells[cell]));
  }

  static of(notebook: NotebookText): NotebookFacts {
    const same = recent.find((facts) => facts.#isOf(notebook));
    if (same) return same;
    const previous = recent.find(({ sources }) => sources.length === notebook.cells.length && sources.filter((source, cell) => source !== notebook.cells[cell]).length < 3);
    const facts = new NotebookFacts(notebook.cells, notebook, previous);
    recent.unshift(facts);
    recent.length = Math.min(recent.length, MOST_NOTEBOOKS);
    return facts;
  }

  /** What the cells above one bind a name to. */
  boundBefore(cell: number, name: string): StaticValue | undefined {
    return this.#binders.get(name)?.findLast((binder) => binder.cell < cell)?.value;
  }

  namesBefore(cell: number): string[] {
    return [...this.#binders].flatMap(([name, [first]]) => (first && first.cell < cell ? [name] : []));
  }

  #isOf({ cells, snapshot, files }: NotebookText): boolean {
    if (this.snapshot !== snapshot || this.files !== files) return false;
    return this.sources === cells || (this.sources.length === cells.length && this.sources.every((source, cell) => source === cells[cell]));
  }

  #read(source: string, cell: number, previous: CellFacts | undefined): void {
    const place = new Place(this, cell);
    const known = (remembered.get(source) ?? []).find(({ reads }) => place.holds(reads));
    const facts = known ?? this.#readAnew(source, place, previous);
    this.#cells.push(facts);
    for (const [name, value] of facts.binds) {
      const binders = this.#binders.get(name);
      if (binders) binders.push({ cell, value });
      else this.#binders.set(name, [{ cell, value }]);
    }
  }

  #readAnew(source: string, place: Place, previous: CellFacts | undefined): CellFacts {
    for (const statement of parsed(source).program.statements) place.add(statement);
    // a value that says the same stays the same, so that what depends on it need not be looked at again
    const binds = new Map([...place.own].map(([name, value]) => {
      const before = previous?.binds.get(name);
      return [name, before && isSame(before, value) ? before : value];
    }));
    const facts = { source, reads: place.reads, binds };
    remembered.set(source, [facts, ...(remembered.get(source) ?? [])].slice(0, MOST_READINGS));
    return facts;
  }
}

const MOST_NOTEBOOKS = 6;
const MOST_READINGS = 3;
const recent: NotebookFacts[] = [];
const remembered = new Remembered<readonly CellFacts[]>();

/** A place in a notebook: names as they stand there, after the statements above and those of its own cell that count as run. */
export class Place implements Names {
  readonly own = new Map<string, StaticValue>();
  readonly #reads = new Map<string, unknown>();
  #offset = 0;

  constructor(
    readonly facts: NotebookFacts,
    readonly cell: number,
  ) {}

  /** All that was looked up outside the cell. */
  get reads(): Reads {
    return this.#reads;
  }

  /** Whether everything that was once looked up is still the same. */
  holds(reads: Reads): boolean {
    for (const [key, value] of reads) if (this.#find(key) !== value) return false;
    return true;
  }

  value(name: string): StaticValue | undefined {
    const own = this.own.get(name);
    const bound = own ?? (this.#look(`bound ${name}`) as StaticValue | undefined);
    const live = this.#look(`session ${name}`) as VariableSnapshot | undefined;
    return live ? withSession(bound, live, this.changesBelow(name)) : bound;
  }

  file(call: string): readonly ColumnSnapshot[] | undefined {
    return this.#look(`file ${call}`) as readonly ColumnSnapshot[] | undefined;
  }

  /** What this place or one below it assigns to a variable. */
  changesBelow(name: string): LaterChanges {
    this.#look(`below ${name}`);
    return this.facts.changes.after(name, this.cell, this.#offset);
  }

  /** Where a statement behind an offset of the cell, or a cell below, makes a variable; `cell` counts from this one. */
  madeBelow(name: string, offset: number): { readonly cell: number; readonly from: number } | null {
    this.#look(`made ${name}`);
    const made = this.facts.changes.madeAfter(name, this.cell, offset);
    return made && { cell: made.cell - this.cell, from: made.from };
  }

  /** Whether something above, such as `load("file.rda")`, may have bound any name. */
  get mayHoldMore(): boolean {
    return this.own.has(ANY_NAME) || this.#look(`bound ${ANY_NAME}`) !== undefined;
  }

  get names(): string[] {
    this.#look('everything');
    return [...new Set([...this.facts.live.keys(), ...this.facts.namesBefore(this.cell), ...this.own.keys()])].filter((name) => name !== ANY_NAME);
  }

  /** Takes over what a statement assigns. */
  add(statement: Expression): void {
    this.#offset = Math.max(this.#offset, statement.from);
    assignIn(statement, this.facts.sources[this.cell] ?? '', this, (name, value) => void this.own.set(name, value));
    this.#offset = Math.max(this.#offset, statement.to);
  }

  #look(key: string): unknown {
    const found = this.#find(key);
    this.#reads.set(key, found);
    return found;
  }

  #find(key: string): unknown {
    const space = key.indexOf(' ');
    const name = key.slice(space + 1);
    switch (key.slice(0, space)) {
      case 'bound':
        return this.facts.boundBefore(this.cell, name);
      case 'session':
        return this.facts.live.get(name);
      case 'file':
        return this.facts.files?.get(name);
      case 'made': {
        const made = this.facts.changes.madeAfter(name, this.cell + 1, 0);
        return made ? made.cell - this.cell : null;
      }
      case 'below':
        return this.facts.changes.after(name, this.cell + 1, 0).key;
      default:
        return this.facts.namesBefore(this.cell).join('\0');
    }
  }
}
