/** What a cell makes, for an outline: variables, models with their formulas, columns of data frames; and the sections that comments mark. */
import { sectionHeading } from './folding.js';
import { functions } from './functions.js';
import { parsed } from './services/parsed.js';
import { textOf } from './services/scope.js';
import { deparse } from './syntax/deparse.js';
import type { TextRange } from './syntax/diagnostic.js';
import { leavesIn } from './syntax/leaves.js';
import type { Assignment, Call, Expression } from './syntax/tree.js';

export interface OutlineEntry {
  readonly name: string;
  /** The formula of a model; otherwise the function that makes it. */
  readonly detail: string;
  readonly kind: 'section' | 'model' | 'data' | 'column' | 'variable';
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly children: readonly OutlineEntry[];
}

/** In the order of the text, below their sections. */
export function outlineOf(source: string): OutlineEntry[] {
  const entries = parsed(source).program.statements.flatMap(entriesOf);
  return nested(source, entries);
}

function entriesOf(statement: Expression): OutlineEntry[] {
  if (statement.kind === 'call' && textOf(statement.callee) === 'data') return datasets(statement);
  if (statement.kind === 'block') return statement.statements.flatMap(entriesOf);
  return statement.kind === 'assignment' ? assigned(statement) : [];
}

const datasets = (call: Call): OutlineEntry[] =>
  call.arguments.flatMap(({ name, value }): OutlineEntry[] => (name !== null || !value || textOf(value) === '' ? [] : [{ name: textOf(value), detail: 'data', kind: 'data', range: call, nameRange: value, children: [] }]));

function assigned(statement: Assignment): OutlineEntry[] {
  const { target, value } = statement;
  if (target.kind === 'name' || target.kind === 'string') return [{ ...madeBy(value), name: textOf(target), range: statement, nameRange: target, children: [] }];
  const isColumn = (target.kind === 'member' && target.name !== '') || (target.kind === 'index' && target.arguments.at(-1)?.value?.kind === 'string');
  return isColumn ? [{ name: deparse(target), detail: makerOf(value), kind: 'column', range: statement, nameRange: target, children: [] }] : [];
}

function madeBy(value: Expression): Pick<OutlineEntry, 'detail' | 'kind'> {
  const maker = makerOf(value);
  const group = functions.get(maker)?.group;
  const formula = value.kind === 'call' && group === 'fit' ? value.arguments.map(argument => argument.value).find(one => one?.kind === 'formula') : undefined;
  if (formula) return { kind: 'model', detail: `${maker}: ${deparse(formula)}` };
  return { kind: group === 'fit' ? 'model' : group === 'read' || makesFrame.has(maker) ? 'data' : 'variable', detail: maker };
}

/** The function that a value comes from last. */
function makerOf(value: Expression): string {
  if (value.kind === 'call') return textOf(value.callee);
  if (value.kind === 'binary' && value.operator === '|>') return makerOf(value.right);
  return value.kind === 'parenthesised' ? makerOf(value.inner) : '';
}

const makesFrame = new Set(['data.frame', 'subset', 'transform', 'within', 'merge', 'aggregate', 'expand.grid', 'na.omit']);

interface Section {
  readonly level: number;
  readonly entry: OutlineEntry & { readonly children: OutlineEntry[] };
}

/** Puts entries under the headings that stand above them. */
function nested(source: string, entries: readonly OutlineEntry[]): OutlineEntry[] {
  const headings = leavesIn(source).flatMap(({ kind, from, to }) => {
    const heading = kind === 'Comment' ? sectionHeading(source.slice(from, to)) : null;
    return heading ? [{ ...heading, from, to }] : [];
  });
  const top: OutlineEntry[] = [];
  const open: Section[] = [];
  const place = (entry: OutlineEntry): void => void (open.at(-1)?.entry.children ?? top).push(entry);
  const startSection = ({ level, title, from, to }: (typeof headings)[number], index: number): void => {
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    const next = headings.slice(index + 1).find(other => other.level <= level);
    const entry = { name: title, detail: '', kind: 'section' as const, range: { from, to: source.slice(0, next?.from).trimEnd().length }, nameRange: { from, to }, children: [] };
    place(entry);
    open.push({ level, entry });
  };
  let following = 0;
  for (const entry of entries) {
    while (headings[following] && headings[following]!.from < entry.range.from) startSection(headings[following]!, following++);
    place(entry);
  }
  while (headings[following]) startSection(headings[following]!, following++);
  return top;
}
