/** What a command of the command line is. */
import type { parseArgs } from 'node:util';

/** Nothing went wrong; a cell failed or a check found an error; the arguments or the file were unusable. */
export const EXIT = { ok: 0, failed: 1, unusable: 2 } as const;

export interface Streams {
  out(text: string): void;
  error(text: string): void;
}

export type OptionValues = ReturnType<typeof parseArgs>['values'];

export interface CommandOption {
  readonly name: string;
  /** Such as `FILE`; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** What follows the name, such as `NOTEBOOK.glmm`. */
  readonly operands: readonly string[];
  /** Whether the last operand may be given several times. */
  readonly isRepeated?: boolean;
  readonly summary: string;
  readonly options: readonly CommandOption[];
  /** Gives the exit status. */
  run(operands: readonly string[], options: OptionValues, streams: Streams): Promise<number>;
}

/** The arguments cannot be used: told on the error stream, exit status 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** A file cannot be read or written: told on the error stream, exit status 2. */
export class FileProblem extends Error {
  override readonly name: string = 'FileProblem';
}

/** The text of an option; undefined when it was not given. */
export function optionText(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EROFS: 'the disk cannot be written to',
  ENOSPC: 'the disk is full',
};

/** Why a file system refused, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return REASONS[code] ?? code;
}
