import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { compileChart } from '../../../engine/report/charts/compile.js';
import { forestChart } from '../../../engine/report/charts/forest.js';
import { chartToSvg } from '../../../engine/report/svg.js';
import { HOSTILE, readModel, withEffect } from './fixtures.js';

const choices = { hasIntercept: false, isSorted: false, isOnLinkScale: false };
const cbpp = { ...readModel('cbpp'), name: 'm1' };
const column = (chart: ReturnType<typeof forestChart>, name: string): unknown[] => chart.data.rows.map(row => row[chart.data.columns.findIndex(each => each.name === name)]);

describe('a forest plot', () => {
  test('of a logistic model has the odds ratios of lme4 with their Wald limits', () => {
    // exp(cbind(fixef(m), confint(m, method = "Wald", parm = "beta_")))[-1, ], fitted with tight convergence
    const chart = forestChart([cbpp], choices);
    expect(column(chart, 'term')).toEqual(['period 2 / 1', 'period 3 / 1', 'period 4 / 1']);
    [[0.37071089, 0.20324558, 0.67616016], [0.32346245, 0.170525619, 0.61356153], [0.20591044, 0.089093171, 0.47589631]].forEach((row, place) => {
      for (const [name, value] of [['estimate', row[0]], ['lower', row[1]], ['upper', row[2]]] as const) expect((column(chart, name)[place] as number) / value!).toBeCloseTo(1, 4);
    });
    expect(column(chart, 'interval')[0]).toBe('0.37 (0.20 to 0.68)');
    expect(chart.description).toContain('The interval leaves out 1 for all.');
    expect(chart.caption).toBe('Odds ratios of m1, each for a given herd, with 95 % Wald intervals; the dashed line marks no effect (a ratio of 1, on a logarithmic axis).');
  });

  test('draws what it shows at the logarithms, with ratios on the axis', () => {
    const chart = forestChart([cbpp], choices);
    column(chart, 'estimate').forEach((ratio, place) => expect(Math.log(ratio as number)).toBeCloseTo(column(chart, 'log_estimate')[place] as number, 4));
    const labels = JSON.stringify(compileChart(chart).vega.axes);
    expect(labels).toContain('0.2');
  });

  test('leaves intercepts out unless asked for them, and sorts when asked to', () => {
    const sorted = forestChart([cbpp], { hasIntercept: true, isSorted: true, isOnLinkScale: true });
    const estimates = column(sorted, 'estimate') as number[];
    expect(estimates).toHaveLength(4);
    expect([...estimates].sort((a, b) => b - a)).toEqual(estimates);
  });

  test('of an identity link has differences about zero', () => {
    const chart = forestChart([{ ...readModel('sleepstudy'), name: 'm' }], choices);
    expect(chart.title).toBe('Fixed effects of m');
    expect(chart.data.columns.map(({ name }) => name)).toEqual(['term', 'estimate', 'lower', 'upper', 'interval']);
    expect(chart.description).toContain('leaves out 0');
  });

  test('of several models names each by colour and shape', async () => {
    const chart = forestChart([cbpp, { ...cbpp, name: 'm2' }], choices);
    expect(column(chart, 'model')).toEqual(['m1', 'm1', 'm1', 'm2', 'm2', 'm2']);
    const { scales } = compileChart(chart).vega;
    for (const name of ['color', 'shape']) expect(scales!.find(each => each.name === name)?.domain).toEqual(['m1', 'm2']);
    expect((await chartToSvg(chart)).match(/aria-roledescription="legend"/g)).toHaveLength(1);
  });

  test('does not let one interval of a separated term squeeze the others, and says that it runs past the axis', () => {
    const chart = forestChart([withEffect(cbpp, 3, { estimate: -21, standardError: 4000, lower: -7861, upper: 7819 })], choices);
    expect(chart.data.notes).toEqual(['Intervals that run past the axis: period 4 / 1.']);
    const { scales } = compileChart(chart).vega;
    const [low, high] = (scales!.find(({ name }) => name === 'x') as unknown as { domain: [number, number] }).domain;
    expect(high - low).toBeLessThan(60);
    expect(low).toBeLessThan(-21);
  });

  test('says which terms have no finite limits, and draws the others', async () => {
    const chart = forestChart([withEffect(cbpp, 2, { lower: 'NaN', upper: 'NaN', standardError: 'NaN' })], choices);
    expect(chart.data.notes).toEqual(['Not drawn, without finite limits: period 3 / 1.']);
    expect(chart.data.rows).toHaveLength(2);
    expect(await chartToSvg(chart)).not.toContain('NaN');
  });

  test('of one term, and of none that can be drawn, is still a chart', async () => {
    const one = { ...cbpp, fixed: cbpp.fixed.slice(0, 2) };
    expect((await chartToSvg(forestChart([one], choices))).match(/<path [^>]*d="M\d[^"]*A/g)).toHaveLength(1);
    expect(await chartToSvg(forestChart([{ ...cbpp, fixed: [] }], choices))).toContain('<svg');
  });

  test('takes names for text', async () => {
    for (const term of [HOSTILE, 'datum.x', '__proto__', 'a[0]', '\u202eabc', '🐑']) {
      const svg = await chartToSvg(forestChart([withEffect({ ...cbpp, name: term }, 1, { term, meaning: { kind: 'slope', variable: term, isIndicator: false } }), cbpp], choices));
      expect(svg).not.toMatch(/<img|<\/script/);
      expect(svg).toContain(term.slice(0, 4).replaceAll('<', '&lt;'));
    }
  });

  test('gives vega-lite nothing to warn of', () => {
    const warnings: unknown[] = [];
    const logger = { level: () => logger, error: (...words: unknown[]) => (warnings.push(words), logger), warn: (...words: unknown[]) => (warnings.push(words), logger), info: () => logger, debug: () => logger };
    for (const chart of [forestChart([cbpp], choices), forestChart([cbpp, { ...cbpp, name: 'm2' }], choices)]) compile(chart.spec as unknown as TopLevelSpec, { logger });
    expect(warnings).toEqual([]);
  });
});
