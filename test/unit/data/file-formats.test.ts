// A file under the name of a function that reads another format: what it is, and which function reads it.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { FileAccess } from '../../../engine/language/registry.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`files/${name}`, import.meta.url)));
const of = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The first bytes of each format, as its specification has them, or a file of it. */
const FILES: Readonly<Record<string, { readonly bytes: Uint8Array; readonly name: string; readonly reader?: string }>> = {
  parquet: { bytes: fixture('factors.parquet'), name: 'a Parquet file', reader: 'read_parquet' },
  excel: { bytes: fixture('study.xlsx'), name: 'an Excel workbook', reader: 'read_excel' },
  json: { bytes: fixture('study.json'), name: 'a JSON file', reader: 'fromJSON' },
  xls: { bytes: Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)), name: 'an Excel file of the old kind (.xls)' },
  rds: { bytes: gzipSync(Uint8Array.of(0x58, 0x0a, 0, 0, 0, 3, 0, 4, 2, 2)), name: 'an R object (.rds)', reader: 'readRDS' },
  workspace: { bytes: gzipSync(of('RDX3\nX\n\u0000\u0000')), name: 'an R workspace (.RData)', reader: 'load' },
  stata: { bytes: of('<stata_dta><header><release>118</release>'), name: 'a Stata file', reader: 'read_dta' },
  spss: { bytes: of('$FL2@(#) SPSS DATA FILE'), name: 'an SPSS file', reader: 'read_sav' },
  pdf: { bytes: of('%PDF-1.7\n'), name: 'a PDF document' },
  picture: { bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), name: 'a picture' },
  page: { bytes: of('<!DOCTYPE html>\n<html><body>404</body></html>'), name: 'a web page' },
  zip: { bytes: Uint8Array.of(0x50, 0x4b, 3, 4, ...of('data.csv')), name: 'a zip archive' },
};

const READERS: Readonly<Record<string, string>> = { 'read.csv': '', read_csv: '', 'read.table': '', read_parquet: 'parquet', read_excel: 'excel', fromJSON: 'json' };

test.each(Object.keys(READERS).flatMap(reader => Object.keys(FILES).filter(file => READERS[reader] !== file).map(file => [reader, file] as const)))('%s of %s', async (reader, file) => {
  const { bytes, name, reader: right } = FILES[file]!;
  const files: FileAccess = { ...noFiles, read: () => Promise.resolve(bytes) };
  const { error } = await new Session({ files }).run(`d <- ${reader}("d.dat")`);
  // what is compressed with gzip is unpacked by the readers of text alone
  const isPacked = bytes[0] === 0x1f && (reader === 'read_parquet' || reader === 'read_excel');
  expect(error?.code).toBe('GLMM281');
  expect(error?.message).toContain(`"d.dat" is ${isPacked ? 'a file compressed with gzip' : name}, not `);
  if (right && !isPacked) expect(error?.advice[0]).toBe(`${right}("d.dat") reads it.`);
});

test.each(Object.keys(READERS))('%s of zero bytes, and of bytes of chance, is a mistake of the user', async reader => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(5000), Uint8Array.from({ length: 5000 }, (_, index) => (index * index * 7919 + 13 * index) % 251)]) {
    const { status, error } = await new Session({ files: { ...noFiles, read: () => Promise.resolve(bytes) } }).run(`d <- ${reader}("d.dat")`);
    expect([status, error?.name]).toEqual(['error', 'UserError']);
  }
});
