/** What the names of a notebook stand for, as far as its text and the live session tell without running it. */
import { datasetNamed, datasets } from '../../data/datasets/catalogue.js';
import type { ColumnSnapshot, ModelResult, VariableSnapshot } from '../../results.js';
import type { NotebookText } from '../notebook-text.js';
import type { Argument, Assignment, Call, Expression } from '../syntax/tree.js';
import { descendants } from '../syntax/walk.js';
import { parsed } from './parsed.js';

export interface Frame {
  /** As the user calls it: `cbpp`. */
  readonly name: string;
  readonly columns: ReadonlyMap<string, ColumnSnapshot>;
  /** False where there may be columns that nothing tells of; then no name can be called wrong. */
  readonly isComplete: boolean;
}

export interface Variable {
  readonly name: string;
  readonly kind: VariableSnapshot['kind'] | 'unknown';
  /** One line. */
  readonly summary: string;
  /** For a data frame. */
  readonly frame: Frame | null;
}

/** The names that stand before a statement; grows as statements are added. */
export class Scope {
  private readonly variables = new Map<string, Variable>();
  private readonly live: ReadonlyMap<string, VariableSnapshot>;
  private readonly assignedColumns: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly renamed: ReadonlySet<string>;

  private constructor(notebook: NotebookText) {
    this.live = new Map(notebook.snapshot.variables.map((variable) => [variable.name, variable]));
    const assigned = columnsAssigned(notebook.cells);
    this.assignedColumns = assigned.columns;
    this.renamed = assigned.renamed;
    for (const variable of this.live.values()) this.variables.set(variable.name, this.fromSession(variable));
  }

  /** What is known where the cell that is asked about begins: the session, and what earlier cells assign. */
  static before(notebook: NotebookText): Scope {
    const scope = new Scope(notebook);
    for (const cell of notebook.cells.slice(0, notebook.cell)) for (const statement of parsed(cell).program.statements) scope.add(statement);
    return scope;
  }

  /** The statements of a cell that end before an offset count as run. */
  static at(notebook: NotebookText, statements: readonly Expression[], offset: number): Scope {
    const scope = Scope.before(notebook);
    for (const statement of statements) if (statement.to <= offset && statement.kind === 'assignment') scope.add(statement);
    return scope;
  }

  /** Takes over what a statement assigns. */
  add(statement: Expression): void {
    for (const part of descendants(statement)) {
      if (part.kind === 'assignment') this.assign(part);
      else if (isCallOf(part, 'data')) for (const name of part.arguments.flatMap(({ name: given, value }) => (given === null && value ? [textOf(value)] : []))) this.bindDataset(name);
    }
  }

  variable(name: string): Variable | undefined {
    return this.variables.get(name);
  }

  get all(): readonly Variable[] {
    return [...this.variables.values()];
  }

  /** The data frame that an expression stands for; null if it is none, or if nothing is known about its columns. */
  frame(expression: Expression | null | undefined): Frame | null {
    switch (expression?.kind) {
      case 'name':
        return this.frameNamed(expression.name);
      case 'parenthesised':
        return this.frame(expression.inner);
      case 'index':
        return !expression.isDouble && expression.arguments.length === 2 && expression.arguments[1]!.value === null ? this.frame(expression.object) : null;
      case 'call':
        return this.frameOfCall(expression);
      default:
        return null;
    }
  }

  frameNamed(name: string): Frame | null {
    const variable = this.variables.get(name);
    return variable ? variable.frame : this.datasetFrame(name);
  }

  private assign({ target, value }: Assignment): void {
    if (target.kind !== 'name' && target.kind !== 'string') return;
    const name = target.kind === 'name' ? target.name : target.value;
    const derived = this.frame(value);
    const session = this.live.get(name);
    const frame = derived ? this.withAssigned({ ...derived, name }) : session ? this.fromSession(session).frame : null;
    const isFit = value.kind === 'call' && fitNames.has(textOf(value.callee));
    const kind = frame ? 'dataFrame' : (session?.kind ?? (isFit ? 'model' : 'unknown'));
    this.variables.set(name, { name, kind, summary: session?.summary ?? (frame ? `${frame.columns.size} columns` : isFit ? 'model' : ''), frame });
  }

  private bindDataset(name: string): void {
    const frame = this.datasetFrame(name);
    if (frame) this.variables.set(name, { name, kind: 'dataFrame', summary: `${datasetNamed(name)!.rowCount} rows × ${frame.columns.size} columns`, frame });
  }

  private fromSession({ name, kind, summary, columns }: VariableSnapshot): Variable {
    const frame = kind === 'dataFrame' ? this.withAssigned({ name, columns: byName(columns), isComplete: true }) : null;
    return { name, kind, summary, frame };
  }

  private datasetFrame(name: string): Frame | null {
    const dataset = datasetNamed(name);
    return dataset ? this.withAssigned({ name, columns: byName(dataset.columns), isComplete: true }) : null;
  }

  /** `d$new <- …` anywhere in the notebook gives d a column; `names(d) <- …` makes its columns unknown. */
  private withAssigned(frame: Frame): Frame {
    const extra = [...(this.assignedColumns.get(frame.name) ?? [])].filter((name) => !frame.columns.has(name));
    const columns = new Map([...frame.columns, ...extra.map((name): [string, ColumnSnapshot] => [name, unknownColumn(name)])]);
    return { name: frame.name, columns, isComplete: frame.isComplete && !this.renamed.has(frame.name) };
  }

  private frameOfCall(call: Call): Frame | null {
    const name = textOf(call.callee);
    const first = call.arguments[0]?.value;
    if (name === 'data.frame') return frameOfArguments(call.arguments);
    const isSelection = call.arguments.some((argument) => argument.name === 'select');
    if (keepColumns.has(name) && !isSelection) return this.frame(first);
    if (name !== 'transform' && name !== 'within') return null;
    const from = this.frame(first);
    if (!from) return null;
    const added = name === 'transform' ? call.arguments.slice(1).flatMap((argument) => argument.name ?? []) : assignedNames(call);
    return { ...from, columns: new Map([...from.columns, ...added.map((column): [string, ColumnSnapshot] => [column, unknownColumn(column)])]) };
  }
}

/** The model in the session that was fitted by a call, whatever it was assigned to, if anything. */
export function modelOfCall({ snapshot }: NotebookText, call: string): ModelResult | null {
  const models = [...(snapshot.shownModels ?? []), ...snapshot.variables.flatMap(({ model }) => model ?? [])];
  return models.filter((model) => model.call === call).at(-1) ?? null;
}

/** Names that the whole notebook knows without assignment. */
export const datasetNamesInOrder: readonly string[] = datasets.map(({ name }) => name);

const keepColumns = new Set(['subset', 'na.omit', 'head', 'tail', 'droplevels', 'unique']);
const fitNames = new Set(['lm', 'glm', 'lmer', 'glmer', 'glmmTMB']);

const byName = (columns: readonly ColumnSnapshot[]): ReadonlyMap<string, ColumnSnapshot> => new Map(columns.map((column) => [column.name, column]));

const unknownColumn = (name: string): ColumnSnapshot => ({ name, type: 'other', levels: [], summary: 'made in this notebook' });

const isCallOf = (expression: Expression, name: string): expression is Call => expression.kind === 'call' && textOf(expression.callee) === name;

/** A name or a string; otherwise empty. */
export const textOf = (expression: Expression): string =>
  expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : '';

function frameOfArguments(given: readonly Argument[]): Frame {
  const named = given.filter(({ name, value }) => value !== null && name !== 'stringsAsFactors' && name !== 'check.names' && name !== 'row.names');
  const columns = named.flatMap(({ name, value }) => name ?? (value?.kind === 'name' ? value.name : []));
  return { name: '', columns: new Map(columns.map((column) => [column, unknownColumn(column)])), isComplete: named.every(({ name }) => name !== null) };
}

const assignedNames = (call: Call): string[] =>
  [...descendants(call)].flatMap((part) => (part.kind === 'assignment' && part.target.kind === 'name' ? [part.target.name] : []));

/** Which columns the statements of all cells assign, by data frame; and the data frames whose columns are renamed or bound together. */
function columnsAssigned(cells: readonly string[]): { columns: ReadonlyMap<string, ReadonlySet<string>>; renamed: ReadonlySet<string> } {
  const columns = new Map<string, Set<string>>();
  const renamed = new Set<string>();
  const note = (frame: string, column: string): void => void columns.set(frame, (columns.get(frame) ?? new Set()).add(column));
  for (const cell of cells) {
    for (const statement of parsed(cell).program.statements) {
      for (const part of descendants(statement)) if (part.kind === 'assignment' && !isHalfTyped(part.target, cell)) noteTarget(part.target, note, renamed);
    }
  }
  return { columns, renamed };
}

/** `d$` above another statement: R takes the name on the next line for the column, and no writer means that. */
const isHalfTyped = (target: Expression, cell: string): boolean => target.kind === 'member' && cell.slice(target.object.to, target.nameRange.from).includes('\n');

function noteTarget(target: Expression, note: (frame: string, column: string) => void, renamed: Set<string>): void {
  if (target.kind === 'member' && target.object.kind === 'name') return note(target.object.name, target.name);
  if (target.kind === 'member' || target.kind === 'parenthesised') return noteTarget(target.kind === 'member' ? target.object : target.inner, note, renamed);
  if (target.kind === 'index') {
    const last = target.arguments.at(-1)?.value;
    if (target.object.kind !== 'name') return noteTarget(target.object, note, renamed);
    if (last?.kind === 'string') return note(target.object.name, last.value);
    if (target.arguments.length !== 1 || target.isDouble) return;
    return void renamed.add(target.object.name);
  }
  if (target.kind === 'call' && /^(?:names|colnames|dimnames)$/.test(textOf(target.callee)) && target.arguments[0]?.value) {
    renamed.add(textOf(target.arguments[0].value));
  } else if (target.kind === 'call' && target.arguments[0]?.value) noteTarget(target.arguments[0].value, note, renamed);
}
