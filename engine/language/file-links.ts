/** The files that a cell names, as places in its text. */
import { matchArguments } from './arguments.js';
import { functions } from './functions.js';
import { parsed } from './services/parsed.js';
import { textOf } from './services/scope.js';
import { UserError, type TextRange } from './syntax/diagnostic.js';
import type { Call } from './syntax/tree.js';
import { descendants } from './syntax/walk.js';

export interface FileLink extends TextRange {
  /** Relative to the notebook's folder. */
  readonly path: string;
}

/** The strings that stand where functions take the name of a file, without their quotes. */
export function fileLinksIn(source: string): FileLink[] {
  const calls = parsed(source).program.statements.flatMap(statement => [...descendants(statement)].filter(part => part.kind === 'call'));
  return calls.flatMap(linksOf).filter(({ path, from, to }) => source.slice(from, to) === path);
}

function linksOf(call: Call): FileLink[] {
  const description = functions.get(textOf(call.callee));
  const files = description?.parameters.filter(({ type }) => type === 'file') ?? [];
  if (!description || files.length === 0) return [];
  try {
    const { named } = matchArguments(description, call.arguments);
    return files.flatMap(({ name }): FileLink[] => {
      const value = named.get(name)?.value;
      return value?.kind === 'string' && /^[^\n]+$/.test(value.value) ? [{ path: value.value, from: value.from + 1, to: value.to - 1 }] : [];
    });
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
