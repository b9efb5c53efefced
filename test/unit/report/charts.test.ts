import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { compileChart } from '../../../engine/report/charts/compile.js';
import { standaloneSpec } from '../../../engine/report/charts/standalone.js';
import { chartThemes } from '../../../engine/report/charts/theme.js';
import { chartToSvg } from '../../../engine/report/svg.js';
import type { RandomEffectsResult } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects } from './fixtures.js';

const herds = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));

describe('a caterpillar plot', () => {
  test('orders levels by their modes, highest first', () => {
    // The order of lme4's ranef(m1)$herd
    expect(herds.data.rows.map(row => row[0])).toEqual(['14', '7', '8', '1', '3', '4', '12', '11', '5', '9', '2', '6', '15', '10', '13']);
  });

  test('says in its description what it shows', () => {
    expect(herds.description).toBe('Caterpillar plot of the conditional modes (log odds) of 15 herds, ordered by mode. (Intercept): from −0.690 (13) to 0.970 (14); the 95 % interval excludes zero for 2 of 15.');
  });

  test('is JSON, with its data apart and named table', () => {
    expect(JSON.parse(JSON.stringify(herds))).toEqual(herds);
    expect(herds.spec['data']).toEqual({ name: 'table' });
    expect(JSON.stringify(herds.spec)).not.toContain('0.9704');
  });

  test('names the scale on its axis', () => {
    expect(JSON.stringify(herds.spec)).toContain('conditional mode, log odds');
  });

  test('has a panel for every term, in one order of levels', () => {
    const subjects = caterpillarChart(readRandomEffects('sleepstudy-subject'), readModel('sleepstudy'));
    expect(subjects.spec['facet']).toBeDefined();
    expect(subjects.description).toContain('18 Subjects, one panel each for (Intercept) and Days, ordered by the mode of (Intercept)');
    const levels = (term: string): unknown[] => subjects.data.rows.filter(row => row[1] === term).map(row => row[0]);
    expect(levels('Days')).toEqual(levels('(Intercept)'));
  });

  test('of 20,000 levels draws an even choice, and says so', async () => {
    const many: RandomEffectsResult = { kind: 'randomEffects', group: 'id', rows: Array.from({ length: 20_000 }, (_, index) => ({ level: `s${index}`, term: '(Intercept)', mode: Math.sin(index), sd: 0.3, lower: Math.sin(index) - 0.6, upper: Math.sin(index) + 0.6 })) };
    const chart = caterpillarChart(many, readModel('cbpp'));
    expect(chart.data.rows).toHaveLength(600);
    expect(chart.data.notes).toEqual(['600 of 20,000 levels, evenly spaced in the order of their modes.']);
    expect((await chartToSvg(chart)).length).toBeLessThan(600_000);
  });

  test('of no levels is still a chart', async () => {
    const none = caterpillarChart({ kind: 'randomEffects', group: 'g', rows: [] }, readModel('cbpp'));
    expect(await chartToSvg(none)).toContain('<svg');
  });
});

describe('a static SVG', () => {
  test('has a dot and a line for every level, and one line at zero', async () => {
    const svg = await chartToSvg(herds);
    expect(svg.match(/<path [^>]*d="M\d[^"]*A/g)).toHaveLength(15);
    expect(svg.match(/stroke-dasharray="3,3"/g)).toHaveLength(1);
  });

  test('has role, title and description', async () => {
    const svg = await chartToSvg(herds);
    expect(svg).toMatch(/^<svg[^>]* role="img" aria-label="Conditional modes of herd in m1\. /);
    expect(svg).toContain('<title>Conditional modes of herd in m1</title><desc>Caterpillar plot');
  });

  test('follows the theme', async () => {
    for (const theme of Object.values(chartThemes)) expect(await chartToSvg(herds, { theme })).toContain(theme.accent);
  });

  test('holds hostile names as text, and no expression is made of them', async () => {
    const rows = readRandomEffects('cbpp-herd').rows.map((row, index) => (index === 0 ? { ...row, level: HOSTILE, term: HOSTILE } : row));
    const chart = caterpillarChart({ kind: 'randomEffects', group: HOSTILE, rows }, { ...readModel('cbpp'), name: HOSTILE });
    const svg = await chartToSvg(chart);
    expect(svg).not.toMatch(/<img|<\/script/);
    expect(svg).toContain('&lt;img src=x');
    const expressions: string[] = [];
    JSON.stringify(compileChart(chart).vega, (key, value: unknown) => {
      if (['signal', 'update', 'expr', 'test'].includes(key) && typeof value === 'string') expressions.push(value);
      return value;
    });
    expect(expressions.length).toBeGreaterThan(0);
    expect(expressions.filter(expression => expression.includes('onerror'))).toEqual([]);
  });

  test('is drawn where making code from strings is forbidden', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'glmm-chart-'));
    try {
      const outfile = path.join(folder, 'draw.mjs');
      const contents = `import { chartToSvg } from './engine/report/svg.js'; process.stdout.write(await chartToSvg(${JSON.stringify(herds)}));`;
      await build({ stdin: { contents, resolveDir: fileURLToPath(new URL('../../../', import.meta.url)) }, bundle: true, format: 'esm', platform: 'node', target: 'node20', external: ['canvas'], outfile, logLevel: 'silent' });
      expect(execFileSync(process.execPath, ['--disallow-code-generation-from-strings', outfile], { encoding: 'utf8' })).toBe(await chartToSvg(herds));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('vega-lite has nothing to warn of', () => {
    const warnings: unknown[] = [];
    const logger = { level: () => logger, error: (...words: unknown[]) => (warnings.push(words), logger), warn: (...words: unknown[]) => (warnings.push(words), logger), info: () => logger, debug: () => logger };
    compile({ ...herds.spec, datasets: { table: [{ level: 'a', term: 't', mode: 1, sd: 1, lower: 0, upper: 2, interval: 'includes zero' }] } } as unknown as TopLevelSpec, { logger });
    expect(warnings).toEqual([]);
  });
});

describe('a chart for other programs', () => {
  test('is vega-lite that stands alone: its data are in it, and it compiles as it is', () => {
    const spec = standaloneSpec(herds);
    expect(spec['$schema']).toBe('https://vega.github.io/schema/vega-lite/v6.json');
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    const { data } = compile(spec as unknown as TopLevelSpec).spec;
    expect(data?.find(each => each.name === 'table')).toMatchObject({ values: expect.arrayContaining([expect.objectContaining({ level: '14' })]) as unknown });
  });
});
