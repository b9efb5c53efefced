/** What runs in an HTML report where scripts are on: charts come alive, Escape hides interpretations. Without it the page is whole. */
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { hideInterpretationsOnEscape } from '../shared/escape.js';
import { drawChart } from '../shared/interactive-chart.js';

const page = new AbortController();
hideInterpretationsOnEscape(document.body, page.signal);
let drawn = new AbortController();
enlivenAll();
// A preview puts other figures into the page.
document.addEventListener('glmm-report-changed', () => {
  drawn.abort();
  drawn = new AbortController();
  enlivenAll();
});

function enlivenAll(): void {
  for (const figure of document.querySelectorAll('figure.g-chart')) {
    enliven(figure, drawn.signal).catch((error: unknown) => console.error('A chart stays as it was printed:', error));
  }
}

/** Puts a live chart in the place of the printed one, once it has been drawn. */
async function enliven(figure: Element, signal: AbortSignal): Promise<void> {
  const json = figure.querySelector('script[type="application/json"]')?.textContent;
  const printed = figure.querySelector('.g-canvas');
  if (json === undefined || json === null || printed === null) return;
  const chart = JSON.parse(json) as CompiledChart;
  const live = document.createElement('div');
  live.className = 'g-canvas';
  live.setAttribute('role', 'img');
  live.setAttribute('aria-label', `${chart.title}. ${chart.description}`);
  await drawChart(chart, live, { signal, font: getComputedStyle(printed).fontFamily });
  printed.replaceWith(live);
}
