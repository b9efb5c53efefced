/** What statements leave behind, as far as their text tells: variables, and columns of data frames. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import type { Assignment, Call, Expression, Index } from '../syntax/tree.js';
import { childrenOf } from '../syntax/walk.js';
import { columnsAt, infer, positionsAt, textsIn, type Names } from './infer.js';
import { asColumn, columnOf, frameOf, literal, textsOf, unknown, vectorOf, type Element, type StaticFrame, type StaticValue, type StaticVector } from './values.js';

/** Bound where statements may have bound names that the text does not tell. */
export const ANY_NAME = '*';

export type Bind = (name: string, value: StaticValue) => void;

/** Binds what a statement assigns, in the order in which it runs. `source` is the text of its cell. */
export function assignIn(statement: Expression, source: string, names: Names, bind: Bind): void {
  if (statement.kind === 'call' && hasOwnScope(statement)) return assignDatasets(statement, bind);
  if (statement.kind === 'call' && bindsAnything.has(textOf(statement.callee))) bind(ANY_NAME, unknown);
  for (const part of childrenOf(statement)) assignIn(part, source, names, bind);
  if (statement.kind === 'assignment' && !isHalfTyped(statement, source)) replace(statement.target, infer(statement.value, names), names, bind);
}

const bindsAnything = new Set(['load', 'attach', 'source', 'list2env']);

/** Assignments inside these stay inside. */
export const hasOwnScope = (call: Call): boolean => call.callee.kind === 'name' && /^(?:within|with|transform|subset|data)$/.test(call.callee.name);

/** `d$` above another statement: R takes the name on the next line for the column, and no writer means that. */
export const isHalfTyped = ({ target }: Assignment, source: string): boolean => target.kind === 'member' && source.slice(target.object.to, target.nameRange.from).includes('\n');

function assignDatasets(call: Call, bind: Bind): void {
  if (textOf(call.callee) !== 'data') return;
  for (const { name, value } of call.arguments) {
    const dataset = name === null && value ? datasetNamed(textOf(value)) : undefined;
    if (dataset) bind(dataset.name, frameOf(dataset.columns));
  }
}

/** `target <- value` for any target: `d$x`, `levels(d$f)[2]`, `names(d)` are read, changed and assigned from the inside out. */
function replace(target: Expression, value: StaticValue, names: Names, bind: Bind): void {
  switch (target.kind) {
    case 'name':
      return bind(target.name, value);
    case 'string':
      return bind(target.value, value);
    case 'parenthesised':
      return replace(target.inner, value, names, bind);
    case 'member':
      return replace(target.object, withElement(infer(target.object, names), target.name, value), names, bind);
    case 'index':
      return replace(target.object, withIndexed(infer(target.object, names), target, value, names), names, bind);
    case 'call': {
      const changed = target.arguments[0]?.value;
      if (changed) replace(changed, throughFunction(textOf(target.callee), infer(changed, names), value), names, bind);
      return;
    }
    default:
  }
}

/** `d$x <- value`, `l[["x"]] <- value`; NULL takes it away. */
function withElement(object: StaticValue, name: string, value: StaticValue): StaticValue {
  if (object.kind === 'list' || object.kind === 'null') {
    const elements = new Map(object.kind === 'list' ? object.elements : []);
    if (value.kind === 'null') elements.delete(name);
    else elements.set(name, value);
    return { kind: 'list', elements, isComplete: object.kind === 'null' || object.isComplete };
  }
  if (object.kind === 'dataFrame') return withColumns(object, [name], value);
  // nothing is known of it, except that it now has this
  return object.kind === 'unknown' ? withColumns({ kind: 'dataFrame', columns: new Map(), isComplete: false }, [name], value) : unknown;
}

function withColumns(frame: StaticFrame, chosen: readonly string[], value: StaticValue): StaticFrame {
  const columns = new Map(frame.columns);
  for (const name of chosen) {
    if (value.kind === 'null') columns.delete(name);
    else columns.set(name, asColumn(name, value));
  }
  return { ...frame, columns };
}

function withIndexed(object: StaticValue, { isDouble, arguments: given }: Index, value: StaticValue, names: Names): StaticValue {
  const last = given.at(-1)?.value;
  if (object.kind === 'vector') return changedVector(object, value, last && given.length === 1 ? infer(last, names) : unknown);
  if (object.kind !== 'dataFrame' && object.kind !== 'list' && object.kind !== 'unknown' && object.kind !== 'null') return unknown;
  if (isDouble) {
    const [name] = given.length === 1 && last ? (textsIn(last, names) ?? []) : [];
    return name === undefined ? forgotten(object) : withElement(object, name, value);
  }
  if (object.kind !== 'dataFrame') return object.kind === 'list' ? forgotten(object) : unknown;
  if (!last) return given.length === 2 ? object : forgotten(object);
  const chosen = columnsAt(last, object, names);
  if (!chosen) return forgotten(object);
  const isWhole = given.length === 1 || given[0]!.value === null;
  return isWhole ? withColumns(object, chosen, wholeColumns(value)) : withRows(object, chosen, value);
}

/** What is assigned to whole columns: each gets the vector, or what a list or a data frame holds for it. */
const wholeColumns = (value: StaticValue): StaticValue => (value.kind === 'vector' || value.kind === 'null' ? value : unknown);

function withRows(frame: StaticFrame, chosen: readonly string[], value: StaticValue): StaticFrame {
  const columns = new Map(frame.columns);
  for (const name of chosen) {
    const column = columns.get(name);
    columns.set(name, asColumn(name, column ? changedVector(columnOf(column), value, unknown) : unknown));
  }
  return { ...frame, columns };
}

/** Some elements are replaced: a factor stays one with its levels, numbers stay numbers. */
function changedVector(vector: StaticVector, value: StaticValue, index: StaticValue): StaticValue {
  const elements = withElements(vector, value, index);
  if (elements) return literal(vector.type, elements);
  if (vector.type === 'factor' || vector.type === 'ordered') return vectorOf(vector.type, { levels: vector.levels, ...(vector.values ? { values: vector.values } : {}) });
  const isMissing = value.kind === 'vector' && value.elements?.every((element) => element === null) === true;
  return isMissing || (value.kind === 'vector' && value.type === vector.type) ? vectorOf(vector.type) : unknown;
}

/** The elements after the replacement, where all of them and their places are written. */
function withElements({ type, elements }: StaticVector, value: StaticValue, index: StaticValue): Element[] | null {
  const positions = elements && index.kind === 'vector' ? positionsAt(index, elements.length) : null;
  const given = value.kind === 'vector' && value.type === type ? value.elements : null;
  if (!elements || !positions || !given || (given.length !== 1 && given.length !== positions.length)) return null;
  const changed = [...elements];
  positions.forEach((position, order) => (changed[position] = given[given.length === 1 ? 0 : order]!));
  return changed;
}

/** Columns or elements that can no longer be told by name. */
function forgotten(object: StaticValue): StaticValue {
  if (object.kind === 'dataFrame') return { ...object, columns: new Map([...object.columns.keys()].map((name) => [name, asColumn(name, unknown)])), isComplete: false };
  return object.kind === 'list' ? { kind: 'list', elements: object.elements, isComplete: false } : unknown;
}

/** `f(x) <- value`: what x is after it. */
function throughFunction(name: string, x: StaticValue, value: StaticValue): StaticValue {
  switch (name) {
    case 'names':
    case 'colnames':
      return renamed(x, textsOf(value));
    case 'levels':
      return relabelled(x, textsOf(value));
    case 'rownames':
    case 'row.names':
    case 'contrasts':
      return x;
    default:
      return x.kind === 'dataFrame' ? forgotten(x) : unknown;
  }
}

function renamed(x: StaticValue, names: readonly string[] | null): StaticValue {
  if (x.kind !== 'dataFrame' && x.kind !== 'list') return x;
  const size = x.kind === 'dataFrame' ? x.columns.size : x.elements.size;
  // with fewer names than columns R leaves the others without one
  if (!x.isComplete || names?.length !== size) return x.kind === 'dataFrame' ? (names === null ? { kind: 'dataFrame', columns: new Map(), isComplete: false } : frameOf(names.map((name) => asColumn(name, unknown)), !x.isComplete)) : unknown;
  if (x.kind === 'list') return { ...x, elements: new Map([...x.elements.values()].map((element, index) => [names[index]!, element])) };
  return frameOf([...x.columns.values()].map((column, index) => ({ ...column, name: names[index]! })));
}

function relabelled(x: StaticValue, levels: readonly string[] | null): StaticValue {
  if (x.kind !== 'vector') return x;
  const type = x.type === 'ordered' ? 'ordered' : 'factor';
  return vectorOf(type, levels ? { levels: [...new Set(levels)] } : {});
}

const textOf = (expression: Expression): string => (expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : '');

