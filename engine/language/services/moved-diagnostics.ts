/** Diagnostics of a text that has changed since. */
import type { Diagnostic, QuickFix, TextRange } from '../syntax/diagnostic.js';

/** Those before and behind the change keep their words; those that it touches are gone, until they are told anew. */
export function movedWithEdit(diagnostics: readonly Diagnostic[], before: string, after: string): readonly Diagnostic[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const changeEnd = before.length - end;
  const by = after.length - before.length;
  const moved = <Range extends TextRange>(range: Range): Range | null => {
    if (range.from >= changeEnd) return { ...range, from: range.from + by, to: range.to + by };
    return range.to <= start ? range : null;
  };
  return diagnostics.flatMap((diagnostic): Diagnostic[] => {
    const place = moved(diagnostic);
    if (!place) return [];
    const fixes = diagnostic.fixes.flatMap((fix): QuickFix[] => {
      const edits = fix.edits.map(moved);
      return edits.every(edit => edit !== null) ? [{ ...fix, edits }] : [];
    });
    return [{ ...place, fixes }];
  });
}
