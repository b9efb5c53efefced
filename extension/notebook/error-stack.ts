/** A cell's error as a stack that VS Code's own error output turns into a link to the line. */
import type { CellError } from '../../engine/results.js';

/**
 * The place in the shape `Cell In[n], line k`, then the line itself with a mark under the column, the message and what would work.
 * Text of the user's that looks like a link is broken up, since that output would read it as HTML.
 */
export function errorStack(error: CellError, source: string, order: number): string {
  const line = source.split(/\r\n|\r|\n/)[error.line - 1] ?? '';
  const shown = excerpt(line, error.column);
  return [
    `Cell In[${order}], line ${error.line}, column ${error.column}`,
    ...(shown ? [`    ${shown.text}`, `    ${' '.repeat(shown.column - 1)}^`] : []),
    `${error.code}: ${withoutLinks(error.message)}`,
    ...error.advice.map(advice => `  ${withoutLinks(advice)}`),
  ].join('\n');
}

const EXCERPT_WIDTH = 100;

/** The part of a long line around the column. */
function excerpt(line: string, column: number): { text: string; column: number } | null {
  if (line.trim() === '') return null;
  const start = Math.max(0, Math.min(column - 1 - EXCERPT_WIDTH / 2, line.length - EXCERPT_WIDTH));
  return { text: withoutLinks(line.slice(start, start + EXCERPT_WIDTH).replaceAll('\t', ' ')), column: column - start };
}

const WORD_JOINER = '\u2060';

const withoutLinks = (text: string): string => text.replace(/<(?=a\s)/gi, `<${WORD_JOINER}`);
