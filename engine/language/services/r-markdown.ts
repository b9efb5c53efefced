/** R Markdown and Quarto documents as cells: prose between the chunks, and chunks of R. */
import type { ScriptCell } from './r-script.js';
import { parsed } from './parsed.js';
import { withoutPrompts } from './r-transcript.js';

const OPENING = /^( *)(`{3,}|~{3,})[ \t]*\{(?:r|R|glmm)\b([^}]*)\}[ \t]*$/;
const HEADER = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;

/** Null for a text that has no chunk of R. A chunk that is not to be run stays a block of code in the prose. */
export function rMarkdownCells(source: string): ScriptCell[] | null {
  if (!source.split('\n').some(line => OPENING.test(line))) return null;
  const found = HEADER.exec(source);
  const header = found && isYaml(found[1]!) ? found : null;
  const cells: ScriptCell[] = [];
  const words: string[] = header ? [titleOf(header[1]!)] : [];
  const endWords = (): void => {
    const text = words.splice(0).join('\n').trim();
    if (text !== '') cells.push(markdownCell(text));
  };
  const lines = source.slice(header?.[0].length ?? 0).split('\n');
  for (let at = 0; at < lines.length; at++) {
    const opening = OPENING.exec(lines[at]!);
    if (!opening) {
      words.push(lines[at]!);
      continue;
    }
    const [, indent = '', fence = '', options = ''] = opening;
    const closing = new RegExp(`^ {0,3}${indent}\\${fence[0]}{${fence.length},}[ \\t]*$`);
    const length = lines.slice(at + 1).findIndex(line => closing.test(line));
    const chunk = lines.slice(at + 1, length < 0 ? undefined : at + 1 + length).map(line => (line.startsWith(indent) ? line.slice(indent.length) : line));
    at = length < 0 ? lines.length : at + 1 + length;
    if (isNotRun(options, chunk)) words.push(`${fence}r`, ...chunk, fence);
    else {
      endWords();
      cells.push(codeCell(withoutKnitr(withoutPrompts(chunk.join('\n')))));
    }
  }
  endWords();
  return cells.filter(({ text }) => text !== '');
}

export const codeCell = (text: string): ScriptCell => ({ kind: 'code', text: text.replace(/^(?:[ \t]*\n)+/, '').trimEnd() });

export const markdownCell = (text: string): ScriptCell => ({ kind: 'markdown', text });

const isNotRun = (options: string, chunk: readonly string[]): boolean =>
  /\beval\s*=\s*(?:F|FALSE)\b/.test(options) || chunk.some(line => /^#\|\s*eval:\s*false\b/i.test(line));

const isYaml = (header: string): boolean => header.split('\n').every(line => /^(?:[\w-]+:|[ \t#-]|$)/.test(line));

/** Of the YAML header its title, author and date; the rest tells other programs how to typeset the document. */
function titleOf(header: string): string {
  const field = (name: string): string => new RegExp(`^${name}:[ \\t]*(.+)$`, 'm').exec(header)?.[1]?.replace(/^(["'])(.*)\1[ \t]*$/, '$2').trim() ?? '';
  const [title, subtitle] = [field('title'), field('subtitle')];
  const byLine = [field('author'), field('date')].filter(part => part !== '' && !part.startsWith('`')).join(', ');
  return [title === '' ? '' : `# ${title}`, subtitle, byLine].filter(part => part !== '').join('\n\n') + '\n';
}

/** Settings of knitr say nothing about the analysis; they stay as comments. */
function withoutKnitr(source: string): string {
  let written = source;
  for (const { from, to } of [...parsed(source).program.statements].reverse()) {
    const statement = source.slice(from, to);
    if (/^knitr::|^opts_chunk\b/.test(statement)) written = written.slice(0, from) + statement.replaceAll(/^/gm, '# ') + written.slice(to);
  }
  return written;
}
