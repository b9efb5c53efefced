/** What the names of a notebook stand for, as far as its text, the files it names and the live session tell without running it. */
import { datasetNamed, datasets } from '../../data/datasets/catalogue.js';
import type { ColumnSnapshot, ModelResult, VariableSnapshot } from '../../results.js';
import type { NotebookText } from '../notebook-text.js';
import { infer, masked } from '../static/infer.js';
import { NotebookFacts, Place, type Reads } from '../static/notebook-facts.js';
import { asColumn, type StaticModel, type StaticValue } from '../static/values.js';
import { deparse } from '../syntax/deparse.js';
import type { Expression } from '../syntax/tree.js';

export interface Frame {
  /** As the user calls it: `cbpp`; empty for one that has no name. */
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnSnapshot>;
  /** False where there may be columns that nothing tells of; then no name can be called wrong. */
  readonly isComplete: boolean;
  /** Columns that the notebook assigns to it further below, and that are not there yet in a run from the top. */
  readonly assignedBelow: ReadonlySet<string>;
}

export interface Variable {
  readonly name: string;
  readonly kind: VariableSnapshot['kind'] | 'unknown';
  /** One line. */
  readonly summary: string;
  /** For a data frame. */
  readonly frame: Frame | null;
  /** For a vector or a factor: its type, and its levels where they are known. */
  readonly column: ColumnSnapshot | null;
  /** For a model that the text fits: its call, whether it has been run or not. */
  readonly model: StaticModel | null;
}

/** The names that stand before a statement; grows as statements are added. */
export class Scope {
  private constructor(private readonly place: Place) {}

  /** What is known where the cell that is asked about begins: the session, and what earlier cells assign. */
  static before(notebook: NotebookText): Scope {
    return new Scope(new Place(NotebookFacts.of(notebook), notebook.cell));
  }

  /** The statements of a cell that end before an offset count as run. */
  static at(notebook: NotebookText, statements: readonly Expression[], offset: number): Scope {
    const scope = Scope.before(notebook);
    for (const statement of statements) if (statement.to <= offset) scope.add(statement);
    return scope;
  }

  /** Takes over what a statement assigns. */
  add(statement: Expression): void {
    this.place.add(statement);
  }

  variable(name: string): Variable | undefined {
    const value = this.place.value(name);
    return value && new KnownVariable(name, value, this.place.facts.live.get(name), () => this.framed(name, value));
  }

  has(name: string): boolean {
    return this.place.value(name) !== undefined || this.place.mayHoldMore;
  }

  /** Where a statement that begins behind an offset, or a cell below, makes a variable: `cell` is 0 for the same cell, 1 for the next. */
  madeBelow(name: string, offset: number): { readonly cell: number; readonly from: number } | null {
    return this.place.madeBelow(name, offset);
  }

  /** The names of all variables. */
  get names(): readonly string[] {
    return this.place.names;
  }

  get all(): readonly Variable[] {
    return this.place.names.flatMap((name) => this.variable(name) ?? []);
  }

  /** What an expression gives, its names looked up first among the columns of a data frame. */
  value(expression: Expression, data: Frame | null = null): StaticValue {
    return infer(expression, data ? masked({ kind: 'dataFrame', columns: data.columns, isComplete: data.isComplete }, this.place) : this.place);
  }

  /** The column that an expression stands for, or the vector as if it were one; null where nothing is known. */
  column(expression: Expression, data: Frame | null = null): ColumnSnapshot | null {
    const value = this.value(expression, data);
    const name = expression.kind === 'member' || expression.kind === 'name' ? expression.name : '';
    return value.kind === 'vector' ? asColumn(name, value) : null;
  }

  /** The data frame that an expression stands for; null if it is none, or if nothing is known about its columns. */
  frame(expression: Expression | null | undefined): Frame | null {
    return expression ? this.framed(nameOf(expression), infer(expression, this.place)) : null;
  }

  frameNamed(name: string): Frame | null {
    const value = this.place.value(name);
    if (value) return this.framed(name, value);
    return datasetNamed(name) ? this.framed(name, infer({ kind: 'name', name, from: 0, to: 0 }, this.place)) : null;
  }

  /** What was looked up so far, and whether all of it would be found again: a check need not be repeated then. */
  get reads(): Reads {
    return this.place.reads;
  }

  holds(reads: Reads): boolean {
    return this.place.holds(reads);
  }

  private framed(name: string, value: StaticValue): Frame | null {
    if (value.kind !== 'dataFrame') return null;
    return { name, columns: value.columns, isComplete: value.isComplete, assignedBelow: name === '' ? new Set() : this.place.changesBelow(name).columns };
  }
}

/** The model in the session that was fitted by a call, whatever it was assigned to, if anything. */
export function modelOfCall({ snapshot }: NotebookText, call: string): ModelResult | null {
  const models = [...(snapshot.shownModels ?? []), ...snapshot.variables.flatMap(({ model }) => model ?? [])];
  return models.filter((model) => model.call === call).at(-1) ?? null;
}

/** Names that the whole notebook knows without assignment. */
export const datasetNamesInOrder: readonly string[] = datasets.map(({ name }) => name);

/** A name or a string; otherwise empty. */
export const textOf = (expression: Expression): string =>
  expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : '';

/** The data frame that an expression takes rows or columns of; empty where it makes a new one. */
function nameOf(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'parenthesised':
      return nameOf(expression.inner);
    case 'index':
      return nameOf(expression.object);
    case 'call': {
      const first = expression.arguments[0]?.value;
      return first && takesRows.has(textOf(expression.callee)) ? nameOf(first) : '';
    }
    default:
      return '';
  }
}

const takesRows = new Set(['subset', 'na.omit', 'head', 'tail', 'droplevels', 'unique', 'transform', 'within']);

/** Most that ask for a variable ask for one thing about it, so that each is worked out when it is asked for. */
class KnownVariable implements Variable {
  constructor(
    readonly name: string,
    private readonly value: StaticValue,
    private readonly live: VariableSnapshot | undefined,
    private readonly framed: () => Frame | null,
  ) {}

  get kind(): Variable['kind'] {
    const { value } = this;
    switch (value.kind) {
      case 'dataFrame':
      case 'model':
      case 'list':
        return value.kind;
      case 'vector':
        return value.type === 'factor' || value.type === 'ordered' ? 'factor' : 'vector';
      case 'unknown':
        return this.live?.kind ?? 'unknown';
      default:
        return 'other';
    }
  }

  get summary(): string {
    const { value, live, kind } = this;
    if (live?.kind === kind) return live.summary;
    switch (value.kind) {
      case 'dataFrame':
        return summaryOfFrame(this.name, value.columns.size, value.isComplete);
      case 'model':
        return value.formula ? deparse(value.formula) : 'model';
      case 'vector':
        return asColumn(this.name, value).summary;
      case 'formula':
        return deparse(value.formula);
      case 'null':
        return 'NULL';
      default:
        return '';
    }
  }

  get frame(): Frame | null {
    return this.framed();
  }

  get column(): ColumnSnapshot | null {
    return this.value.kind === 'vector' ? asColumn(this.name, this.value) : null;
  }

  get model(): StaticModel | null {
    return this.value.kind === 'model' ? this.value : null;
  }
}

function summaryOfFrame(name: string, columns: number, isComplete: boolean): string {
  const dataset = datasetNamed(name);
  return dataset && dataset.columns.length === columns ? `${dataset.rowCount} rows × ${columns} columns` : `${columns} columns${isComplete ? '' : ' or more'}`;
}
