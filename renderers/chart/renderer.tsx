/** Draws charts in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { outputRenderer } from '../shared/output-renderer.js';
import { ChartView } from './chart-view.js';

export const activate: ActivationFunction = context => outputRenderer<CompiledChart>(context, (chart, { signal }) => <ChartView chart={chart} signal={signal} />);
