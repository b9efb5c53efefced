/** The cells of one sheet of an Excel workbook that hold something. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { damagedWorkbook, TextCollector, visitSteps, type Workbook } from './excel-workbook.js';
import { attributeOf } from './xml.js';

/** In the order in which a column that holds several takes its type, as readxl has it. */
export const CELL = { blank: 0, logical: 1, date: 2, number: 3, text: 4 } as const;

/** Cells with a value, in the order of the file. Rows and columns from 0. */
export interface SheetCells {
  readonly count: number;
  readonly rows: Uint32Array;
  readonly columns: Uint16Array;
  readonly kinds: Uint8Array;
  /** The number, day number or truth of a cell; of a text its place in `texts`. */
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
}

/** What a sheet can have at most. */
const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;
const MAX_CELLS = 50_000_000;

export function* cellsSteps(workbook: Workbook, part: string): Generator<void, SheetCells> {
  const collector = new CellCollector(workbook);
  yield* visitSteps(workbook.archive, part, workbook.fileName, collector);
  return collector.cells();
}

class CellCollector {
  readonly #workbook: Workbook;
  readonly #inline = new TextCollector();
  readonly #texts: string[];
  #count = 0;
  #rows = new Uint32Array(1024);
  #columns = new Uint16Array(1024);
  #kinds = new Uint8Array(1024);
  #numbers = new Float64Array(1024);
  #row = -1;
  #column = -1;
  #type = 'n';
  #style = 0;
  #value = '';
  #isInValue = false;

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
    this.#texts = [...workbook.texts];
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#beginCell(attributes);
    else if (name === 'v') this.#isInValue = true;
    else if (name === 'row') {
      const number = attributeOf(attributes, 'r');
      this.#row = number === null ? this.#row + 1 : Number(number) - 1;
      this.#column = -1;
    } else this.#inline.open(name);
  }

  close(name: string): void {
    if (name === 'c') this.#endCell();
    else if (name === 'v') this.#isInValue = false;
    else this.#inline.close(name);
  }

  text(content: string): void {
    if (this.#isInValue) this.#value += content;
    else this.#inline.add(content);
  }

  cells(): SheetCells {
    return { count: this.#count, rows: this.#rows, columns: this.#columns, kinds: this.#kinds, numbers: this.#numbers, texts: this.#texts };
  }

  #beginCell(attributes: string): void {
    const place = attributeOf(attributes, 'r');
    if (place === null) this.#column++;
    else {
      const letters = /^[A-Z]{1,3}/.exec(place)?.[0] ?? '';
      this.#column = columnNumber(letters);
      this.#row = Number(place.slice(letters.length)) - 1;
    }
    this.#type = attributeOf(attributes, 't') ?? 'n';
    this.#style = Number(attributeOf(attributes, 's') ?? 0);
    this.#value = '';
    this.#inline.take();
  }

  #endCell(): void {
    switch (this.#type) {
      case 's': {
        const at = this.#value === '' ? -1 : Number(this.#value);
        if (at >= 0 && at < this.#workbook.texts.length) this.#add(CELL.text, at);
        break;
      }
      case 'inlineStr':
      case 'str': {
        const text = this.#type === 'str' ? this.#value : this.#inline.take();
        if (text !== '') this.#add(CELL.text, this.#texts.push(text) - 1);
        break;
      }
      case 'b':
        if (this.#value !== '') this.#add(CELL.logical, this.#value === '1' || this.#value === 'true' ? 1 : 0);
        break;
      case 'e':
        break; // #N/A and other errors are missing values
      case 'd': {
        const milliseconds = Date.parse(/T/.test(this.#value) ? `${this.#value.replace(/Z$/, '')}Z` : this.#value);
        if (!Number.isNaN(milliseconds)) this.#add(CELL.date, milliseconds / 86_400_000 + (this.#workbook.startsIn1904 ? 24_107 : 25_569));
        break;
      }
      default:
        if (this.#value !== '' && !Number.isNaN(Number(this.#value))) this.#add(this.#workbook.isDateStyle[this.#style] === true ? CELL.date : CELL.number, Number(this.#value));
    }
  }

  #add(kind: number, number: number): void {
    const { fileName } = this.#workbook;
    if (!(this.#row >= 0 && this.#row < MAX_ROWS && this.#column >= 0 && this.#column < MAX_COLUMNS)) throw damagedWorkbook(fileName, 'a cell lies outside its sheet');
    if (this.#count >= MAX_CELLS) throw new UserError('GLMM282', `The sheet of "${fileName}" has more than ${MAX_CELLS} cells.`);
    if (this.#count === this.#rows.length) this.#grow();
    this.#rows[this.#count] = this.#row;
    this.#columns[this.#count] = this.#column;
    this.#kinds[this.#count] = kind;
    this.#numbers[this.#count++] = number;
  }

  #grow(): void {
    const length = 2 * this.#rows.length;
    const rows = new Uint32Array(length);
    const columns = new Uint16Array(length);
    const kinds = new Uint8Array(length);
    const numbers = new Float64Array(length);
    rows.set(this.#rows);
    columns.set(this.#columns);
    kinds.set(this.#kinds);
    numbers.set(this.#numbers);
    [this.#rows, this.#columns, this.#kinds, this.#numbers] = [rows, columns, kinds, numbers];
  }
}

/** From 0 for `A`; −1 for no letters. */
export function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = 26 * number + letter.charCodeAt(0) - 64;
  return number - 1;
}
