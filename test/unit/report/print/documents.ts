/** Documents that the tests of print write, and the faces that they are set in. */
import { readFileSync } from 'node:fs';
import { caterpillarChart } from '../../../../engine/report/charts/caterpillar.js';
import { drawChart } from '../../../../engine/report/charts/draw-chart.js';
import type { Block, Document } from '../../../../engine/report/document/document.js';
import { buildDocument } from '../../../../engine/report/document/build-document.js';
import type { PrintInput } from '../../../../engine/report/print/print-input.js';
import { faceNames, type FontFiles } from '../../../../engine/report/print/face-names.js';
import type { CellOutcome, ChartResult, Result } from '../../../../engine/results.js';
import { readModel, readRandomEffects } from '../fixtures.js';

export const fonts = Object.fromEntries(faceNames.map(name => [name, new Uint8Array(readFileSync(new URL(`../../../../engine/report/print/fonts/${name}.ttf`, import.meta.url)))])) as unknown as FontFiles;

/** Names that must come out as they are: markup, an expression of vega, a property of every object, Hebrew, Arabic, an emoji, letters with marks. */
export const hostile = ['<img src=x onerror=alert(1)>', 'datum.x', '__proto__', 'עדר ראשון', 'قطيع', '🐄 cow', 'β̂ & $x$ \\alpha'];

/** The caterpillar plot of the herds, the first of which have hostile names. */
export const hostileChart: ChartResult = withHostileLevels(caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp')));

export const equation: Block = {
  kind: 'equation',
  latex: 'y = \\beta_0 + \\frac{1}{n}',
  mathml: '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow><mi>y</mi><mo>=</mo><msub><mi>β</mi><mn>0</mn></msub><mo>+</mo><mfrac><mn>1</mn><mi>n</mi></mfrac></mrow></math>',
  text: 'y equals beta zero plus one over n',
};

/** Prose of every kind, a model with its tables, a chart and its table, printed text. */
export function sampleDocument(): Document {
  const prose = [
    '# Cattle of the highlands', 'Fifteen *herds* of **zebu** with `code`, see [the paper](https://doi.org/10.1016/j.prevetmed.2004.01.005).', '## Questions',
    '1. Does it fall?\n2. How much?', `> ${hostile[3]!}`, `| name | is |\n|---|---|\n${hostile.map((name, place) => `| ${name.replaceAll('\\', '\\\\').replaceAll('<', '\\<').replaceAll('_', '\\_')} | ${place} |`).join('\n')}`,
  ].join('\n\n');
  const document = buildDocument({
    title: 'Cattle of the highlands', engine: '0.1.0',
    cells: [
      { kind: 'markdown', text: prose },
      { kind: 'code', source: 'm1 <- glmer(incidence ~ period + (1 | herd))', outcome: ran(readModel('cbpp')) },
      { kind: 'code', source: 'plot(ranef(m1))', outcome: ran(hostileChart, hostileChart.data, { kind: 'text', text: 'Random effects:\n   herd  0.642' }) },
    ],
  });
  return { ...document, blocks: [...document.blocks, equation] };
}

export async function printInput(document: Document): Promise<PrintInput> {
  return { document, drawings: new Map([[1, await drawChart(hostileChart)]]), fonts };
}

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });

function withHostileLevels(chart: ChartResult): ChartResult {
  const rows = chart.data.rows.map((row, place) => [hostile[place] ?? row[0]!, ...row.slice(1)]);
  return { ...chart, data: { ...chart.data, rows } };
}
