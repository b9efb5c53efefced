/** What a file is by its first bytes, so that a reader that is given another format can say which function reads it. */
import { UserError } from '../../language/syntax/diagnostic.js';

interface FileFormat {
  /** With its article, for a message. */
  readonly name: string;
  readonly isThis: (bytes: Uint8Array) => boolean;
  /** The function of the language that reads it; absent where there is none. */
  readonly reader?: string;
  /** What to do where no function reads it. */
  readonly advice?: string;
}

const startsWith = (...signature: readonly number[]) => (bytes: Uint8Array): boolean => bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte);
const startsWithText = (text: string) => startsWith(...new TextEncoder().encode(text));

/** A word that a header of a text may begin with as well, before bytes that no text has. */
const startsBeforeBinary = (text: string) => (bytes: Uint8Array): boolean => startsWithText(text)(bytes) && bytes.subarray(text.length, text.length + 16).some(byte => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13);

/** Signatures as each format's specification or the list of `file(1)` has them. The order matters where one begins as another does. */
const FORMATS = {
  parquet: { name: 'a Parquet file', isThis: startsBeforeBinary('PAR1'), reader: 'read_parquet' },
  excel: { name: 'an Excel workbook', isThis: bytes => isZip(bytes) && hasEntry(bytes, 'xl/workbook'), reader: 'read_excel' },
  openDocument: { name: 'an OpenDocument file', isThis: bytes => isZip(bytes) && hasEntry(bytes, 'application/vnd.oasis'), advice: 'Save it as CSV or .xlsx.' },
  zip: { name: 'a zip archive', isThis: bytes => isZip(bytes), advice: 'Unpack it first.' },
  oldExcel: { name: 'an Excel file of the old kind (.xls)', isThis: startsWith(0xd0, 0xcf, 0x11, 0xe0), advice: 'Save it as .xlsx or as CSV in Excel or LibreOffice.' },
  gzip: { name: 'a file compressed with gzip', isThis: startsWith(0x1f, 0x8b), advice: 'Unpack it first; read.csv(), read.table() and readRDS() read it as it is.' },
  bzip2: { name: 'a file compressed with bzip2', isThis: bytes => /^BZh[1-9]1AY&SY/.test(beginning(bytes)), advice: 'Unpack it, or compress it with gzip.' },
  xz: { name: 'a file compressed with xz', isThis: startsWith(0xfd, 0x37, 0x7a, 0x58, 0x5a), advice: 'Unpack it, or compress it with gzip.' },
  zstandard: { name: 'a file compressed with zstandard', isThis: startsWith(0x28, 0xb5, 0x2f, 0xfd), advice: 'Unpack it, or compress it with gzip.' },
  sevenZip: { name: 'a 7-Zip archive', isThis: startsWith(0x37, 0x7a, 0xbc, 0xaf), advice: 'Unpack it first.' },
  stata: { name: 'a Stata file', isThis: bytes => startsWithText('<stata_dta>')(bytes) || isOldStata(bytes), reader: 'read_dta' },
  spss: { name: 'an SPSS file', isThis: bytes => startsWithText('$FL2@(#)')(bytes) || startsWithText('$FL3@(#)')(bytes), reader: 'read_sav' },
  sas: { name: 'a SAS file', isThis: startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc2, 0xea, 0x81, 0x60), advice: 'Export it as CSV.' },
  workspace: { name: 'an R workspace (.RData)', isThis: bytes => /^RD[AXB][23]\n[AXB]\n/.test(beginning(bytes)), reader: 'load' },
  rds: { name: 'an R object (.rds)', isThis: bytes => startsWith(0x58, 0x0a, 0, 0, 0)(bytes) || /^A\n[23]\n\d{6}\n\d{6}\n/.test(beginning(bytes)), reader: 'readRDS' },
  arrow: { name: 'an Arrow (Feather) file', isThis: startsBeforeBinary('ARROW1'), advice: 'Save it as Parquet: write_parquet() of the R package arrow, to_parquet() in pandas.' },
  oldFeather: { name: 'a Feather file', isThis: startsBeforeBinary('FEA1'), advice: 'Save it as Parquet: write_parquet() of the R package arrow, to_parquet() in pandas.' },
  orc: { name: 'an ORC file', isThis: startsBeforeBinary('ORC'), advice: 'Save it as Parquet.' },
  hdf5: { name: 'an HDF5 file', isThis: startsWith(0x89, 0x48, 0x44, 0x46), advice: 'Save its table as CSV or Parquet.' },
  sqlite: { name: 'an SQLite database', isThis: startsWithText('SQLite format 3'), advice: 'Export a table of it as CSV.' },
  pdf: { name: 'a PDF document', isThis: startsWithText('%PDF-'), advice: 'Give the file that holds the data.' },
  picture: { name: 'a picture', isThis: bytes => startsWith(0x89, 0x50, 0x4e, 0x47)(bytes) || startsWith(0xff, 0xd8, 0xff)(bytes) || /^GIF8[79]a/.test(beginning(bytes)), advice: 'Give the file that holds the data.' },
  html: { name: 'a web page', isThis: bytes => /^(<!doctype html|<html[\s>])/i.test(beginning(bytes)), advice: 'The address may have led to a page about the file: download the file itself.' },
  json: { name: 'a JSON file', isThis: bytes => /^(\{\s*"|\[\s*\{\s*")/.test(beginning(bytes)), reader: 'fromJSON' },
} as const satisfies Readonly<Record<string, FileFormat>>;

export type FormatName = keyof typeof FORMATS;

/** The format of a file; null for what has no signature, such as CSV. */
export function formatOf(bytes: Uint8Array): FormatName | null {
  return (Object.keys(FORMATS) as FormatName[]).find(name => (FORMATS[name] as FileFormat).isThis(bytes)) ?? null;
}

/** The error for a file of another format than a reader reads: what it is, and which function reads it. `expected` is what the reader reads, with its article. */
export function otherFormat(found: FormatName | null, fileName: string, expected: string): UserError {
  const format: FileFormat | null = found && FORMATS[found];
  if (!format) {
    return new UserError('GLMM281', `"${fileName}" is not ${expected}.`, { advice: ['If it is text with separators, read.csv(), read.csv2(), read.delim() or read.table() reads it.'] });
  }
  const advice = format.reader ? `${format.reader}("${fileName}") reads it.` : format.advice;
  return new UserError('GLMM281', `"${fileName}" is ${format.name}, not ${expected}.`, advice ? { advice: [advice] } : {});
}

/** The error for a file that a reader cannot be meant to read: empty, or of another format. */
export function notOfFormat(bytes: Uint8Array, fileName: string, expected: string): UserError {
  return bytes.length === 0 ? new UserError('GLMM289', `"${fileName}" is empty.`) : otherFormat(formatOf(bytes), fileName, expected);
}

/** Throws where a file is not of the format that a reader reads. */
export function requireFormat(bytes: Uint8Array, wanted: FormatName, fileName: string): void {
  const found = formatOf(bytes);
  if (found !== wanted) throw otherFormat(found, fileName, FORMATS[wanted].name);
}

const isZip = (bytes: Uint8Array): boolean => startsWith(0x50, 0x4b, 3, 4)(bytes) || startsWith(0x50, 0x4b, 5, 6)(bytes);

/** A byte that names the version, the byte order 1 or 2, and the file type 1 (Stata's dta formats 104 to 115). */
const isOldStata = (bytes: Uint8Array): boolean => bytes.length > 100 && bytes[0]! >= 0x68 && bytes[0]! <= 0x73 && (bytes[1] === 1 || bytes[1] === 2) && bytes[2] === 1 && bytes[3] === 0;

/** The names of a zip's files stand in its directory, at its end, and the first ones at its beginning. */
function hasEntry(bytes: Uint8Array, name: string): boolean {
  const latin = new TextDecoder('latin1');
  return latin.decode(bytes.subarray(0, 4096)).includes(name) || latin.decode(bytes.subarray(Math.max(0, bytes.length - 65536))).includes(name);
}

function beginning(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 200)).trimStart();
}
