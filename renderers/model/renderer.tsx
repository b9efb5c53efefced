/** Draws model summaries in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { ModelSummaryView } from '../../engine/report/view/model-summary.js';
import type { ModelResult } from '../../engine/results.js';
import { outputRenderer } from '../shared/output-renderer.js';

export const activate: ActivationFunction = context => outputRenderer<ModelResult>(context, (model, { id }) => <ModelSummaryView model={model} id={id} />);
