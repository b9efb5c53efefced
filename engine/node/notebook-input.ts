/** A notebook that a command was given. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseNotebook, type NotebookCell } from '../notebook-file.js';
import { FileProblem, reasonOf } from './command.js';

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
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new FileProblem(isAbsent ? `There is no file "${file}".` : `"${file}" cannot be read: ${reasonOf(error)}.`);
  });
  const { cells } = parseNotebook(new Uint8Array(bytes));
  if (!file.endsWith('.glmm') && !cells.some(cell => cell.kind === 'code')) {
    throw new FileProblem(`"${file}" is not a notebook: it has no cells. A cell is a block of lines between \`\`\`{glmm} and \`\`\`.`);
  }
  return { file, folder: path.dirname(resolved), cells };
}
