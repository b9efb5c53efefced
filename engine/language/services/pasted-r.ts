/** What R users paste and open: scripts, transcripts of the console, R Markdown and Quarto, as cells. */
import type { ScriptCell } from './r-script.js';
import { codeCell, markdownCell, rMarkdownCells } from './r-markdown.js';
import { parsed } from './parsed.js';
import { isTranscript, withoutPrompts } from './r-transcript.js';

export interface PastedR {
  readonly form: 'script' | 'transcript' | 'markdown';
  readonly cells: readonly ScriptCell[];
}

/** Any text of R as cells: chunks of R Markdown and Quarto as they are, a script by its sections and paragraphs. Nothing that says something is lost. */
export function cellsOfR(text: string): PastedR {
  const source = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const markdown = rMarkdownCells(source);
  if (markdown) return { form: 'markdown', cells: markdown };
  return { form: isTranscript(source) ? 'transcript' : 'script', cells: scriptCells(withoutPrompts(source)) };
}

/** A line that says how the script is divided, or is prose. */
const SECTION = /^#+[ \t]*(.*?)[ \t]*[-=#]{4,}[ \t]*$/; // as RStudio folds: # Title ----
const PROSE = /^#'(?: (.*))?$/; // as knitr::spin reads it
const CHUNK = /^#(?:\+|[ \t]*%%)[ \t]*(.*)$/;

function scriptCells(source: string): ScriptCell[] {
  const cells: ScriptCell[] = [];
  const code: string[] = [];
  const words: string[] = [];
  const endCode = (): void => void cells.push(...paragraphs(code.splice(0).join('\n')).map(codeCell));
  const endWords = (): void => {
    const text = words.splice(0).join('\n').trim();
    if (text !== '') cells.push(markdownCell(text));
  };
  for (const line of source.split('\n')) {
    const section = SECTION.exec(line);
    const prose = PROSE.exec(line);
    if (prose) {
      endCode();
      words.push(prose[1] ?? '');
      continue;
    }
    endWords();
    if (section) {
      endCode();
      if (section[1] !== '') cells.push(markdownCell(`## ${section[1]}`));
    } else if (CHUNK.test(line)) endCode();
    else code.push(line);
  }
  endCode();
  endWords();
  return cells;
}

/** Parts that empty lines divide, where no statement runs across them; what is only a comment stands with what follows. */
function paragraphs(source: string): string[] {
  const { statements } = parsed(source).program;
  const isWithin = (offset: number): boolean => statements.some(({ from, to }) => from < offset && offset < to);
  const parts: string[] = [];
  let start = 0;
  const end = (offset: number): void => {
    const part = source.slice(start, offset);
    if (offset < source.length && isOnlyComment(part)) return;
    if (part.trim() !== '') parts.push(part);
    start = offset;
  };
  for (const { index, 0: gap } of source.matchAll(/\n(?:[ \t]*\n)+/g)) if (!isWithin(index)) end(index + gap.length);
  end(source.length);
  return parts;
}

const isOnlyComment = (part: string): boolean => part.split('\n').every(line => /^[ \t]*(?:#|$)/.test(line));
