/** How the models of a notebook were fitted, and the literature that this rests on, at the end of a document. */
import type { ModelResult } from '../../results.js';
import { formatCitation, formatReference, orderedReferences, type CitationStyle, type ReferenceKey } from '../references.js';
import { worksCited, type CitedText } from '../words/cited-text.js';
import { methodsParagraph, type Computation } from '../words/methods-paragraph.js';
import type { Block, Inline } from './document.js';

/** A paragraph a model and the list of references; nothing where there is no model. AMA numbers its citations, the other styles name authors and years. */
export function methodsBlocks(models: readonly ModelResult[], computation: Computation, style: CitationStyle): readonly Block[] {
  if (models.length === 0) return [];
  const paragraphs = models.map(model => methodsParagraph(model, computation));
  const order = orderedReferences(paragraphs.flatMap(paragraph => worksCited(paragraph)), style);
  return [
    { kind: 'heading', level: 2, content: [{ kind: 'text', text: 'Methods' }] },
    ...paragraphs.map((paragraph, place): Block => ({ kind: 'paragraph', content: [...(models.length > 1 && models[place]!.name !== '' ? leadOf(models[place]!) : []), ...inlinesOf(paragraph, style, order)] })),
    { kind: 'heading', level: 2, content: [{ kind: 'text', text: 'References' }] },
    { kind: 'list', isOrdered: style === 'ama', start: 1, items: order.map(key => [{ kind: 'paragraph', content: entryOf(formatReference(key, style)) }]) },
  ];
}

/** Which of several models a paragraph is about. */
const leadOf = ({ name }: ModelResult): readonly Inline[] => [{ kind: 'text', text: name, isStrong: true, isCode: true }, { kind: 'text', text: '. ', isStrong: true }];

const inlinesOf = (text: CitedText, style: CitationStyle, order: readonly ReferenceKey[]): readonly Inline[] =>
  text.map((piece): Inline => (piece.kind === 'citation' ? { kind: 'text', text: formatCitation(piece.keys, style, order) } : { kind: 'text', text: piece.text, ...(piece.kind === 'code' ? { isCode: true } : {}) }));

/** An entry of our table: words between stars in italics, the identifier as a link. */
function entryOf(entry: string): readonly Inline[] {
  return entry.split(/(\*[^*]+\*|https:\/\/doi\.org\/\S+|doi:\S+)/).filter(part => part !== '').map((part): Inline => {
    if (part.startsWith('*')) return { kind: 'text', text: part.slice(1, -1), isEmphasis: true };
    if (/^(?:https:\/\/doi\.org\/|doi:)/.test(part)) return { kind: 'link', href: part.replace(/^doi:/, 'https://doi.org/'), content: [{ kind: 'text', text: part }] };
    return { kind: 'text', text: part };
  });
}
