/** From a notebook with its results to the document that every written form is made of. */
import type { CellError, CellOutcome, ChartResult, ModelResult, Notice, Result, TextResult } from '../../results.js';
import { equationLatex } from '../equation/equation-latex.js';
import { equationMathML } from '../equation/equation-mathml.js';
import { equationText } from '../equation/equation-text.js';
import { toPlainText } from '../plain-text.js';
import type { ReportCell, ReportInput } from '../report-input.js';
import { summarizeModel } from '../summary.js';
import { interpretFixedEffect, interpretRandomTerm, type Interpretation } from '../words.js';
import { vectorTable } from '../tables.js';
import type { Block, Document, DocumentFigure, DocumentTable, Inline } from './document.js';
import { journalStyles, type JournalStyle, type StyleName } from './journal-styles.js';
import { methodsBlocks } from './methods-blocks.js';
import { modelTables } from './model-tables.js';
import { proseBlocks } from './prose.js';
import { modesTable, resultTable } from './result-tables.js';
import { cell, titleOf, type UnnumberedTable } from './table-parts.js';

export interface DocumentOptions {
  /** How tables and captions are printed; `plain` unless given. */
  readonly style?: StyleName;
  /** Whether the source of cells is part of the document; true unless given. */
  readonly showsCode?: boolean;
}

/** Prose, source and outputs in the order of the notebook; tables and figures numbered through, each from 1. */
export function buildDocument(notebook: ReportInput, options: DocumentOptions = {}): Document {
  const writer = new Writer(journalStyles[options.style ?? 'plain'], options.showsCode ?? true);
  const cells = notebook.cells.flatMap((each, place) => writer.cell(each, place));
  return { title: notebook.title, language: 'en', engine: notebook.engine, blocks: withoutGaps([...titleBlocks(notebook, cells), ...cells, ...methodsBlocks(writer.models, { engine: notebook.engine, seed: notebook.seed ?? null }, options.style === 'ama' ? 'ama' : 'apa'), { kind: 'rule' }, softwareLine(notebook.engine)]) };
}

/** Headings that go down by one level at a time, as readers who go from heading to heading need them. */
function withoutGaps(blocks: readonly Block[]): readonly Block[] {
  let last = 0;
  const mended = (block: Block): Block => {
    if (block.kind === 'prose') return { ...block, blocks: block.blocks.map(mended) };
    if (block.kind !== 'heading') return block;
    last = Math.min(block.level, last + 1);
    return { ...block, level: last as typeof block.level };
  };
  return blocks.map(mended);
}

/** The title of the notebook, unless its first cell begins with a heading of that level. */
function titleBlocks({ title }: ReportInput, cells: readonly Block[]): readonly Block[] {
  const first = cells[0]?.kind === 'prose' ? cells[0].blocks[0] : undefined;
  return first?.kind === 'heading' && first.level === 1 ? [] : [{ kind: 'heading', level: 1, content: cell(title) }];
}

const softwareLine = (engine: string): Block => ({ kind: 'paragraph', content: [{ kind: 'text', text: `Made with GLMM Notebooks ${engine}.` }] });

/** Writes cells one after the other, and counts tables and figures on the way. */
class Writer {
  readonly #style: JournalStyle;
  readonly #showsCode: boolean;
  readonly #models = new Map<string, ModelResult>();
  #tables = 0;
  #figures = 0;

  constructor(style: JournalStyle, showsCode: boolean) {
    this.#style = style;
    this.#showsCode = showsCode;
  }

  /** The models that the cells have shown so far, each fit once. */
  get models(): readonly ModelResult[] {
    return [...this.#models.values()];
  }

  cell(each: ReportCell, place: number): readonly Block[] {
    if (each.kind === 'markdown') return each.text.trim() === '' ? [] : [{ kind: 'prose', markdown: each.text.trim(), blocks: proseBlocks(each.text) }];
    if (each.source.trim() === '' && each.outcome === null) return [];
    const source: readonly Block[] = this.#showsCode && each.source.trim() !== '' ? [{ kind: 'code', text: each.source.trimEnd(), language: 'r' }] : [];
    return [...source, ...this.#outcome(each.outcome, place)];
  }

  #outcome(outcome: CellOutcome | null, place: number): readonly Block[] {
    if (outcome === null) return [remark('This cell was not run.')];
    const outputs = outcome.outputs.map((result, output): Block => ({ kind: 'result', id: `c${place + 1}-o${output + 1}`, result, blocks: this.#result(result) }));
    if (outcome.error !== undefined) return [...outputs, errorBlock(outcome.error)];
    if (outcome.status === 'cancelled') return [...outputs, remark('This cell was cancelled.')];
    return outcome.status === 'skipped' ? [...outputs, remark('This cell was not run, because a cell before it failed.')] : outputs;
  }

  #result(result: Result): readonly Block[] {
    switch (result.kind) {
      case 'model': return this.#model(result);
      case 'randomEffects': return [this.#numbered(modesTable(result, this.#style))];
      case 'table': return [this.#numbered(resultTable(result, this.#style))];
      case 'vector': return result.names.length > 0 ? [this.#numbered(resultTable(vectorTable(result), this.#style))] : [{ kind: 'output', text: toPlainText(result) }];
      case 'chart': return [this.#figure(result)];
      case 'text': return [textBlock(result)];
    }
  }

  #model(model: ModelResult): readonly Block[] {
    const summary = summarizeModel(model);
    this.#models.set(model.fitId ?? `${model.name} ${model.call}`, model);
    return [
      { kind: 'paragraph', content: [{ kind: 'text', text: summary.title, isStrong: true }, ...(summary.name === '' ? [] : [{ kind: 'text' as const, text: ' ' }, { kind: 'text' as const, text: summary.name, isCode: true }]), { kind: 'text', text: `, ${summary.verdict.sentence}.` }, { kind: 'break' }, { kind: 'text', text: summary.formula, isCode: true }] },
      { kind: 'equation', latex: equationLatex(model), mathml: equationMathML(model), text: equationText(model) },
      ...model.notices.map(noticeBlock),
      ...modelTables(model, this.#style).map(table => this.#numbered(table)),
      { kind: 'paragraph', content: [{ kind: 'text', text: 'In words', isStrong: true }] },
      { kind: 'list', isOrdered: false, start: 1, items: wordsOf(model) },
    ];
  }

  #numbered({ title, ...table }: UnnumberedTable): DocumentTable {
    if (title.length === 0) return { kind: 'table', number: null, caption: [], ...table };
    const number = ++this.#tables;
    // Notes that begin with a raised letter belong to the whole table: its title carries their letters.
    const marks = table.notes.flatMap(([first]) => (first?.kind === 'superscript' ? first.text : []));
    const caption = this.#style.caption(`Table ${number}`, title);
    return { kind: 'table', number, caption: marks.length === 0 ? caption : [...caption, { kind: 'superscript', text: marks.join(',') }], ...table };
  }

  #figure(chart: ChartResult): DocumentFigure {
    const number = ++this.#figures;
    const label = `Figure ${number}`;
    const style = this.#style;
    if (!style.hasBarePictures) return { kind: 'figure', number, heading: [], caption: style.caption(label, cell(chart.caption)), chart };
    const { title: _, ...spec } = chart.spec;
    const heading = style.caption(label, titleOf(style, { text: chart.title }));
    const bare = { ...chart, spec };
    return style.isFigureCaptionAbove
      ? { kind: 'figure', number, heading, caption: style.notes([], [chart.caption])[0] ?? [], chart: bare }
      : { kind: 'figure', number, heading: [], caption: [...heading, { kind: 'text', text: `. ${chart.caption}` }], chart: bare };
  }
}

/** An equation, prose, or text as it was printed. */
function textBlock({ text, markdown, equation }: TextResult): Block {
  if (equation) return { kind: 'equation', ...equation, text };
  return markdown === undefined ? { kind: 'output', text } : { kind: 'prose', markdown, blocks: proseBlocks(markdown) };
}

const remark = (text: string): Block => ({ kind: 'paragraph', content: [{ kind: 'text', text, isEmphasis: true }] });

const noticeBlock = ({ code, severity, message, advice }: Notice): Block => remarkable(severity, `${{ information: 'Note', warning: 'Warning', error: 'Error' }[severity]} ${code}.`, ` ${message}`, advice);

const errorBlock = ({ name, code, line, column, message, advice }: CellError): Block => remarkable('error', name, ` ${code}, line ${line}, column ${column}: ${message}`, advice);

function remarkable(severity: Notice['severity'], lead: string, message: string, advice: readonly string[]): Block {
  const list: readonly Block[] = advice.length === 0 ? [] : [{ kind: 'list', isOrdered: false, start: 1, items: advice.map(each => [{ kind: 'paragraph', content: cell(each) }]) }];
  return { kind: 'notice', severity, blocks: [{ kind: 'paragraph', content: [{ kind: 'text', text: lead, isStrong: true }, { kind: 'text', text: message }] }, ...list] };
}

/** What each term says: an item a term. */
function wordsOf(model: ModelResult): readonly (readonly Block[])[] {
  const item = (term: string, { reading, remarks }: Interpretation): readonly Block[] => [{
    kind: 'paragraph',
    content: [
      { kind: 'text', text: term, isCode: true },
      { kind: 'text', text: ': ' },
      ...reading.map(({ text, isStrong }): Inline => ({ kind: 'text', text, ...(isStrong ? { isStrong } : {}) })),
      ...(remarks.length > 0 ? cell(` ${remarks.join(' ')}`) : []),
    ],
  }];
  return [
    ...model.fixed.map(({ term }, place) => item(term, interpretFixedEffect(model, place))),
    ...model.random.map(({ group }, place) => item(`(… | ${group})`, interpretRandomTerm(model, place))),
  ];
}
