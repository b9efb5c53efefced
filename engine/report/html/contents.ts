/** The list of contents of a long page, and the places that it leads to. */
import { plainInlines, type Block } from '../document/document.js';
import { escapeMarkup } from '../svg.js';
import { isolated } from './bidi.js';

/** A block, and for a heading of the document the id of its place. */
export type AnchoredBlock = Block & { readonly anchor?: string };

/** Fewer headings than this are seen at a glance. */
const FEWEST_HEADINGS = 4;

/** Headings of the document itself (not those in lists and quotes) get ids made of their words; a second one of the same words gets a number. */
export function withAnchors(blocks: readonly Block[]): readonly AnchoredBlock[] {
  const taken = new Map<string, number>();
  const anchored = (block: Block): AnchoredBlock => {
    if (block.kind === 'prose') return { ...block, blocks: block.blocks.map(anchored) };
    if (block.kind !== 'heading') return block;
    const words = plainInlines(block.content).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'section';
    const count = (taken.get(words) ?? 0) + 1;
    taken.set(words, count);
    return { ...block, anchor: `s-${words}${count > 1 ? `-${count}` : ''}` };
  };
  return blocks.map(anchored);
}

/** Headings of levels 2 and 3 as links; empty for a short page. */
export function contentsHtml(blocks: readonly AnchoredBlock[]): string {
  const headings = blocks.flatMap(block => (block.kind === 'prose' ? block.blocks : [block]) as readonly AnchoredBlock[]).flatMap(block => (block.kind === 'heading' && block.anchor !== undefined && (block.level === 2 || block.level === 3) ? [block] : []));
  if (headings.length < FEWEST_HEADINGS) return '';
  const items = headings.map(({ level, content, anchor }) => `<li class="level-${level}"><a href="#${escapeMarkup(encodeURIComponent(anchor!))}">${isolated(escapeMarkup(plainInlines(content)))}</a></li>`);
  return `<nav class="contents" aria-label="Contents"><details open><summary>Contents</summary><ul>${items.join('')}</ul></details></nav>`;
}
