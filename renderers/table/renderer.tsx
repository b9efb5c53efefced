/** Draws tables and vectors in notebook outputs. */
import type { ActivationFunction } from 'vscode-notebook-renderer';
import { TableView, VectorView } from '../../engine/report/view/result-table.js';
import type { TableResult, VectorResult } from '../../engine/results.js';
import { outputRenderer } from '../shared/output-renderer.js';

export const activate: ActivationFunction = context =>
  outputRenderer<TableResult | VectorResult>(context, (result, { id }) => (result.kind === 'vector' ? <VectorView vector={result} id={id} /> : <TableView table={result} id={id} />));
