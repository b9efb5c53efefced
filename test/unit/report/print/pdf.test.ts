import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Block, Inline } from '../../../../engine/report/document/document.js';
import { pdfReport } from '../../../../engine/report/print/pdf/pdf-report.js';
import { equation, hostile, hostileChart, printInput, sampleDocument } from './documents.js';

let information = '';
let text = '';
/** The structure tree, with the text of its elements. */
let structure = '';
let fontTable = '';

beforeAll(async () => {
  const bytes = await pdfReport(await printInput(sampleDocument()));
  information = poppler('pdfinfo', bytes);
  text = poppler('pdftotext', bytes, [], ['-']);
  structure = poppler('pdfinfo', bytes, ['-struct-text']);
  fontTable = poppler('pdffonts', bytes);
});

describe('a PDF report', () => {
  test('is tagged, and tells its title', () => {
    expect(information).toMatch(/^Tagged: +yes$/m);
    expect(information).toMatch(/^Title: +Cattle of the highlands$/m);
    expect(information).toMatch(/^PDF version: +1\.7$/m);
  });

  test('is read by Poppler in the order of the notebook', () => {
    const places = ['Cattle of the highlands', 'Fifteen herds of zebu with code, see the paper', 'Questions', 'How much?', 'm1 <- glmer', 'Logistic mixed model', 'Table 1', 'odds ratio', '0.37', 'In words', 'plot(ranef(m1))', 'Figure 1', 'Conditional modes of 15 herds', 'Made with GLMM Notebooks 0.1.0.'].map(part => text.indexOf(part));
    expect(places.every(place => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('keeps whatever the user named as text, in the table and in the chart', () => {
    const plain = text.replaceAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
    for (const name of hostile) expect(plain.split(name).length - 1, name).toBeGreaterThanOrEqual(2);
  });

  test('tells headings, lists, quotes, links, code, formulas and captions apart', () => {
    for (const element of ['H1', 'H2', 'L', 'LI', 'Lbl', 'LBody', 'BlockQuote', 'Link', 'Code', 'Formula', 'Caption', 'Figure']) expect(structure, element).toMatch(new RegExp(`^ *${element}\\b`, 'm'));
    expect(structure).toMatch(/Formula[^\n]*\n(?: +[^\n]*\n)*? +"y/);
  });

  test('has tables of heads and rows, and each head tells what it is the head of', () => {
    expect(structure).toMatch(/Table[^\n]*\n +Caption[^\n]*\n +"Table 1\. .*"\n +THead\n +TR\n +TH:\n +\/Scope \/Column\n +"term/);
    expect(structure).toMatch(/TBody\n +TR\n +TH:\n +\/Scope \/Row\n +"\(Intercept\)"\n +TD/);
  });

  test('has the text of the chart as text, its alternative text beside it', async () => {
    expect(structure).toMatch(/Figure:\n(?: +\/[^\n]*\n)+ +"[^"]*conditional mode, log odds/);
    const bytes = await pdfReport(await printInput(sampleDocument()));
    // a text string with letters beyond ASCII is UTF-16BE with a byte order mark (ISO 32000-1, 7.9.2.2)
    const alternative = Buffer.from(`\ufeff${hostileChart.description}`, 'utf16le').swap16().toString('latin1').replaceAll(/[\\()\n\r]/g, character => `\\${character}`);
    expect(Buffer.from(bytes).toString('latin1')).toContain(`/Alt (${alternative})`);
  });

  test('embeds every face with a map back to the text', () => {
    const faces = fontTable.trim().split('\n').slice(2);
    expect(faces.length).toBeGreaterThanOrEqual(6);
    expect(faces.every(face => /Identity-H +yes yes yes/.test(face))).toBe(true);
  });

  test('says what it cannot show', async () => {
    const bytes = await pdfReport(await printInput(documentOf(paragraph('漢字 and \u0000'))));
    expect(poppler('pdftotext', bytes, [], ['-'])).toContain('漢字 and \ufffd');
  });

  test('repeats the heads of a table that goes over pages, for the eye and not for the ear', async () => {
    const rows = Array.from({ length: 120 }, (_, place) => ({ cells: [cell(`herd ${place + 1}`), cell(String(place / 8))] }));
    const bytes = await pdfReport(await printInput(documentOf({ kind: 'table', number: 1, caption: cell('Table 1. Long'), columns: [{ head: cell('herdname'), align: 'left' }, { head: cell('mode'), align: 'decimal' }], rows, notes: [] })));
    const pages = Number(/Pages: +(\d+)/.exec(poppler('pdfinfo', bytes))![1]);
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(poppler('pdftotext', bytes, [], ['-']).split('herdname').length - 1).toBe(pages);
    const tree = poppler('pdfinfo', bytes, ['-struct-text']);
    expect(tree.split('herdname').length - 1).toBe(1);
    expect(tree.split(/^ +TR$/m).length - 1).toBe(121);
  });

  test('stands the points of decimal numbers under each other', async () => {
    const rows = ['0.25', '−12.5', '104', '< 0.001'].map(number => ({ cells: [cell('x'), cell(number)] }));
    const bytes = await pdfReport(await printInput(documentOf({ kind: 'table', number: null, caption: [], columns: [{ head: cell('term'), align: 'left' }, { head: cell('estimate'), align: 'decimal' }], rows, notes: [] })));
    const boxes = poppler('pdftotext', bytes, ['-bbox-layout'], ['-']);
    const edges = (word: string): readonly number[] => [...(new RegExp(`<word xMin="([\\d.]+)"[^>]*xMax="([\\d.]+)"[^>]*>${word}</word>`).exec(boxes) ?? [])].slice(1).map(Number);
    const [whole, quarter, half, small] = ['104', '0\\.25', '−12\\.5', '0\\.001'].map(edges);
    // figures of STIX Two are equally wide: 0.25 ends one figure before 0.001 and one behind 12.5
    const figure = small![1]! - quarter![1]!;
    expect(figure).toBeGreaterThan(3);
    expect(quarter![1]! - half![1]!).toBeCloseTo(figure, 1);
    expect(half![1]! - whole![1]! - figure).toBeCloseTo(2.3, 0);
  });

  test('keeps a heading with what follows, and no line of a paragraph alone', async () => {
    const filler = Array.from({ length: 30 }, () => paragraph('A line.'));
    for (let extra = 0; extra < 6; extra++) {
      const blocks = [...filler, ...filler.slice(0, extra), { kind: 'heading' as const, level: 2 as const, content: cell('The heading') }, paragraph('word '.repeat(60))];
      const pages = poppler('pdftotext', await pdfReport(await printInput(documentOf(...blocks))), [], ['-']).split('\f');
      const page = pages.find(one => one.includes('The heading'))!;
      expect(page.split('The heading')[1]!.match(/word/g)?.length ?? 0, `${extra}`).toBeGreaterThan(20);
    }
  });

  test('gives a formula its place in the tree and its spoken form', async () => {
    const bytes = Buffer.from(await pdfReport(await printInput(documentOf(equation)))).toString('latin1');
    expect(bytes).toContain('/S /Formula');
    expect(bytes).toContain('/Alt (y equals beta zero plus one over n)');
  });
});

const cell = (words: string): readonly Inline[] => [{ kind: 'text', text: words }];
const paragraph = (words: string): Block => ({ kind: 'paragraph', content: cell(words) });
const documentOf = (...blocks: readonly Block[]): Parameters<typeof printInput>[0] => ({ title: 'A report', language: 'en', engine: '0.1.0', blocks });

/** What a tool of Poppler tells of a document; anything that it complains of fails. */
function poppler(tool: 'pdfinfo' | 'pdftotext' | 'pdffonts', bytes: Uint8Array, options: readonly string[] = [], after: readonly string[] = []): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'glmm-pdf-'));
  try {
    const file = path.join(folder, 'report.pdf');
    writeFileSync(file, bytes);
    const { status, stdout, stderr, error } = spawnSync(tool, [...options, file, ...after], { encoding: 'utf8', timeout: 60_000 });
    if (error || status !== 0 || stderr !== '') throw new Error(`${tool} (Debian: poppler-utils) did not read the document: ${error?.message ?? stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
