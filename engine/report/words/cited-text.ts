/** Text with citations: sentences made from templates in which `[@key]` cites and backticks set code. */
import { inlineCode } from '../markdown.js';
import { escapeMarkdown } from '../words.js';
import { formatCitation, referenceKeys, type CitationStyle, type ReferenceKey } from '../references.js';
import { fillText } from './sentences.js';

export type CitedText = readonly CitedPiece[];

export type CitedPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'citation'; readonly keys: readonly ReferenceKey[] };

/** A template with its slots filled in, by text or by text with citations; what a user named is never read as a mark. */
export function cited(template: string, slots: Readonly<Record<string, string | CitedText>> = {}): CitedText {
  return template.split(/(\[@[^\]]*\]|`[^`]*`|\{\w+\})/).filter(piece => piece !== '').flatMap((piece): CitedText => {
    if (piece.startsWith('[@')) return [{ kind: 'citation', keys: piece.slice(1, -1).split(';').map(keyOf) }];
    const slot = slots[/^`?\{(\w+)\}`?$/.exec(piece)?.[1] ?? ''];
    if (slot !== undefined && typeof slot !== 'string') return slot;
    if (piece.startsWith('`')) return [{ kind: 'code', text: slot ?? piece.slice(1, -1) }];
    return [{ kind: 'text', text: piece.startsWith('{') ? fillText(piece, slot === undefined ? {} : { [piece.slice(1, -1)]: slot }) : piece }];
  });
}

/** Sentences one after the other, with a blank between. */
export const joinCited = (sentences: readonly CitedText[]): CitedText => sentences.filter(sentence => sentence.length > 0).flatMap((sentence, index) => (index === 0 ? sentence : [{ kind: 'text' as const, text: ' ' }, ...sentence]));

/** The works cited, in the order of the text, each once. */
export const worksCited = (text: CitedText): readonly ReferenceKey[] => [...new Set(text.flatMap(piece => (piece.kind === 'citation' ? piece.keys : [])))];

/** `order`: the list of references that numbers count in. */
export const citedToText = (text: CitedText, style: CitationStyle, order: readonly ReferenceKey[]): string =>
  text.map(piece => (piece.kind === 'citation' ? formatCitation(piece.keys, style, order) : piece.text)).join('');

/** Likewise as Markdown; whatever the user named is escaped. */
export const citedToMarkdown = (text: CitedText, style: CitationStyle, order: readonly ReferenceKey[]): string =>
  text.map(piece => {
    if (piece.kind === 'citation') return escapeMarkdown(formatCitation(piece.keys, style, order));
    return piece.kind === 'code' ? inlineCode(piece.text) : escapeMarkdown(piece.text);
  }).join('');

function keyOf(mark: string): ReferenceKey {
  const key = referenceKeys.find(each => `@${each}` === mark.trim());
  if (key === undefined) throw new RangeError(`there is no reference ${mark}`);
  return key;
}
