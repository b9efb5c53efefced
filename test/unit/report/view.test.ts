import { h, type ComponentChild } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { intervalScale, linearTicks, ratioTicks } from '../../../engine/report/view/interval-scale.js';
import { HostContext, type ViewHost } from '../../../engine/report/view/host.js';
import { englishLabels, LabelsContext } from '../../../engine/report/view/labels.js';
import { ModelSummaryView } from '../../../engine/report/view/model-summary.js';
import { RandomEffectsView, TableView, VectorView } from '../../../engine/report/view/result-table.js';
import type { ModelResult } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects, withEffect } from './fixtures.js';

const summary = (model: ModelResult): string => renderToString(h(ModelSummaryView, { model, id: 'm' }));
const count = (html: string, pattern: RegExp): number => html.match(pattern)?.length ?? 0;

describe('the model summary', () => {
  const html = summary(readModel('cbpp'));

  test('reads from what was fitted to how well', () => {
    const order = ['Logistic mixed model', 'cbind(incidence, size - incidence) ~ period', '842 trials in 56 rows', 'Fixed effects', 'Random effects', '<dt>log-likelihood', 'In words', 'Convergence, data and method'].map(text => html.indexOf(text));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
  });

  test('has tables with captions and heads of rows and columns', () => {
    expect(count(html, /<caption>/g)).toBe(2);
    expect(count(html, /<th scope="row"/g)).toBe(4 + 1);
    expect(count(html, /<th(?![^>]*scope=)[ >]/g)).toBe(0);
  });

  test('explains every term to pointer and keyboard', () => {
    expect(count(html, /role="tooltip"/g)).toBe(4 + 1);
    expect(html).toContain('<button type="button" class="g-term" aria-describedby="m-fixed-1">period</button>');
    expect(html).toContain('<b>0.37 times</b> those in period 1 (95 % CI 0.20 to 0.68, Wald).');
  });

  test('offers odds ratios and log odds, odds ratios first', () => {
    expect(html).toMatch(/<input class="g-to-ratio" type="radio" name="m-scale" checked\/>odds ratio/);
    expect(html).toMatch(/<input class="g-to-link" type="radio" name="m-scale"\/>log odds/);
    expect(count(html, /class="g-plot g-ratio"/g)).toBe(5);
  });

  test('has no switch where there is one scale', () => {
    expect(summary(readModel('sleepstudy'))).not.toContain('type="radio"');
  });

  test('shows notices, the gravest first, with advice', () => {
    const notice = { term: null, evidence: {}, advice: ['Do this.'] };
    const noticed = summary({ ...readModel('cbpp'), notices: [{ ...notice, code: 'GLMM301', severity: 'information', message: 'Rows.' }, { ...notice, code: 'GLMM401', severity: 'warning', message: 'Singular.' }] });
    expect(noticed.indexOf('Singular.')).toBeLessThan(noticed.indexOf('Rows.'));
    expect(noticed).toContain('<li>Do this.</li>');
    expect(noticed).toMatch(/g-verdict warning[^>]*>singular</);
  });

  test('holds a model of which nothing is known', () => {
    const model = readModel('cbpp');
    const nothing = { estimate: null, standardError: null, statistic: null, pValue: null, lower: null, upper: null, averaged: null };
    const unknown = summary({ ...model, logLik: 'NaN', aic: null, bic: 'Inf', fixed: model.fixed.map(effect => ({ ...effect, ...nothing })), random: [{ ...model.random[0]!, sd: ['NaN'], icc: null, medianRatio: null, modeRange: [[null, null]] }], convergence: { ...model.convergence, converged: false, newtonDecrement: null } });
    expect(unknown).toMatch(/g-verdict error[^>]*>not converged</);
    expect(unknown).not.toMatch(/undefined|NaN%|="NaN"/);
  });

  test('shows hostile names as text', () => {
    const hostile = withEffect({ ...readModel('cbpp'), name: HOSTILE, formula: HOSTILE }, 1, { term: HOSTILE, meaning: { kind: 'contrast', variable: HOSTILE, level: HOSTILE, reference: HOSTILE } });
    const page = summary({ ...hostile, random: [{ ...hostile.random[0]!, group: HOSTILE }] });
    expect(page).not.toMatch(/<img|<\/script/);
  });
});

describe('the scales of a summary', () => {
  const mean = (estimate: number): object => ({ estimate, lower: estimate / 2, upper: estimate * 2, averaged: estimate * 1.1 });
  const cbpp = readModel('cbpp');
  const model: ModelResult = { ...cbpp, referencePoint: [{ variable: 'period', value: '1' }], fixed: cbpp.fixed.map((effect, index) => ({ ...effect, responseMean: mean([0.198, 0.084, 0.074, 0.048][index]!) as never })) };

  test('are ratios, the link and the response, where means came with the result', () => {
    const html = summary(model);
    expect(html).toMatch(/<input class="g-to-mean" type="radio" name="m-scale"\/>probability/);
    expect(html).toContain('of incidence, for a typical herd in period 1, or one change from there');
    expect(html).toContain('<td class="g-mean">0.084');
    expect(html).toContain('<td class="g-ci g-mean">0.042 – 0.168</td>');
  });

  test('of a link without ratios are the link and the response', () => {
    expect(summary({ ...model, link: 'probit' }).match(/class="g-to-\w+"/g)).toEqual(['class="g-to-link"', 'class="g-to-mean"']);
  });
});

describe('in a page that can act', () => {
  const told: string[] = [];
  const host: ViewHost = { copy: form => void told.push(form), mends: [['Fit by quadrature: nAGQ = 9'], []], mend: () => undefined, onPointed: () => undefined };
  const inHost = (view: ComponentChild): string => renderToString(h(HostContext.Provider, { value: host }, view));
  const noticed: ModelResult = { ...readModel('cbpp'), notices: [{ code: 'GLMM406', severity: 'warning', message: 'Coarse.', term: null, evidence: {}, advice: [] }] };

  test('a summary has a copy menu, heads to sort by, and buttons for its mends', () => {
    const html = inHost(h(ModelSummaryView, { model: noticed, id: 'm' }));
    expect(html).toContain('aria-haspopup="menu" aria-expanded="false"');
    expect(html).toContain('<button type="button" class="g-sort">term</button>');
    expect(html).toContain('<div class="g-mends"><button type="button">Fit by quadrature: nAGQ = 9</button></div>');
  });

  test('a report has none of them, since nothing there could act', () => {
    expect(summary(noticed)).not.toMatch(/g-mends|g-sort|aria-haspopup/);
  });

  test('degrees of freedom are named by their method', () => {
    const model = readModel('sleepstudy');
    expect(summary({ ...model, dfMethod: 'Kenward-Roger', fixed: model.fixed.map(effect => ({ ...effect, df: 17, pValue: 0.01 })) })).toContain('>df<small>Kenward-Roger</small></th>');
  });
});

describe('tables in views', () => {
  test('of modes have one row a level and one table a term', () => {
    const html = renderToString(h(RandomEffectsView, { effects: readRandomEffects('sleepstudy-subject') }));
    expect(count(html, /<table>/g)).toBe(2);
    expect(count(html, /<th scope="row">/g)).toBe(36);
  });

  test('that are long scroll in a region that the keyboard reaches', () => {
    const html = renderToString(h(RandomEffectsView, { effects: readRandomEffects('verbagg-id') }));
    expect(html).toContain('<div class="g-scroll" role="region" aria-label="Conditional modes of id" tabindex="0">');
  });

  test('stop at a thousand rows and say so', () => {
    const html = renderToString(h(TableView, { table: { kind: 'table', title: 't', columns: [{ name: 'x', type: 'integer' }], rows: Array.from({ length: 1500 }, (_, index) => [index]), notes: [] } }));
    expect(html).toContain('The first 1,000 of 1,500 rows.');
    expect(count(html, /scope="row"/g)).toBe(1000);
  });

  test('show hostile cells as text', () => {
    expect(renderToString(h(VectorView, { vector: { kind: 'vector', type: 'character', values: [HOSTILE], names: [HOSTILE] } }))).not.toMatch(/<img|<\/script/);
  });
});

describe('the axis of drawn intervals', () => {
  const at = (lower: number, upper: number): { estimate: number; lower: number; upper: number } => ({ estimate: (lower + upper) / 2, lower, upper });

  test('always shows zero', () => {
    expect(intervalScale([at(1, 2)], [])?.domain).toEqual([0, 2]);
  });

  test('takes in an intercept that is near, and leaves one out that is far', () => {
    expect(intervalScale([at(-1, 1)], [at(-1.5, -0.5)])?.domain).toEqual([-1.5, 1]);
    const far = intervalScale([at(7, 13)], [at(238, 265)]);
    expect(far?.domain).toEqual([0, 13]);
    expect(far?.holds(at(238, 265))).toBe(false);
  });

  test('is not there where there is nothing finite', () => {
    expect(intervalScale([{ estimate: NaN, lower: NaN, upper: NaN }], [])).toBeNull();
  });

  test('has round ticks', () => {
    expect(linearTicks([-2.4, 0]).map(tick => tick.label)).toEqual(['−2', '−1', '0']);
    expect(ratioTicks([Math.log(0.07), Math.log(1.2)]).map(tick => tick.label).sort()).toEqual(['0.1', '0.2', '0.5', '1']);
  });
});

describe('labels of another language', () => {
  const spelled = Object.fromEntries(Object.entries(englishLabels).map(([key, label]) => [key, `«${label}»`])) as Record<keyof typeof englishLabels, string>;
  const inLanguage = (view: ComponentChild): string => renderToString(h(LabelsContext.Provider, { value: spelled }, view));

  test('stand in the views in place of the English ones', () => {
    const model = inLanguage(h(ModelSummaryView, { model: readModel('sleepstudy'), id: 'm' }));
    for (const label of ['fixedEffects', 'randomEffects', 'term', 'estimate', 'group', 'variance', 'correlation', 'inWords', 'details'] as const) expect(model).toContain(`«${englishLabels[label]}»`);
    expect(inLanguage(h(RandomEffectsView, { effects: readRandomEffects('verbagg-id') }))).toContain('«Conditional modes of id»');
  });
});
