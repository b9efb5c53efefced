/** Tables to paste into a LaTeX document that uses booktabs. */
import type { ModelResult, TableResult } from '../../results.js';
import { summarizeModel } from '../summary.js';
import { columnTexts } from '../tables.js';
import { escapeLatex, numberInLatex } from './escape.js';

/** The fixed and the random effects of a model, with the digits of its summary. */
export function modelLatex(model: ModelResult): string {
  const summary = summarizeModel(model);
  const { ratioName: ratio, hasDf, hasP } = summary;
  const fixed = summary.fixed.map(row => [escapeLatex(row.term), ...(ratio === null ? [] : [row.ratio, row.ratioInterval]), row.estimate, row.standardError, ...(ratio === null ? [row.interval] : []), ...(hasDf ? [row.df] : []), row.statistic, ...(hasP ? [row.p] : [])].map((text, column) => (column === 0 ? text : inMath(text))));
  const fixedHead = ['Term', ...(ratio === null ? [] : [capital(ratio), escapeLatex(summary.intervalName)]), 'Estimate', 'SE', ...(ratio === null ? [escapeLatex(summary.intervalName)] : []), ...(hasDf ? ['df'] : []), `$${summary.statisticName}$`, ...(hasP ? ['$p$'] : [])];
  const random = summary.random.map(row => [escapeLatex(row.isFirst ? row.group : ''), escapeLatex(row.term), inMath(row.sd), inMath(row.variance), ...(summary.hasCorrelation ? [inMath(row.correlation)] : []), ...(summary.hasIcc ? [inMath(row.icc)] : []), inMath(row.levels)]);
  const randomHead = ['Group', 'Term', 'SD', 'Variance', ...(summary.hasCorrelation ? ['Correlation'] : []), ...(summary.hasIcc ? ['ICC'] : []), 'Levels'];
  return `${tabular(fixedHead, fixed, column => column === 0)}\n\n${tabular(randomHead, random, column => column < 2)}`;
}

export function tableLatex(table: TableResult): string {
  const columns = table.columns.map(({ type }, column) => columnTexts(table, column).map(text => (type === 'text' ? escapeLatex(text) : inMath(text))));
  return tabular(table.columns.map(({ name }) => escapeLatex(name)), table.rows.map((_, row) => columns.map(texts => texts[row] ?? '')), column => table.columns[column]?.type === 'text');
}

function tabular(head: readonly string[], rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): string {
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`;
  return [`\\begin{tabular}{${head.map((_, column) => (isLeft(column) ? 'l' : 'r')).join('')}}`, '  \\toprule', line(head), '  \\midrule', ...rows.map(line), '  \\bottomrule', '\\end{tabular}'].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Each number of a text in math mode, so that its minus is one; what stands between, such as `to`, as text. */
function inMath(text: string): string {
  if (text === '' || text === 'NA') return text;
  return text.split(/( to | – | {2}|^[<>] )/).map((part, place) => (place % 2 === 1 ? (part === ' – ' ? '--' : part === '  ' ? ', ' : part.trim() === 'to' ? ' to ' : `$${part.trim()}$ `) : part === '' ? '' : /^[\d.,−∞×⁻⁰¹²³⁴⁵⁶⁷⁸⁹ ]+$/.test(part) && !/,/.test(part) ? `$${numberInLatex(part)}$` : escapeLatex(part))).join('');
}

