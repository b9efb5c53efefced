/** Results as Markdown: tables that GitHub shows, everything that the user named escaped. */
import type { ModelResult, Result, TableResult } from '../results.js';
import { formatDuration } from './numbers.js';
import { toPlainText } from './plain-text.js';
import { summarizeModel } from './summary.js';
import { columnTexts, randomEffectsTable, vectorTable } from './tables.js';
import { escapeMarkdown } from './words.js';

/** Any result as Markdown; charts as their description, since Markdown cannot draw. */
export function toMarkdown(result: Result): string {
  switch (result.kind) {
    case 'model': return modelMarkdown(result);
    case 'randomEffects': return tableMarkdown(randomEffectsTable(result));
    case 'table': return tableMarkdown(result);
    case 'vector': return result.names.length > 0 ? tableMarkdown(vectorTable(result)) : fence(toPlainText(result));
    case 'chart': return `**${escapeMarkdown(result.title)}** ${escapeMarkdown(result.description)}`;
    case 'text': return result.markdown ?? fence(result.text);
  }
}

/** Text in a code fence that is longer than any run of backticks in it. */
export function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(run => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${text}\n${mark}`;
}

function modelMarkdown(model: ModelResult): string {
  const summary = summarizeModel(model);
  const ratio = summary.ratioName;
  const showsInterval = summary.fixed.some(row => row.ratio === ''); // of the estimate, which else is read from that of its ratio
  const fixedHeader = ['term', ...(ratio === null ? [] : [ratio, summary.intervalName]), 'estimate', 'SE', ...(showsInterval ? [summary.intervalName] : []), ...(summary.hasDf ? ['df'] : []), `*${summary.statisticName}*`, ...(summary.hasP ? ['*p*'] : [])];
  const fixedRows = summary.fixed.map(row => [escapeCell(row.term), ...(ratio === null ? [] : [row.ratio, row.ratioInterval]), row.estimate, row.standardError, ...(showsInterval ? [row.interval] : []), ...(summary.hasDf ? [row.df] : []), row.statistic, ...(summary.hasP ? [escapeCell(row.p)] : [])]);
  const randomHeader = ['group', 'term', 'SD', 'variance', ...(summary.hasCorrelation ? ['correlation'] : []), 'levels', ...(summary.hasIcc ? ['ICC'] : []), ...(summary.medianRatioName === null ? [] : [summary.medianRatioName])];
  const randomRows = summary.random.map(row => [row.isFirst ? escapeCell(row.group) : '', escapeCell(row.term), row.sd, row.variance, ...(summary.hasCorrelation ? [row.correlation] : []), row.levels, ...(summary.hasIcc ? [row.icc] : []), ...(summary.medianRatioName === null ? [] : [row.medianRatio])]);
  const about = summary.about.filter(part => part !== formatDuration(model.convergence.milliseconds));
  return [
    `**${summary.title}**${summary.name === '' ? '' : ` ${inlineCode(summary.name)}`} (${summary.verdict.sentence})`,
    `${inlineCode(summary.formula)}  \n${about.map(escapeMarkdown).join(' · ')}`,
    ...summary.notices.map(notice => [`> **${notice.code}** ${escapeMarkdown(notice.message)}`, ...notice.advice.map(advice => `> - ${escapeMarkdown(advice)}`)].join('\n')),
    `Fixed effects, ${escapeMarkdown(summary.fixedCaption)}:`,
    markdownTable(fixedHeader, fixedRows, column => column === 0),
    ...(summary.fixedNote === '' ? [] : [escapeMarkdown(summary.fixedNote)]),
    'Random effects:',
    markdownTable(randomHeader, randomRows, column => column < 2),
    summary.facts.map(fact => `${fact.name} ${fact.value}`).join(' · '),
  ].join('\n\n');
}

function tableMarkdown(table: TableResult): string {
  const columns = table.columns.map((_, column) => columnTexts(table, column));
  const rows = table.rows.map((_, row) => columns.map(texts => escapeCell(texts[row] ?? '')));
  return [
    ...(table.title === '' ? [] : [`**${escapeMarkdown(table.title)}**`]),
    markdownTable(table.columns.map(column => escapeCell(column.name)), rows, column => table.columns[column]?.type === 'text'),
    ...table.notes.map(escapeMarkdown),
  ].join('\n\n');
}

export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map((_, column) => (isLeft(column) ? ' :-- ' : ' --: ')).join('|')}|`, ...rows.map(line)].join('\n');
}

const escapeCell = (text: string): string => escapeMarkdown(text).replace(/\r?\n/g, ' ');

/** Code in a line: delimited by more backticks than it holds. */
export function inlineCode(text: string): string {
  const mark = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length)) + 1);
  return mark.length === 1 ? `\`${text}\`` : `${mark} ${text} ${mark}`;
}
