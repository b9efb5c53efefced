/** Charts as static SVG, drawn without a DOM: for reports, for exports and for outputs where no renderer is. */
import type { ChartResult } from '../results.js';
import type { CompiledChart } from './charts/compile.js';
import { chartThemes, type ChartTheme } from './charts/theme.js';

/** An SVG document with accessible title and description. Text is measured without a canvas, so widths are estimates. */
export async function chartToSvg(chart: ChartResult, options: { readonly theme?: ChartTheme } = {}): Promise<string> {
  // Vega is half of the engine's code: it is set up when a first chart is drawn, not when a process starts.
  const { compileChart } = await import('./charts/compile.js');
  return compiledChartToSvg(compileChart(chart, options.theme ?? chartThemes.light));
}

/** The same of a chart that is compiled already, in the theme that it was compiled with. */
export async function compiledChartToSvg(chart: CompiledChart, options: { readonly font?: string } = {}): Promise<string> {
  const { chartView } = await import('./charts/drawing.js');
  const view = chartView(chart, { renderer: 'none', ...options });
  try {
    return describeSvg(await view.toSVG(), chart);
  } finally {
    view.finalize();
  }
}

/** Gives an SVG its role, name and description. */
export function describeSvg(svg: string, chart: Pick<ChartResult, 'title' | 'description'>): string {
  const title = escapeMarkup(chart.title);
  const description = escapeMarkup(chart.description);
  return svg.replace(/<svg\b([^>]*)>/, (_, attributes: string) => `<svg${attributes} role="img" aria-label="${title}. ${description}"><title>${title}</title><desc>${description}</desc>`);
}

/** Text made safe in an element or in a quoted attribute. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
