/** Cuts the text of a notebook file into cells and what stands between them; put together again it is the same text. */

export interface Block {
  readonly kind: 'markdown' | 'code';
  /** Line, from 1, on which the content starts. */
  readonly line: number;
  readonly before: string;
  readonly raw: string;
  readonly open: string;
  readonly close: string;
  /** Spaces before the opening fence. */
  readonly indent: number;
}

/** Fences follow CommonMark 0.31, section 4.5. */
export function readBlocks(text: string): { blocks: Block[]; tail: string; lineEnding: '\n' | '\r\n' | '\r' } {
  const lines = text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const blocks: Block[] = [];
  let before = '';
  let markdownFrom = -1;
  let at = 0;

  const endMarkdown = (): void => {
    if (markdownFrom < 0) return;
    let end = at;
    while (isBlank(lines[end - 1]!)) end--;
    const [content, lineBreak] = splitLineBreak(lines.slice(markdownFrom, end).join(''));
    blocks.push({ kind: 'markdown', line: markdownFrom + 1, before, raw: content, open: '', close: '', indent: 0 });
    before = lineBreak + lines.slice(end, at).join('');
    markdownFrom = -1;
  };

  while (at < lines.length) {
    const line = lines[at]!;
    const fence = openingFence(line);
    if (fence && !fence.isCode) {
      if (markdownFrom < 0) markdownFrom = at;
      at = Math.min(closingFence(lines, at + 1, fence) + 1, lines.length);
    } else if (fence) {
      endMarkdown();
      const end = closingFence(lines, at + 1, fence);
      const [close, lineBreak] = splitLineBreak(lines[end] ?? '');
      blocks.push({ kind: 'code', line: at + 2, before, raw: lines.slice(at + 1, end).join(''), open: line, close, indent: fence.indent });
      before = lineBreak;
      at = end + 1;
    } else if (/^ {0,3}<!-- cell -->[ \t]*$/.test(splitLineBreak(line)[0])) {
      endMarkdown();
      before += line;
      at++;
    } else if (markdownFrom < 0 && isBlank(line)) {
      before += line;
      at++;
    } else {
      if (markdownFrom < 0) markdownFrom = at;
      at++;
    }
  }
  at = lines.length;
  endMarkdown();
  return { blocks, tail: before, lineEnding: commonestLineEnding(lines) };
}

interface Fence {
  readonly marker: string;
  readonly length: number;
  readonly indent: number;
  readonly isCode: boolean;
}

function openingFence(line: string): Fence | null {
  const match = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)$/.exec(splitLineBreak(line)[0]);
  if (!match) return null;
  const [, indent = '', fence = '', info = ''] = match;
  return { marker: fence[0]!, length: fence.length, indent: indent.length, isCode: /^\{glmm(?![\w-])/.test(info) };
}

/** Index of the line that closes a fence; the number of lines if none does. */
function closingFence(lines: readonly string[], from: number, { marker, length }: Fence): number {
  const closing = new RegExp(`^ {0,3}${marker}{${length},}[ \\t]*$`);
  let at = from;
  while (at < lines.length && !closing.test(splitLineBreak(lines[at]!)[0])) at++;
  return at;
}

function splitLineBreak(text: string): [string, string] {
  const lineBreak = /(?:\r\n|\n|\r)$/.exec(text)?.[0] ?? '';
  return [text.slice(0, text.length - lineBreak.length), lineBreak];
}

const isBlank = (line: string): boolean => /^[ \t\r\n]*$/.test(line);

function commonestLineEnding(lines: readonly string[]): '\n' | '\r\n' | '\r' {
  const counts = { '\n': 0, '\r\n': 0, '\r': 0 };
  for (const line of lines) {
    const lineBreak = splitLineBreak(line)[1];
    if (lineBreak !== '') counts[lineBreak as '\n']++;
  }
  return counts['\r\n'] > counts['\n'] ? '\r\n' : counts['\r'] > counts['\n'] ? '\r' : '\n';
}
