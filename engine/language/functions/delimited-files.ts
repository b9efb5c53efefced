/** Reading delimited text on behalf of a cell: in steps that can be cancelled, with a word on a file that seems to have another separator. */
import { readDelimitedSteps, type DelimitedOptions } from '../../data/readers/delimited.js';
import type { DataFrame } from '../../data/vectors.js';
import { runPolitely } from '../../estimation/polite-steps.js';
import type { CallContext } from '../registry.js';

/** `path` is null for data that were given as text. */
export async function readBytes(bytes: Uint8Array, path: string | null, options: DelimitedOptions, context: CallContext): Promise<DataFrame> {
  const frame = await runPolitely(readDelimitedSteps(bytes, path ?? 'text', options), context.monitor);
  const other = frame.columns.size === 1 ? likelySeparator(bytes, options.separator) : null;
  if (other) context.display({ kind: 'text', text: `Note: ${path === null ? 'the text' : `"${path}"`} gives a single column, and its first line holds ${other.name}; ${other.reader} reads such files.` });
  return frame;
}

/** The separator that a file of a single column most likely has; null when nothing speaks for another one. */
function likelySeparator(bytes: Uint8Array, separator: string): { readonly name: string; readonly reader: string } | null {
  const end = bytes.indexOf(10);
  const line = new TextDecoder().decode(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 1000)));
  const found = SEPARATORS.find(({ character }) => character !== separator && line.includes(character));
  return separator === '' ? null : (found ?? null);
}

const SEPARATORS = [
  { character: ';', name: 'semicolons', reader: 'read.csv2(), or sep = ";",' },
  { character: '\t', name: 'tabs', reader: 'read.delim()' },
  { character: ',', name: 'commas', reader: 'read.csv()' },
] as const;
