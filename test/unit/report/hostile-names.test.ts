/** Names that would be markup, code or commands if they were taken for anything but text, in every written form (PDF, which needs a reader: print/pdf.test.ts). */
import { strFromU8, unzipSync } from 'fflate';
import MarkdownIt from 'markdown-it';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { latexText } from '../../../engine/report/latex/characters.js';
import type { ReportFormatName } from '../../../engine/report/formats.js';
import { print } from '../../../engine/report/print/print.js';
import { reportWriters, type ReportResources } from '../../../engine/report-writers.js';
import { galleryReport } from '../../fixtures/gallery.js';

const engine = path.resolve(import.meta.dirname, '../../../engine');
const resources: ReportResources = {
  pageScript: () => Promise.resolve('console.log("</script>")'),
  print,
  readFont: name => readFile(path.join(engine, 'report/print/fonts', name)),
  readDataset: name => readFile(path.join(engine, 'data/datasets', name), 'utf8'),
};

/** Levels and columns of the gallery's notebook `hostile`. */
const names = ['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', 'datum.x', '__proto__', 'constructor', 'a[0]', 'toString', 'קבוצה א', 'مجموعة', '\\input{/etc/passwd} $x^2$ 50 % #1 & ~', '=HYPERLINK("http://example.invalid")', '<b>bold</b>', 'שליטה', `long ${'abcdefghij '.repeat(44)}`.trim()];

const notebook = await galleryReport('hostile');

const written = (name: ReportFormatName): Promise<string | Uint8Array> => reportWriters[name](notebook, {}, resources);

/** Text between tags, with what they escape. */
const withoutTags = (markup: string): string => markup.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&apos;', "'").replaceAll('&amp;', '&').replaceAll('\u00a0', ' ');

/** Elements that would come of a name. */
const HOSTILE_ELEMENT = /<(?:img|iframe|object|embed|b>bold|link|meta http-equiv="refresh")/i;

describe('hostile names', () => {
  test('are text in HTML, and no script but the page’s own is there', async () => {
    const html = (await written('html')) as string;
    expect(html).not.toMatch(HOSTILE_ELEMENT);
    expect(html).not.toMatch(/href="\s*javascript:/i);
    expect(html.match(/<script>/g)).toHaveLength(1);
    for (const name of names) expect(withoutTags(html)).toContain(name);
  });

  test('are text in Markdown, as CommonMark with HTML reads it', async () => {
    const html = new MarkdownIt({ html: true, linkify: false }).render((await written('md')) as string);
    expect(html).not.toMatch(/<(?:iframe|object|embed|b>bold|script)/i);
    expect(html).not.toMatch(/<img(?! src="data:image\/)[^>]*>/i);
    expect(html).not.toMatch(/href="\s*javascript:/i);
    for (const name of names) expect(withoutTags(html)).toContain(name);
  });

  test('are text in LaTeX: no command comes of them', async () => {
    const latex = (await written('tex')) as string;
    expect(latex).not.toMatch(/\\input\b/);
    expect(latex).not.toMatch(/\$x\^2\$/);
    for (const name of names.filter(each => /^[\x20-\x7e]+$/.test(each) && each.length < 100)) expect(latex).toContain(latexText(name));
  });

  test('are text in a Jupyter notebook', async () => {
    const { cells } = JSON.parse((await written('ipynb')) as string) as { cells: readonly { outputs?: readonly { data?: Record<string, string | readonly string[]> }[] }[] };
    const data = cells.flatMap(cell => cell.outputs ?? []).flatMap(output => Object.entries(output.data ?? {})).map(([mime, value]) => [mime, [value].flat().join('')] as const);
    expect(data.length).toBeGreaterThan(0);
    for (const [mime, value] of data) if (mime === 'text/html' || mime === 'image/svg+xml') expect(value).not.toMatch(HOSTILE_ELEMENT);
    const plain = data.filter(([mime]) => mime === 'text/plain').map(([, value]) => value).join('\n');
    for (const name of names.slice(0, 9)) expect(plain).toContain(name);
  });

  test('are text in Word, and nothing points outside the file', async () => {
    const parts = unzipSync((await written('docx')) as Uint8Array);
    const body = strFromU8(parts['word/document.xml']!);
    const text = withoutTags(body.replaceAll('</w:p>', '\n'));
    for (const name of names) expect(text).toContain(name);
    const outside = Object.entries(parts).flatMap(([part, bytes]) => (part.endsWith('.rels') ? (strFromU8(bytes).match(/<Relationship [^>]*TargetMode="External"[^>]*>/g) ?? []) : []));
    // The links of the references, and nothing else.
    expect(outside.filter(link => !/Type="[^"]*\/hyperlink"/.test(link) || !/Target="https:\/\/doi\.org\/10\./.test(link))).toEqual([]);
    expect(body).not.toMatch(/<w:instrText[^>]*>[^<]*(?:HYPERLINK|INCLUDE|DDE)/);
  });
});
