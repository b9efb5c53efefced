/** Where the fields of a delimited text begin and end: one pass over its bytes (RFC 4180, with R's liberties). */
import { UserError } from '../../language/syntax/diagnostic.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;
const DOUBLE_QUOTE = 34;

/** More than any data frame has that is meant to be one. */
const MAX_COLUMNS = 100_000;
/** No text of a table is longer, and a string cannot be much longer. */
const MAX_FIELD_BYTES = 10_000_000;

export interface FieldOptions {
  /** The byte between fields; null for any run of blanks and tabs. */
  readonly separator: number | null;
  /** The bytes that may quote a field. */
  readonly quotes: readonly number[];
  /** The byte that starts a comment; null for none. */
  readonly comment: number | null;
  /** Lines to pass over at the start. */
  readonly skip: number;
  /** How many records to read at most. */
  readonly limit: number;
  /** Pads records that are too short. */
  readonly isFilled: boolean;
  readonly fileName: string;
}

/** The fields of some records in a row: field j of record i of the block lies at `starts[i * columnCount + j]`, up to `ends[…]`. The next block reuses the arrays. */
export interface FieldBlock {
  readonly bytes: Uint8Array;
  readonly columnCount: number;
  readonly recordCount: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** How each field was quoted. */
  readonly quoting: Uint8Array;
  /** The line of the text, from 1, on which each record begins. */
  readonly lines: Uint32Array;
  /** The position in the text after the block's last record. */
  readonly end: number;
}

/** `doubled…`: the field holds quotes that are written twice. */
export const QUOTING = { none: 0, quoted: 1, doubledDouble: 2, doubledSingle: 3 } as const;

export interface Record {
  readonly fields: readonly { readonly start: number; readonly end: number; readonly quoting: number }[];
  readonly line: number;
}

export interface Table {
  /** The first record, where it is a header. */
  readonly header: Record | null;
  readonly columnCount: number;
  /** The records that follow (all of them, without a header), block by block; each call begins anew. */
  blocks(): Generator<FieldBlock, void>;
}

/** Records in a block: what they hold stays in the cache while it is converted column by column. */
const BLOCK_FIELDS = 32768;

/** Looks at the first records of a text to tell header and columns. Throws `UserError` where a record cannot be read. */
export function openTable(bytes: Uint8Array, hasHeader: boolean | 'guess', options: FieldOptions): Table {
  const scanner = new Scanner(bytes, options);
  scanner.skipLines(options.skip);
  const beginning = scanner.place();
  const first = scanner.nextRecord();
  if (!first) return { header: null, columnCount: 0, *blocks() {} };
  const afterFirst = scanner.place();
  const second = scanner.nextRecord();
  const isHeader = hasHeader === 'guess' ? second !== null && second.fields.length === first.fields.length + 1 : hasHeader;
  const columnCount = isHeader ? Math.max(first.fields.length, second?.fields.length === first.fields.length + 1 ? second.fields.length : 0) : Math.max(first.fields.length, second && options.isFilled ? second.fields.length : 0);
  return { header: isHeader ? first : null, columnCount, blocks: () => new Scanner(bytes, options).blocks(isHeader ? afterFirst : beginning, columnCount) };
}

/** Where a scanner stands. */
interface Place {
  readonly position: number;
  readonly line: number;
}

class Scanner {
  private readonly bytes: Uint8Array;
  private readonly options: FieldOptions;
  private position = 0;
  private line = 1;
  private starts = new Uint32Array(1024);
  private ends = new Uint32Array(1024);
  private quoting = new Uint8Array(1024);
  private fieldCount = 0;
  private readonly isQuote = new Uint8Array(256);
  /** 1 for the bytes that end an unquoted field. */
  private readonly endsField = new Uint8Array(256);

  constructor(bytes: Uint8Array, options: FieldOptions) {
    this.bytes = bytes;
    this.options = options;
    for (const quote of options.quotes) this.isQuote[quote] = 1;
    for (const end of [LINE_FEED, CARRIAGE_RETURN, ...(options.separator === null ? [SPACE, TAB] : [options.separator]), ...(options.comment === null ? [] : [options.comment])]) this.endsField[end] = 1;
  }

  place(): Place {
    return { position: this.position, line: this.line };
  }

  skipLines(count: number): void {
    for (let skipped = 0; skipped < count && this.position < this.bytes.length; skipped++) {
      this.skipToLineEnd();
      this.passLineEnd();
    }
  }

  nextRecord(): Record | null {
    this.fieldCount = 0;
    const line = this.scanRecord();
    if (line === 0) return null;
    const fields = Array.from({ length: this.fieldCount }, (_, index) => ({ start: this.starts[index]!, end: this.ends[index]!, quoting: this.quoting[index]! }));
    return { fields, line };
  }

  /** All records from a place on; each must have `columnCount` fields. */
  *blocks(from: Place, columnCount: number): Generator<FieldBlock, void> {
    const { limit } = this.options;
    this.position = from.position;
    this.line = from.line;
    const blockRecords = Math.max(1, Math.floor(BLOCK_FIELDS / columnCount));
    const lines = new Uint32Array(blockRecords);
    let read = 0;
    for (let isAtEnd = false; !isAtEnd && read < limit; ) {
      this.fieldCount = 0;
      let recordCount = 0;
      while (recordCount < blockRecords && read < limit) {
        const line = this.scanRecord();
        isAtEnd = line === 0;
        if (isAtEnd) break;
        const found = this.fieldCount - recordCount * columnCount;
        if (found !== columnCount) this.requireWidth(line, found, columnCount);
        lines[recordCount++] = line;
        read++;
      }
      const { bytes, starts, ends, quoting, position } = this;
      if (recordCount > 0) yield { bytes, columnCount, recordCount, starts, ends, quoting, lines, end: position };
    }
  }

  private requireWidth(line: number, found: number, expected: number): void {
    if (this.options.isFilled && found < expected) {
      for (let missing = found; missing < expected; missing++) this.addField(0, 0, QUOTING.none);
      return;
    }
    throw new UserError('GLMM285', `Line ${line} of "${this.options.fileName}" has ${found} ${found === 1 ? 'field' : 'fields'}, but ${expected} ${expected === 1 ? 'was' : 'were'} expected.`, {
      advice: [found > expected ? 'A text that holds the separator must be quoted.' : 'If short lines are meant to end in missing values, read the file with fill = TRUE.'],
    });
  }

  private refuseWidth(line: number): never {
    throw new UserError('GLMM282', `Line ${line} of "${this.options.fileName}" has more than ${MAX_COLUMNS} fields; a data frame can have ${MAX_COLUMNS} columns.`, {
      advice: ['Check that the file has line ends, and that the separator is right.'],
    });
  }

  private refuseField(line: number): never {
    throw new UserError('GLMM282', `Line ${line} of "${this.options.fileName}" has a field of more than ${MAX_FIELD_BYTES / 1e6} MB.`, {
      advice: ['Check that the file has line ends, that the separator is right, and that no quote stays open.'],
    });
  }

  /** Adds the fields of the next record; gives the line it begins on, or 0 at the end. Blank lines are passed over. */
  private scanRecord(): number {
    const { bytes, options } = this;
    const length = bytes.length;
    const separator = options.separator;
    for (;;) {
      if (this.position >= length) return 0;
      const byte = bytes[this.position]!;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) this.passLineEnd();
      else if (byte === options.comment) this.skipToLineEnd();
      else if (this.isBlankLine()) this.skipToLineEnd();
      else break;
    }
    const line = this.line;
    const mostFields = this.fieldCount + MAX_COLUMNS;
    for (;;) {
      if (separator === null) this.skipBlanks();
      this.scanField();
      if (separator === null) this.skipBlanks();
      const byte = this.position < length ? bytes[this.position]! : LINE_FEED;
      if (this.fieldCount > mostFields) this.refuseWidth(line);
      if (byte === separator) this.position++;
      else if (byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === options.comment) break;
    }
    if (bytes[this.position] === options.comment && this.position < length) this.skipToLineEnd();
    this.passLineEnd();
    return line;
  }

  private scanField(): void {
    const { bytes, endsField } = this;
    const length = bytes.length;
    let position = this.position;
    if (position < length && this.isQuote[bytes[position]!] === 1) {
      this.scanQuoted(bytes[position]!);
      return;
    }
    const start = position;
    const stop = Math.min(length, start + MAX_FIELD_BYTES);
    while (position < stop && endsField[bytes[position]!] === 0) position++;
    if (position === stop && stop < length) this.refuseField(this.line);
    this.position = position;
    this.addField(start, position, QUOTING.none);
  }

  private scanQuoted(quote: number): void {
    const { bytes } = this;
    const length = bytes.length;
    const startLine = this.line;
    let position = this.position + 1;
    const start = position;
    let quoting: number = QUOTING.quoted;
    for (;;) {
      if (position >= length) {
        throw new UserError('GLMM286', `The quote that opens on line ${startLine} of "${this.options.fileName}" is never closed.`, { advice: ['A quote inside a quoted text is written twice: "".'] });
      }
      const byte = bytes[position]!;
      if (byte === LINE_FEED) this.line++;
      if (position - start > MAX_FIELD_BYTES) this.refuseField(startLine);
      if (byte === quote) {
        if (bytes[position + 1] !== quote) break;
        quoting = quote === DOUBLE_QUOTE ? QUOTING.doubledDouble : QUOTING.doubledSingle;
        position++;
      }
      position++;
    }
    this.addField(start, position, quoting);
    this.position = position + 1;
    this.passTrailing();
  }

  /** Whatever stands between a closing quote and the separator: only blanks make sense. */
  private passTrailing(): void {
    const { bytes, options } = this;
    while (this.position < bytes.length) {
      const byte = bytes[this.position]!;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === options.separator || byte === options.comment) return;
      if (options.separator === null && (byte === SPACE || byte === TAB)) return;
      if (byte !== SPACE && byte !== TAB) {
        throw new UserError('GLMM287', `On line ${this.line} of "${this.options.fileName}" there is text after a closing quote.`, { advice: ['A quote inside a quoted text is written twice: "".'] });
      }
      this.position++;
    }
  }

  private isBlankLine(): boolean {
    let position = this.position;
    const { separator } = this.options;
    while (position < this.bytes.length) {
      const byte = this.bytes[position]!;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return true;
      if ((byte !== SPACE && byte !== TAB) || byte === separator) return false;
      position++;
    }
    return true;
  }

  private skipBlanks(): void {
    while (this.position < this.bytes.length && (this.bytes[this.position] === SPACE || this.bytes[this.position] === TAB)) this.position++;
  }

  private skipToLineEnd(): void {
    while (this.position < this.bytes.length && this.bytes[this.position] !== LINE_FEED && this.bytes[this.position] !== CARRIAGE_RETURN) this.position++;
  }

  private passLineEnd(): void {
    if (this.position >= this.bytes.length) return;
    if (this.bytes[this.position] === CARRIAGE_RETURN && this.bytes[this.position + 1] === LINE_FEED) this.position++;
    this.position++;
    this.line++;
  }

  private addField(start: number, end: number, quoting: number): void {
    if (this.fieldCount === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
      const quotings = new Uint8Array(this.starts.length);
      quotings.set(this.quoting);
      this.quoting = quotings;
    }
    this.starts[this.fieldCount] = start;
    this.ends[this.fieldCount] = end;
    this.quoting[this.fieldCount++] = quoting;
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
