/** Files on disk: those of a notebook's folder, and the bundled data sets beside the bundle or in the source tree. */
import { open, readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LONGEST_LINE, requireLineEnds } from '../data/readers/text-bytes.js';
import type { FileBeginnings } from '../language/file-columns.js';
import type { FileAccess } from '../language/registry.js';
import { UserError } from '../language/syntax/diagnostic.js';
import { nearestName, suggestion } from '../language/syntax/nearest-name.js';

/** Larger files do not fit into the memory of one process together with the model. */
const MAX_FILE_BYTES = 2_000_000_000;

/** File access with paths relative to a folder. */
export function nodeFiles(folder: string): FileAccess {
  return { read: filePath => readUserFile(filePath, folder), readDataset };
}

/** The beginnings of files with paths relative to a folder, for what is learned of data before a cell runs. */
export function nodeFileBeginnings(folder: string): FileBeginnings {
  return {
    readDataset,
    begin: async (filePath, length) => {
      const file = await open(path.resolve(folder, filePath));
      try {
        const { size } = await file.stat();
        const bytes = new Uint8Array(Math.min(size, length));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
        return { bytes: bytes.subarray(0, bytesRead), isWhole: size <= length };
      } finally {
        await file.close();
      }
    },
  };
}

/** The bytes of a file that ships with the engine: `folder` beside the bundle, `source` in the source tree. Null when it is in neither place. */
export async function readShippedFile(bundled: string, source: string): Promise<Uint8Array | null> {
  const here = path.dirname(fileURLToPath(import.meta.url));
  for (const candidate of [path.join(here, bundled), path.join(here, source)]) {
    const bytes = await readFile(candidate).catch(() => null);
    if (bytes) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return null;
}

/** A bundled data set. */
export async function readDataset(fileName: string): Promise<Uint8Array> {
  const name = path.basename(fileName);
  const bytes = await readShippedFile(`datasets/${name}`, `../data/datasets/${name}`);
  if (bytes) return bytes;
  throw new Error(`the bundled data set ${name} is not installed`);
}

async function readUserFile(filePath: string, folder: string): Promise<Uint8Array> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(filePath)) {
    throw new UserError('GLMM261', `"${filePath}" is an address on the network; cells read files only.`, { advice: ['Download the file into the folder of the notebook and give its name.'] });
  }
  const resolved = path.resolve(folder, filePath);
  try {
    const { size, isDirectory } = await stat(resolved).then(found => ({ size: found.size, isDirectory: found.isDirectory() }));
    if (isDirectory) throw new UserError('GLMM261', `"${filePath}" is a folder, not a file.`);
    if (size > MAX_FILE_BYTES) throw new UserError('GLMM261', `"${filePath}" has ${Math.round(size / 1e6)} MB; files of up to ${MAX_FILE_BYTES / 1e6} MB can be read.`);
    // one of gigabytes that is no table is refused before all of it is read
    if (size > LONGEST_LINE) requireLineEnds((await nodeFileBeginnings(folder).begin(filePath, LONGEST_LINE)).bytes, filePath);
    const bytes = await readFile(resolved);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw error instanceof UserError ? error : await unreadable(filePath, resolved, error);
  }
}

async function unreadable(filePath: string, resolved: string, error: unknown): Promise<UserError> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const folder = path.dirname(resolved);
  if (code === 'EACCES' || code === 'EPERM') return new UserError('GLMM261', `"${filePath}" cannot be read: you have no permission to read it.`);
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return new UserError('GLMM261', `"${filePath}" cannot be read (${code || 'unknown reason'}).`);
  const names = await readdir(folder).catch(() => null);
  if (!names) return new UserError('GLMM261', `There is no file "${filePath}": the folder ${folder} does not exist.`);
  const nearest = nearestName(path.basename(resolved), names);
  return new UserError('GLMM261', `There is no file "${filePath}"; it was looked for in ${folder}.${suggestion(nearest)}`, {
    advice: ["Paths are relative to the notebook's folder."],
  });
}
