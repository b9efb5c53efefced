/** JSON (RFC 8259): values from text, with the place of a mistake, and columns from records as jsonlite simplifies them. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { labelsOf } from '../coercion.js';
import { LOGICAL_NA, type AtomicVector, type Column, type DataFrame } from '../vectors.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** The value of a JSON text; `firstLine` is the line on which the text begins in its file. */
export function parseJson(text: string, source: string, firstLine = 1): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const { position, problem } = mistakeIn(text);
    const before = text.slice(0, position);
    const line = firstLine + (before.match(/\n/g)?.length ?? 0);
    throw new UserError('GLMM297', `${source} is no JSON: line ${line}, column ${position - before.lastIndexOf('\n')}: ${problem}.`, {
      advice: ['JSON puts names and texts in double quotes, has no comma after the last element, and writes a missing value null.'],
    });
  }
}

export const isScalar = (value: Json): value is null | boolean | number | string => typeof value !== 'object' || value === null;
export const isObject = (value: Json): value is JsonObject => !isScalar(value) && !Array.isArray(value);

/** Values without structure as a vector: logical, numbers or text, whichever holds all of them; null is missing. */
export function vectorOfScalars(values: readonly (null | boolean | number | string)[]): AtomicVector {
  const hasNumber = values.some(value => typeof value === 'number');
  const isText = values.some(value => typeof value === 'string' && !(hasNumber && Object.hasOwn(NUMBERS_AS_TEXT, value)));
  if (isText) return { type: 'character', values: values.map(value => (value === null ? null : typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'TRUE' : 'FALSE') : (labelsOf({ type: 'double', values: Float64Array.of(value) })[0] ?? null))) };
  if (!hasNumber) return { type: 'logical', values: Int8Array.from(values, value => (value === null ? LOGICAL_NA : value === true ? 1 : 0)) };
  const notANumber = Uint8Array.from(values, value => Number(value === 'NaN'));
  const numbers = Float64Array.from(values, value => (value === null ? NaN : typeof value === 'string' ? NUMBERS_AS_TEXT[value]! : Number(value)));
  const isWhole = values.every(value => typeof value !== 'string' || value === 'NA') && numbers.every(number => Number.isNaN(number) || (Number.isInteger(number) && Math.abs(number) <= MAX_INTEGER));
  return { type: isWhole ? 'integer' : 'double', values: numbers, ...(notANumber.includes(1) ? { notANumber } : {}) };
}

/** What JSON has no numbers for, and R's writers put as text among numbers. */
const NUMBERS_AS_TEXT: Readonly<Record<string, number>> = { NA: NaN, NaN, Inf: Infinity, '-Inf': -Infinity };
const MAX_INTEGER = 2147483647;

/** A column for each name that occurs in the records, in order of appearance; what a record lacks is missing. `where` is the place of the records, such as `data`. */
export function frameOfRecords(records: readonly (JsonObject | null)[], isFlattened: boolean, where: string): DataFrame {
  const columns = new Map<string, (null | boolean | number | string)[]>();
  const put = (name: string, row: number, value: Json, path: string, depth: number): void => {
    if (isFlattened && isObject(value) && depth < MAX_DEPTH) {
      for (const [key, part] of Object.entries(value)) put(`${name}.${key}`, row, part, `${path}.${key}`, depth + 1);
      return;
    }
    if (!isScalar(value)) throw nested(value, `${where}[${row + 1}].${path}`);
    let column = columns.get(name);
    if (!column) columns.set(name, (column = new Array<null>(records.length).fill(null)));
    column[row] = value;
  };
  records.forEach((record, row) => {
    for (const [key, value] of Object.entries(record ?? {})) put(key, row, value, key, 0);
  });
  const rowNames = columns.get('_row');
  columns.delete('_row');
  const filled = new Map([...columns].map(([name, values]): [string, Column] => [name, vectorOfScalars(values)]));
  return { type: 'dataFrame', rowCount: records.length, columns: filled, ...(rowNames ? { rowNames: rowNames.map(name => String(name ?? 'NA')) } : {}) };
}

/** Deeper than data are, and far from what the stack holds. */
export const MAX_DEPTH = 100;

function nested(value: Json, path: string): UserError {
  const what = isObject(value) ? 'an object' : 'a list';
  return new UserError('GLMM298', `${path} is ${what}, which a column of a data frame cannot hold.`, {
    advice: [isObject(value) ? 'flatten = TRUE makes a column of each of its parts.' : 'Take such lists apart before the data are written, one row for each element.'],
  });
}

/** Where a text that is no JSON stops being it, and why. */
function mistakeIn(text: string): { position: number; problem: string } {
  const brackets: string[] = [];
  let position = 0;
  const skipBlanks = (): void => {
    while (position < text.length && ' \t\n\r'.includes(text[position]!)) position++;
  };
  const found = (): string => (position >= text.length ? 'the text ends' : `there is ${JSON.stringify(text[position])}`);
  const wanted = (what: string): { position: number; problem: string } => ({ position, problem: `${what} was expected, and ${found()}` });
  for (let expects: 'value' | 'first value' | 'name' | 'first name' | 'next' = 'value'; ; ) {
    skipBlanks();
    const character = text[position] ?? '';
    if (expects === 'name' || expects === 'first name') {
      if (character === '}' && expects === 'first name') {
        position++;
        brackets.pop();
        expects = 'next';
        continue;
      }
      if (character !== '"') return wanted('a name in double quotes');
      const fault = passText();
      if (fault) return fault;
      skipBlanks();
      if (text[position] !== ':') return wanted('a colon');
      position++;
      expects = 'value';
    } else if (expects === 'next') {
      const open = brackets.at(-1);
      if (open === undefined) return position < text.length ? wanted('the end') : { position, problem: 'it cannot be read' };
      if (character === (open === '{' ? '}' : ']')) {
        position++;
        brackets.pop();
      } else if (character === ',') {
        position++;
        expects = open === '{' ? 'name' : 'value';
      } else return wanted(open === '{' ? 'a comma or }' : 'a comma or ]');
    } else if (character === '{' || character === '[') {
      brackets.push(character);
      position++;
      expects = character === '{' ? 'first name' : 'first value';
    } else if (character === ']' && expects === 'first value') {
      position++;
      brackets.pop();
      expects = 'next';
    } else {
      if (character === '"') {
        const fault = passText();
        if (fault) return fault;
      } else {
        WORD.lastIndex = position;
        const word = WORD.exec(text)?.[0];
        if (word === undefined) return wanted('a value');
        position += word.length;
      }
      expects = 'next';
    }
  }

  function passText(): { position: number; problem: string } | null {
    const start = position++;
    for (; position < text.length; position++) {
      const character = text[position]!;
      if (character === '"') {
        position++;
        return null;
      }
      if (character < ' ') return { position, problem: 'a text in quotes goes over the end of a line' };
      if (character === '\\') {
        ESCAPE.lastIndex = position;
        const escape = ESCAPE.exec(text)?.[0];
        if (escape === undefined) return { position, problem: 'a backslash begins an escape that does not exist' };
        position += escape.length - 1;
      }
    }
    return { position: start, problem: 'a text in quotes is never closed' };
  }
}

const WORD = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
