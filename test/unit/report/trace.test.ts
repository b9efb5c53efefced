import { describe, expect, test } from 'vitest';
import { kernelDensity } from '../../../engine/inference/kernel-density.js';
import { posteriorDiagnostics } from '../../../engine/inference/posterior-diagnostics.js';
import { compileChart } from '../../../engine/report/charts/compile.js';
import { traceChart, type ParameterDraws } from '../../../engine/report/charts/trace.js';
import { chartToSvg } from '../../../engine/report/svg.js';
import { HOSTILE } from './fixtures.js';

/** The golden ratio fills an interval evenly: draws that no sampler would give, the same everywhere. */
function parameter(name: string, chains: number, draws: number, shift = 0): ParameterDraws {
  const values = Array.from({ length: chains }, (_, chain) => Float64Array.from({ length: draws }, (__, draw) => ((draw * 0.6180339887 + chain * 0.37) % 1) + chain * shift));
  return { name, chains: values, ...posteriorDiagnostics(values), densities: values.map(each => kernelDensity(each, 64)) };
}
const iterations = (draws: number): Float64Array => Float64Array.from({ length: draws }, (_, draw) => draw + 1);

describe('a chart of traces', () => {
  test('has a line for each chain of each parameter, and one for its density', async () => {
    const svg = await chartToSvg(traceChart([parameter('a', 3, 50), parameter('b', 3, 50)], { name: 'fit', iterations: iterations(50) }));
    const curves = [...svg.matchAll(/ d="(M[^"]*)"/g)].filter(([, path]) => path!.split('L').length >= 50);
    expect(curves).toHaveLength(12);
    expect(svg).toContain('Trace and density of fit');
  });

  test('tells R̂ and effective sample sizes, and which are doubtful', () => {
    const [even, apart] = [parameter('even', 4, 200), parameter('apart', 4, 200, 2)];
    const chart = traceChart([even, apart], { name: '', iterations: iterations(200) });
    expect(chart.description).toContain('4 chains of 200 draws.');
    expect(chart.description).toContain(`apart: R̂ ${apart.rhat.toFixed(3)}, ESS ${Math.round(apart.essBulk)} (centre)`);
    expect(apart.rhat).toBeGreaterThan(1.5);
    expect(chart.caption).toContain('R̂ above 1.01 or fewer than 400 effective draws: apart.');
  });

  test('of many draws shows an even choice, and says so', () => {
    const chart = traceChart([parameter('a', 2, 5000)], { name: '', iterations: iterations(5000) });
    expect(chart.data.rows).toHaveLength(1200);
    expect(chart.data.rows.at(-1)![3]).toBe(5000);
    expect(chart.data.notes).toEqual(['Every trace shows 600 of its 5,000 draws; R̂, effective sample sizes and densities are of all.']);
  });

  test('of draws that do not move has no R̂, and is still a chart', async () => {
    const still: ParameterDraws = { name: 'still', chains: [new Float64Array(20)], rhat: NaN, essBulk: NaN, essTail: NaN, densities: [null] };
    const chart = traceChart([still], { name: '', iterations: iterations(20) });
    expect(chart.description).toContain('still: R̂ and ESS are not defined.');
    expect(await chartToSvg(chart)).toContain('<svg');
  });

  test('takes names of parameters for text, and makes no expression of them', async () => {
    const chart = traceChart([parameter(HOSTILE, 1, 20)], { name: 'datum.x', iterations: iterations(20) });
    const svg = await chartToSvg(chart);
    expect(svg).not.toMatch(/<img|<\/script/);
    expect(svg).toContain('&lt;img src=x');
    const expressions: string[] = [];
    JSON.stringify(compileChart(chart).vega, (key, value: unknown) => {
      if (['signal', 'update', 'expr', 'test'].includes(key) && typeof value === 'string') expressions.push(value);
      return value;
    });
    expect(expressions.filter(expression => expression.includes('onerror'))).toEqual([]);
  });
});
