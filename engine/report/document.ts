/**
 * A report as a tree of blocks, before it is written as Word, PDF, LaTeX or Markdown: what every written form holds, and nothing of how it looks.
 * Whatever the user named (levels, columns, titles, prose) is text here; each writer escapes for its own form.
 */
import type { ChartResult } from '../results.js';

export interface Document {
  readonly title: string;
  /** Language of the words, as in `lang="en"`. */
  readonly language: string;
  /** Version of the engine that computed the results. */
  readonly engine: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4 | 5 | 6; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  /** A cell, or a block of code in prose. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  /** What a cell printed. */
  | { readonly kind: 'output'; readonly text: string }
  /** A displayed equation: LaTeX, MathML and how it is read aloud, of the same formula. */
  | { readonly kind: 'equation'; readonly latex: string; readonly mathml: string; readonly text: string }
  | { readonly kind: 'notice'; readonly severity: 'information' | 'warning' | 'error'; readonly blocks: readonly Block[] }
  | DocumentTable
  | DocumentFigure
  | { readonly kind: 'rule' };

/** A run of text; `math` marks a symbol that is set in italics, such as `p` or `σ²`. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string; readonly isStrong?: boolean; readonly isEmphasis?: boolean; readonly isCode?: boolean }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'subscript' | 'superscript'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly content: readonly Inline[] }
  | { readonly kind: 'break' };

export interface DocumentTable {
  readonly kind: 'table';
  /** Counted through the document, from 1. */
  readonly number: number;
  readonly caption: readonly Inline[];
  readonly columns: readonly { readonly head: readonly Inline[]; readonly align: 'left' | 'right' | 'decimal' | 'centre' }[];
  /** Cells are as many as columns; the first of a row is its head. `isGroup` marks a row that only names those below it. */
  readonly rows: readonly { readonly cells: readonly (readonly Inline[])[]; readonly isGroup?: boolean }[];
  readonly notes: readonly (readonly Inline[])[];
}

export interface DocumentFigure {
  readonly kind: 'figure';
  /** Counted through the document, from 1. */
  readonly number: number;
  /** `chart.caption` is printed below, `chart.description` is the alternative text. */
  readonly chart: ChartResult;
}
