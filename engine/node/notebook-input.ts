/** A notebook that a command was given. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseNotebook, type NotebookCell } from '../notebook-file.js';
import { FileProblem } from './command.js';

export interface NotebookInput {
  /** As it was given. */
  readonly file: string;
  /** Where relative paths of its cells start. */
  readonly folder: string;
  readonly cells: readonly NotebookCell[];
}

/** Throws a `FileProblem` when there is no such file, and the reader's `UserError` when it is no notebook. */
export async function readNotebook(file: string): Promise<NotebookInput> {
  const resolved = path.resolve(file);
  const bytes = await readFile(resolved).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new FileProblem(code === 'ENOENT' ? `There is no file "${file}".` : `"${file}" cannot be read (${code}).`);
  });
  return { file, folder: path.dirname(resolved), cells: parseNotebook(new Uint8Array(bytes)).cells };
}
