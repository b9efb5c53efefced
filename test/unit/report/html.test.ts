import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { htmlReport } from '../../../engine/report/html/html-report.js';
import type { ReportInput } from '../../../engine/report/report-input.js';
import type { CellOutcome, Result } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects, withEffect } from './fixtures.js';

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });
const chart = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));
const notebook = (...cells: ReportInput['cells']): ReportInput => ({ title: 'Cattle', engine: '0.1.0', cells });
const script = 'console.log("</script><!--<script>")';

describe('an HTML report', () => {
  test('holds prose, code, summary and chart in the order of the notebook, and needs no network', async () => {
    const html = await htmlReport(notebook(
      { kind: 'markdown', text: '## Herds\n\nFifteen *herds*.' },
      { kind: 'code', source: 'm1 <- glmer(y < 2)', outcome: ran(readModel('cbpp'), chart) },
    ), { script });
    const places = ['<h1 id="s-cattle">Cattle</h1>', '<em>herds</em>', 'm1 &lt;- glmer(y &lt; 2)', 'Logistic mixed model', 'For a given herd, the odds of incidence in period 2', '<title>Conditional modes', 'View as table', 'Made with GLMM Notebooks 0.1.0.'].map(text => html.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.every(place => place > 0)).toBe(true);
    expect(html).not.toMatch(/src="(https?:)?\/\//);
    expect([...html.matchAll(/<(\w+)[^>]* href="https?:/g)].every(match => match[1] === 'a')).toBe(true);
    expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en" dir="ltr">/);
  });

  test('takes its title from the first heading, once', async () => {
    const html = await htmlReport(notebook({ kind: 'markdown', text: '# Bovine pleuropneumonia' }), { script: '' });
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  test('allows its own script by hash and no other', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(chart) }), { script });
    const own = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(own).toContain('console.log');
    expect(html).toContain(`script-src 'sha256-${createHash('sha256').update(own).digest('base64')}'`);
    expect(html).not.toContain("script-src 'unsafe");
  });

  test('the script means the same after it was made safe to embed', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(chart) }), { script });
    const own = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(own.slice('console.log('.length, -1).replaceAll('\\x3C', '\\u003C'))).toBe('</script><!--<script>');
  });

  test('without a script allows none', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(chart) }), { script: '' });
    expect(html).toContain("script-src 'none'");
    expect(html).toContain('<svg');
  });

  test('embeds each chart so that it reads back as it was', async () => {
    const hostile = { ...chart, title: HOSTILE };
    const html = await htmlReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(hostile) }), { script });
    expect(JSON.parse(/<script type="application\/json">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '')).toMatchObject(hostile);
  });

  test('shows hostile names and prose as text', async () => {
    const model = withEffect({ ...readModel('cbpp'), name: HOSTILE, formula: HOSTILE, data: HOSTILE }, 1, { term: HOSTILE, meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: HOSTILE } });
    const html = await htmlReport({ title: HOSTILE, engine: HOSTILE, cells: [
      { kind: 'markdown', text: `${HOSTILE}\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://example.org/track.png)` },
      { kind: 'code', source: HOSTILE, outcome: { ...ran(model, { kind: 'text', text: HOSTILE }, { ...readRandomEffects('cbpp-herd'), group: HOSTILE }), status: 'error', error: { name: HOSTILE, message: HOSTILE, line: 1, column: 1, code: 'GLMM201', advice: [HOSTILE] } } },
    ] }, { script: '' });
    expect(html).not.toContain('<img src=x');
    expect(html).not.toMatch(/<script>|href="javascript:/);
    expect(html).toContain("img-src data:;");
  });

  test('shows why a cell failed, with place and advice, and what was not run', async () => {
    const html = await htmlReport(notebook(
      { kind: 'code', source: 'x', outcome: { ...ran(), status: 'error', error: { name: 'NameError', message: 'There is no variable x.', line: 2, column: 5, code: 'GLMM201', advice: ['Assign it first.'] } } },
      { kind: 'code', source: 'y', outcome: { ...ran(), status: 'skipped' } },
      { kind: 'code', source: 'z', outcome: null },
    ), { script: '' });
    expect(html).toContain('<strong>NameError</strong> GLMM201, line 2, column 5: There is no variable x.</p>\n<ul><li>Assign it first.</li></ul>');
    expect(html).toContain('because a cell before it failed');
    expect(html).toContain('<em>This cell was not run.</em></p>');
  });

  test('lists the headings of a long notebook as links to their places', async () => {
    const long = await htmlReport(notebook({ kind: 'markdown', text: '# T\n\n## A & B\n\n### C\n\n## C\n\n## Σ' }), { script: '' });
    const [, list = ''] = /<nav class="contents" aria-label="Contents">([\s\S]*?)<\/nav>/.exec(long) ?? [];
    expect([...list.matchAll(/<a href="#([^"]+)">([^<]+)/g)].map(match => [decodeURIComponent(match[1]!), match[2]])).toEqual([['s-a-b', 'A &amp; B'], ['s-c', 'C'], ['s-c-2', 'C'], ['s-σ', 'Σ']]);
    for (const place of ['s-a-b', 's-c', 's-c-2', 's-σ']) expect(long).toContain(` id="${place}"`);
    expect(await htmlReport(notebook({ kind: 'markdown', text: '# T\n\n## A' }), { script: '' })).not.toContain('<nav');
  });

  test('numbers figures and prints their captions', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(chart, chart) }), { script: '' });
    expect([...html.matchAll(/<figcaption class="g-note"><strong>(Figure \d)\.<\/strong> Conditional modes of 15 herds/g)].map(match => match[1])).toEqual(['Figure 1', 'Figure 2']);
  });

  test('in the style of a journal shows the tables of the document, with heads of rows and columns', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'm', outcome: ran(readModel('cbpp')) }), { script: '' }, { style: 'apa' });
    expect(html).toContain('<caption><strong>Table 1</strong><br><em>Fixed Effects of</em>');
    expect(html).toContain('<tr class="group"><th scope="rowgroup" colspan="7">period</th></tr>');
    expect(html).toContain('<th scope="row" class="left">\u2002\u20022</th><td class="right">0.37</td><td class="centre">[0.20, 0.68]</td>');
    expect(html).not.toContain('class="g-output g-model"');
  });

  test('keeps words that run from right to left apart from what stands around them, in text alone', async () => {
    const html = await htmlReport(notebook(
      { kind: 'markdown', text: 'The odds of שלום עולם 2 are **مرحبا**.' },
      { kind: 'code', source: 'm', outcome: ran(withEffect(readModel('cbpp'), 1, { term: 'שלום', meaning: { kind: 'slope', variable: 'שלום', isIndicator: false } })) },
    ), { script: '' });
    expect(html).toContain('The odds of <bdi>שלום עולם</bdi> 2 are <strong><bdi>مرحبا</bdi></strong>.');
    expect(html).toMatch(/<button[^>]*><bdi>שלום<\/bdi><\/button>/);
    expect(html).not.toMatch(/="[^"]*<bdi>/);
  });

  test('gives every id once', async () => {
    const html = await htmlReport(notebook({ kind: 'code', source: 'm', outcome: ran(readModel('cbpp'), readModel('cbpp'), chart, chart) }), { script: '' });
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(match => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...html.matchAll(/aria-describedby="([^"]+)"/g)].map(match => match[1]);
    expect(references.length).toBeGreaterThan(0);
    expect(ids).toEqual(expect.arrayContaining(references));
  });
});
