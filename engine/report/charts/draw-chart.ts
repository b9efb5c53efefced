/** Charts as shapes: vega lays them out, and what it draws is written down. */
import type { ChartResult } from '../../results.js';
import { compileChart } from './compile.js';
import { chartView } from './drawing.js';
import { RecordingContext } from './recording-context.js';
import type { Drawing } from './shapes.js';
import { chartThemes } from './theme.js';

/** The chart as it is printed: dark on white. */
export async function drawChart(chart: ChartResult): Promise<Drawing> {
  const view = chartView(compileChart(chart, chartThemes.print), { renderer: 'none' });
  try {
    const context = new RecordingContext();
    await view.toCanvas(1, { externalContext: context });
    return context.drawing;
  } finally {
    view.finalize();
  }
}
