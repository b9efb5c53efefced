/** The mends that may be made all at once, and texts with edits made. */
import type { Diagnostic, TextEdit } from '../syntax/diagnostic.js';

/** The edits of all safe fixes, in the order of the text; of those that overlap the first. */
export function safeEdits(diagnostics: readonly Diagnostic[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (const { fixes } of diagnostics) {
    const fix = fixes.find(({ isSafe }) => isSafe);
    if (fix && fix.edits.every(edit => kept.every(other => edit.from >= other.to || edit.to <= other.from))) kept.push(...fix.edits);
  }
  return kept.sort((a, b) => a.from - b.from);
}

/** The text with edits made that do not overlap. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  return edits.toSorted((a, b) => b.from - a.from || b.to - a.to).reduce((result, { from, to, insert }) => result.slice(0, from) + insert + result.slice(to), text);
}
