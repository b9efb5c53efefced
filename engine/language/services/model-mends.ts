/** The mends of a fitted model's notices, as edits of the cell in which the call stands. */
import type { ModelResult } from '../../results.js';
import { matchArguments } from '../arguments.js';
import { functions } from '../functions.js';
import { deparse } from '../syntax/deparse.js';
import { UserError, type QuickFix } from '../syntax/diagnostic.js';
import { parseProgram } from '../syntax/parse.js';
import type { Call, Expression } from '../syntax/tree.js';
import { descendants } from '../syntax/walk.js';
import type { FitCall } from './fit-call.js';
import { noticeDiagnostics } from './notice-diagnostics.js';

export interface ModelMends {
  /** Index of the cell whose text the edits are of. */
  readonly cell: number;
  /** For each notice of the model, in its order, what mends it. */
  readonly mends: readonly (readonly QuickFix[])[];
}

/**
 * Looks for the call as it was run: in cell `shown`, which the model was shown by, then in the others. Null where no cell has it any more.
 * `columns` are those of the model's data; absent where they are not known.
 */
export function mendsOfModel(cells: readonly string[], shown: number, model: Pick<ModelResult, 'call' | 'notices'>, columns?: ReadonlySet<string>): ModelMends | null {
  for (const cell of [shown, ...cells.keys()]) {
    const fit = fitCallIn(cells[cell] ?? '', model.call);
    if (fit) return { cell, mends: model.notices.map(notice => noticeDiagnostics({ ...fit, ...(columns ? { columns } : {}) }, [notice])[0]!.fixes) };
  }
  return null;
}

function fitCallIn(text: string, written: string): FitCall | null {
  for (const statement of parseProgram(text).program.statements) {
    for (const part of descendants(statement)) {
      if (part.kind !== 'call' || deparse(part) !== written) continue;
      const given = argumentsOf(part);
      if (given) return { call: part, given, statement };
    }
  }
  return null;
}

/** By the names of their parameters; null for a call of something else. */
function argumentsOf(call: Call): ReadonlyMap<string, Expression> | null {
  const description = functions.get(deparse(call.callee).replace(/^.*::/, ''));
  if (!description?.prepare) return null;
  try {
    return new Map([...matchArguments(description, call.arguments).named].flatMap(([name, { value }]) => (value ? [[name, value] as const] : [])));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
