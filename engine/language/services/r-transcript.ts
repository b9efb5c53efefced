/** Transcripts of R's console: prompts are taken away, and what R printed becomes comments. */
import { parsed } from './parsed.js';

const PROMPT = /^> ?/;
const CONTINUATION = /^\+(?: |$)/;
/** The beginning of a printed vector. */
const PRINTED = /^[ \t]*\[\d+\](?: |$)/;

/** No statement of R begins with `>`, so lines that do are prompts. */
export function isTranscript(source: string): boolean {
  return /^> ?\S/m.test(source) && parsed(source).diagnostics.some(({ severity }) => severity === 'error');
}

/** The statements of a transcript, with what they printed as comments; a script with printed lines among its own likewise. */
export function withoutPrompts(source: string): string {
  return isTranscript(source) ? fromConsole(source) : printedAsComments(source);
}

function fromConsole(source: string): string {
  let isInStatement = false;
  return source
    .split('\n')
    .map(line => {
      const isContinued = isInStatement && CONTINUATION.test(line);
      isInStatement = PROMPT.test(line) || isContinued;
      if (isContinued) return line.replace(CONTINUATION, '');
      return isInStatement ? line.replace(PROMPT, '') : asComment(line);
    })
    .join('\n');
}

function printedAsComments(source: string): string {
  if (!parsed(source).diagnostics.some(({ severity }) => severity === 'error')) return source;
  return source.split('\n').map(line => (PRINTED.test(line) ? asComment(line) : line)).join('\n');
}

const asComment = (line: string): string => (line.trim() === '' || line.startsWith('#') ? line : `#> ${line}`);
