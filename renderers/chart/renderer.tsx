/** Draws charts in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import type { ChartResult } from '../../engine/results.js';
import { outputRenderer } from '../shared/output-renderer.js';
import { ChartView } from './chart-view.js';

export const activate: ActivationFunction = context => outputRenderer<ChartResult>(context, (chart, { signal }) => <ChartView chart={chart} signal={signal} />);
