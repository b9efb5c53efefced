/** The pieces that tables of a document are made of. */
import type { DocumentTable, Inline } from './document.js';
import type { JournalStyle } from './journal-styles.js';

/** A table before its place in the document is known; one without a title gets no number. */
export interface UnnumberedTable extends Pick<DocumentTable, 'columns' | 'rows' | 'notes'> {
  readonly title: readonly Inline[];
}

/** A cell of text; nothing where there is none. */
export const cell = (text: string): readonly Inline[] => (text === '' ? [] : [{ kind: 'text', text }]);

/** The head of a column: the name of a statistic in italics where the style wants it, any other with a capital where it does. */
export function heading(style: JournalStyle, name: string): readonly Inline[] {
  if (style.symbols.includes(name)) return [{ kind: 'symbol', text: name }];
  return cell(style.hasCapitals ? name.charAt(0).toUpperCase() + name.slice(1) : name);
}

/** Our own words of a title; the name of a variable; other words of the user, which keep their letters. */
export type TitlePart = string | { readonly name: string } | { readonly text: string };

/** The parts with spaces between them, our own in the capitals of the style. */
export function titleOf(style: JournalStyle, ...parts: readonly TitlePart[]): readonly Inline[] {
  return parts.flatMap((part, place): readonly Inline[] => {
    const space = place === 0 ? '' : ' ';
    if (typeof part === 'string') return [{ kind: 'text', text: space + (style.hasCapitals ? inTitleCase(part, place === 0) : part) }];
    return 'text' in part ? [{ kind: 'text', text: space + part.text }] : [...(space === '' ? [] : [{ kind: 'text' as const, text: space }]), { kind: 'text', text: part.name, isCode: true }];
  });
}

/** Capitals for the first word and for all but articles, short conjunctions and short prepositions (APA 6.17, AMA 10.2). */
function inTitleCase(words: string, isFirst: boolean): string {
  const small = new Set(['a', 'an', 'and', 'as', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);
  return words.split(' ').map((word, place) => (small.has(word) && !(isFirst && place === 0) ? word : word.charAt(0).toUpperCase() + word.slice(1))).join(' ');
}
