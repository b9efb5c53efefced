/** Reads the names of a call: of which data frame its arguments name columns, and what columns it gives. */
import { matchArguments } from '../arguments.js';
import { functions } from '../functions.js';
import type { FunctionDescription, ParameterDescription } from '../registry.js';
import { dataArgument } from '../services/calls.js';
import { textOf } from '../services/scope.js';
import type { StaticValue } from '../static/values.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Argument, Call, Expression } from '../syntax/tree.js';
import type { Definition, FrameNode, Referent } from './cell-names.js';
import { madeOf, newFrame } from './frames.js';
import { textsIn, type CellReader, type Mask } from './read-cell.js';

type Matched = ReturnType<typeof matchArguments>;

/** The data frame that the call gives; null if it gives none. */
export function readCall(reader: CellReader, call: Call, masks: readonly Mask[]): FrameNode | null {
  const { callee } = call;
  const name = textOf(callee);
  const description = functions.get(name);
  if (name === '') reader.visit(callee, masks);
  else if (description) reader.note({ kind: 'function', name }, callee.kind === 'namespace' ? callee.nameRange : callee);
  const matched = description && matchedOrNull(description, call.arguments);
  if (description && matched) return new CallReader(reader, call, description, matched, masks).read();
  visitUnknown(reader, call, masks);
  return null;
}

/** A call of a function that cells do not have, or that does not take these arguments: formulas name columns of what is given as `data`. */
function visitUnknown(reader: CellReader, call: Call, masks: readonly Mask[]): void {
  const data = call.arguments.find(({ name }) => name === 'data')?.value;
  const node = data ? reader.visit(data, masks) : null;
  const inner = data && node ? [{ node, frame: reader.scope.frame(data) }, ...masks] : masks;
  for (const { value } of call.arguments) if (value && value !== data) reader.visit(value, value.kind === 'formula' ? inner : masks);
}

function matchedOrNull(description: FunctionDescription, given: readonly Argument[]): Matched | null {
  try {
    return matchArguments(description, given);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

class CallReader {
  private readonly data: Expression | null;
  /** The arguments that are data frames, or lists, in the order of the text. */
  private readonly inputs: { readonly value: Expression; readonly node: FrameNode }[] = [];

  constructor(
    private readonly reader: CellReader,
    private readonly call: Call,
    private readonly description: FunctionDescription,
    private readonly matched: Matched,
    private readonly masks: readonly Mask[],
  ) {
    const given = dataArgument(description, matched.named);
    this.data = given && given.kind !== 'missing' && !(given.kind === 'constant' && given.name === 'NULL') ? given : null;
  }

  read(): FrameNode | null {
    const { description, matched, reader, data } = this;
    this.noteArgumentNames();
    if (description.name === 'data') {
      for (const { value } of matched.dots) if (value) reader.dataset(textOf(value), value);
      return null;
    }
    if (data) this.visit(data, this.masks);
    const inner = this.innerMasks();
    if (description.name === 'within') return this.readWithin(inner);
    const inOrder = [...matched.named].sort(([, a], [, b]) => a.from - b.from);
    for (const [name, { value }] of inOrder) {
      const parameter = description.parameters.find(one => one.name === name);
      if (parameter && value && value !== data) this.argument(parameter, value, inner);
    }
    const dots = description.parameters.find(({ type }) => type === 'dots');
    for (const { value } of matched.dots) if (value) this.visit(value, dots?.isLazy ? inner : this.masks);
    return this.result();
  }

  private noteArgumentNames(): void {
    const { description, matched, reader } = this;
    for (const [name, { nameRange }] of matched.named) if (nameRange) reader.note({ kind: 'argument', name, function: description.name }, nameRange, 'read');
  }

  private argument(parameter: ParameterDescription, value: Expression, inner: readonly Mask[]): void {
    const { reader, masks, description } = this;
    const namesColumns = parameter.type === 'column' || parameter.type === 'columns';
    for (const text of namesColumns || parameter.name.startsWith('by') ? textsIn(value) : []) {
      for (const { node } of namesColumns ? inner.slice(0, 1) : this.inputs) reader.note({ kind: 'column', name: text.name, frame: node, definition: null }, text);
    }
    if (description.name === 'with') return reader.visitApart(value, inner);
    const [mask] = inner;
    if (parameter.type === 'formula' && value.kind === 'name' && mask && mask !== masks[0]) reader.applyFormula(value.name, mask);
    if (namesColumns || (parameter.type === 'formula' && value.kind === 'formula')) return this.visit(value, inner);
    if (parameter.isLazy && parameter.type === 'any') {
      // library(lme4) names nothing of the notebook
      if (this.data) this.visit(value, description.group === 'fit' ? [] : inner);
      return;
    }
    this.visit(value, masks);
  }

  private visit(value: Expression, masks: readonly Mask[]): void {
    const node = this.reader.visit(value, masks);
    if (node && mayBeFrame(this.reader.scope.value(value))) this.inputs.push({ value, node });
  }

  /** Columns of the data that the call is given, or that its model was fitted to, before those of the calls around it. */
  private innerMasks(): readonly Mask[] {
    const { scope } = this.reader;
    if (this.data) {
      if (!mayBeFrame(scope.value(this.data))) return this.masks;
      return [{ node: this.inputs[0]?.node ?? newFrame(), frame: scope.frame(this.data) }, ...this.masks];
    }
    const data = this.dataOfModel();
    return data ? [{ node: this.reader.current(data.name).frame, frame: scope.frame(data) }, ...this.masks] : this.masks;
  }

  private dataOfModel(): Extract<Expression, { kind: 'name' }> | null {
    const parameter = this.description.parameters.find(({ type }) => type === 'model');
    const given = parameter && this.matched.named.get(parameter.name)?.value;
    const model = given ? this.reader.scope.value(given) : null;
    const fit = model?.kind === 'model' ? functions.get(model.function) : undefined;
    const matched = model?.kind === 'model' && fit ? matchedOrNull(fit, model.call.arguments) : null;
    const data = fit && matched ? dataArgument(fit, matched.named) : null;
    return data?.kind === 'name' ? data : null;
  }

  private readWithin(inner: readonly Mask[]): FrameNode | null {
    const expression = this.matched.named.get('expr')?.value;
    const node = inner[0]?.node;
    return expression && node ? this.reader.visitWithin(node, expression, inner) : null;
  }

  private result(): FrameNode | null {
    const { call, description, inputs, reader } = this;
    if (description.group === 'fit' || description.group === 'family' || description.group === 'draw') return null;
    const value = reader.scope.value(call);
    const inherits = inputs.map(input => ({ frame: input.node, columns: this.columnsOf(input.value) }));
    if (matchesColumns.has(description.name)) this.tieColumns();
    const names = columnNames(value) ?? this.addedColumns();
    if (names) return madeOf(this.ownColumns(names), inherits, true);
    if (value.kind !== 'unknown') return null;
    return inherits.length > 0 ? madeOf(new Map(), inherits, false) : description.group === 'read' ? newFrame() : null;
  }

  /** Of `transform(d, x = …)` where nothing is known of d. */
  private addedColumns(): ReadonlySet<string> | null {
    const { description, matched, data } = this;
    const addsColumns = data !== null && description.parameters.some(({ type, isLazy }) => type === 'dots' && isLazy);
    return addsColumns ? new Set(matched.dots.flatMap(({ name }) => name ?? [])) : null;
  }

  /** The columns of the first data frame that another one has too. */
  private tieColumns(): void {
    const [first, ...others] = this.inputs;
    const columnOf = (frame: FrameNode, name: string): Referent => ({ kind: 'column', name, frame, definition: null });
    for (const name of (first && this.columnsOf(first.value)) ?? []) {
      for (const { node, value } of others) if (first && this.columnsOf(value)?.has(name)) this.reader.ties.push([columnOf(first.node, name), columnOf(node, name)]);
    }
  }

  private columnsOf(value: Expression): ReadonlySet<string> | null {
    const frame = this.reader.scope.frame(value);
    return frame?.isComplete ? new Set(frame.columns.keys()) : null;
  }

  /** `data.frame(x = …)` and `transform(d, x = …)` name a column; `data.frame(x)` names it as the variable is named. */
  private ownColumns(names: ReadonlySet<string>): ReadonlyMap<string, Definition> {
    const own = new Map<string, Definition>();
    const before = this.inputs[0]?.node ?? null;
    for (const { name, nameRange, value } of this.matched.dots) {
      if (name !== null && nameRange && names.has(name)) {
        const definition: Definition = { kind: 'column', name, from: nameRange.from, to: nameRange.to, before, isDataset: false, formula: [] };
        own.set(name, definition);
        this.reader.note({ kind: 'column', name, frame: before ?? newFrame(), definition }, nameRange, 'definition');
      } else if (name === null && value?.kind === 'name' && names.has(value.name) && !this.inputs.some(input => input.value === value && this.columnsOf(value))) {
        const definition: Definition = { kind: 'column', name: value.name, from: value.from, to: value.to, before: null, isDataset: false, formula: [] };
        own.set(value.name, definition);
        this.reader.ties.push([{ kind: 'column', name: value.name, frame: newFrame(), definition }, { kind: 'variable', name: value.name, definition: this.reader.current(value.name).definition }]);
      }
    }
    return own;
  }
}

/** Functions that find the columns of data frames that belong together by their names. */
const matchesColumns = new Set(['rbind', 'merge']);

const mayBeFrame = ({ kind }: StaticValue): boolean => kind === 'dataFrame' || kind === 'list' || kind === 'unknown';

function columnNames(value: StaticValue): ReadonlySet<string> | null {
  if (value.kind === 'dataFrame') return new Set(value.columns.keys());
  return value.kind === 'list' ? new Set(value.elements.keys()) : null;
}
