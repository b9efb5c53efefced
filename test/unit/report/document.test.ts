import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { buildDocument, type DocumentOptions } from '../../../engine/report/document/build-document.js';
import { plainInlines, type Block, type DocumentFigure, type DocumentTable, type Inline } from '../../../engine/report/document/document.js';
import { journalStyles } from '../../../engine/report/document/journal-styles.js';
import { proseBlocks } from '../../../engine/report/document/prose.js';
import { summarizeModel } from '../../../engine/report/summary.js';
import type { CellOutcome, Result, TableResult } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects, withEffect } from './fixtures.js';

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });
const chart = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));
const anova: TableResult = { kind: 'table', title: 'Comparison', columns: [{ name: 'model', type: 'text' }, { name: 'Chisq', type: 'number' }, { name: 'Pr(>Chisq)', type: 'number' }], rows: [['m0', null, null], ['m1', 20.17, 0.000166]], notes: ['Likelihood ratio.'] };

function build(outputs: readonly Result[], options: DocumentOptions = {}): readonly Block[] {
  return buildDocument({ title: 'Cattle', engine: '0.1.0', cells: [{ kind: 'code', source: 'm1', outcome: ran(...outputs) }] }, options).blocks;
}

/** All blocks, those within others included. */
const all = (blocks: readonly Block[]): readonly Block[] => blocks.flatMap(block => [block, ...('blocks' in block ? all(block.blocks) : block.kind === 'list' ? all(block.items.flat()) : [])]);
const tables = (blocks: readonly Block[]): readonly DocumentTable[] => all(blocks).filter(block => block.kind === 'table');
const figures = (blocks: readonly Block[]): readonly DocumentFigure[] => all(blocks).filter(block => block.kind === 'figure');
const head = (table: DocumentTable): readonly string[] => table.columns.map(column => plainInlines(column.head));
const rows = (table: DocumentTable): readonly (readonly string[])[] => table.rows.map(row => row.cells.map(plainInlines));

describe('prose as blocks', () => {
  test('keeps headings, lists, tables, code, links and emphasis', () => {
    expect(proseBlocks('## A *b* `c`\n\n3. x\n4. [y](https://r-project.org)\n\n| a | b |\n| :- | -: |\n| 1 | **2** |\n\n> q\n\n```r\nf(x)\n```\n\n---')).toEqual([
      { kind: 'heading', level: 2, content: [{ kind: 'text', text: 'A ' }, { kind: 'text', text: 'b', isEmphasis: true }, { kind: 'text', text: ' ' }, { kind: 'text', text: 'c', isCode: true }] },
      { kind: 'list', isOrdered: true, start: 3, items: [[{ kind: 'paragraph', content: [{ kind: 'text', text: 'x' }] }], [{ kind: 'paragraph', content: [{ kind: 'link', href: 'https://r-project.org', content: [{ kind: 'text', text: 'y' }] }] }]] },
      { kind: 'table', number: null, caption: [], columns: [{ head: [{ kind: 'text', text: 'a' }], align: 'left' }, { head: [{ kind: 'text', text: 'b' }], align: 'right' }], rows: [{ cells: [[{ kind: 'text', text: '1' }], [{ kind: 'text', text: '2', isStrong: true }]] }], notes: [] },
      { kind: 'quote', blocks: [{ kind: 'paragraph', content: [{ kind: 'text', text: 'q' }] }] },
      { kind: 'code', text: 'f(x)', language: 'r' },
      { kind: 'rule' },
    ]);
  });

  test('takes HTML for text and follows no link that runs or opens a program', () => {
    const [paragraph] = proseBlocks('<script>x</script> [a](javascript:x) [b](command:x) [c](JavaScript&colon;x) [d](a.html) ![e *f*](g.png)');
    const runs = paragraph?.kind === 'paragraph' ? paragraph.content : [];
    expect(plainInlines(runs)).toBe('<script>x</script> [a](javascript:x) b [c](JavaScript:x) d e f');
    expect(runs.filter(run => run.kind === 'link')).toEqual([{ kind: 'link', href: 'a.html', content: [{ kind: 'text', text: 'd' }] }]);
    expect(runs.at(-1)).toEqual({ kind: 'image', src: 'g.png', text: 'e f' });
  });
});

describe('a document', () => {
  test('begins with one heading of level 1: the notebook’s own, or its title', () => {
    const own = buildDocument({ title: 'x', engine: '0.1.0', cells: [{ kind: 'markdown', text: '# Own' }] });
    expect(all(own.blocks).filter(block => block.kind === 'heading' && block.level === 1)).toHaveLength(1);
    expect(build([])[0]).toEqual({ kind: 'heading', level: 1, content: [{ kind: 'text', text: 'Cattle' }] });
  });

  test('goes down one level of headings at a time', () => {
    const { blocks } = buildDocument({ title: 'x', engine: '0', cells: [{ kind: 'markdown', text: '### A\n\n##### B\n\n## C\n\n#### D' }] });
    expect(all(blocks).flatMap(block => (block.kind === 'heading' ? block.level : []))).toEqual([1, 2, 3, 2, 3]);
  });

  test('numbers tables and figures through, each from 1, and leaves tables without a title unnumbered', () => {
    const blocks = build([{ ...anova, title: '' }, readModel('cbpp'), chart, anova, chart]);
    expect(tables(blocks).map(table => table.number)).toEqual([null, 1, 2, 3, 4]);
    expect(figures(blocks).map(figure => plainInlines(figure.caption).slice(0, 10))).toEqual(['Figure 1. ', 'Figure 2. ']);
  });

  test('shows in plain style the very figures of the summary in the notebook', () => {
    for (const name of ['cbpp', 'sleepstudy', 'grouseticks', 'verbagg', 'spinal']) {
      const model = readModel(name);
      const summary = summarizeModel(model);
      const [fixed, random] = tables(build([model]));
      const ratio = summary.ratioName !== null;
      expect(rows(fixed!)).toEqual(summary.fixed.map(row => [row.term, ...(ratio ? [row.ratio, row.ratioInterval, row.estimate] : [row.estimate, row.interval]), row.standardError, ...(summary.hasDf ? [row.df] : []), row.statistic, ...(summary.hasP ? [row.p] : [])]));
      expect(rows(random!).map(row => row.slice(2, 4))).toEqual(summary.random.map(row => [row.variance, row.sd]));
    }
  });

  test('leaves the source out when asked, and keeps what it gave', () => {
    expect(all(build([chart])).some(block => block.kind === 'code')).toBe(true);
    expect(all(build([chart], { showsCode: false })).map(block => block.kind)).toEqual(['heading', 'result', 'figure', 'rule', 'paragraph']);
  });

  test('tells what failed, with its place and advice, and what was not run', () => {
    const { blocks } = buildDocument({ title: 't', engine: '0', cells: [
      { kind: 'code', source: 'x', outcome: { ...ran(), status: 'error', error: { name: 'NameError', message: 'There is no x.', line: 2, column: 5, code: 'GLMM201', advice: ['Assign it.'] } } },
      { kind: 'code', source: 'y', outcome: { ...ran(), status: 'skipped' } },
      { kind: 'code', source: 'z', outcome: null },
    ] });
    const texts = all(blocks).flatMap(block => (block.kind === 'paragraph' ? [plainInlines(block.content)] : []));
    expect(texts.slice(0, 4)).toEqual(['NameError GLMM201, line 2, column 5: There is no x.', 'Assign it.', 'This cell was not run, because a cell before it failed.', 'This cell was not run.']);
  });

  test('carries what the user named as text, letter for letter, in every style', () => {
    const model = withEffect({ ...readModel('cbpp'), name: HOSTILE }, 1, { term: HOSTILE, meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: HOSTILE } });
    for (const style of ['plain', 'apa', 'ama'] as const) {
      const [fixed] = tables(build([model], { style }));
      expect(plainInlines(fixed!.caption)).toContain(HOSTILE);
      expect(rows(fixed!).flat().join('\n')).toContain(HOSTILE);
      expect(tables(build([{ ...anova, title: HOSTILE, columns: anova.columns.map(column => ({ ...column, name: HOSTILE })) }], { style })).map(table => [plainInlines(table.caption).includes(HOSTILE), head(table)[0]])).toEqual([[true, HOSTILE]]);
    }
  });

  test('prints the beginning of a very long table and says so', () => {
    const long = { ...anova, rows: Array.from({ length: 1234 }, (_, row) => [`m${row}`, row, null]) };
    const [table] = tables(build([long]));
    expect(table?.rows).toHaveLength(200);
    expect(table?.notes.map(plainInlines)).toContain('The first 200 of 1,234 rows.');
  });
});

describe('the methods of a document', () => {
  const methods = (options: DocumentOptions, seed: number | null): readonly string[] => {
    const { blocks } = buildDocument({ title: 't', engine: '9.9', seed, cells: [{ kind: 'code', source: 'm', outcome: ran(readModel('cbpp'), readModel('cbpp')) }] }, options);
    const from = blocks.findIndex(block => block.kind === 'heading' && plainInlines(block.content) === 'Methods');
    return all(blocks.slice(from)).flatMap(block => (block.kind === 'paragraph' || block.kind === 'heading' ? [plainInlines(block.content)] : []));
  };

  test('tell each fit once, with the version and the seed, and list what they cite', () => {
    const [heading, paragraph, references, ...list] = methods({ style: 'apa' }, 42);
    expect([heading, references]).toEqual(['Methods', 'References']);
    expect(paragraph).toMatch(/^A logistic mixed model \(binomial family, logit link\) was fitted to 842 trials in 56 rows/);
    expect(paragraph).toContain('Computed with GLMM Notebooks 9.9.');
    expect(paragraph).toContain('from seed 42.');
    expect(paragraph).toContain('(Larsen et al., 2000)');
    expect(list.some(entry => entry.startsWith('Larsen, K., Petersen, J. H.,'))).toBe(true);
    expect(methods({ style: 'apa' }, null)[1]).not.toContain('seed');
  });

  test('cite by number for AMA, in the order of the list', () => {
    const [, paragraph, , ...list] = methods({ style: 'ama' }, null);
    expect(paragraph).toMatch(/Laplace approximation¹,² with/);
    expect(list[0]).toMatch(/^Tierney L, Kadane JB\./);
  });

  test('are left out where no model is', () => {
    expect(all(build([anova])).some(block => block.kind === 'heading' && plainInlines(block.content) === 'Methods')).toBe(false);
  });
});

describe('journal styles', () => {
  const models = { apa: tables(build([readModel('cbpp')], { style: 'apa' }))[0]!, ama: tables(build([readModel('cbpp')], { style: 'ama' }))[0]! };

  // Publication Manual of the APA (2020), 6.36 and 6.44–6.45; AMA Manual of Style (2020), 18.5.2 and 19.5
  test('write p-values as their manuals ask', () => {
    expect([0.0004, 0.0312, 0.475, 0.9996].map(journalStyles.apa.p)).toEqual(['< .001', '.031', '.475', '> .999']);
    expect([0.0004, 0.0012, 0.0312, 0.049, 0.0496, 0.476, 0.996].map(journalStyles.ama.p)).toEqual(['<.001', '.001', '.03', '.049', '.050', '.48', '>.99']);
    expect([null, 'NaN' as const].map(journalStyles.ama.p)).toEqual(['NA', 'NaN']);
  });

  test('write intervals as their manuals ask', () => {
    expect([journalStyles.apa.interval('0.20', '0.68'), journalStyles.ama.interval('0.20', '0.68'), journalStyles.ama.interval('−0.45', '0.97'), journalStyles.plain.interval('0.20', '0.68')]).toEqual(['[0.20, 0.68]', '0.20-0.68', '−0.45 to 0.97', '0.20 – 0.68']);
    expect([head(models.apa)[2], head(models.ama)[1]]).toEqual(['95% CI', 'Odds ratio (95% CI)']);
  });

  test('drop the zero before the point only where a number cannot pass one', () => {
    expect(rows(tables(build([readModel('sleepstudy')], { style: 'apa' }))[1]!)[1]).toEqual(['', 'Days', '35.1', '5.92', '.07', '', '']);
    expect(rows(tables(build([readModel('sleepstudy')], { style: 'ama' }))[1]!)[1]).toEqual(['', 'Days', '35.1', '5.92', '0.07', '', '']);
    expect(rows(models.apa)[3]?.slice(0, 2)).toEqual(['\u2002\u20022', '0.37']);
    expect(journalStyles.apa.share('−0.30')).toBe('−.30');
  });

  test('put label and title where their manuals ask: APA on two lines, the title in italics; AMA on one, in bold', () => {
    expect(models.apa.caption.slice(0, 3)).toEqual([{ kind: 'text', text: 'Table 1', isStrong: true }, { kind: 'break' }, { kind: 'text', text: 'Fixed Effects of', isEmphasis: true }]);
    expect(plainInlines(models.ama.caption)).toBe('Table 1. Fixed Effects of m1 on the Odds of incidencea');
    expect(models.ama.caption.at(-1)).toEqual({ kind: 'superscript', text: 'a' });
    expect(models.ama.caption.slice(0, -1).every((run: Inline) => 'isStrong' in run && run.isStrong)).toBe(true);
  });

  test('set statistics in italics, P as a capital for AMA', () => {
    const italic = (table: DocumentTable): readonly string[] => table.columns.flatMap(column => column.head.flatMap(run => (run.kind === 'symbol' ? [run.text] : [])));
    expect([italic(models.apa), italic(models.ama)]).toEqual([['SE', 'z', 'p'], ['z', 'P']]);
  });

  test('name the reference level of each factor below its name', () => {
    expect(rows(models.ama).slice(1, 4).map(row => row.slice(0, 2))).toEqual([['period', ''], ['\u2002\u20021', '1 [Reference]'], ['\u2002\u20022', '0.37 (0.20-0.68)']]);
    expect(models.ama.rows[1]?.isGroup).toBe(true);
  });

  test('explain abbreviations below the table', () => {
    expect(models.apa.notes.map(plainInlines)[0]).toMatch(/^Note\. .*CI = confidence interval; SE = standard error\.$/);
    expect(models.ama.notes.map(plainInlines)[0]).toBe('Abbreviations: CI, confidence interval; SE, standard error.');
    expect(models.ama.notes[1]?.[0]).toEqual({ kind: 'superscript', text: 'a' });
  });

  test('print the p-values of any table in their way', () => {
    expect(rows(tables(build([anova], { style: 'apa' }))[0]!)[1]?.[2]).toBe('< .001');
    expect(head(tables(build([anova], { style: 'ama' }))[0]!)[2]).toBe('P');
    expect(head(tables(build([anova]))[0]!)[2]).toBe('Pr(>Chisq)');
  });

  test('print titles beside a picture and not once more within it', () => {
    const [apa] = figures(build([chart], { style: 'apa' }));
    const [ama] = figures(build([chart], { style: 'ama' }));
    expect([apa!, ama!].map(figure => 'title' in figure.chart.spec)).toEqual([false, false]);
    expect([plainInlines(apa!.heading), plainInlines(apa!.caption).slice(0, 5)]).toEqual(['Figure 1 Conditional modes of herd in m1', 'Note.']);
    expect(plainInlines(ama!.caption)).toMatch(/^Figure 1\. Conditional modes of herd in m1\. Conditional modes of 15 herds/);
    expect('title' in figures(build([chart]))[0]!.chart.spec).toBe(true);
  });
});
