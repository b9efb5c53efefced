// Workbooks written by openpyxl and XlsxWriter with make-excel.py, and what readxl 1.4.2 reads from them (read-excel.R, excel.json).
import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { labelsOf } from '../../../engine/data/coercion.js';
import { readExcelSteps, type ExcelOptions, type ExcelTable } from '../../../engine/data/readers/excel.js';
import type { Column, DataFrame } from '../../../engine/data/vectors.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { MersenneTwister } from '../../../engine/probability/mersenne-twister.js';
import { Session } from '../../../engine/session.js';
import { frameAfter } from '../../fixtures/model/reference-frames.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

interface Answer {
  readonly call: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly (string | null)[] }[];
}

const folder = new URL('files/', import.meta.url);
const fileBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const answers = JSON.parse(readFileSync(new URL('excel.json', folder), 'utf8')) as readonly Answer[];

const described = (column: Column): { type: string; values: readonly (string | number | null)[] } =>
  ({ type: column.type, values: column.type === 'double' ? Array.from(column.values, value => (Number.isNaN(value) ? null : value)) : labelsOf(column) });

const plain: ExcelOptions = { sheet: null, range: null, names: true, types: [], missing: [''], isWhiteStripped: true, skip: 0, rowLimit: Infinity };

function read(bytes: Uint8Array, options: Partial<ExcelOptions> = {}): ExcelTable {
  const steps = readExcelSteps(bytes, 'd.xlsx', { ...plain, ...options });
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function mistake(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('reads as readxl does', () => {
  test.each(answers.map(answer => [answer.call, answer] as const))('%s', async (call, answer) => {
    const frame: DataFrame = await frameAfter('x\n1\n', [`d <- ${call}`], sampleFiles);
    expect(frame.rowCount).toBe(answer.rows);
    expect([...frame.columns.keys()]).toEqual(answer.columns.map(({ name }) => name));
    for (const [index, column] of [...frame.columns.values()].entries()) {
      const { name, type, values } = answer.columns[index]!;
      const found = described(column);
      expect([name, found.type]).toEqual([name, type]);
      // readxl rounds times to hundredths of milliseconds in its own way
      if (type === 'double') values.forEach((value, row) => (value === null ? expect([name, row, found.values[row]]).toEqual([name, row, null]) : expect(found.values[row]).toBeCloseTo(Number(value), 5)));
      else expect([name, found.values]).toEqual([name, values]);
    }
  });
});

/** A workbook of one sheet, as little as one can be. */
function workbook(sheet: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const relation = (id: string, type: string, file: string): string => `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${file}"/>`;
  const files = {
    '_rels/.rels': `<Relationships>${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])), { level: 1 });
}

describe('what a writer may leave out or write otherwise', () => {
  test('cells without places stand one after the other', () => {
    const { frame } = read(workbook('<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row><row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>'));
    expect([...frame.columns].map(([name, column]) => [name, labelsOf(column)])).toEqual([['a', ['1']], ['b', ['2']]]);
  });

  test('prefixes of namespaces, character references and sections of plain text are read', () => {
    const { frame } = read(workbook('<x:worksheet xmlns:x="u"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>&#60;&#x61;&amp;&quot;</x:t></x:is></x:c></x:row><x:row r="2"><x:c r="A2" t="str"><x:v><![CDATA[<raw>]]></x:v></x:c></x:row></x:sheetData></x:worksheet>'));
    expect([...frame.columns].map(([name, column]) => [name, labelsOf(column)])).toEqual([['<a&"', ['<raw>']]]);
  });

  test('phonetic guides are no part of a text', () => {
    const { frame } = read(workbook('<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>', { 'xl/sharedStrings.xml': '<sst><si><t>name</t></si><si><r><t>東</t></r><rPh sb="0" eb="1"><t>トウ</t></rPh><r><t>京</t></r></si></sst>' }));
    expect(labelsOf(frame.columns.get('name')!)).toEqual(['東京']);
  });
});

describe('what cannot be read is refused', () => {
  test.each([
    ['a sheet that is not there, with the nearest', { sheet: 'visit' }, 'GLMM296', '"d.xlsx" has no sheet "visit". Did you mean `visits`?'],
    ['a sheet number beyond the last', { sheet: 20 }, 'GLMM296', '"d.xlsx" has no sheet number 20.'],
    ['a range that is none', { range: 'A1-B2' }, 'GLMM208', '"A1-B2" is no range of cells.'],
    ['too few names', { names: ['a'] }, 'GLMM272', 'The data of "d.xlsx" have 6 columns, but col_names gives 1 names.'],
  ])('%s', (_, options, code, message) => {
    const error = mistake(() => read(fileBytes('study.xlsx'), options));
    expect([error.code, error.message]).toEqual([code, message]);
  });

  test('an old workbook (.xls) is named', () => {
    const old = new Uint8Array(600);
    old.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    const error = mistake(() => read(old));
    expect([error.message, error.advice[0]]).toEqual(['"d.xlsx" is an Excel file of the old kind (.xls), not an Excel workbook.', 'Save it as .xlsx or as CSV in Excel or LibreOffice.']);
  });

  test('entities that a document defines are not', () => {
    const bomb = '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>';
    expect(mistake(() => read(workbook(bomb))).message).toBe('"d.xlsx" is damaged: xl/worksheets/sheet1.xml is no plain XML: it has a document type.');
  });

  test('elements that are nested a hundred thousand deep take no stack', () => {
    expect(read(workbook(`<worksheet>${'<a>'.repeat(100_000)}`)).frame.rowCount).toBe(0);
  });

  test('a sheet that unpacks to far more than data do is refused while it unpacks', () => {
    const sheet = `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(3_000_000)}`;
    const packed = workbook(sheet);
    expect(packed.length).toBeLessThan(1_000_000);
    expect(mistake(() => read(packed)).code).toBe('GLMM282');
  });

  test('two cells at the ends of a sheet are not a table of 17 thousand million', () => {
    const cell = (place: string): string => `<c r="${place}"><v>1</v></c>`;
    const error = mistake(() => read(workbook(`<worksheet><sheetData><row>${cell('A1')}${cell('XFD1048576')}</row></sheetData></worksheet>`)));
    expect([error.code, error.message]).toEqual(['GLMM282', 'The data of "d.xlsx" have 1048576 rows and 16384 columns, with most cells empty; at most 50000000 cells can be read.']);
  });

  test('a cell outside every sheet is damage', () => {
    expect(mistake(() => read(workbook('<worksheet><sheetData><row><c r="ZZZ99999999"><v>1</v></c></row></sheetData></worksheet>'))).message).toBe('"d.xlsx" is damaged: a cell lies outside its sheet.');
  });

  test('files that are cut off, and files with changed bytes, are refused or read', () => {
    const random = new MersenneTwister(1);
    for (const name of ['study.xlsx', 'formulas.xlsx', 'inline.xlsx']) {
      const bytes = fileBytes(name);
      for (let length = 0; length < bytes.length; length += 97) expect(mistake(() => read(bytes.subarray(0, length)))).toBeInstanceOf(UserError);
      for (let round = 0; round < 300; round++) {
        const changed = bytes.slice();
        for (let change = 0; change < 3; change++) changed[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
        try {
          read(changed);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }
    }
  });
});

test('a model is fitted to a workbook as to the same data from a text', async () => {
  const fit = async (call: string) => (await new Session({ files: sampleFiles }).run(`d <- ${call}\nm <- lmer(y ~ (1 | g), data = d)\nround(as.numeric(logLik(m)), 10)`)).outputs.at(-1);
  const lines = Array.from({ length: 49 }, (_, index) => `g${(index + 1) % 5},${(index + 1) / 8}`).join('\\n');
  expect(await fit('read_excel("inline.xlsx")')).toEqual(await fit(`read.csv(text = "g,y\\n${lines}")`));
});
