/** Draws conditional modes in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { RandomEffectsView } from '../../engine/report/view/result-table.js';
import type { RandomEffectsResult } from '../../engine/results.js';
import { outputRenderer } from '../shared/output-renderer.js';

export const activate: ActivationFunction = context => outputRenderer<RandomEffectsResult>(context, effects => <RandomEffectsView effects={effects} />);
