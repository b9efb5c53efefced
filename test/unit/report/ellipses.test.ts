import { describe, expect, test } from 'vitest';
import { normalEllipse } from '../../../engine/inference/normal-ellipse.js';
import { ellipsesChart } from '../../../engine/report/charts/ellipses.js';
import { compileChart } from '../../../engine/report/charts/compile.js';
import { chartToSvg } from '../../../engine/report/svg.js';
import { HOSTILE, readModel, readRandomEffects } from './fixtures.js';

const model = { ...readModel('sleepstudy'), name: 'm' };
const effects = { ...readRandomEffects('sleepstudy-subject'), fitId: 'fit-1', confidenceLevel: 0.95 };
const term = model.random[0]!;
const pair = { first: 0, second: 1, outlines: [0.5, 0.95].map(share => ({ share, points: normalEllipse({ sd: [24.7, 5.92], correlation: 0.066 }, share) })) };

describe('a chart of two random effects', () => {
  const chart = ellipsesChart(effects, term, [pair], model, false);

  test('has a point for each level at its modes, and one outline for each share', async () => {
    expect(chart.data.rows).toHaveLength(18);
    // ranef(m)$Subject["308", ]
    expect(chart.data.rows[0]![0]).toBe('308');
    expect(chart.data.rows[0]![1] as number).toBeCloseTo(2.2586, 3);
    expect(chart.data.rows[0]![4] as number).toBeCloseTo(9.199, 3);
    const svg = await chartToSvg(chart);
    expect(svg.match(/<path [^>]*d="M\d[^"]*A/g)).toHaveLength(18);
    expect(svg.match(/<path [^>]*d="M[-\d.]+,[-\d.]+(?:L[-\d.]+,[-\d.]+){90}Z?"/g)).toHaveLength(2);
  });

  test('tells correlation, levels and what the ellipses are', () => {
    expect(chart.description).toBe('Scatter plot of the conditional modes (Reaction) of 18 Subjects, one panel. (Intercept) and Days: estimated correlation 0.07.');
    expect(chart.caption).toContain('Ellipses hold 50 % and 95 % of the levels of a population with the estimated covariance');
    expect(chart.levelColumns).toEqual({ level: 'Subject' });
  });

  test('has a panel for every pair', () => {
    const three = ellipsesChart(effects, { ...term, terms: ['(Intercept)', 'Days', 'x'], correlation: [[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]] }, [pair, { ...pair, second: 2 }, { ...pair, first: 1, second: 2 }], model, true);
    expect(three.description).toContain('3 panels. (Intercept) and Days: estimated correlation 0.10; (Intercept) and x: estimated correlation 0.20; Days and x: estimated correlation 0.30.');
    expect((compileChart(three).vega.marks ?? []).filter(mark => mark.type === 'group' && mark.name?.includes('concat'))).toHaveLength(3);
  });

  test('of a term without a correlation says why there is no ellipse', async () => {
    const none = ellipsesChart(effects, { ...term, correlation: [[1, null], [null, 1]] }, [{ ...pair, outlines: [] }], model, false);
    expect(none.caption).toBe('Conditional modes of 18 Subjects, on the scale of Reaction; (Intercept) and Days: no correlation, as a variance is zero.');
    expect(await chartToSvg(none)).toContain('<svg');
  });

  test('takes names of effects and levels for text', async () => {
    const rows = effects.rows.map(row => ({ ...row, term: row.term === 'Days' ? HOSTILE : row.term, level: row.level === '308' ? HOSTILE : row.level }));
    const svg = await chartToSvg(ellipsesChart({ ...effects, rows }, { ...term, terms: ['(Intercept)', HOSTILE] }, [pair], { ...model, name: '__proto__' }, true));
    expect(svg).not.toMatch(/<img|<\/script/);
    expect(svg).toContain('&lt;img src=x');
  });
});
