/** A chart with tooltips in a page: vega's SVG renderer, its colours the page's own variables, so that a change of theme needs no redraw. */
import type { View } from 'vega';
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { chartView } from '../../engine/report/charts/drawing.js';

/** Draws the chart into `container`; the signal takes it down again. Rejects when the chart cannot be drawn. */
export async function drawChart(chart: CompiledChart, container: HTMLElement, signal: AbortSignal): Promise<View> {
  const drawing = document.createElement('div');
  container.replaceChildren(drawing);
  const view = chartView(chart, { renderer: 'svg', container: drawing, hover: true, font: getComputedStyle(container).fontFamily });
  signal.addEventListener('abort', () => view.finalize(), { once: true });
  await view.runAsync();
  // Role and description stand on the container; vega's own, on the drawing, would be read twice.
  drawing.setAttribute('aria-hidden', 'true');
  return view;
}
