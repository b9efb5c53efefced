/** Gives a language model the summary of a fitted model, with each coefficient in words. */
import type * as vscode from 'vscode';
import { toPlainText } from '../../engine/report/plain-text.js';
import { interpretFixedEffect, interpretRandomTerm } from '../../engine/report/words.js';
import type { ModelResult, SessionSnapshot } from '../../engine/results.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { answer, listed, notebookFor, refuseWhenCancelled } from './tool.js';

interface Input {
  readonly name?: string;
  readonly notebook?: string;
}

export function modelSummary(live: LiveNotebooks): vscode.LanguageModelTool<Input> {
  return {
    invoke: ({ input }, token) => {
      refuseWhenCancelled(token);
      const model = chosen(notebookFor(live, input.notebook).snapshot, input.name);
      const words = [...model.fixed.map((_, index) => interpretFixedEffect(model, index).text), ...model.random.map((_, index) => interpretRandomTerm(model, index).text)];
      return answer([`Fitted by ${model.call}`, '', toPlainText(model), '', 'In words:', ...words.map(text => `- ${text}`)].join('\n'));
    },
  };
}

function chosen({ variables, shownModels = [] }: SessionSnapshot, name: string | undefined): ModelResult {
  const named = variables.flatMap(({ model }) => model ?? []);
  const names = named.map(model => model.name);
  const found = name === undefined ? (named.length === 1 ? named[0] : named.length === 0 ? shownModels.at(-1) : undefined) : named.find(model => model.name === name);
  if (found) return found;
  if (named.length === 0) throw new Error('No model has been fitted in this session. Run the cell that fits one first (glmm_run_cells).');
  throw new Error(name === undefined ? `There are several models: ${listed(names)}. Name one in "name".` : `There is no model "${name}". Models of the session: ${listed(names)}.`);
}
