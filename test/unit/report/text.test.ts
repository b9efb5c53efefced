import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { fence, toMarkdown } from '../../../engine/report/markdown.js';
import { mimeBundle } from '../../../engine/report/mime-bundle.js';
import { toPlainText } from '../../../engine/report/plain-text.js';
import { cellText } from '../../../engine/report/tables.js';
import type { ModelResult, Result, TableResult, VectorResult } from '../../../engine/results.js';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { HOSTILE, readModel, readRandomEffects } from './fixtures.js';

const table: TableResult = {
  kind: 'table', title: 'cbpp',
  columns: [{ name: 'herd', type: 'text' }, { name: 'incidence', type: 'integer' }, { name: 'rate', type: 'number' }, { name: 'seen', type: 'logical' }],
  rows: [['1', 2, 0.25, true], ['10', null, 'NaN', false], ['3', 12, -10.5, null]],
  notes: ['56 rows'],
};

describe('a model as text', () => {
  test('is laid out as R’s summary, with the verdict, intervals and shares of variance beside', () => {
    expect(toPlainText(readModel('sleepstudy'))).toBe([
      "Linear mixed model fit by REML ['lmerMod']",
      'Formula: Reaction ~ Days + (Days | Subject)',
      '   Data: sleepstudy',
      '',
      'REML criterion at convergence: 1743.6',
      '',
      '     AIC      BIC   logLik df.resid',
      '  1755.6   1774.8   -871.8      174',
      '',
      'Converged: the log-likelihood could rise by at most 1e-12.',
      '',
      'Random effects:',
      ' Groups   Name        Variance Std.Dev. Corr',
      ' Subject  (Intercept) 612.09   24.740',
      '          Days         35.07    5.922   0.07',
      ' Residual             654.94   25.592',
      'Number of obs: 180, groups:  Subject, 18',
      'Intraclass correlation: Subject 0.260',
      'R² marginal 0.279, conditional 0.799',
      '',
      'Fixed effects:',
      '            Estimate Std. Error t value',
      '(Intercept)  251.405      6.825  36.838',
      'Days          10.467      1.546   6.771',
      'No p-values: the degrees of freedom of t are not known exactly, nor approximated.',
      '',
      'Confidence intervals (Wald):',
      '              2.5 %  97.5 %',
      '(Intercept)  238.03  264.78',
      'Days           7.44   13.50',
      '',
      'Correlation of Fixed Effects:',
      '     (Intr)',
      'Days -0.138',
    ].join('\n'));
  });

  test('has odds ratios and the limits of both scales, in characters that a program reads', () => {
    const text = toPlainText(readModel('cbpp'));
    expect(text).toContain('Confidence intervals (Wald) and odds ratios, for a given herd, of incidence:');
    expect(text).toMatch(/^period2 +-1\.593 +-0\.391 +0\.37 +0\.20 +0\.68$/m);
    expect(text).not.toMatch(/−|⁻/);
  });

  test('names the method of the degrees of freedom, and has them in a column', () => {
    const model = readModel('sleepstudy');
    // summary(m) of lmerTest 3.1.3
    const text = toPlainText({ ...model, dfMethod: 'Satterthwaite', fixed: model.fixed.map((effect, index) => ({ ...effect, df: 17, pValue: [1.171e-17, 3.264e-6][index]! })) });
    expect(text).toContain("Linear mixed model fit by REML. t-tests use Satterthwaite's method ['lmerMod']");
    expect(text).toContain('            Estimate Std. Error      df t value Pr(>|t|)\n(Intercept)  251.405      6.825  17.000  36.838  < 2e-16\nDays          10.467      1.546  17.000   6.771 3.26e-06');
  });

  test('tells which rows were chosen, weighed and dropped', () => {
    const text = toPlainText({ ...readModel('sleepstudy'), arguments: { weights: 'w', subset: 'Days > 1' }, rowsDropped: 3, rowsDroppedBy: { Days: 2, Reaction: 1 } });
    expect(text).toContain('   Data: sleepstudy\nWeights: w\n Subset: Days > 1\n');
    expect(text).toContain('(3 rows dropped; missing: Days 2, Reaction 1)');
  });

  test('tells notices with their advice, in lines that fit', () => {
    const model: ModelResult = { ...readModel('cbpp'), notices: [{ code: 'GLMM401', severity: 'warning', message: 'The fit is singular, which takes more words to explain than a line of eighty characters holds.', term: null, evidence: {}, advice: ['Leave (1 | herd) out.'] }] };
    expect(toPlainText(model)).toContain('Converged to a singular fit: the log-likelihood could rise by at most 3e-10.');
    expect(toPlainText(model)).toContain('\n\nWarning GLMM401: The fit is singular, which takes more words to explain than a\n  line of eighty characters holds.\n  - Leave (1 | herd) out.\n');
  });

  test('says not converged where that is so', () => {
    const model = readModel('cbpp');
    expect(toPlainText({ ...model, convergence: { ...model.convergence, converged: false, newtonDecrement: 0.4 } })).toContain('Not converged: the log-likelihood could rise by at most 0.40.');
  });
});

describe('tables and vectors as text', () => {
  test('numbers stand to the right with their points in line, text to the left', () => {
    expect(toPlainText(table)).toBe(['cbpp', 'herd  incidence    rate   seen', '1             2    0.25   TRUE', '10           NA     NaN  FALSE', '3            12  -10.50     NA', '56 rows'].join('\n'));
  });

  test('an empty table says so', () => {
    expect(toPlainText({ ...table, rows: [], notes: [] })).toContain('(no rows)');
  });

  test('columns that do not fit a line of eighty go below, beside the first', () => {
    const wide: TableResult = { kind: 'table', title: '', notes: [], columns: [{ name: 'herd', type: 'text' }, ...Array.from({ length: 12 }, (_, index) => ({ name: `measure${index}`, type: 'integer' as const }))], rows: [['1', ...Array.from({ length: 12 }, (_, index) => index)]] };
    const lines = toPlainText(wide).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.every(line => line.length <= 80)).toBe(true);
    expect(lines[2]).toMatch(/^herd  measure7/);
    expect(lines[3]).toMatch(/^1 +7 /);
  });

  test('a vector is led by indices, as R leads it', () => {
    const vector: VectorResult = { kind: 'vector', type: 'integer', values: Array.from({ length: 30 }, (_, index) => index + 1), names: [] };
    // R 4.2.2: print(1:30)
    expect(toPlainText(vector)).toBe(' [1]  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25\n[26] 26 27 28 29 30');
  });

  test('a named vector has its names above', () => {
    expect(toPlainText({ kind: 'vector', type: 'double', values: [-1.5, 2], names: ['a', 'period2'] })).toBe('      a period2 \n   -1.5     2.0 ');
  });

  test('numbers share their decimals, as R prints c(1, sqrt(2), NA, NaN, Inf)', () => {
    expect(toPlainText({ kind: 'vector', type: 'double', values: [1, Math.SQRT2, null, 'NaN', 'Inf'], names: [] })).toBe('[1] 1.000000 1.414214       NA      NaN      Inf');
  });

  test('strings are quoted, missing ones are not', () => {
    expect(toPlainText({ kind: 'vector', type: 'character', values: ['a', null], names: [] })).toBe('[1] "a" NA ');
  });

  test('an empty vector names its type', () => {
    expect(toPlainText({ kind: 'vector', type: 'character', values: [], names: [] })).toBe('character(0)');
  });

  test('a logical is spelled as in R', () => {
    expect([true, false, null, 'Inf'].map(value => cellText(value))).toEqual(['TRUE', 'FALSE', 'NA', '∞']);
  });
});

describe('Markdown', () => {
  const render = (result: Result): string => new MarkdownIt({ html: true }).enable('table').render(toMarkdown(result));

  test('of a model is two tables that a Markdown reader reads', () => {
    const html = render(readModel('cbpp'));
    expect(html.match(/<table>/g)).toHaveLength(2);
    expect(html.match(/<tr>/g)).toHaveLength(2 + 4 + 1);
    expect(html).toContain('>0.20 – 0.68</td>');
    expect(html).toContain('&lt; 0.001');
  });

  test('of any table keeps hostile names as text, in their cells', () => {
    const hostile: TableResult = { ...table, title: HOSTILE, columns: [{ name: HOSTILE, type: 'text' }], rows: [[HOSTILE]], notes: [HOSTILE] };
    const html = render(hostile);
    expect(html).not.toMatch(/<img|<\/script|<a /);
    expect(html.match(/<t[dh][ >]/g)).toHaveLength(2);
  });

  test('fences hold any text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.constant('`'), fc.string({ minLength: 1, maxLength: 1 }).filter(character => character >= ' ')) }), text => {
      const [token] = new MarkdownIt().parse(fence(text), {});
      expect([token?.type, token?.content]).toEqual(['fence', `${text}\n`]);
    }));
  });
});

describe('a MIME bundle', () => {
  const chart = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));
  test.each<[Result, string[]]>([
    [readModel('cbpp'), ['application/vnd.glmm.model.v1+json', 'text/markdown', 'text/plain']],
    [readRandomEffects('cbpp-herd'), ['application/vnd.glmm.randomEffects.v1+json', 'text/markdown', 'text/plain']],
    [table, ['application/vnd.glmm.table.v1+json', 'text/markdown', 'text/plain']],
    [chart, ['application/vnd.glmm.chart.v1+json', 'image/svg+xml', 'text/plain']],
    [caterpillarChart(readRandomEffects('verbagg-id'), readModel('verbagg')), ['application/vnd.glmm.randomEffects.v1+json', 'application/vnd.glmm.chart.v1+json', 'image/svg+xml', 'text/plain']],
    [{ kind: 'text', text: 'x' }, ['text/plain']],
  ])('of %#: has every form that the kind promises', async (result, types) => {
    const bundle = await mimeBundle(result);
    expect(Object.keys(bundle)).toEqual(types);
    const json = Object.entries(bundle).find(([type]) => type.endsWith('+json'));
    if (json) expect(JSON.parse(json[1])).toMatchObject(result.kind === 'chart' && result.levels ? result.levels : result);
  });
});
