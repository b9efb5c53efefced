/** Reads the names of a cell in the order in which it runs. */
import { datasetNames } from '../../data/datasets/catalogue.js';
import { wellKnownVariables } from '../constants.js';
import { functions } from '../functions.js';
import { piped } from '../services/calls.js';
import { textOf, type Frame, type Scope } from '../services/scope.js';
import { isHalfTyped } from '../static/assign.js';
import type { TextRange } from '../syntax/diagnostic.js';
import type { Assignment, Binary, Call, Expression, Formula, Index, Member, Program } from '../syntax/tree.js';
import { childrenOf, isBar } from '../syntax/walk.js';
import type { AppliedFormula, CellNames, Definition, Doubt, FormulaName, FrameNode, LeftVariable, Referent, Use } from './cell-names.js';
import { entryFrame, madeOf, newFrame, withColumns } from './frames.js';
import { readCall } from './read-call.js';

/** `scope` is what stands before the cell; it takes over what the cell assigns. */
export function readCell({ source, statements }: Program, scope: Scope): CellNames {
  const reader = new CellReader(source, scope);
  for (const statement of statements) reader.statement(statement);
  const { uses, doubts, ties, applied, leaves } = reader;
  return { uses, doubts, ties, applied, leaves };
}

/** Columns that names are looked up in before the variables. */
export interface Mask {
  readonly node: FrameNode;
  /** What is known of its columns; null where nothing is. */
  readonly frame: Frame | null;
}

/** A column that is named by a string. */
interface ColumnText extends TextRange {
  readonly name: string;
}

export class CellReader {
  readonly uses: Use[] = [];
  readonly doubts: Doubt[] = [];
  readonly ties: [Referent, Referent][] = [];
  readonly applied: AppliedFormula[] = [];
  readonly leaves = new Map<string, LeftVariable>();
  private readonly entries = new Map<string, LeftVariable>();
  /** `within(d, …)`: what is assigned becomes a column of this. */
  private inner: { node: FrameNode; readonly assigned: Set<string> } | null = null;
  private isInFormula = false;
  private isInGrouping = false;
  /** As what names that are no definitions are noted. */
  private role: 'read' | 'write' = 'read';

  constructor(
    private readonly source: string,
    readonly scope: Scope,
  ) {}

  statement(statement: Expression): void {
    const before = this.uses.length;
    this.visit(statement, []);
    this.scope.add(statement);
    for (const use of this.uses.slice(before)) if (use.role === 'definition' && use.referent.kind === 'variable') use.value = this.valueOf(use.referent.name);
  }

  /** Notes the names of an expression. The data frame that it stands for; null if it is none. */
  visit(expression: Expression, masks: readonly Mask[]): FrameNode | null {
    switch (expression.kind) {
      case 'name':
        return this.name(expression.name, expression, masks);
      case 'namespace':
        if (functions.has(expression.name)) this.note({ kind: 'function', name: expression.name }, expression.nameRange);
        return null;
      case 'formula':
        return this.formula(expression, masks);
      case 'parenthesised':
        return this.isInFormula && isBar(expression.inner) ? this.randomTerm(expression.inner, masks) : this.visit(expression.inner, masks);
      case 'member':
        return this.member(expression, masks);
      case 'index':
        return this.index(expression, masks);
      case 'call':
        return readCall(this, expression, masks);
      case 'assignment':
        return this.assignment(expression, masks);
      case 'binary': {
        const call = piped(expression);
        if (call) return readCall(this, call, masks);
        for (const part of childrenOf(expression)) this.visit(part, masks);
        return null;
      }
      case 'block':
        for (const statement of expression.statements) {
          this.visit(statement, masks);
          if (!this.inner) this.scope.add(statement);
        }
        return null;
      case 'unsupported':
        this.doubtWords(expression);
        return null;
      default:
        for (const part of childrenOf(expression)) this.visit(part, masks);
        return null;
    }
  }

  /** Notes the assignments of an expression as columns of a data frame; the data frame with them. */
  visitWithin(node: FrameNode, expression: Expression, masks: readonly Mask[]): FrameNode {
    const outer = this.inner;
    const inner = { node, assigned: new Set<string>() };
    this.inner = inner;
    this.visit(expression, masks);
    this.inner = outer;
    return inner.node;
  }

  /** Notes the names of an expression whose assignments are forgotten afterwards, as those inside `with` are. */
  visitApart(expression: Expression, masks: readonly Mask[]): void {
    const kept = new Map(this.leaves);
    this.visit(expression, masks);
    this.leaves.clear();
    for (const [name, variable] of kept) this.leaves.set(name, variable);
  }

  note(referent: Referent, { from, to }: TextRange, role: Use['role'] = this.role): void {
    if (to <= from) return;
    const value = referent.kind === 'variable' && role !== 'definition' ? this.valueOf(referent.name) : 'other';
    this.uses.push({ referent, from, to, role, isGrouping: this.isInGrouping && referent.kind === 'column', value });
  }

  /** Notes a definition of a column; the data frame with it. */
  column({ name, from, to }: ColumnText, before: FrameNode): FrameNode {
    const definition: Definition = { kind: 'column', name, from, to, before, isDataset: false, formula: [] };
    this.note({ kind: 'column', name, frame: before, definition }, definition, 'definition');
    return withColumns(before, new Map([[name, definition]]));
  }

  /** Notes that the formula in a variable is read with the columns of a data frame. */
  applyFormula(variable: string, { node, frame }: Mask): void {
    const { definition } = this.current(variable);
    this.applied.push({ variable: { kind: 'variable', name: variable, definition }, frame: node, columns: frame?.isComplete ? new Set(frame.columns.keys()) : null });
  }

  /** A variable as it stands here. */
  current(name: string): LeftVariable {
    const left = this.leaves.get(name) ?? this.entries.get(name);
    if (left) return left;
    const entry = { definition: null, frame: entryFrame(name) };
    this.entries.set(name, entry);
    return entry;
  }

  dataset(name: string, range: TextRange): void {
    if (datasetNames.has(name)) this.define({ kind: 'variable', name, from: range.from, to: range.to, before: null, isDataset: true, formula: [] }, newFrame());
  }

  private name(name: string, range: TextRange, masks: readonly Mask[]): FrameNode | null {
    if (/^(?:\.+|\.\.\d+|_|)$/.test(name)) return null;
    if (this.inner?.assigned.has(name)) {
      this.note({ kind: 'column', name, frame: this.inner.node, definition: null }, range);
      return null;
    }
    const isVariable = this.leaves.has(name) || this.scope.variable(name) !== undefined;
    const isKnown = isVariable || wellKnownVariables.has(name) || functions.has(name);
    for (const { node, frame } of masks) {
      const isColumn = frame?.columns.has(name) === true;
      // of columns that are not known, a name that stands for nothing else must be one
      if (!isColumn && (frame?.isComplete === true || (isKnown && !isVariable))) continue;
      if (!isColumn && isVariable) this.doubts.push({ name, from: range.from, to: range.to });
      this.note({ kind: 'column', name, frame: node, definition: null }, range);
      return null;
    }
    if (isVariable || datasetNames.has(name)) return this.variable(name, range).frame;
    if (functions.has(name)) this.note({ kind: 'function', name }, range);
    else if (!isKnown) this.doubts.push({ name, from: range.from, to: range.to });
    return null;
  }

  private variable(name: string, range: TextRange, role: Use['role'] = this.role): LeftVariable {
    const variable = this.current(name);
    this.note({ kind: 'variable', name, definition: variable.definition }, range, role);
    return variable;
  }

  private member({ object, operator, name, nameRange }: Member, masks: readonly Mask[]): null {
    const node = this.visit(object, masks);
    if (name === '' || operator === '@') return null;
    if (node && this.mayHaveColumns(object)) this.note({ kind: 'column', name, frame: node, definition: null }, nameRange);
    else this.doubts.push({ name, from: nameRange.from, to: nameRange.to });
    return null;
  }

  private mayHaveColumns(object: Expression): boolean {
    const { kind } = this.scope.value(object);
    return kind === 'dataFrame' || kind === 'list' || kind === 'unknown' || kind === 'null';
  }

  private index(index: Index, masks: readonly Mask[]): FrameNode | null {
    const node = this.visit(index.object, masks);
    const texts = columnTexts(index);
    const isFrame = node !== null && this.mayHaveColumns(index.object);
    for (const text of texts) {
      if (isFrame) this.note({ kind: 'column', name: text.name, frame: node, definition: null }, text);
      else this.doubts.push(text);
    }
    for (const { value } of index.arguments) if (value) this.visit(value, masks);
    return index.isDouble ? null : node;
  }

  private assignment(assignment: Assignment, masks: readonly Mask[]): FrameNode | null {
    const { target, value } = assignment;
    const node = this.visit(value, masks);
    if (isHalfTyped(assignment, this.source)) return node;
    const { from, to } = target;
    const name = target.kind === 'name' || target.kind === 'string' ? textOf(target) : null;
    if (name === null) this.change(target, value, masks);
    else if (this.inner) {
      this.inner.node = this.column({ name, from, to }, this.inner.node);
      this.inner.assigned.add(name);
    } else if (name !== '') this.define({ kind: 'variable', name, from, to, before: null, isDataset: false, formula: value.kind === 'formula' ? formulaNames(value, false) : [] }, node ?? newFrame());
    return node;
  }

  private define(definition: Definition, frame: FrameNode): void {
    frame.madeFor ??= definition;
    this.note({ kind: 'variable', name: definition.name, definition }, definition, 'definition');
    this.leaves.set(definition.name, { definition, frame });
  }

  /** `d$x <- …`, `levels(d$f) <- …`, `names(d) <- …`: what is changed, and what it is from then on. */
  private change(target: Expression, value: Expression, masks: readonly Mask[]): void {
    if (target.kind === 'call') return this.changeThrough(target, value, masks);
    const isPart = target.kind === 'member' || target.kind === 'index';
    if (isPart && !this.inner && (target.object.kind === 'name' || target.object.kind === 'string')) return this.changeColumns(target, value, masks);
    if (isPart && target.kind === 'index') for (const argument of target.arguments) if (argument.value) this.visit(argument.value, masks);
    this.writing(isPart && target.kind === 'index' ? target.object : target, masks);
  }

  /** `d$x`, `d[["x"]]` or `d[rows, "x"]` on the left: a column of the variable d. */
  private changeColumns(target: Member | Index, value: Expression, masks: readonly Mask[]): void {
    const name = textOf(target.object);
    const { frame, definition } = this.variable(name, target.object, 'write');
    const columns = target.kind === 'index' ? columnTexts(target) : target.name === '' || target.operator === '@' ? [] : [{ name: target.name, ...target.nameRange }];
    if (target.kind === 'index') for (const argument of target.arguments) if (argument.value) this.visit(argument.value, masks);
    const isRemoved = value.kind === 'constant' && value.name === 'NULL';
    const isWhole = target.kind === 'member' || target.arguments.length === 1 || target.arguments[0]?.value === null;
    let changed = frame;
    for (const column of columns) {
      if (isWhole && !isRemoved) changed = this.column(column, changed);
      else this.note({ kind: 'column', name: column.name, frame: changed, definition: null }, column, 'write');
    }
    this.leaves.set(name, { definition, frame: changed });
  }

  /** `levels(d$f) <- …` changes d and its column; `names(d) <- c("a", "b")` gives columns their names. */
  private changeThrough(target: Call, value: Expression, masks: readonly Mask[]): void {
    const [first, ...others] = target.arguments;
    for (const other of others) if (other.value) this.visit(other.value, masks);
    const called = textOf(target.callee);
    if (functions.has(called)) this.note({ kind: 'function', name: called }, target.callee);
    const object = first?.value;
    if (!object) return;
    if (object.kind !== 'name' || (called !== 'names' && called !== 'colnames')) return this.writing(object, masks);
    const { frame, definition } = this.variable(object.name, object, 'write');
    const texts = textsIn(value);
    const columns = texts.map(({ name, from, to }): Definition => ({ kind: 'column', name, from, to, before: null, isDataset: false, formula: [] }));
    const renamed = madeOf(new Map(columns.map(column => [column.name, column])), texts.length > 0 ? [] : [{ frame, columns: null }], texts.length > 0);
    renamed.madeFor = frame.madeFor;
    for (const column of columns) this.note({ kind: 'column', name: column.name, frame: renamed, definition: column }, column, 'definition');
    this.leaves.set(object.name, { definition, frame: renamed });
  }

  /** Notes the names of what is changed in place. */
  private writing(expression: Expression, masks: readonly Mask[]): void {
    this.role = 'write';
    this.visit(expression, masks);
    this.role = 'read';
  }

  /** What stands in a function or a loop may be any of the notebook's names. */
  private doubtWords({ from, to }: TextRange): void {
    for (const { 0: name, index } of this.source.slice(from, to).matchAll(/[\p{L}.][\p{L}\p{N}._]*/gu)) this.doubts.push({ name, from: from + index, to: from + index + name.length });
  }

  private formula(formula: Formula, masks: readonly Mask[]): null {
    const wasInFormula = this.isInFormula;
    this.isInFormula = true;
    for (const side of childrenOf(formula)) this.visit(side, masks);
    this.isInFormula = wasInFormula;
    return null;
  }

  /** `effects | grouping factor` in brackets. */
  private randomTerm({ left, right }: Binary, masks: readonly Mask[]): null {
    this.visit(left, masks);
    this.isInGrouping = true;
    this.visit(right, masks);
    this.isInGrouping = false;
    return null;
  }

  private valueOf(name: string): Use['value'] {
    const kind = this.scope.variable(name)?.kind ?? (datasetNames.has(name) ? 'dataFrame' : 'other');
    return kind === 'model' || kind === 'dataFrame' ? kind : 'other';
  }
}

/** The names in a formula that may be columns. */
function formulaNames(part: Expression, isGrouping: boolean): FormulaName[] {
  if (part.kind === 'name') return part.name === '.' ? [] : [{ name: part.name, from: part.from, to: part.to, isGrouping }];
  if (part.kind === 'parenthesised' && isBar(part.inner)) return [...formulaNames(part.inner.left, isGrouping), ...formulaNames(part.inner.right, true)];
  const parts = part.kind === 'call' ? childrenOf(part).slice(1) : childrenOf(part);
  return parts.flatMap(inner => formulaNames(inner, isGrouping));
}

/** The columns that an index names: `d[["x"]]`, `d["x"]`, `d[rows, c("x", "y")]`. */
function columnTexts({ arguments: given }: Index): ColumnText[] {
  const last = given.length === 1 || given.length === 2 ? given.at(-1)?.value : null;
  return last ? textsIn(last) : [];
}

/** A string, or the strings of a `c(…)` that holds nothing else. */
export function textsIn(expression: Expression): ColumnText[] {
  if (expression.kind === 'string') return [{ name: expression.value, from: expression.from, to: expression.to }];
  if (expression.kind !== 'call' || textOf(expression.callee) !== 'c') return [];
  const texts = expression.arguments.map(({ value }) => (value?.kind === 'string' ? { name: value.value, from: value.from, to: value.to } : null));
  return texts.every(text => text !== null) ? texts : [];
}
