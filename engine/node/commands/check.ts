/** `glmm check`: diagnostics of every cell of every notebook, one a line. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkCell } from '../../language/check.js';
import { columnsOfFiles } from '../../language/file-columns.js';
import { mergeTiers } from '../../language/services/merge-tiers.js';
import type { Diagnostic, Severity } from '../../language/syntax/diagnostic.js';
import { positionAt } from '../../language/syntax/position.js';
import { Rehearsal } from '../../rehearsal.js';
import { RESULTS_VERSION } from '../../results.js';
import { EXIT, FileProblem, optionText, UsageError, type Command } from '../command.js';
import { nodeFileBeginnings, nodeFiles } from '../node-files.js';
import { readNotebook, type NotebookInput } from '../notebook-input.js';

export const checkCommand: Command = {
  name: 'check',
  operands: ['NOTEBOOK.glmm|FOLDER …'],
  isRepeated: true,
  summary: 'Checks notebooks, and those of folders, without fitting their models.',
  options: [
    { name: 'no-data', help: 'Reads no data: tells only what the text of the cells says.' },
    { name: 'fit', help: 'Fits the models too, and tells what the fits say.' },
    { name: 'strict', help: 'Exits with 1 for warnings as well as errors.' },
    { name: 'format', value: 'text|json', help: 'What to write; text unless given.' },
  ],
  run: async (operands, options, streams) => {
    const format = optionText(options, 'format') ?? 'text';
    if (format !== 'text' && format !== 'json') throw new UsageError(`--format ${format} is not known. Available are text, json.`);
    if (options['no-data'] === true && options['fit'] === true) throw new UsageError('--no-data and --fit exclude each other: a fit needs data.');
    const files = await notebooksIn(operands);
    const problems: Problem[] = [];
    for (const file of files) problems.push(...(await problemsOf(await readNotebook(file), { data: options['no-data'] !== true, fits: options['fit'] === true })));
    streams.out(format === 'json' ? `${JSON.stringify({ version: RESULTS_VERSION, notebooks: files.length, problems })}\n` : problems.map(lineOf).join(''));
    if (format === 'text') streams.error(`${summary(files.length, problems)}\n`);
    const failing: readonly Severity[] = options['strict'] === true ? ['error', 'warning'] : ['error'];
    return problems.some(({ severity }) => failing.includes(severity)) ? EXIT.failed : EXIT.ok;
  },
};

/** Whoever asks for a check waits for large files, but not for ever. */
const LONGEST_MILLISECONDS = 60_000;

/** Lines and columns from 1, of the notebook file; columns count UTF-16 units. */
interface Problem {
  readonly file: string;
  /** From 1, among the code cells. */
  readonly cell: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** The notebooks given and those of the folders given, with the folders' folders; each folder's in the order of their names. */
async function notebooksIn(operands: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const operand of operands) {
    const isFolder = await stat(operand).then(entry => entry.isDirectory(), () => false);
    if (!isFolder) {
      found.push(operand);
      continue;
    }
    const names = await readdir(operand, { recursive: true, withFileTypes: true });
    const notebooks = names.filter(entry => entry.isFile() && entry.name.endsWith('.glmm')).map(entry => path.join(entry.parentPath, entry.name)).filter(file => !file.split(path.sep).includes('node_modules'));
    if (notebooks.length === 0) throw new FileProblem(`The folder "${operand}" holds no notebook: no file whose name ends with .glmm.`);
    found.push(...notebooks.sort());
  }
  return [...new Set(found)];
}

async function problemsOf({ file, folder, cells }: NotebookInput, tiers: { readonly data: boolean; readonly fits: boolean }): Promise<Problem[]> {
  const code = cells.filter(cell => cell.kind === 'code');
  const texts = code.map(({ text }) => text);
  const rehearsed = tiers.data ? await new Rehearsal({ files: nodeFiles(folder), fits: tiers.fits, longestMilliseconds: LONGEST_MILLISECONDS, mostBytes: Infinity }).diagnose(texts) : [];
  const notebook = { cells: texts, snapshot: { variables: [] }, ...(tiers.data ? { files: await columnsOfFiles(texts, nodeFileBeginnings(folder)) } : {}) };
  return code.flatMap((cell, index) => {
    const written = checkCell({ ...notebook, cell: index });
    return mergeTiers(cell.text, written, rehearsed[index] ?? []).map(diagnostic => problemAt(file, cell, index + 1, diagnostic));
  });
}

function problemAt(file: string, cell: NotebookInput['cells'][number], number: number, { from, to, severity, code, message }: Diagnostic): Problem {
  // the reader takes the indent of an indented fence off every line of its cell
  const indent = /^ */.exec(cell.metadata?.open ?? '')![0].length;
  const start = positionAt(cell.text, from);
  const end = positionAt(cell.text, to);
  return { file, cell: number, line: cell.line + start.line - 1, column: start.column + indent, endLine: cell.line + end.line - 1, endColumn: end.column + indent, severity, code, message };
}

const lineOf = ({ file, cell, line, column, severity, code, message }: Problem): string => `${file}:${line}:${column}: ${severity} ${code} ${message} (cell ${cell})\n`;

function summary(notebooks: number, problems: readonly Problem[]): string {
  const checked = `${notebooks} ${notebooks === 1 ? 'notebook' : 'notebooks'} checked`;
  const counts = (['error', 'warning', 'information', 'hint'] as const).flatMap(severity => {
    const count = problems.filter(problem => problem.severity === severity).length;
    const name = severity === 'information' ? 'note' : severity;
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`];
  });
  return `${checked}: ${counts.length === 0 ? 'nothing to say' : counts.join(', ')}.`;
}
