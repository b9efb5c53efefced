/** What could be written at the cursor: by the call, the argument and the operator around it. */
import { datasetNamed } from '../data/datasets/catalogue.js';
import { families } from '../model/families/families.js';
import type { ColumnSnapshot } from '../results.js';
import { functions } from './functions.js';
import type { NotebookText } from './notebook-text.js';
import type { FunctionDescription, ParameterDescription } from './registry.js';
import { cursorAt, type Cursor } from './services/cursor.js';
import { describeColumn, describeDataset, describeFunction, describeParameter, describeVariable } from './services/describe.js';
import { parsed } from './services/parsed.js';
import { callsAt, frameAt, type CallPlace } from './services/place.js';
import { datasetNamesInOrder, Scope, type Frame } from './services/scope.js';
import { deparseName, deparseString } from './syntax/deparse.js';
import type { Expression, Program } from './syntax/tree.js';
import { descendants, pathAt } from './syntax/walk.js';

export type CompletionKind = 'argument' | 'column' | 'level' | 'value' | 'family' | 'variable' | 'dataFrame' | 'model' | 'dataset' | 'function';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line. */
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** A text, or a snippet with `$1` where the cursor goes. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** What is replaced: from the start of the word (or of the string's text) to its end. */
  readonly from: number;
  readonly to: number;
  /** Orders the list: what the place asks for comes first. */
  readonly sortKey: string;
}

/** Candidates are not filtered by what has been typed of them; the editor does that. */
export function completeAt(notebook: NotebookText, offset: number): Completion[] {
  const source = notebook.cells[notebook.cell] ?? '';
  const cursor = cursorAt(source, offset);
  if (cursor.kind === 'comment') return [];
  const { program } = parsed(source);
  const completer = new Completer(notebook, program, cursor, offset);
  return cursor.kind === 'string' ? completer.inString() : completer.inCode();
}

const MOST_LEVELS = 200;

type Candidate = Omit<Completion, 'from' | 'to' | 'sortKey' | 'isSnippet'> & { readonly isSnippet?: boolean };

class Completer {
  private readonly scope: Scope;
  private readonly calls: readonly CallPlace[];
  private readonly completions = new Map<string, Completion>();

  constructor(
    private readonly notebook: NotebookText,
    private readonly program: Program,
    private readonly cursor: Cursor,
    private readonly offset: number,
  ) {
    this.scope = Scope.at(notebook, program.statements, cursor.from);
    this.calls = callsAt(program, offset);
  }

  inCode(): Completion[] {
    const { before } = this.cursor;
    if (before.endsWith('$') || before.endsWith('@')) return this.afterDollar();
    if (before.endsWith('::')) return this.ofPackage(/([\w.]+):{2,3}$/.exec(before)?.[1] ?? '');
    const compared = this.comparedColumn();
    if (compared) this.add(0, levels(compared, true));
    const place = this.calls[0];
    if (place) this.atArgument(place);
    const frame = frameAt(this.notebook, this.program, this.offset);
    if (frame) this.add(1, columns(frame, deparseName));
    this.general(frame !== null);
    return [...this.completions.values()];
  }

  inString(): Completion[] {
    const compared = this.comparedColumn();
    if (compared) this.add(0, levels(compared, false));
    const indexed = this.indexedFrame();
    if (indexed) this.add(0, columns(indexed, (name) => name));
    const allowed = this.calls[0]?.parameter?.allowed;
    if (allowed && this.calls[0]) this.add(0, allowed.map((value) => allowedValue(this.calls[0]!.parameter!, value, value)));
    if (this.calls[0]?.parameter?.type === 'family') this.add(0, [...families.values()].map(({ name, help }) => ({ label: name, kind: 'family', detail: 'family', documentation: help, insert: name })));
    return [...this.completions.values()];
  }

  private afterDollar(): Completion[] {
    const position = this.cursor.before.length - 1;
    const member = pathAt(this.program, this.cursor.from).concat(pathAt(this.program, position)).find((part) => part.kind === 'member' && part.object.to <= position && position < Math.max(part.nameRange.from, position + 1));
    const frame = member?.kind === 'member' ? this.scope.frame(member.object) : null;
    if (frame) this.add(0, columns(frame, deparseName));
    return [...this.completions.values()];
  }

  private ofPackage(name: string): Completion[] {
    this.add(0, [...functions.values()].filter((description) => description.package === name).map(functionCandidate));
    return [...this.completions.values()];
  }

  private atArgument({ description, parameter, argument, taken }: CallPlace): void {
    const free = description.parameters.filter(({ name, type }) => type !== 'dots' && !taken.has(name));
    if (argument?.nameRange && argument.nameRange.from === this.cursor.from && argument.nameRange.to === this.cursor.to) {
      return this.add(0, free.map((one) => ({ ...argumentCandidate(description, one), insert: deparseName(one.name) })));
    }
    const isNamed = argument?.nameRange !== null && argument?.nameRange !== undefined && argument.nameRange.to < this.cursor.from;
    if (parameter) this.add(0, this.values(parameter));
    const startsArgument = !isNamed && (!argument?.value || argument.value.kind === 'missing' || argument.value.from === this.cursor.from) && this.cursor.to >= (argument?.value?.to ?? 0);
    if (startsArgument) this.add(parameter && isSpecific(parameter) ? 2 : 0, free.map((one) => argumentCandidate(description, one)));
  }

  /** What an argument can be, where only a few things can. */
  private values(parameter: ParameterDescription): Candidate[] {
    if (parameter.allowed) return parameter.allowed.map((value) => allowedValue(parameter, value, /^-?[\d.]+$/.test(value) ? value : deparseString(value)));
    switch (parameter.type) {
      case 'family':
        return [...families.values()].flatMap((family): Candidate[] => [
          { label: family.name, kind: 'family', detail: `family, link ${family.canonicalLink}`, documentation: family.help, insert: family.name },
          ...family.links.map((link): Candidate => ({ label: `${family.name}(link = "${link}")`, kind: 'family', detail: 'family with its link', documentation: family.help, insert: `${family.name}(link = "${link}")` })),
        ]);
      case 'dataFrame':
        return [...this.scope.all.filter(({ kind }) => kind === 'dataFrame').map(variableCandidate), ...datasetNamesInOrder.map(datasetCandidate)];
      case 'dataset':
      case 'dots':
        return this.calls[0]?.description.name === 'data' ? datasetNamesInOrder.map(datasetCandidate) : [];
      case 'model':
        return this.scope.all.filter(({ kind }) => kind === 'model').map(variableCandidate);
      case 'logical':
        return ['TRUE', 'FALSE'].map((value) => allowedValue(parameter, value, value));
      default:
        return [];
    }
  }

  private general(isInData: boolean): void {
    this.add(isInData ? 4 : 2, this.scope.all.map(variableCandidate));
    this.add(5, datasetNamesInOrder.map(datasetCandidate));
    this.add(isInData ? 3 : 4, [...functions.values()].filter(({ group }) => group === 'formula').map(functionCandidate));
    this.add(4, [...functions.values()].map(functionCandidate));
  }

  /** The factor that the cursor's place is compared with: `period == |`, `d$period %in% c("1", |)`. */
  private comparedColumn(): ColumnSnapshot | null {
    for (const statement of this.program.statements) {
      for (const part of descendants(statement)) {
        if (part.kind !== 'binary' || !['==', '!=', '%in%'].includes(part.operator)) continue;
        if (this.offset < part.operatorRange.to || this.offset > part.right.to) continue;
        const column = this.columnOf(part.left);
        if (column && column.levels.length > 0) return column;
      }
    }
    return null;
  }

  private columnOf(expression: Expression): ColumnSnapshot | null {
    if (expression.kind === 'member') return this.scope.frame(expression.object)?.columns.get(expression.name) ?? null;
    return expression.kind === 'name' ? (frameAt(this.notebook, this.program, this.offset)?.columns.get(expression.name) ?? null) : null;
  }

  /** The data frame in whose brackets the cursor is: `d[["|"]]`, `d[, "|"]`. */
  private indexedFrame(): Frame | null {
    const index = pathAt(this.program, this.offset).filter(({ kind }) => kind === 'index').at(-1);
    return index?.kind === 'index' ? this.scope.frame(index.object) : null;
  }

  private add(rank: number, candidates: readonly Candidate[]): void {
    const { from, to } = this.cursor;
    candidates.forEach((candidate, order) => {
      const key = `${candidate.kind}\0${candidate.label}`;
      if (!this.completions.has(key)) this.completions.set(key, { isSnippet: false, ...candidate, from, to, sortKey: `${rank}${String(order).padStart(4, '0')}` });
    });
  }
}

const isSpecific = ({ type, allowed }: ParameterDescription): boolean => allowed !== undefined || type === 'family' || type === 'dataFrame' || type === 'dataset' || type === 'model' || type === 'formula';

const columns = (frame: Frame, written: (name: string) => string): Candidate[] =>
  [...frame.columns.values()].map((column) => ({ label: column.name, kind: 'column', detail: column.summary, documentation: describeColumn(frame, column), insert: written(column.name) }));

const levels = (column: ColumnSnapshot, areQuoted: boolean): Candidate[] =>
  column.levels.slice(0, MOST_LEVELS).map((level) => ({
    label: areQuoted ? deparseString(level) : level,
    kind: 'level',
    detail: `level of ${column.name}`,
    documentation: '',
    insert: areQuoted ? deparseString(level) : deparseString(level).slice(1, -1),
  }));

const allowedValue = (parameter: ParameterDescription, value: string, insert: string): Candidate => ({
  label: insert,
  kind: 'value',
  detail: parameter.default === insert || parameter.default === value ? 'default' : parameter.name,
  documentation: parameter.help,
  insert,
});

const argumentCandidate = (description: FunctionDescription, parameter: ParameterDescription): Candidate => ({
  label: `${parameter.name} =`,
  kind: 'argument',
  detail: parameter.default === undefined ? (parameter.isRequired ? 'required' : parameter.type) : `default ${parameter.default}`,
  documentation: describeParameter(description, parameter),
  insert: `${deparseName(parameter.name)} = `,
});

const variableCandidate = (variable: Scope['all'][number]): Candidate => ({
  label: variable.name,
  kind: variable.kind === 'dataFrame' ? 'dataFrame' : variable.kind === 'model' ? 'model' : 'variable',
  detail: variable.summary,
  documentation: describeVariable(variable),
  insert: deparseName(variable.name),
});

const datasetCandidate = (name: string): Candidate => ({ label: name, kind: 'dataset', detail: datasetNamed(name)!.title, documentation: describeDataset(name), insert: name });

const functionCandidate = (description: FunctionDescription): Candidate => {
  const name = deparseName(description.name);
  const hasParameters = description.parameters.length > 0;
  return { label: description.name, kind: 'function', detail: description.summary, documentation: describeFunction(description), insert: hasParameters ? `${name.replaceAll('$', '\\$')}($1)` : `${name}()`, isSnippet: hasParameters };
};
