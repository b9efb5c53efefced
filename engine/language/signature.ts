/** The call that is being written: its parameters, and which one the cursor is at. */
import type { NotebookText } from './notebook-text.js';
import { describeParameter, parameterLabel } from './services/describe.js';
import { cursorAt } from './services/cursor.js';
import { parsed } from './services/parsed.js';
import { callsAt } from './services/place.js';

export interface SignatureHelp {
  /** `glmer(formula, data = NULL, …)`. */
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly {
    /** Where in the label it stands. */
    readonly from: number;
    readonly to: number;
    /** Markdown. */
    readonly documentation: string;
  }[];
  /** By R's argument matching; null where the argument belongs to none. */
  readonly activeParameter: number | null;
}

/** Null outside the brackets of a known function. */
export function signatureAt(notebook: NotebookText, offset: number): SignatureHelp | null {
  const source = notebook.cells[notebook.cell] ?? '';
  if (cursorAt(source, offset).kind === 'comment') return null;
  const [place] = callsAt(parsed(source).program, offset);
  if (!place) return null;
  const { description, parameter } = place;
  let label = `${description.name}(`;
  const parameters = description.parameters.map((one, index) => {
    if (index > 0) label += ', ';
    const from = label.length;
    label += parameterLabel(one);
    return { from, to: label.length, documentation: describeParameter(description, one) };
  });
  const active = parameter ? description.parameters.indexOf(parameter) : -1;
  return { label: `${label})`, documentation: description.summary, parameters, activeParameter: active < 0 ? null : active };
}
