/**
 * A pass over an XML text: elements and the text between them, without prefixes of namespaces. Entities that a document defines are not
 * known, and a document type is refused, so that no text grows while it is read; nesting costs nothing.
 */

export interface XmlVisitor {
  /** `attributes` as written; `attributeOf` looks one up. An empty element is opened and closed. */
  open(name: string, attributes: string): void;
  close(name: string): void;
  /** Text between tags, entities resolved. Texts of one element may come in pieces. */
  text(content: string): void;
}

/** Throws a SyntaxError for what is no XML, in steps of some tags. */
export function* scanXmlSteps(xml: string, visitor: XmlVisitor): Generator<void, void> {
  let position = 0;
  for (let tags = 1; ; tags++) {
    if (tags % 10_000 === 0) yield;
    const start = xml.indexOf('<', position);
    if (start < 0) return;
    if (start > position) visitor.text(resolved(xml.slice(position, start)));
    if (xml[start + 1] === '?') position = after(xml, '?>', start);
    else if (xml.startsWith('<!--', start)) position = after(xml, '-->', start);
    else if (xml.startsWith('<![CDATA[', start)) {
      position = after(xml, ']]>', start);
      visitor.text(xml.slice(start + 9, position - 3));
    } else if (xml[start + 1] === '!') throw new SyntaxError('it has a document type');
    else {
      position = endOfTag(xml, start);
      visit(xml, start, position, visitor);
    }
  }
}

/** An attribute by its name without prefix; null where it is not there. */
export function attributeOf(attributes: string, name: string): string | null {
  for (let at = attributes.indexOf(`${name}=`); at >= 0; at = attributes.indexOf(`${name}=`, at + 1)) {
    const before = attributes[at - 1];
    if (at > 0 && before !== ':' && before! > ' ') continue;
    const quote = attributes[at + name.length + 1]!;
    const start = at + name.length + 2;
    const end = quote === '"' || quote === "'" ? attributes.indexOf(quote, start) : -1;
    return end < 0 ? null : resolved(attributes.slice(start, end));
  }
  return null;
}

function visit(xml: string, start: number, end: number, visitor: XmlVisitor): void {
  if (xml[start + 1] === '/') {
    visitor.close(localName(xml.slice(start + 2, end - 1).trim()));
    return;
  }
  const isEmpty = xml[end - 2] === '/';
  const tag = xml.slice(start + 1, isEmpty ? end - 2 : end - 1);
  const blank = tag.search(/\s/);
  const name = localName(blank < 0 ? tag : tag.slice(0, blank));
  visitor.open(name, blank < 0 ? '' : tag.slice(blank + 1));
  if (isEmpty) visitor.close(name);
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function after(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new SyntaxError('it ends too early');
  return at + mark.length;
}

/** The position after a tag; `>` may stand in the quotes of an attribute. */
function endOfTag(xml: string, start: number): number {
  let quote = 0;
  for (let position = start; position < xml.length; position++) {
    const code = xml.charCodeAt(position);
    if (quote !== 0) quote = code === quote ? 0 : quote;
    else if (code === GREATER) return position + 1;
    else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) quote = code;
  }
  throw new SyntaxError('it ends too early');
}

const GREATER = 62;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (entity[0] !== '#') return ENTITIES[entity] ?? whole;
    const code = entity[1] === 'x' || entity[1] === 'X' ? parseInt(entity.slice(2), 16) : Number(entity.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
