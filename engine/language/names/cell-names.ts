/** What the words of a cell name, told from the cell alone: where it needs what stands above it, it says so by name. */
import type { TextRange } from '../syntax/diagnostic.js';

/** A place in a cell that gives a variable or a column its name and its value. */
export interface Definition extends TextRange {
  readonly kind: 'variable' | 'column';
  readonly name: string;
  /** For a column: its data frame before it, where a column of that name may have stood; null where there was none. */
  readonly before: FrameNode | null;
  /** For a variable that `data()` binds; its name is not the notebook's to choose. */
  readonly isDataset: boolean;
  /** The names in a formula that a variable is given; what they stand for is told by the data that a call gives with it. */
  readonly formula: readonly FormulaName[];
}

export interface FormulaName extends TextRange {
  readonly name: string;
  readonly isGrouping: boolean;
}

/** A data frame, or a list, as a source of columns by name. */
export interface FrameNode {
  readonly own: ReadonlyMap<string, Definition>;
  /** Data frames whose columns it takes over under their names; `columns` are those that each of them has, null where that is not known. */
  readonly inherits: readonly { readonly frame: FrameNode; readonly columns: ReadonlySet<string> | null }[];
  /** The variable that it was before the cell; null for one made in the cell. */
  readonly entry: string | null;
  /** False where it is only likely that a column keeps its name. */
  readonly isCertain: boolean;
  /** The variable that it was first given to. */
  madeFor: Definition | null;
}

export type Referent =
  /** `definition` null: bound before the cell. */
  | { readonly kind: 'variable'; readonly name: string; readonly definition: Definition | null }
  | { readonly kind: 'column'; readonly name: string; readonly frame: FrameNode; readonly definition: Definition | null }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'argument'; readonly name: string; readonly function: string };

/** One occurrence of a name. */
export interface Use extends TextRange {
  readonly referent: Referent;
  /** `definition` gives the name, `write` changes what it stands for. */
  readonly role: 'definition' | 'write' | 'read';
  /** A column that stands as grouping factor of a random-effects term. */
  readonly isGrouping: boolean;
  /** What a variable holds, as far as that is known. */
  value: 'model' | 'dataFrame' | 'other';
}

/** A word of which it is not certain what it names: it may be a column, or a variable. */
export interface Doubt extends TextRange {
  readonly name: string;
}

/** A variable whose formula is read with the columns of a data frame; `columns` are those that are known to be there, null where there may be any. */
export interface AppliedFormula {
  readonly variable: Referent;
  readonly frame: FrameNode;
  readonly columns: ReadonlySet<string> | null;
}

/** What a variable is when the cell has run. */
export interface LeftVariable {
  readonly definition: Definition | null;
  readonly frame: FrameNode;
}

export interface CellNames {
  /** In the order in which the cell runs. */
  readonly uses: readonly Use[];
  readonly doubts: readonly Doubt[];
  /** Names that are one: `data.frame(x)` makes a column of the variable's name, `rbind(a, b)` puts columns of one name together. */
  readonly ties: readonly (readonly [Referent, Referent])[];
  readonly applied: readonly AppliedFormula[];
  /** The variables that the cell binds or changes. */
  readonly leaves: ReadonlyMap<string, LeftVariable>;
}
