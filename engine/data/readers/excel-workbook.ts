/** What the sheets of an Excel workbook share (ECMA-376, part 1): their names, texts, formats of dates and where days are counted from. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { attributeOf, scanXmlSteps, type XmlVisitor } from './xml.js';
import { openZip, type ZipArchive } from './zip.js';

export interface Workbook {
  readonly archive: ZipArchive;
  readonly fileName: string;
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly texts: readonly string[];
  /** Whether a style shows its number as a date or time. */
  readonly isDateStyle: readonly boolean[];
  /** Whether days are counted from 1904, as on old Macintoshes. */
  readonly startsIn1904: boolean;
}

export const EXCEL_CODE = 'GLMM296';

export function* openWorkbookSteps(bytes: Uint8Array, fileName: string): Generator<void, Workbook> {
  const archive = openZip(bytes, fileName, EXCEL_CODE);
  const part = (yield* relationsSteps(archive, '', fileName)).find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const relations = yield* relationsSteps(archive, part, fileName);
  const sheets: { name: string; part: string }[] = [];
  let startsIn1904 = false;
  yield* visitSteps(archive, part, fileName, {
    open(name, attributes) {
      if (name === 'workbookPr') startsIn1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const relation = relations.find(({ id }) => id === attributeOf(attributes, 'id'));
      if (relation?.type === 'worksheet') sheets.push({ name: attributeOf(attributes, 'name') ?? '', part: relation.target });
    },
    close: () => undefined,
    text: () => undefined,
  });
  const targetOf = (type: string): string | undefined => relations.find(relation => relation.type === type)?.target;
  return { archive, fileName, sheets, startsIn1904, texts: yield* textsSteps(archive, targetOf('sharedStrings'), fileName), isDateStyle: yield* stylesSteps(archive, targetOf('styles'), fileName) };
}

/** Goes through a part; throws `UserError` where it is not there or no XML. */
export function* visitSteps(archive: ZipArchive, part: string, fileName: string, visitor: XmlVisitor): Generator<void, void> {
  const bytes = yield* archive.readSteps(part);
  if (!bytes) throw damagedWorkbook(fileName, `${part} is missing`);
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const xml = new TextDecoder(isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes);
  yield;
  try {
    yield* scanXmlSteps(xml, visitor);
  } catch (error) {
    throw error instanceof SyntaxError ? damagedWorkbook(fileName, `${part} is no plain XML: ${error.message}`) : error;
  }
}

export const damagedWorkbook = (fileName: string, what: string): UserError =>
  new UserError(EXCEL_CODE, `"${fileName}" is damaged: ${what}.`, { advice: ['Open it in Excel or LibreOffice and save it again.'] });

/** Collects the text of the elements `t`, such as a shared text or that of a cell has; phonetic runs (`rPh`) are left aside. */
export class TextCollector {
  text = '';
  #isInText = false;
  #isPhonetic = false;

  open(name: string): void {
    if (name === 't') this.#isInText = !this.#isPhonetic;
    if (name === 'rPh') this.#isPhonetic = true;
  }

  close(name: string): void {
    if (name === 't') this.#isInText = false;
    if (name === 'rPh') this.#isPhonetic = false;
  }

  add(content: string): void {
    if (this.#isInText) this.text += content;
  }

  /** The text so far, which begins anew; `_x000D_` stands for a character that XML cannot hold. */
  take(): string {
    const { text } = this;
    this.text = '';
    return text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
  }
}

interface Relation {
  readonly id: string;
  /** The last part of its type, such as `worksheet`. */
  readonly type: string;
  /** A path from the root of the archive. */
  readonly target: string;
}

function* relationsSteps(archive: ZipArchive, part: string, fileName: string): Generator<void, Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const file = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations: Relation[] = [];
  if (!archive.names.includes(file)) return relations;
  yield* visitSteps(archive, file, fileName, {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      const target = attributeOf(attributes, 'Target') ?? '';
      relations.push({ id: attributeOf(attributes, 'Id') ?? '', type: (attributeOf(attributes, 'Type') ?? '').replace(/^.*\//, ''), target: target.startsWith('/') ? target.slice(1) : withoutDots(folder + target) });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return relations;
}

function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function* textsSteps(archive: ZipArchive, part: string | undefined, fileName: string): Generator<void, string[]> {
  const texts: string[] = [];
  if (part === undefined || !archive.names.includes(part)) return texts;
  const collector = new TextCollector();
  yield* visitSteps(archive, part, fileName, {
    open: name => collector.open(name),
    close(name) {
      collector.close(name);
      if (name === 'si') texts.push(collector.take());
    },
    text: content => collector.add(content),
  });
  return texts;
}

function* stylesSteps(archive: ZipArchive, part: string | undefined, fileName: string): Generator<void, boolean[]> {
  const styles: boolean[] = [];
  if (part === undefined || !archive.names.includes(part)) return styles;
  const dateFormats = new Set<number>();
  let isInCellFormats = false;
  yield* visitSteps(archive, part, fileName, {
    open(name, attributes) {
      if (name === 'numFmt' && isDateFormat(attributeOf(attributes, 'formatCode') ?? '')) dateFormats.add(Number(attributeOf(attributes, 'numFmtId')));
      if (name === 'cellXfs') isInCellFormats = true;
      if (name === 'xf' && isInCellFormats) {
        const format = Number(attributeOf(attributes, 'numFmtId') ?? 0);
        styles.push(isBuiltInDate(format) || dateFormats.has(format));
      }
    },
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false;
    },
    text: () => undefined,
  });
  return styles;
}

/** ECMA-376 part 1, 18.8.30: the numbers of formats that show dates and times, those of East Asian languages among them. */
const isBuiltInDate = (format: number): boolean => (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) || (format >= 50 && format <= 58) || (format >= 71 && format <= 81);

/** Whether a format has a place for a day, month, year, hour, minute or second, outside quotes, brackets and escapes. */
function isDateFormat(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|[\\_*]./g, ''));
}
