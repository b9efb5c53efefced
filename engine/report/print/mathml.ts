/** Presentation MathML, as far as the equations of models use it, read into a tree that print lays out. */

export type MathNode =
  /** An identifier, set in italics where it is a single letter. */
  | { readonly kind: 'identifier'; readonly text: string; readonly isUpright: boolean }
  | { readonly kind: 'number' | 'text'; readonly text: string }
  /** `spaces`: before and behind it, in ems, where it says so itself. */
  | { readonly kind: 'operator'; readonly text: string; readonly spaces: readonly [number, number] | null }
  | { readonly kind: 'row'; readonly children: readonly MathNode[] }
  | { readonly kind: 'fraction'; readonly numerator: MathNode; readonly denominator: MathNode }
  | { readonly kind: 'root'; readonly radicand: MathNode; readonly index: MathNode | null }
  | { readonly kind: 'scripts'; readonly base: MathNode; readonly sub: MathNode | null; readonly super: MathNode | null }
  /** Something above or below, such as the limits of a sum. */
  | { readonly kind: 'limits'; readonly base: MathNode; readonly under: MathNode | null; readonly over: MathNode | null }
  | { readonly kind: 'accent'; readonly base: MathNode; readonly accent: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly MathNode[])[]; readonly alignments: readonly ('left' | 'right' | 'center')[] }
  /** Width in ems. */
  | { readonly kind: 'space'; readonly width: number };

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

/** The content of a `math` element; null for text that is no such element. */
export function parseMathML(source: string): MathNode | null {
  const root = parseElement(source);
  return root?.name === 'math' ? rowOf(elements(root)) : null;
}

/** Function application, invisible times and the like. */
export const isInvisible = (operator: string): boolean => /^[\u2061-\u2064]$/.test(operator);

function nodeOf(element: Element): MathNode {
  const inner = elements(element);
  const child = (place: number): MathNode => (inner[place] ? nodeOf(inner[place]) : { kind: 'row', children: [] });
  switch (element.name) {
    case 'mi': return { kind: 'identifier', text: textOf(element), isUpright: element.attributes['mathvariant'] === 'normal' || [...textOf(element)].length > 1 };
    case 'mn': return { kind: 'number', text: textOf(element) };
    case 'mo': return { kind: 'operator', text: textOf(element), spaces: spacesOf(element.attributes) };
    case 'mtext':
    case 'ms': return { kind: 'text', text: textOf(element, true) };
    case 'mspace': return { kind: 'space', width: ems(element.attributes['width']) };
    case 'mfrac': return { kind: 'fraction', numerator: child(0), denominator: child(1) };
    case 'msqrt': return { kind: 'root', radicand: rowOf(inner), index: null };
    case 'mroot': return { kind: 'root', radicand: child(0), index: child(1) };
    case 'msub': return { kind: 'scripts', base: child(0), sub: child(1), super: null };
    case 'msup': return { kind: 'scripts', base: child(0), sub: null, super: child(1) };
    case 'msubsup': return { kind: 'scripts', base: child(0), sub: child(1), super: child(2) };
    case 'munder': return { kind: 'limits', base: child(0), under: child(1), over: null };
    case 'mover': {
      const over = inner[1];
      return over?.name === 'mo' && accents.has(textOf(over)) ? { kind: 'accent', base: child(0), accent: textOf(over) } : { kind: 'limits', base: child(0), under: null, over: child(1) };
    }
    case 'munderover': return { kind: 'limits', base: child(0), under: child(1), over: child(2) };
    case 'mtable': return {
      kind: 'table',
      rows: inner.filter(({ name }) => name === 'mtr').map(row => elements(row).map(cell => rowOf(elements(cell)))),
      alignments: (element.attributes['columnalign'] ?? '').split(/\s+/).map(word => (word === 'left' || word === 'right' ? word : 'center')),
    };
    case 'semantics': return child(0);
    case 'mphantom':
    case 'annotation':
    case 'annotation-xml': return { kind: 'row', children: [] };
    default: return rowOf(inner);
  }
}

function rowOf(inner: readonly Element[]): MathNode {
  return inner.length === 1 ? nodeOf(inner[0]!) : { kind: 'row', children: inner.map(nodeOf) };
}

/** Hats, tildes, bars and dots, as signs of their own and as marks. */
const accents = new Set(['^', '\u02c6', '\u0302', '~', '\u02dc', '\u0303', '\u00af', '\u02c9', '\u0304', '\u0305', '\u203e', '\u02d9', '\u0307']);

const elements = (element: Element): readonly Element[] => element.children.filter(child => typeof child !== 'string');

function textOf(element: Element, keepsSpaces = false): string {
  const text = element.children.map(child => (typeof child === 'string' ? child : textOf(child, keepsSpaces))).join('');
  return keepsSpaces ? text : text.trim();
}

function spacesOf({ lspace, rspace }: Element['attributes']): readonly [number, number] | null {
  return lspace === undefined && rspace === undefined ? null : [lspace === undefined ? 0 : ems(lspace), rspace === undefined ? 0 : ems(rspace)];
}

/** Such as `0.2em`; named spaces and other units count as a thin space. */
function ems(width = ''): number {
  const match = /^([\d.]+)em$/.exec(width);
  return match ? Number(match[1]) : 0.17;
}

function parseElement(source: string): Element | null {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  let end = 0;
  for (const match of source.matchAll(/<!--[\s\S]*?-->|<\/\s*([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g)) {
    open.at(-1)!.children.push(unescaped(source.slice(end, match.index)));
    end = match.index + match[0].length;
    const [, closed, opened, attributes = '', isEmpty] = match;
    if (closed !== undefined && open.length > 1) open.pop();
    if (opened === undefined) continue;
    const element: Element = { name: opened.replace(/^m:/, ''), attributes: parseAttributes(attributes), children: [] };
    open.at(-1)!.children.push(element);
    if (isEmpty === '') open.push(element);
  }
  return elements(root)[0] ?? null;
}

function parseAttributes(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, double, single]) => [name!, unescaped(double ?? single ?? '')]));
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function unescaped(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hexadecimal?: string, decimal?: string, name?: string) => {
    if (hexadecimal !== undefined) return String.fromCodePoint(parseInt(hexadecimal, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name ?? ''] ?? whole;
  });
}
