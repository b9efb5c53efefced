// Every picture of a model and of data: what it says, that it compiles without a warning, and that names stay text.
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { noFiles } from '../../fixtures/no-files.js';
import { HOSTILE } from './fixtures.js';
import { compileChart } from '../../../engine/report/charts/compile.js';
import { chartToSvg } from '../../../engine/report/svg.js';
import type { ChartResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';

async function chartsOf(source: string): Promise<ChartResult[]> {
  const { outputs, error } = await new Session({ files: noFiles }).run(source);
  expect(error).toBeUndefined();
  return outputs.filter(output => output.kind === 'chart');
}

const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\n';
const USE = 'u <- glmer(use ~ age + urban + livch + (urban | district), data = Contraception, family = binomial)\n';

const calls = [
  'plot(m)', 'plot(m, sqrt(abs(resid(.))) ~ fitted(.))', 'qqnorm(resid(m))', 'qqmath(m)', 'qqmath(ranef(m))', 'slopes_plot(m, "Days")', 'curves_plot(m)', 'effects_plot(m, "Days")',
  'plot(u)', 'binnedplot(fitted(u), resid(u, type = "response"))', 'curves_plot(u, "age")', 'curves_plot(u, "age", parts = TRUE)', 'effects_plot(u)', 'effects_plot(u, c("age", "urban", "livch"))', 'effects_plot(u, c("urban", "livch"), average = TRUE)',
  'plot_model(u, type = "eff", terms = "livch")', 'plot_model(u, type = "re")', 'plot_model(u, type = "diag")', 'plot(Reaction ~ Days, data = sleepstudy)', 'plot(sleepstudy$Reaction)', 'hist(sleepstudy$Reaction)', 'boxplot(Reaction ~ Days, data = sleepstudy)', 'boxplot(sleepstudy$Reaction)',
];

describe('the picture of', () => {
  test.each(calls)('%s is drawn, with words and without a warning', async call => {
    const charts = await chartsOf(`${SLEEP}${call.includes('u') ? USE : ''}${call}`);
    expect(charts.length).toBeGreaterThan(0);
    for (const chart of charts) {
      expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
      expect(chart.data.rows.length).toBeLessThan(5000);
      for (const words of [chart.title, chart.description, chart.caption]) expect(words).not.toMatch(/NaN|undefined|null|\bNA\b|^[a-z]| {2}|\.\./);
      expect(warningsOf(chart)).toEqual([]);
      expect(await chartToSvg(chart)).toContain('<svg');
    }
  });

  test('a model belongs to its fit, and its levels can be pointed at', async () => {
    const [residuals, slopes] = await chartsOf(`${SLEEP}plot(m)\nslopes_plot(m)`);
    expect(residuals!.fitId).toMatch(/^fit-/);
    expect(slopes!.fitId).toBe(residuals!.fitId);
    expect([residuals!.levelColumns, slopes!.levelColumns]).toEqual([{ level: 'Subject' }, { level: 'Subject' }]);
  });

  test('names that are hostile, in columns, levels and models, holds them as text', async () => {
    const text = JSON.stringify(HOSTILE);
    const source = `d <- sleepstudy\nd$g <- factor(ifelse(d$Subject == "308", ${text}, as.character(d$Subject)))\nd$f <- factor(ifelse(d$Days > 4, ${text}, "b"))\nd$\`datum.x\` <- d$Days\nd$\`a[0]\` <- d$Reaction
      \`__proto__\` <- lmer(\`a[0]\` ~ \`datum.x\` * f + (\`datum.x\` | g), data = d)
      plot(\`__proto__\`)\nqqmath(ranef(\`__proto__\`))\nslopes_plot(\`__proto__\`)\neffects_plot(\`__proto__\`, c("datum.x", "f"))\neffects_plot(\`__proto__\`, c("f", "datum.x"))\nboxplot(\`a[0]\` ~ f, data = d)\nplot(\`a[0]\` ~ \`datum.x\`, data = d)`;
    const charts = await chartsOf(source);
    expect(charts).toHaveLength(7);
    for (const chart of charts) {
      const svg = await chartToSvg(chart);
      expect(svg).not.toMatch(/<img|<\/script/);
      expect(expressionsIn(chart).filter(expression => /onerror|a\[0\]|datum\.x/.test(expression))).toEqual([]);
    }
  });
});

test('columns with names that every object has are drawn', async () => {
  const charts = await chartsOf(`d <- sleepstudy\nd$constructor <- factor(ifelse(d$Days > 4, "__proto__", "b"))\nd$toString <- d$Days\nm <- lmer(Reaction ~ toString * constructor + (1 | Subject), data = d)\neffects_plot(m, c("toString", "constructor"))\nboxplot(toString ~ constructor, data = d)`);
  for (const chart of charts) expect(await chartToSvg(chart)).toContain('>toString');
});

function warningsOf(chart: ChartResult): unknown[] {
  const warnings: unknown[] = [];
  const logger = { level: () => logger, error: (...words: unknown[]) => (warnings.push(words), logger), warn: (...words: unknown[]) => (warnings.push(words), logger), info: () => logger, debug: () => logger };
  compile({ ...structuredClone(chart.spec), datasets: { table: [] } } as unknown as TopLevelSpec, { logger });
  return warnings;
}

function expressionsIn(chart: ChartResult): string[] {
  const expressions: string[] = [];
  JSON.stringify(compileChart(chart).vega, (key, value: unknown) => {
    if (['signal', 'update', 'expr', 'test'].includes(key) && typeof value === 'string') expressions.push(value);
    return value;
  });
  return expressions;
}

describe('the words of a picture', () => {
  test('say of residuals how they run', async () => {
    const [chart] = await chartsOf(`${SLEEP}plot(m)`);
    expect(chart!.description).toBe('Scatter plot of the residuals of 180 rows (−101 to 133) against fitted Reaction (211 to 458). The smooth line runs from −2.6 at the lowest to 9.5 at the highest fitted value, between −2.9 and 9.5.');
  });

  test('say of curves that the population’s is flatter, where it is', async () => {
    const [chart] = await chartsOf('t <- glmer(outcome ~ time + (1 | patientID), data = toenail, family = binomial)\ncurves_plot(t, "time")');
    expect(chart!.caption).toMatch(/^Probability of outcome = moderate or severe: fitted curves of t for 80 of 294 patientIDs, evenly chosen in the order of their conditional modes\. /);
    expect(chart!.data.notes).toEqual(['80 of 294 levels.']);
  });

  test('say of an effect for whom it holds, and where the other covariates stand', async () => {
    const [chart] = await chartsOf(`${USE}effects_plot(u, "age")`);
    expect(chart!.caption).toBe('Probability of use = Y by age of u, for a typical district (random effects zero) and on average over districts (random effects integrated out), with urban = N and livch = 0. Bands are pointwise 95 % Wald intervals, those of the average given the estimated variances. Points are observed means, larger where they are of more rows.');
  });
});

describe('what cannot be drawn', () => {
  test.each([
    ['effects_plot(m, "Dyas")', 'GLMM275', 'The model has no covariate `Dyas`.'],
    ['curves_plot(u, "urban")', 'GLMM275', '`urban` is a factor in the model, and curves run along a number.'],
    ['plot_model(m, type = "int")', 'GLMM275', 'The fixed effects have no interaction.'],
    ['slopes_plot(m, group = "Subjcet")', 'GLMM256', 'The model has no grouping factor Subjcet.'],
    ['plot(cbpp$size, sleepstudy$Days)', 'GLMM276', 'x has 56 values and y 180; a picture needs as many of each.'],
    ['plot(list(1, 2))', 'GLMM276', 'plot() has no picture of a list of 2.'],
  ])('%s says so', async (call, code, message) => {
    const { error } = await new Session({ files: noFiles }).run(`${SLEEP}${USE}${call}`);
    expect(error).toMatchObject({ code, message });
    expect(error!.line).toBe(3);
  });
});
