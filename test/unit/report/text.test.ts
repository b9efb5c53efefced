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
  test('is aligned and complete', () => {
    expect(toPlainText(readModel('sleepstudy'))).toBe([
      'Linear mixed model m: converged: the log-likelihood could rise by at most 1e-12',
      '  Reaction ~ Days + (Days | Subject)',
      '  sleepstudy, 180 rows, 18 Subjects, gaussian, identity, restricted maximum likelihood (REML)',
      '',
      'Fixed effects (for a given Subject, 95 % Wald):',
      '             estimate    SE      t           95 % CI',
      '(Intercept)    251.41  6.82  36.84  238.03 to 264.78',
      'Days            10.47  1.55   6.77     7.44 to 13.50',
      'No p-values: the degrees of freedom of t are not known exactly, nor approximated.',
      '',
      'Random effects:',
      'group     term         variance     SD  corr  levels    ICC',
      'Subject   (Intercept)     612    24.7             18  0.260',
      '          Days             35.1   5.92  0.07',
      'Residual                  655    25.6',
      '',
      'REML log-likelihood -871.814, REML criterion 1743.6, AIC 1755.6, BIC 1774.8',
      'R² marginal 0.279, R² conditional 0.799, residual df 174',
    ].join('\n'));
  });

  test('has odds ratios beside log odds, in characters that a program reads', () => {
    const text = toPlainText(readModel('cbpp'));
    expect(text).toContain('period2        -0.992  0.307  -3.24    0.001  -1.593 to -0.391        0.37   0.20 to 0.68');
    expect(text).not.toMatch(/−|⁻/);
  });

  test('tells notices with their advice', () => {
    const model: ModelResult = { ...readModel('cbpp'), notices: [{ code: 'GLMM401', severity: 'warning', message: 'The fit is singular.', term: null, evidence: {}, advice: ['Leave (1 | herd) out.'] }] };
    expect(toPlainText(model)).toContain('Logistic mixed model m1: converged to a singular fit: the log-likelihood could rise by at most 3e-10');
    expect(toPlainText(model)).toContain('\nWarning GLMM401: The fit is singular.\n  - Leave (1 | herd) out.\n');
  });

  test('says not converged where that is so', () => {
    const model = readModel('cbpp');
    expect(toPlainText({ ...model, convergence: { ...model.convergence, converged: false, newtonDecrement: 0.4 } })).toContain('not converged: the log-likelihood could rise by at most 0.40');
  });
});

describe('tables and vectors as text', () => {
  test('numbers stand to the right with their points in line, text to the left', () => {
    expect(toPlainText(table)).toBe(['cbpp', 'herd  incidence    rate   seen', '1             2    0.25   TRUE', '10           NA     NaN  FALSE', '3            12  -10.50     NA', '56 rows'].join('\n'));
  });

  test('an empty table says so', () => {
    expect(toPlainText({ ...table, rows: [], notes: [] })).toContain('(no rows)');
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
