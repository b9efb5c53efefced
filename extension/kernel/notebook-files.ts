/** What a cell may read: files in the notebook's folder and in the workspace, through VS Code's file systems, on disk or on the web. */
import * as vscode from 'vscode';
import { UserError } from '../../engine/language/syntax/diagnostic.js';
import { LONGEST_LINE, requireLineEnds } from '../../engine/data/readers/text-bytes.js';
import { PASSED_OVER } from '../../engine/rehearsed-variables.js';
import type { FileAccess } from '../../engine/language/registry.js';
import type { LocatedBeginnings } from '../language/file-columns.js';

/** A file is in the memory of the extension and of its worker at once. */
const MAX_FILE_BYTES = 1_000_000_000;

/** At most so many bytes from the beginning of a file; null where the host gives files only whole. */
export type ReadBeginning = (file: vscode.Uri, length: number) => Promise<Uint8Array | null>;

export function notebookFiles(notebook: vscode.NotebookDocument, extensionUri: vscode.Uri, readBeginning: ReadBeginning): FileAccess {
  return {
    read: async path => {
      const file = locateWithin(path, notebook);
      try {
        const { size } = await vscode.workspace.fs.stat(file);
        if (size > MAX_FILE_BYTES) throw new UserError('GLMM261', `The file "${path}" has ${Math.round(size / 1e6)} MB; notebooks read files of up to ${MAX_FILE_BYTES / 1e6} MB.`, { advice: ['The command line, glmm run, reads files of up to 2000 MB.'] });
        // what is no table is refused before all of it is read
        if (size > LONGEST_LINE) requireLineEnds((await readBeginning(file, LONGEST_LINE)) ?? new Uint8Array(0), path);
        return await vscode.workspace.fs.readFile(file);
      } catch (error) {
        throw error instanceof UserError ? error : await cannotRead(path, folderOf(notebook), error);
      }
    },
    readDataset: fileName => readDataset(fileName, extensionUri),
  };
}

/** Larger files are left alone until a cell reads them, where the host gives files only whole. */
const LARGEST_LOOKED_INTO = 64 * 1024 * 1024;

/** The beginnings of the same files, for what is learned of data before a cell runs. */
export function notebookFileBeginnings(notebook: vscode.NotebookDocument, extensionUri: vscode.Uri, readBeginning: ReadBeginning): LocatedBeginnings {
  const within = (path: string): vscode.Uri => locateWithin(path, notebook);
  return {
    locate: within,
    get folder() {
      return folderOf(notebook);
    },
    begin: async (path, length) => {
      const file = within(path);
      const { size } = await vscode.workspace.fs.stat(file);
      const beginning = size > length ? await readBeginning(file, length) : null;
      if (beginning) return { bytes: beginning, isWhole: false };
      if (size > LARGEST_LOOKED_INTO) throw new RangeError(`"${path}" is too large to be looked into`);
      const bytes = await vscode.workspace.fs.readFile(file);
      return { bytes: bytes.subarray(0, length), isWhole: bytes.length <= length };
    },
    readDataset: fileName => readDataset(fileName, extensionUri),
  };
}

/** What is read while the user types: a file too large for that is passed over, and so is what the cells make of it. */
export function filesWhileTyping(notebook: vscode.NotebookDocument, extensionUri: vscode.Uri, readBeginning: ReadBeginning): FileAccess {
  const files = notebookFiles(notebook, extensionUri, readBeginning);
  return {
    ...files,
    read: async path => {
      const { size } = await vscode.workspace.fs.stat(locateWithin(path, notebook)).then(found => found, () => ({ size: 0 }));
      if (size > LARGEST_LOOKED_INTO) throw new UserError(PASSED_OVER, `"${path}" is too large to be looked into.`);
      return files.read(path);
    },
  };
}

/** A file of the extension's own, by its path in `dist/`. */
export const readProgram = async (path: string, extensionUri: vscode.Uri): Promise<Uint8Array> => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', ...path.split('/')));

const readDataset = async (fileName: string, extensionUri: vscode.Uri): Promise<Uint8Array> => vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'datasets', fileName));

/** Where a path lies that a cell may read. */
export function locateWithin(path: string, notebook: vscode.NotebookDocument): vscode.Uri {
  const folder = folderOf(notebook);
  const file = locate(path, folder);
  const roots = [folder, ...(vscode.workspace.workspaceFolders ?? []).map(one => one.uri)];
  if (roots.some(root => isWithin(file, root))) return file;
  throw new UserError('GLMM261', `The file "${path}" lies outside the notebook's folder and the workspace, so the cell may not read it.`, {
    advice: ['Copy the file next to the notebook, or add its folder to the workspace.'],
  });
}

/** An untitled notebook has no folder of its own: the first of the workspace stands in. */
function folderOf(notebook: vscode.NotebookDocument): vscode.Uri {
  if (!notebook.isUntitled) return vscode.Uri.joinPath(notebook.uri, '..');
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder) return folder.uri;
  throw new UserError('GLMM261', 'An untitled notebook has no folder to read files from.', {
    advice: ['Save the notebook first, or open a folder.', 'Bundled data need no file: data(cbpp).'],
  });
}

function locate(path: string, folder: vscode.Uri): vscode.Uri {
  const slashed = path.replaceAll('\\', '/');
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(slashed)) {
    throw new UserError('GLMM261', `"${path}" is an address; a cell reads files and uses no network.`, { advice: ['Download the file and save it next to the notebook.'] });
  }
  if (/^[a-z]:\//i.test(slashed)) return vscode.Uri.file(slashed);
  return slashed.startsWith('/') ? folder.with({ path: slashed }) : vscode.Uri.joinPath(folder, slashed);
}

function isWithin(file: vscode.Uri, root: vscode.Uri): boolean {
  const path = withSmallDrive(vscode.Uri.joinPath(file, '.').path); // without any ..
  const rootPath = withSmallDrive(root.path.endsWith('/') ? root.path : `${root.path}/`);
  return file.scheme === root.scheme && file.authority === root.authority && `${path}/`.startsWith(rootPath);
}

/** On Windows `C:` and `c:` are the same drive, and VS Code itself writes both. */
const withSmallDrive = (path: string): string => path.replace(/^\/[A-Z]:/, drive => drive.toLowerCase());

async function cannotRead(path: string, folder: vscode.Uri, error: unknown): Promise<UserError> {
  if (!(error instanceof vscode.FileSystemError) || error.code !== 'FileNotFound') {
    return new UserError('GLMM261', `The file "${path}" cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const neighbours = await vscode.workspace.fs.readDirectory(folder).then(
    entries => entries.filter(([name, type]) => type === vscode.FileType.File && /\.(csv|tsv|txt|parquet|xlsx|json|ndjson|rds|rda|rdata|dta|sav)(\.gz)?$/i.test(name)).map(([name]) => name),
    () => [],
  );
  return new UserError('GLMM261', `There is no file "${path}" in ${folder.path}.`, {
    advice: neighbours.length > 0 ? [`Data files there: ${neighbours.slice(0, 8).join(', ')}.`] : ['Paths are relative to the notebook’s folder.'],
  });
}
