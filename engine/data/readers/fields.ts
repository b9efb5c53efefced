/** Where the fields of a delimited text begin and end: one pass over its bytes (RFC 4180, with R's liberties). */
import { UserError } from '../../language/syntax/diagnostic.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** More than any data frame has that is meant to be one. */
const MAX_COLUMNS = 100_000;

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

/** The fields of a table: field j of record i lies at `starts[i * columnCount + j]`, up to `ends[…]`. */
export interface Fields {
  readonly bytes: Uint8Array;
  readonly columnCount: number;
  readonly recordCount: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 1 where the field was quoted, 2 where it also holds doubled quotes. */
  readonly quoting: Uint8Array;
  /** The line of the text, from 1, on which each record begins. */
  readonly lines: Uint32Array;
}

export interface Record {
  readonly fields: readonly { readonly start: number; readonly end: number; readonly quoting: number }[];
  readonly line: number;
}

/** Records in a step. */
const STEP = 16384;

/** Splits text into its first record (perhaps a header) and the table of those that follow (all of them, without a header), in steps. */
export function* splitFieldsSteps(bytes: Uint8Array, hasHeader: boolean | 'guess', options: FieldOptions): Generator<void, { header: Record | null; fields: Fields }> {
  const scanner = new Scanner(bytes, options);
  scanner.skipLines(options.skip);
  const first = scanner.nextRecord();
  if (!first) return { header: null, fields: yield* scanner.tableSteps([], 0) };
  if (first.fields.length > MAX_COLUMNS) {
    throw new UserError('GLMM282', `Line ${first.line} of "${options.fileName}" has ${first.fields.length} fields; a data frame can have ${MAX_COLUMNS} columns.`, {
      advice: ['Check that the file has line ends, and that the separator is right.'],
    });
  }
  const second = scanner.nextRecord();
  const isHeader = hasHeader === 'guess' ? second !== null && second.fields.length === first.fields.length + 1 : hasHeader;
  const pending = [...(isHeader ? [] : [first]), ...(second ? [second] : [])];
  const columnCount = isHeader ? Math.max(first.fields.length, second?.fields.length === first.fields.length + 1 ? second.fields.length : 0) : Math.max(first.fields.length, second && options.isFilled ? second.fields.length : 0);
  return { header: isHeader ? first : null, fields: yield* scanner.tableSteps(pending, columnCount) };
}

class Scanner {
  private readonly bytes: Uint8Array;
  private readonly options: FieldOptions;
  private position = 0;
  private line = 1;
  private starts: Uint32Array<ArrayBuffer>;
  private ends: Uint32Array<ArrayBuffer>;
  private quoting: Uint8Array<ArrayBuffer>;
  private fieldCount = 0;
  private readonly isQuote = new Uint8Array(256);

  constructor(bytes: Uint8Array, options: FieldOptions) {
    this.bytes = bytes;
    this.options = options;
    for (const quote of options.quotes) this.isQuote[quote] = 1;
    // fields of data have some eight bytes; where they are shorter the arrays grow
    const capacity = Math.max(1024, bytes.length >> 3);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.quoting = new Uint8Array(capacity);
  }

  skipLines(count: number): void {
    for (let skipped = 0; skipped < count && this.position < this.bytes.length; skipped++) {
      this.skipToLineEnd();
      this.passLineEnd();
    }
  }

  nextRecord(): Record | null {
    const before = this.fieldCount;
    const line = this.scanRecord();
    if (line === 0) return null;
    const fields = Array.from({ length: this.fieldCount - before }, (_, index) => ({ start: this.starts[before + index]!, end: this.ends[before + index]!, quoting: this.quoting[before + index]! }));
    this.fieldCount = before;
    return { fields, line };
  }

  /** All records from here, after the pending ones; each must have `columnCount` fields. */
  *tableSteps(pending: readonly Record[], columnCount: number): Generator<void, Fields> {
    let lines = new Uint32Array(1024);
    let recordCount = 0;
    this.fieldCount = 0;
    const finish = (line: number, found: number): void => {
      if (found !== columnCount) this.requireWidth(line, found, columnCount);
      if (recordCount === lines.length) lines = grown(lines);
      lines[recordCount++] = line;
    };
    for (const record of pending) {
      if (recordCount >= this.options.limit) break;
      for (const field of record.fields) this.addField(field.start, field.end, field.quoting);
      finish(record.line, record.fields.length);
    }
    while (recordCount < this.options.limit) {
      const before = this.fieldCount;
      const line = this.scanRecord();
      if (line === 0) break;
      finish(line, this.fieldCount - before);
      if (recordCount % STEP === 0) yield;
    }
    const { bytes, starts, ends, quoting } = this;
    return { bytes, columnCount, recordCount, starts, ends, quoting, lines };
  }

  private requireWidth(line: number, found: number, expected: number): void {
    if (this.options.isFilled && found < expected) {
      for (let missing = found; missing < expected; missing++) this.addField(0, 0, 0);
      return;
    }
    throw new UserError('GLMM285', `Line ${line} of "${this.options.fileName}" has ${found} ${found === 1 ? 'field' : 'fields'}, but ${expected} ${expected === 1 ? 'was' : 'were'} expected.`, {
      advice: [found > expected ? 'A text that holds the separator must be quoted.' : 'If short lines are meant to end in missing values, read the file with fill = TRUE.'],
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
    for (;;) {
      if (separator === null) this.skipBlanks();
      this.scanField();
      if (separator === null) this.skipBlanks();
      const byte = this.position < length ? bytes[this.position]! : LINE_FEED;
      if (byte === separator) this.position++;
      else if (byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === options.comment) break;
    }
    if (bytes[this.position] === options.comment && this.position < length) this.skipToLineEnd();
    this.passLineEnd();
    return line;
  }

  private scanField(): void {
    const { bytes, options } = this;
    const { separator, comment } = options;
    const length = bytes.length;
    let position = this.position;
    if (position < length && this.isQuote[bytes[position]!] === 1) {
      this.scanQuoted(bytes[position]!);
      return;
    }
    const start = position;
    while (position < length) {
      const byte = bytes[position]!;
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === comment) break;
      if (separator === null ? byte === SPACE || byte === TAB : byte === separator) break;
      position++;
    }
    this.position = position;
    this.addField(start, position, 0);
  }

  private scanQuoted(quote: number): void {
    const { bytes } = this;
    const length = bytes.length;
    const startLine = this.line;
    let position = this.position + 1;
    const start = position;
    let quoting = 1;
    for (;;) {
      if (position >= length) {
        throw new UserError('GLMM286', `The quote that opens on line ${startLine} of "${this.options.fileName}" is never closed.`, { advice: ['A quote inside a quoted text is written twice: "".'] });
      }
      const byte = bytes[position]!;
      if (byte === LINE_FEED) this.line++;
      if (byte === quote) {
        if (bytes[position + 1] !== quote) break;
        quoting = 2;
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
