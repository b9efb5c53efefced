/** Draws conditional modes in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import type { RandomEffectsResult } from '../../engine/results.js';
import { outputRenderer } from '../shared/output-renderer.js';
import { LevelList } from './level-list.js';

export const activate: ActivationFunction = context => outputRenderer<RandomEffectsResult>(context, (effects, { id, signal }) => <LevelList effects={effects} id={id} signal={signal} />);
