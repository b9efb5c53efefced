/** What the text of a cell tells and what its data tell, without saying the same twice. */
import type { Diagnostic } from '../syntax/diagnostic.js';
import { parsed } from './parsed.js';

/** In the order of the text. Where the text of a statement is wrong, running it would only say so again. */
export function mergeTiers(source: string, written: readonly Diagnostic[], rehearsed: readonly Diagnostic[]): Diagnostic[] {
  const isWrong = parsed(source).program.statements.filter(({ from, to }) => written.some(one => one.severity === 'error' && from <= one.from && one.to <= to));
  const more = rehearsed.filter(one => {
    if (one.severity === 'error' && isWrong.some(({ from, to }) => from <= one.from && one.to <= to)) return false;
    return !written.some(({ code, from, to }) => code === one.code && from < one.to && one.from < to);
  });
  return [...written, ...more].sort((a, b) => a.from - b.from || a.to - b.to);
}
