/** The names of a notebook across its cells, which run from top to bottom: each occurrence with the definitions that reach it. */
import type { NotebookText } from '../notebook-text.js';
import { parsed } from '../services/parsed.js';
import { Remembered } from '../services/remembered.js';
import { Scope } from '../services/scope.js';
import type { Reads } from '../static/notebook-facts.js';
import type { TextRange } from '../syntax/diagnostic.js';
import type { AppliedFormula, CellNames, Definition, Doubt, FormulaName, FrameNode, Referent, Use } from './cell-names.js';
import { readCell } from './read-cell.js';

export interface Place extends TextRange {
  readonly cell: number;
}

/** What a name stands for from one definition to the next. */
export interface Binding {
  readonly kind: 'variable' | 'column' | 'function' | 'argument';
  readonly name: string;
  /** Where the notebook defines it; null for what comes from outside: data, functions, the live session. */
  readonly place: Place | null;
  /** For a column from outside: where its data frame got its name. */
  readonly frameAt: Place | null;
  readonly isDataset: boolean;
  /** How many occurrences it has. */
  uses: number;
  /** A binding that a rename must change too; itself where there is none. */
  same: Binding;
}

export interface Occurrence extends Place {
  readonly use: Use;
  /** The definitions that reach it; more than one where data frames with columns of the same name are put together. */
  readonly bindings: readonly Binding[];
  /** False where it is only likely that these are the bindings. */
  readonly isCertain: boolean;
}

export interface NotebookNames {
  /** In the order in which the notebook runs, cell by cell. */
  readonly cells: readonly (readonly Occurrence[])[];
  readonly doubts: readonly (Place & Doubt)[];
  /** Bindings from outside that share a name with others although nothing may read them. */
  readonly tied: readonly Binding[];
}

/** The same object while nothing in the notebook changes. */
export function namesOf({ cells, snapshot, files }: NotebookText): NotebookNames {
  const same = recent.find(one => one.snapshot === snapshot && one.files === files && one.cells.length === cells.length && one.cells.every((text, cell) => text === cells[cell]));
  if (same) return same.names;
  const linker = new Linker();
  cells.forEach((_, cell) => linker.add(cellNames({ cells, cell, snapshot, ...(files ? { files } : {}) })));
  const names = { cells: linker.cells, doubts: linker.doubts, tied: linker.tied };
  recent.unshift({ cells: [...cells], snapshot, files, names });
  recent.length = Math.min(recent.length, MOST_NOTEBOOKS);
  return names;
}

const MOST_NOTEBOOKS = 4;
const recent: (Pick<NotebookText, 'cells' | 'snapshot' | 'files'> & { readonly names: NotebookNames })[] = [];

/** The names of one cell; what they stand for in the cells above does not matter, only what kind of thing it is. */
export function cellNames(notebook: NotebookText): CellNames {
  const source = notebook.cells[notebook.cell] ?? '';
  const scope = Scope.before(notebook);
  const before = remembered.get(source) ?? [];
  const known = before.find(({ reads }) => scope.holds(reads));
  if (known) return known.names;
  const names = readCell(parsed(source).program, scope);
  remembered.set(source, [{ reads: scope.reads, names }, ...before].slice(0, MOST_READINGS));
  return names;
}

const MOST_READINGS = 3;
const remembered = new Remembered<readonly { readonly reads: Reads; readonly names: CellNames }[]>();

/** A data frame with its cell: of cells with the same text each has its own. */
class Frame {
  private readonly outside = new Map<string, Binding>();
  private readonly known = new Map<string, Found>();

  constructor(
    private readonly own: ReadonlyMap<string, Binding>,
    private readonly inherits: readonly { readonly frame: Frame; readonly columns: ReadonlySet<string> | null }[],
    private readonly isCertain: boolean,
    private readonly madeAt: Place | null,
  ) {}

  find(name: string): Found {
    const known = this.known.get(name);
    if (known) return known;
    const found = this.findAnew(name);
    this.known.set(name, found);
    return found;
  }

  private findAnew(name: string): Found {
    const own = this.own.get(name);
    if (own) return { bindings: [own], isCertain: true };
    if (this.inherits.length === 0) return { bindings: [this.fromOutside(name)], isCertain: this.isCertain };
    const having = this.inherits.filter(({ columns }) => columns?.has(name));
    const possible = this.inherits.filter(({ columns }) => columns === null);
    if (having.length === 0 && possible.length === 0) return { bindings: [this.fromOutside(name)], isCertain: this.isCertain };
    const found = (having.length > 0 ? having : possible).map(({ frame }) => frame.find(name));
    return { bindings: [...new Set(found.flatMap(({ bindings }) => bindings))], isCertain: this.isCertain && found.every(({ isCertain }) => isCertain) };
  }

  private fromOutside(name: string): Binding {
    const known = this.outside.get(name);
    if (known) return known;
    const binding = newBinding('column', name, { frameAt: this.madeAt });
    this.outside.set(name, binding);
    return binding;
  }
}

interface Found {
  readonly bindings: readonly Binding[];
  readonly isCertain: boolean;
}

function newBinding(kind: Binding['kind'], name: string, more: Partial<Pick<Binding, 'place' | 'frameAt' | 'isDataset'>> = {}): Binding {
  const binding: Omit<Binding, 'same'> & { same?: Binding } = { kind, name, place: null, frameAt: null, isDataset: false, uses: 0, ...more };
  binding.same = binding as Binding;
  return binding as Binding;
}

/** The binding that stands for all that a rename must change together. */
export function groupOf(binding: Binding): Binding {
  let group = binding;
  while (group.same !== group) group = group.same;
  return group;
}

function join(a: Binding, b: Binding): void {
  const [first, second] = [groupOf(a), groupOf(b)];
  if (first !== second) first.same = second;
}

class Linker {
  readonly cells: Occurrence[][] = [];
  readonly tied: Binding[] = [];
  private readonly doubtful = new Map<string, Place & Doubt>();
  private readonly variables = new Map<string, { readonly binding: Binding; readonly frame: Frame }>();
  private readonly formulas = new Map<Binding, { readonly cell: number; readonly names: readonly FormulaName[] }>();
  /** Functions, and arguments by their function. */
  private readonly outside = new Map<string, Binding>();
  private frames = new Map<FrameNode, Frame>();
  private definitions = new Map<Definition, Binding>();
  private number = 0;

  get doubts(): (Place & Doubt)[] {
    return [...this.doubtful.values()];
  }

  /** Adds the next cell. */
  add({ uses, ties, doubts, applied, leaves }: CellNames): void {
    this.frames = new Map();
    this.definitions = new Map();
    this.number = this.cells.length;
    const occurrences: Occurrence[] = [];
    this.cells.push(occurrences);
    for (const use of uses) {
      const occurrence = this.occurrence(use);
      // `by = "x"` of merge names a column of each data frame
      if (occurrences.at(-1)?.from === occurrence.from) this.addTo(occurrences, occurrence);
      else occurrences.push(occurrence);
    }
    for (const [one, other] of ties) this.tie([...this.found(one).bindings, ...this.found(other).bindings]);
    for (const { name, from, to } of doubts) this.doubtful.set(`${this.number} ${from}`, { name, from, to, cell: this.number });
    for (const formula of applied) this.apply(formula);
    const left = [...leaves].map(([name, { definition, frame }]) => [name, { binding: definition ? this.bound(definition) : this.variable(name).binding, frame: this.frame(frame) }] as const);
    for (const [name, variable] of left) this.variables.set(name, variable);
  }

  private tie(bindings: readonly Binding[]): void {
    for (const binding of bindings) {
      join(binding, bindings[0]!);
      if (binding.place === null) this.tied.push(binding);
    }
  }

  /** The names of a formula that was written further above, read with a data frame. */
  private apply({ variable, frame, columns }: AppliedFormula): void {
    for (const formula of this.found(variable).bindings.flatMap(binding => this.formulas.get(binding) ?? [])) {
      for (const { name, from, to, isGrouping } of formula.names) {
        if (columns && !columns.has(name)) continue;
        const use: Use = { referent: { kind: 'column', name, frame, definition: null }, from, to, role: 'read', isGrouping, value: 'other' };
        this.doubtful.delete(`${formula.cell} ${from}`);
        this.addTo(this.cells[formula.cell]!, { use, from, to, cell: formula.cell, ...this.frame(frame).find(name) });
      }
    }
  }

  /** A name that is read with several data frames stands for a column of each. */
  private addTo(cell: Occurrence[], occurrence: Occurrence): void {
    const at = cell.findIndex(({ from, use }) => from === occurrence.from && use.referent.kind === 'column');
    const known = cell[at];
    if (known) cell[at] = counted({ ...known, bindings: [...new Set([...known.bindings, ...occurrence.bindings])], isCertain: known.isCertain && occurrence.isCertain });
    else cell.push(counted(occurrence));
  }

  private occurrence(use: Use): Occurrence {
    const { referent, role, from, to } = use;
    const { bindings, isCertain } = this.found(referent);
    if (role === 'definition' && referent.kind === 'column' && referent.definition?.before) this.redefine(referent.definition, referent.definition.before);
    return counted({ use, from, to, cell: this.number, bindings, isCertain });
  }

  /** A column that is assigned again keeps its name; one from outside that nothing has read may as well not have been there. */
  private redefine(definition: Definition, before: FrameNode): void {
    for (const binding of this.frame(before).find(definition.name).bindings) if (binding.place !== null || binding.uses > 0) join(this.bound(definition), binding);
  }

  private found(referent: Referent): Found {
    switch (referent.kind) {
      case 'variable':
        return certain(referent.definition ? this.bound(referent.definition) : this.variable(referent.name).binding);
      case 'column':
        return referent.definition ? certain(this.bound(referent.definition)) : this.frame(referent.frame).find(referent.name);
      case 'function':
        return certain(this.fromOutside('function', referent.name, referent.name));
      case 'argument':
        return certain(this.fromOutside('argument', referent.name, `${referent.function} ${referent.name}`));
    }
  }

  private bound(definition: Definition): Binding {
    const known = this.definitions.get(definition);
    if (known) return known;
    const binding = newBinding(definition.kind, definition.name, { place: this.placeOf(definition), isDataset: definition.isDataset });
    this.definitions.set(definition, binding);
    if (definition.formula.length > 0) this.formulas.set(binding, { cell: this.number, names: definition.formula });
    return binding;
  }

  private variable(name: string): { readonly binding: Binding; readonly frame: Frame } {
    const known = this.variables.get(name);
    if (known) return known;
    const variable = { binding: newBinding('variable', name), frame: new Frame(new Map(), [], true, null) };
    this.variables.set(name, variable);
    return variable;
  }

  private fromOutside(kind: 'function' | 'argument', name: string, key: string): Binding {
    const known = this.outside.get(key);
    if (known) return known;
    const binding = newBinding(kind, name);
    this.outside.set(key, binding);
    return binding;
  }

  private frame(node: FrameNode): Frame {
    const known = this.frames.get(node);
    if (known) return known;
    const own = new Map([...node.own].map(([name, definition]) => [name, this.bound(definition)]));
    const inherits = node.inherits.map(({ frame, columns }) => ({ frame: this.frame(frame), columns }));
    const frame = node.entry === null ? new Frame(own, inherits, node.isCertain, node.madeFor && this.placeOf(node.madeFor)) : this.variable(node.entry).frame;
    this.frames.set(node, frame);
    return frame;
  }

  private placeOf({ from, to }: Definition): Place {
    return { cell: this.number, from, to };
  }
}

/** Counts an occurrence for its bindings, which then keep one name. */
function counted(occurrence: Occurrence): Occurrence {
  const { bindings } = occurrence;
  for (const binding of bindings) {
    binding.uses++;
    join(binding, bindings[0]!);
  }
  return occurrence;
}

const certain = (binding: Binding): Found => ({ bindings: [binding], isCertain: true });
