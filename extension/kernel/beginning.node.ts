/** The beginning of a file on the disk, which VS Code's file systems only give whole. */
import { open } from 'node:fs/promises';
import type * as vscode from 'vscode';

/** At most `length` bytes; null for a file that is not on the disk, or that cannot be read this way. */
export async function beginningOnDisk(file: vscode.Uri, length: number): Promise<Uint8Array | null> {
  if (file.scheme !== 'file') return null;
  const handle = await open(file.fsPath).catch(() => null);
  if (!handle) return null;
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return null; // the file system of VS Code says what is wrong
  } finally {
    await handle.close();
  }
}
