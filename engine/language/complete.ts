/** What could be written at the cursor: by the call, the argument and the operator around it. */
import type { ColumnSnapshot } from '../results.js';
import { functions } from './functions.js';
import type { NotebookText } from './notebook-text.js';
import type { ParameterDescription } from './registry.js';
import { allowedCandidate, argumentCandidate, columnCandidate, constantCandidates, datasetCandidate, elementCandidate, familyCandidates, fileCandidate, functionCandidate, levelCandidates, termCandidates, variableCandidate, type Candidate } from './services/candidates.js';
import { cursorAt, type Cursor } from './services/cursor.js';
import { formulaPlaceAt, mayGroup } from './services/formula-place.js';
import { parsed } from './services/parsed.js';
import { callsAt, frameAt, type CallPlace } from './services/place.js';
import { datasetNamesInOrder, Scope, type Frame } from './services/scope.js';
import { textsOf } from './static/values.js';
import { deparseName, deparseString } from './syntax/deparse.js';
import type { Expression, Program } from './syntax/tree.js';
import { descendants, pathAt } from './syntax/walk.js';

export interface Completion extends Candidate {
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
  if (cursor.kind === 'string') return completer.inString();
  return wantsOperator(source, cursor) || /^\d/.test(source.slice(cursor.from, cursor.to)) ? [] : completer.inCode();
}

/** Whether the cursor is where the path of a file is written, so that names of files are worth finding. */
export function asksForFile(notebook: NotebookText, offset: number): boolean {
  const source = notebook.cells[notebook.cell] ?? '';
  return cursorAt(source, offset).kind === 'string' && callsAt(parsed(source).program, offset)[0]?.parameter?.type === 'file';
}

/** `x ¦`: a value has ended on this line, and nothing but an operator can follow. */
const wantsOperator = (source: string, { from, to, before }: Cursor): boolean => from === to && before.length < from && /[\p{L}\p{N}._)\]}"'`]$/u.test(before) && !source.slice(before.length, from).includes('\n');

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
    this.add(0, this.comparedValues(true));
    const place = this.calls[0];
    if (place) this.atArgument(place);
    const frame = frameAt(this.notebook, this.program, this.offset);
    const guessed = frame ? [] : this.likelyFrames();
    if (frame) this.columnsOf(frame);
    for (const one of guessed) this.columnsOf(one, `${one.name}: `);
    this.general(frame !== null || guessed.length > 0);
    return [...this.completions.values()];
  }

  inString(): Completion[] {
    const place = this.calls[0];
    this.add(0, this.comparedValues(false));
    const indexed = this.indexedFrame();
    if (indexed) this.add(0, columns(indexed, (name) => name));
    const parameter = place?.parameter;
    if (parameter?.allowed) this.add(0, parameter.allowed.map((value) => allowedCandidate(parameter, value, value)));
    if (parameter?.type === 'family') this.add(0, familyCandidates(true));
    if (parameter?.type === 'file') this.add(0, (this.notebook.fileNames ?? []).map(fileCandidate));
    this.add(0, this.keyColumns());
    return [...this.completions.values()];
  }

  private afterDollar(): Completion[] {
    const position = this.cursor.before.length - 1;
    const member = pathAt(this.program, this.cursor.from).concat(pathAt(this.program, position)).find((part) => part.kind === 'member' && part.object.to <= position && position < Math.max(part.nameRange.from, position + 1));
    if (member?.kind !== 'member') return [];
    const frame = this.scope.frame(member.object);
    const value = this.scope.value(member.object);
    if (frame) this.add(0, columns(frame, deparseName));
    else if (value.kind === 'list') this.add(0, [...value.elements.keys()].map(elementCandidate));
    return [...this.completions.values()];
  }

  private ofPackage(name: string): Completion[] {
    this.add(0, [...functions.values()].filter((description) => description.package === name).map((description) => functionCandidate(description, this.hasBrackets)));
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
    if (parameter.allowed) return parameter.allowed.map((value) => allowedCandidate(parameter, value, /^-?[\d.]+$/.test(value) ? value : deparseString(value)));
    switch (parameter.type) {
      case 'family':
        return familyCandidates(false);
      case 'dataFrame':
        return [...this.scope.all.filter(({ kind }) => kind === 'dataFrame').map(variableCandidate), ...this.datasets()];
      case 'dataset':
      case 'dots':
        return this.calls[0]?.description.name === 'data' ? datasetNamesInOrder.map(datasetCandidate) : [];
      case 'model':
        return this.scope.all.filter(({ kind }) => kind === 'model').map(variableCandidate);
      case 'logical':
        return ['TRUE', 'FALSE'].map((value) => allowedCandidate(parameter, value, value));
      default:
        return [];
    }
  }

  /** In a formula what fits the place comes first, and what stands in the formula already comes last. */
  private columnsOf(frame: Frame, prefix = ''): void {
    const place = formulaPlaceAt(this.program, this.cursor.from);
    const all = [...frame.columns.values()];
    const candidates = (chosen: readonly ColumnSnapshot[]): Candidate[] => chosen.map((column) => columnCandidate(frame, column, deparseName)).map((one) => ({ ...one, detail: prefix + one.detail }));
    if (!place) return this.add(1, candidates(all));
    const groups = all.filter(mayGroup);
    const isUsed = ({ name }: ColumnSnapshot): boolean => (place.part === 'grouping' || place.part === 'effects' ? place.grouped : place.used).has(name);
    const fits = (column: ColumnSnapshot): boolean => (place.part === 'grouping' ? mayGroup(column) : place.part !== 'effects' || !mayGroup(column));
    const ordered = [...all].sort((a, b) => Number(isUsed(a)) - Number(isUsed(b)) || Number(fits(b)) - Number(fits(a)));
    this.add(1, candidates(ordered));
    const startsFit = this.calls.some(({ description }) => description.group === 'fit');
    if (place.startsTerm && startsFit) this.add(2, termCandidates(groups.filter(({ name }) => !place.grouped.has(name) && !place.used.has(name)).slice(0, 6)));
  }

  /** The formula is written before `data =`: the data frames that have all columns it names so far, the latest first. */
  private likelyFrames(): Frame[] {
    const place = formulaPlaceAt(this.program, this.cursor.from);
    const hasData = this.calls.some(({ description, taken }) => description.parameters.some(({ type, name }) => type === 'dataFrame' && name === 'data') && !taken.has('data'));
    if (!hasData || !this.calls.some(({ parameter }) => parameter?.type === 'formula')) return [];
    const names = [...(place?.used ?? [])].filter((name) => !this.scope.has(name));
    const own = this.scope.all.flatMap(({ frame }) => frame ?? []).reverse();
    const bundled = names.length === 0 ? [] : datasetNamesInOrder.flatMap((name) => (this.scope.has(name) ? [] : (this.scope.frameNamed(name) ?? [])));
    return [...own, ...bundled].filter(({ columns: held }) => names.every((name) => held.has(name))).slice(0, MOST_LIKELY);
  }

  private general(isInData: boolean): void {
    this.add(isInData ? 4 : 2, this.scope.all.map(variableCandidate));
    this.add(5, this.datasets());
    const ofFormulas = (isThem: boolean): Candidate[] => [...functions.values()].filter(({ group }) => (group === 'formula') === isThem).map((description) => functionCandidate(description, this.hasBrackets));
    this.add(isInData ? 3 : 4, ofFormulas(true));
    this.add(4, ofFormulas(false));
    this.add(5, constantCandidates);
  }

  /** A data set that has become a variable is offered as the variable. */
  private datasets(): Candidate[] {
    return datasetNamesInOrder.filter((name) => !this.scope.has(name)).map(datasetCandidate);
  }

  private get hasBrackets(): boolean {
    return this.program.source[this.cursor.to] === '(';
  }

  /** The values of what the cursor's place is compared with (`period == ¦`, `d$period %in% c("1", ¦)`), or the levels that an argument is one of. */
  private comparedValues(areQuoted: boolean): Candidate[] {
    const frame = frameAt(this.notebook, this.program, this.offset);
    for (const statement of this.program.statements) {
      if (this.offset < statement.from || this.offset > statement.to) continue;
      for (const part of descendants(statement)) {
        if (part.kind !== 'binary' || !['==', '!=', '%in%'].includes(part.operator)) continue;
        if (this.offset < part.operatorRange.to || this.offset > part.right.to) continue;
        const candidates = this.valuesOf(part.left, frame, areQuoted);
        if (candidates.length > 0) return candidates;
      }
    }
    for (const { call, description, parameter } of this.calls) {
      const of = parameter ? levelArguments.get(description.name)?.[parameter.name] : undefined;
      const value = of === undefined ? null : call.arguments.find(({ name, from }) => (name === null || name === of) && from < this.offset)?.value;
      if (value) return this.valuesOf(value, frame, areQuoted);
    }
    return [];
  }

  private valuesOf(expression: Expression, frame: Frame | null, areQuoted: boolean): Candidate[] {
    const value = this.scope.value(expression, frame);
    if (value.kind !== 'vector') return [];
    const known = value.levels.length > 0 ? value.levels : (value.values ?? (value.type === 'character' ? (textsOf(value) ?? []) : []));
    const name = expression.kind === 'member' || expression.kind === 'name' ? expression.name : '';
    return levelCandidates(name, [...new Set(known)], areQuoted);
  }

  /** `merge(x, y, by = "¦")`: the columns that both have; of one of them for `by.x` and `by.y`. */
  private keyColumns(): Candidate[] {
    const place = this.calls.find(({ description, parameter }) => description.name === 'merge' && parameter?.name.startsWith('by'));
    const [x, y] = (place?.call.arguments ?? []).map(({ value }) => this.scope.frame(value));
    if (!x || !y) return [];
    if (place?.parameter?.name === 'by.y') return columns(y, (name) => name);
    const shared = columns(x, (name) => name);
    return place?.parameter?.name === 'by.x' ? shared : shared.filter(({ label }) => y.columns.has(label));
  }

  /** The data frame in whose brackets the cursor is: `d[["¦"]]`, `d[, "¦"]`. */
  private indexedFrame(): Frame | null {
    const path = pathAt(this.program, this.offset);
    const index = path.filter(({ kind }) => kind === 'index').at(-1);
    const isCompared = path.some((part) => part.kind === 'binary' && ['==', '!=', '%in%', '<', '>'].includes(part.operator));
    return index?.kind === 'index' && !isCompared ? this.scope.frame(index.object) : null;
  }

  private add(rank: number, candidates: readonly Candidate[]): void {
    const { from, to } = this.cursor;
    const already = this.completions.size;
    candidates.forEach((candidate, order) => {
      const key = `${candidate.kind}\0${candidate.label}`;
      if (!this.completions.has(key)) this.completions.set(key, { ...candidate, isSnippet: candidate.isSnippet ?? false, from, to, sortKey: `${rank}${String(already + order).padStart(5, '0')}` });
    });
  }
}

/** No more data frames are guessed at. */
const MOST_LIKELY = 3;

/** Arguments that are levels of another argument, by function. */
const levelArguments: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<string, Readonly<Record<string, string>>>([
  ['relevel', { ref: 'x' }],
  ['factor', { levels: 'x' }],
  ['ordered', { levels: 'x' }],
]);

const isSpecific = ({ type, allowed }: ParameterDescription): boolean => allowed !== undefined || ['family', 'dataFrame', 'dataset', 'model', 'formula'].includes(type);

const columns = (frame: Frame, written: (name: string) => string): Candidate[] => [...frame.columns.values()].map((column) => columnCandidate(frame, column, written));
