/** Hands the tools for language models to VS Code, where it has them. */
import * as vscode from 'vscode';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { describeData } from './describe-data.js';
import { insertCell } from './insert-cell.js';
import { modelSummary } from './model-summary.js';
import { runCellsTool } from './run-cells.js';

export function registerTools(live: LiveNotebooks): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('glmm_describe_data', describeData(live)),
    vscode.lm.registerTool('glmm_get_model_summary', modelSummary(live)),
    vscode.lm.registerTool('glmm_insert_cell', insertCell(live)),
    vscode.lm.registerTool('glmm_run_cells', runCellsTool(live)),
  );
}
