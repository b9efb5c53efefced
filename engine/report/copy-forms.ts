/** A result as text for the clipboard, in each of the forms that an output offers. */
import type { Result } from '../results.js';
import { modelCsv, tableCsv } from './csv.js';
import { modelLatex, tableLatex } from './latex/booktabs.js';
import { toMarkdown } from './markdown.js';
import { toPlainText } from './plain-text.js';
import { randomEffectsTable, vectorTable } from './tables.js';
import type { CopyForm } from './view/host.js';

/** Charts and text have no rows: as LaTeX or CSV they are what they are as text. */
export function copiedAs(result: Result, form: CopyForm): string {
  if (form === 'text') return toPlainText(result);
  if (form === 'markdown') return toMarkdown(result);
  const isCsv = form === 'csv';
  switch (result.kind) {
    case 'model': return isCsv ? modelCsv(result) : modelLatex(result);
    case 'table': return isCsv ? tableCsv(result) : tableLatex(result);
    case 'vector': return isCsv ? tableCsv(vectorTable(result)) : tableLatex(vectorTable(result));
    case 'randomEffects': return isCsv ? tableCsv(randomEffectsTable(result, Infinity)) : tableLatex(randomEffectsTable(result));
    case 'chart':
    case 'text': return toPlainText(result);
  }
}
