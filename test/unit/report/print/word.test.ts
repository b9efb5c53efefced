import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { wordReport } from '../../../../engine/report/print/word/word-report.js';
import { hostile, hostileChart, printInput, sampleDocument } from './documents.js';

let files: Record<string, Uint8Array> = {};
let document = '';
/** What LibreOffice reads in it. */
let text = '';

beforeAll(async () => {
  const bytes = await wordReport(await printInput(sampleDocument()));
  files = unzipSync(bytes);
  document = strFromU8(files['word/document.xml']!);
  text = readInLibreOffice(bytes);
});

describe('a Word report', () => {
  test('is opened by LibreOffice, which reads headings, prose, tables and captions in their order', () => {
    const places = ['Cattle of the highlands', 'Fifteen herds of zebu with code, see the paper', 'Questions', 'How much?', 'm1 <- glmer', 'Logistic mixed model', 'Table 1', 'odds ratio', '0.37', 'In words', 'plot(ranef(m1))', 'Figure 1', 'Conditional modes of 15 herds', 'herd  0.642', 'Made with GLMM Notebooks 0.1.0.'].map(part => text.indexOf(part));
    expect(places.every(place => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('keeps whatever the user named as text', () => {
    for (const name of hostile) expect(text).toContain(name);
    expect(document).not.toContain('<img');
  });

  test('has native headings, captions with numbered fields, lists and links', () => {
    expect(document).toMatch(/<w:pStyle w:val="Heading1"\/>.*Cattle of the highlands/s);
    expect(document).toContain('<w:pStyle w:val="Heading2"/>');
    expect(document).toContain('w:instr="SEQ Table \\* ARABIC"');
    expect(document).toContain('w:instr="SEQ Figure \\* ARABIC"');
    expect(document).toContain('<w:numPr>');
    expect(strFromU8(files['word/_rels/document.xml.rels']!)).toContain('Target="https://doi.org/10.1016/j.prevetmed.2004.01.005" TargetMode="External"');
  });

  test('has tables whose heads repeat, whose rows hold together and whose numbers stand on their points', () => {
    const tables = document.match(/<w:tbl>.*?<\/w:tbl>/gs) ?? [];
    expect(tables.length).toBeGreaterThanOrEqual(4);
    expect(tables.every(table => table.includes('<w:tblHeader/>') && table.includes('<w:cantSplit/>'))).toBe(true);
    expect(document).toContain('<w:tab w:val="decimal"');
  });

  test('has the chart as vectors and as points, with its alternative text', () => {
    expect(document).toContain(`descr="${hostileChart.description}"`);
    const svg = Object.entries(files).find(([name]) => name.endsWith('.svg'));
    const png = Object.entries(files).find(([name]) => name.endsWith('.png'));
    expect(strFromU8(svg![1])).toMatch(/^<svg [^>]*viewBox="0 0 \d+ \d+">/);
    expect([...png![1].subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  });

  test('has the equation as an equation', () => {
    expect(document).toMatch(/<m:oMath>.*<m:sSub>.*β.*<m:f>.*<m:num>.*1.*<m:den>.*n.*<\/m:oMath>/s);
  });

  test('marks text that runs to the left, and tells language and title', () => {
    expect(document).toMatch(/<w:bidi\/>/);
    expect(document).toMatch(new RegExp(`<w:rtl/></w:rPr><w:t[^>]*>${hostile[3]!}</w:t>`));
    expect(strFromU8(files['word/styles.xml']!)).toContain('<w:lang w:val="en-GB"/>');
    expect(strFromU8(files['docProps/core.xml']!)).toContain('<dc:title>Cattle of the highlands</dc:title>');
  });

  test('leaves out what no XML can hold', async () => {
    const blocks = [{ kind: 'paragraph', content: [{ kind: 'text', text: 'a\u0000b\u001bc\ud83dd' }] }] as const;
    const written = unzipSync(await wordReport(await printInput({ title: 'x\u0001', language: 'en', engine: '0', blocks })));
    expect(strFromU8(written['word/document.xml']!)).toContain('a\ufffdb\ufffdc\ufffdd');
    expect(strFromU8(written['docProps/core.xml']!)).toContain('x\ufffd');
  });
});

/** The text of a document, read by LibreOffice with a profile of its own. */
function readInLibreOffice(bytes: Uint8Array): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'glmm-word-'));
  try {
    writeFileSync(path.join(folder, 'report.docx'), bytes);
    const { status, stderr, error } = spawnSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'txt:Text (encoded):UTF8', '--outdir', folder, path.join(folder, 'report.docx')], { encoding: 'utf8', timeout: 100_000 });
    if (error || status !== 0) throw new Error(`LibreOffice (Debian: libreoffice-writer-nogui) did not open the document: ${error?.message ?? stderr}`);
    return readFileSync(path.join(folder, 'report.txt'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
