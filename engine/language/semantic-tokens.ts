/** What kind of thing each name of a cell stands for, as far as colours can tell it. */
import { cellNames } from './names/notebook-names.js';
import type { Use } from './names/cell-names.js';
import type { NotebookText } from './notebook-text.js';

export const semanticTokenTypes = ['variable', 'model', 'dataFrame', 'column', 'groupingFactor', 'function', 'parameter'] as const;

export interface SemanticToken {
  readonly from: number;
  readonly to: number;
  readonly type: (typeof semanticTokenTypes)[number];
  /** Where a variable or a column gets its value. */
  readonly isDefinition: boolean;
}

/** In the order of the text, without overlaps; strings keep the colour of strings. */
export function semanticTokensOf(notebook: NotebookText): SemanticToken[] {
  const source = notebook.cells[notebook.cell] ?? '';
  const tokens: SemanticToken[] = [];
  for (const use of [...cellNames(notebook).uses].sort((a, b) => a.from - b.from)) {
    if (use.from < (tokens.at(-1)?.to ?? 0) || /["']/.test(source.charAt(use.from))) continue;
    tokens.push({ from: use.from, to: use.to, type: typeOf(use), isDefinition: use.role === 'definition' });
  }
  return tokens;
}

function typeOf({ referent, value, isGrouping }: Use): SemanticToken['type'] {
  switch (referent.kind) {
    case 'function':
      return 'function';
    case 'argument':
      return 'parameter';
    case 'column':
      return isGrouping ? 'groupingFactor' : 'column';
    case 'variable':
      return value === 'other' ? 'variable' : value;
  }
}
