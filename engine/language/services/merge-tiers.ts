/** What the text of a cell tells and what its data tell, without saying the same twice. */
import type { Diagnostic } from '../syntax/diagnostic.js';
import { parsed } from './parsed.js';

/** In the order of the text. Where the text of a statement is wrong, running it would only say so again. */
export function mergeTiers(source: string, written: readonly Diagnostic[], rehearsed: readonly Diagnostic[]): Diagnostic[] {
  const isWrong = parsed(source).program.statements.filter(({ from, to }) => written.some(one => one.severity === 'error' && from <= one.from && one.to <= to));
  const more = rehearsed.filter(one => {
    if (one.severity === 'error' && isWrong.some(({ from, to }) => from <= one.from && one.to <= to)) return false;
    if (written.some(({ code, from, to }) => code === one.code && from < one.to && one.from < to)) return false;
    const statement = parsed(source).program.statements.find(({ from, to }) => from <= one.from && one.to <= to);
    return ![...written, ...rehearsed].some(({ code, from }) => (causesOf.get(one.code) ?? []).includes(code) && statement !== undefined && statement.from <= from && from < statement.to);
  });
  // what the text makes likely the data prove
  const proved = written.map(one => (one.code === 'GLMM247' && rehearsed.some(({ code, from, to }) => code === 'GLMM308' && from < one.to && one.from < to) ? { ...one, severity: 'warning' as const } : one));
  return [...proved, ...more].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Findings that only follow from others in the same call: variances that are not determined because an effect was given twice, and what a fit says better than its data. */
const causesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['GLMM308', ['GLMM246', 'GLMM247']],
  ['GLMM325', ['GLMM404']],
]);
