/** A Markdown cell as blocks of a document. HTML in it is text, and links lead to pages, never to anything that runs. */
import MarkdownIt from 'markdown-it';
import { plainInlines, type Block, type DocumentColumn, type DocumentTable, type Inline } from './document.js';

const markdown = new MarkdownIt({ html: false, linkify: false });

type Token = ReturnType<typeof markdown.parse>[number];

/** CommonMark with tables and strikethrough. */
export function proseBlocks(text: string): readonly Block[] {
  return blocksOf(treeOf(markdown.parse(text, {})));
}

/** A token with what stands between its opening and its closing one. */
interface Node {
  /** The type without `_open`. */
  readonly type: string;
  readonly token: Token;
  readonly children: Node[];
}

function treeOf(tokens: readonly Token[]): readonly Node[] {
  const root: Node[] = [];
  const open: Node[][] = [root];
  for (const token of tokens) {
    if (token.nesting < 0) {
      open.pop();
      continue;
    }
    const node: Node = { type: token.type.replace(/_open$/, ''), token, children: [] };
    open.at(-1)!.push(node);
    if (token.nesting > 0) open.push(node.children);
  }
  return root;
}

const blocksOf = (nodes: readonly Node[]): Block[] => nodes.flatMap(blockOf);

function blockOf(node: Node): readonly Block[] {
  const { token, children } = node;
  switch (node.type) {
    case 'heading': return [{ kind: 'heading', level: Number(token.tag.slice(1)) as 1 | 2 | 3 | 4 | 5 | 6, content: contentOf(children) }];
    case 'paragraph': return [{ kind: 'paragraph', content: contentOf(children) }];
    case 'bullet_list':
    case 'ordered_list': return [{ kind: 'list', isOrdered: node.type === 'ordered_list', start: Number(token.attrGet('start') ?? 1), items: children.map(item => blocksOf(item.children)) }];
    case 'blockquote': return [{ kind: 'quote', blocks: blocksOf(children) }];
    case 'fence':
    case 'code_block': return [{ kind: 'code', text: token.content.replace(/\n$/, ''), language: /^\w*/.exec(token.info.trim())![0] }];
    case 'table': return [tableOf(children)];
    case 'hr': return [{ kind: 'rule' }];
    default: throw new Error(`Markdown gave a block "${node.type}" that no document has.`);
  }
}

function tableOf(parts: readonly Node[]): DocumentTable {
  const rows = parts.flatMap(part => part.children);
  const [head, ...body] = rows;
  return {
    kind: 'table',
    number: null,
    caption: [],
    columns: head!.children.map(cell => ({ head: contentOf(cell.children), align: alignOf(cell.token) })),
    rows: body.map(row => ({ cells: row.children.map(cell => contentOf(cell.children)) })),
    notes: [],
  };
}

function alignOf(token: Token): DocumentColumn['align'] {
  const style = attribute(token, 'style');
  return style.endsWith('right') ? 'right' : style.endsWith('center') ? 'centre' : 'left';
}

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '');

const contentOf = (nodes: readonly Node[]): readonly Inline[] => nodes.flatMap(({ token }) => inlinesOf(treeOf(token.children ?? []), {}));

interface Marks {
  readonly isStrong?: boolean;
  readonly isEmphasis?: boolean;
  readonly isStruck?: boolean;
}

function inlinesOf(nodes: readonly Node[], marks: Marks): readonly Inline[] {
  return joined(nodes.flatMap((node): readonly Inline[] => {
    const { token, children } = node;
    switch (node.type) {
      case 'text':
      case 'text_special': return token.content === '' ? [] : [{ kind: 'text', text: token.content, ...marks }];
      case 'code_inline': return [{ kind: 'text', text: token.content, ...marks, isCode: true }];
      case 'softbreak': return [{ kind: 'text', text: ' ', ...marks }];
      case 'hardbreak': return [{ kind: 'break' }];
      case 'strong': return inlinesOf(children, { ...marks, isStrong: true });
      case 'em': return inlinesOf(children, { ...marks, isEmphasis: true });
      case 's': return inlinesOf(children, { ...marks, isStruck: true });
      case 'image': return [{ kind: 'image', src: attribute(token, 'src'), text: plainInlines(inlinesOf(treeOf(token.children ?? []), {})) }];
      case 'link': {
        const href = attribute(token, 'href');
        const content = inlinesOf(children, marks);
        return leadsToPage(href) ? [{ kind: 'link', href, content }] : content;
      }
      default: throw new Error(`Markdown gave a run "${node.type}" that no document has.`);
    }
  }));
}

/** Neighbouring runs that look the same are one. */
function joined(runs: readonly Inline[]): readonly Inline[] {
  const all: Inline[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last?.kind === 'text' && run.kind === 'text' && last.isStrong === run.isStrong && last.isEmphasis === run.isEmphasis && last.isCode === run.isCode && last.isStruck === run.isStruck) {
      all[all.length - 1] = { ...last, text: last.text + run.text };
    } else {
      all.push(run);
    }
  }
  return all;
}

/** An address of the web or of mail, a path, or a place on the page. */
const leadsToPage = (href: string): boolean => /^(?:https?:|mailto:)/i.test(href) || !/^\s*[a-z][a-z0-9+.-]*:/i.test(href);
