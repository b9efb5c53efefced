/**
 * A report as a tree of blocks, before it is written as HTML, Word, PDF, LaTeX or Markdown: what every written form holds, and nothing of how it looks.
 * Whatever the user named (levels, columns, titles, prose) is text here; each writer escapes for its own form.
 */
import type { ChartResult, Result } from '../../results.js';

export interface Document {
  readonly title: string;
  /** Language of the words, as in `lang="en"`. */
  readonly language: string;
  /** Version of the engine that computed the results. */
  readonly engine: string;
  /** The first is the heading of level 1 that holds the title. */
  readonly blocks: readonly Block[];
}

export type Block = LeafBlock | ContainerBlock;

/** What is written as it is. */
export type LeafBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4 | 5 | 6; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  /** Source of a cell, or a block of code in prose. */
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  /** What a cell printed. */
  | { readonly kind: 'output'; readonly text: string }
  /** A displayed equation: LaTeX, MathML and how it is read aloud, of the same formula. */
  | { readonly kind: 'equation'; readonly latex: string; readonly mathml: string; readonly text: string }
  | DocumentTable
  | DocumentFigure
  | { readonly kind: 'rule' };

/** What holds other blocks. */
export type ContainerBlock =
  | { readonly kind: 'list'; readonly isOrdered: boolean; /** Of the first item; 1 unless the prose says otherwise. */ readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'notice'; readonly severity: 'information' | 'warning' | 'error'; readonly blocks: readonly Block[] }
  /** A Markdown cell: a form that is Markdown itself keeps it as it was written, any other writes the blocks. */
  | { readonly kind: 'prose'; readonly markdown: string; readonly blocks: readonly Block[] }
  /** An output of a cell: a form with a view of its own for such a result shows that, any other writes the blocks. */
  | { readonly kind: 'result'; /** Such as `c2-o1`: second cell, first output. */ readonly id: string; readonly result: Result; readonly blocks: readonly Block[] };

/** A run of text; `symbol` is set in italics, such as `p` or `z`. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string; readonly isStrong?: boolean; readonly isEmphasis?: boolean; readonly isCode?: boolean; readonly isStruck?: boolean }
  | { readonly kind: 'symbol'; readonly text: string; readonly isStrong?: boolean }
  | { readonly kind: 'subscript' | 'superscript'; readonly text: string }
  /** `href` is http, https or mailto, or a path; nothing that runs. */
  | { readonly kind: 'link'; readonly href: string; readonly content: readonly Inline[] }
  /** A picture of the prose: `text` is its alternative text; `src` a data address of an image, or a path or an address that is never fetched. */
  | { readonly kind: 'image'; readonly src: string; readonly text: string }
  | { readonly kind: 'break' };

export interface DocumentTable {
  readonly kind: 'table';
  /** Counted through the document, from 1; null for a table without a caption (one of prose, or without a title). */
  readonly number: number | null;
  /** Printed above, its label ("Table 1.") included; empty where there is no number. */
  readonly caption: readonly Inline[];
  readonly columns: readonly DocumentColumn[];
  /** Cells are as many as columns; the first of a row is its head. `isGroup` marks a row that only names those below it. */
  readonly rows: readonly DocumentRow[];
  /** Printed below, a paragraph each. */
  readonly notes: readonly (readonly Inline[])[];
}

export interface DocumentColumn {
  readonly head: readonly Inline[];
  /** `decimal`: numbers whose points stand under each other. */
  readonly align: 'left' | 'right' | 'decimal' | 'centre';
}

export interface DocumentRow {
  readonly cells: readonly (readonly Inline[])[];
  readonly isGroup?: boolean;
}

export interface DocumentFigure {
  readonly kind: 'figure';
  /** Counted through the document, from 1. */
  readonly number: number;
  /** Printed above the picture; empty in styles that print everything below. */
  readonly heading: readonly Inline[];
  /** Printed below the picture, with the label ("Figure 1.") unless that stands above. */
  readonly caption: readonly Inline[];
  /** Drawn as it is; `chart.description` is the alternative text. */
  readonly chart: ChartResult;
}

/** The text of runs, as it reads without any markup. */
export function plainInlines(content: readonly Inline[]): string {
  return content.map(run => (run.kind === 'break' ? ' ' : run.kind === 'link' ? plainInlines(run.content) : run.text)).join('');
}

/** Every figure of the blocks, those within others included, in their order. */
export const figuresIn = (blocks: readonly Block[]): readonly DocumentFigure[] =>
  blocks.flatMap(block => (block.kind === 'figure' ? [block] : block.kind === 'list' ? figuresIn(block.items.flat()) : 'blocks' in block ? figuresIn(block.blocks) : []));
