import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { markdownReport } from '../../../engine/report/markdown-report.js';
import type { ReportInput } from '../../../engine/report/report-input.js';
import type { CellOutcome, Result } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects, withEffect } from './fixtures.js';

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });
const chart = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));
const notebook = (...cells: ReportInput['cells']): ReportInput => ({ title: 'Cattle', engine: '0.1.0', cells });

describe('a Markdown report', () => {
  test('keeps prose as written and puts code in fences', async () => {
    const text = await markdownReport(notebook({ kind: 'markdown', text: '# Herds\n\n$x$ <b>' }, { kind: 'code', source: 'head(cbpp)', outcome: ran({ kind: 'text', text: '  a b' }) }));
    expect(text).toBe('# Herds\n\n$x$ <b>\n\n```r\nhead(cbpp)\n```\n\n```\n  a b\n```\n\n---\n\nMade with GLMM Notebooks 0.1.0.\n');
  });

  test('carries each chart within the file, described, with its caption, its numbers folded below', async () => {
    const text = await markdownReport(notebook({ kind: 'code', source: 'plot(m)', outcome: ran(chart) }));
    const [, alternative, data] = /!\[(.*?)\]\(data:image\/svg\+xml;base64,([^)]*)\)/.exec(text) ?? [];
    expect(alternative).toContain('Caterpillar plot of the conditional modes');
    expect(Buffer.from(data ?? '', 'base64').toString('utf8')).toMatch(/^<svg[\s\S]*Caterpillar plot[\s\S]*<\/svg>$/);
    expect(text).toContain('\n\n**Figure 1.** Conditional modes of 15 herds with 95 % intervals, on the scale of log odds.\n\n<details><summary>The numbers of this chart</summary>\n\n**Conditional modes of herd**\n\n| level |');
  });

  test('prints the tables of a model and says what each of its terms means, one line a term', async () => {
    const text = await markdownReport(notebook({ kind: 'code', source: 'm', outcome: ran(readModel('cbpp')) }));
    expect(text).toContain('**Table 1.** Fixed effects of `m1` on the odds of incidence\n\n| term | odds ratio | 95 % CI | log odds | SE | *z* | *p* |\n| :-- | --: | --: | --: | --: | --: | --: |\n| (Intercept) | 0.25 | 0.16 – 0.39 |');
    const [, words = ''] = /\*\*In words\*\*\n\n([\s\S]*?)\n\n/.exec(text) ?? [];
    expect(words.split('\n').map(line => /^- `(.*?)`: /.exec(line)?.[1])).toEqual(['(Intercept)', 'period2', 'period3', 'period4', '(… | herd)']);
    expect(words).toContain('For a given herd, the odds of incidence in period 2 are **0.37 times** those in period 1');
  });

  test('prints factors as groups in the style of a journal', async () => {
    const text = await markdownReport(notebook({ kind: 'code', source: 'm', outcome: ran(readModel('cbpp')) }), { style: 'apa' });
    expect(text).toContain('**Table 1**  \n*Fixed Effects of* *`m1`* *on the Odds of* *incidence*');
    expect(text).toContain('| **period** |  |');
  });

  test('quotes errors', async () => {
    const text = await markdownReport(notebook({ kind: 'code', source: 'x', outcome: { ...ran(), status: 'error', error: { name: 'NameError', message: 'There is\nno x.', line: 1, column: 1, code: 'GLMM201', advice: ['Assign it.'] } } }));
    expect(text).toContain('> **NameError** GLMM201, line 1, column 1: There is\n> no x.\n>\n> - Assign it.');
  });

  test('shows hostile names as text to a reader of Markdown that lets HTML through', async () => {
    const model = withEffect({ ...readModel('cbpp'), name: HOSTILE, formula: HOSTILE }, 1, { term: HOSTILE, meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: HOSTILE } });
    for (const style of ['plain', 'apa', 'ama'] as const) {
      const html = new MarkdownIt({ html: true }).render(await markdownReport(notebook({ kind: 'code', source: HOSTILE, outcome: ran(model, { ...chart, title: HOSTILE, caption: `- ${HOSTILE}`, description: HOSTILE }) }), { style }));
      expect(html).not.toMatch(/<img src="?x|<script|href="javascript:/);
      expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&lt;/script&gt;|`*_[a](javascript:alert(1)) datum[\'level\']');
    }
  });

  test('is no list, heading or rule where a text only begins like one', async () => {
    const caption = async (text: string): Promise<string> => new MarkdownIt().render((await markdownReport(notebook({ kind: 'code', source: '', outcome: { ...ran(), status: 'error', error: { name: text, message: '', line: 1, column: 1, code: 'c', advice: [text] } } })))).replace(/\n/g, '');
    for (const text of ['- a', '+ a', '12. a', '3) a', '# a', '> a', '==== a']) expect(await caption(text)).toContain(`<li>${text.replace('>', '&gt;')}</li>`);
  });
});
