/** The model frame: every variable of a formula evaluated, and only the complete rows kept. */
import { hasMissing, isMissingAt } from '../data/atomic.js';
import { rowsOf } from '../data/data-frame.js';
import { dropUnusedLevels } from '../data/factor.js';
import { resolveIndex, takeRows } from '../data/indexing.js';
import type { Column, Factor } from '../data/vectors.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Variable } from './terms.js';

export interface ModelFrame {
  /** Rows that remain. */
  readonly rowCount: number;
  /** For each of them the 0-based row of the data. */
  readonly rows: Int32Array;
  /** By the label of the variable; unused levels of factors are gone. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly dropped: { readonly count: number; readonly byColumn: Readonly<Record<string, number>> };
  /** Labels of factors whose own contrasts went with levels that do not occur. */
  readonly contrastsLost: readonly string[];
  /** The rows that were asked for, complete or not; 0-based. */
  readonly requestedRows: Int32Array;
}

export interface FrameRequest {
  /** Each label once. */
  readonly variables: readonly Variable[];
  /** Number of rows of the data; null where variables come from the session, and the first one tells. */
  readonly rowCount: number | null;
  /** Rows to use, before missing values are looked at; null for all. */
  readonly subset: Variable | null;
  /** How the user calls the data, for messages; empty without. */
  readonly dataName: string;
  readonly evaluate: (variable: Variable) => Promise<Column>;
}

/** Evaluates the variables of a model. Throws `UserError` where a column cannot be used. */
export async function buildModelFrame(request: FrameRequest): Promise<ModelFrame> {
  if (request.rowCount === 0) {
    throw new UserError('GLMM310', `${request.dataName ? `\`${request.dataName}\`` : 'The data frame'} has no rows, so there is nothing to fit.`, {
      advice: ['Look at how it was made: nrow() and head() show what a step has left.'],
    });
  }
  const evaluated = new Map<string, Column>();
  let rowCount = request.rowCount;
  for (const variable of request.variables) {
    const column = await request.evaluate(variable);
    rowCount ??= rowsOf(column);
    requireLength(variable, column, rowCount, request.dataName);
    evaluated.set(variable.label, column);
  }
  const selected = request.subset ? await selectedRows(request.subset, request, rowCount ?? 0) : allRows(rowCount ?? 0);
  if (selected.length === 0) {
    throw new UserError('GLMM310', 'The condition subset = leaves no rows, so there is nothing to fit.', { range: request.subset?.expression ?? null, advice: ['Loosen the condition.'] });
  }
  const { rows, dropped } = completeRows(request.variables, evaluated, selected);
  const columns = new Map<string, Column>();
  const contrastsLost: string[] = [];
  const isWhole = !request.subset && dropped.count === 0;
  for (const variable of request.variables) {
    const original = evaluated.get(variable.label)!;
    const column = isWhole ? original : withBasisOf(original, takeRows(original, rows));
    requireFinite(variable, column, rows);
    const used = column.type === 'factor' && !usesAllLevels(column) ? dropUnusedLevels(column) : column;
    if (used !== column && column.type === 'factor' && column.contrasts) contrastsLost.push(variable.label);
    columns.set(variable.label, used);
  }
  return { rowCount: rows.length, rows, columns, dropped, contrastsLost, requestedRows: selected };
}

/** Choosing rows keeps what a basis needs to be evaluated at new data. */
const withBasisOf = (original: Column, taken: Column): Column =>
  (original.type === 'double' || original.type === 'integer') && original.basis ? ({ ...taken, basis: original.basis } as Column) : taken;

function usesAllLevels({ codes, levels }: Factor): boolean {
  const isUsed = new Uint8Array(levels.length + 1);
  let left = levels.length;
  for (let i = 0; i < codes.length && left > 0; i++) {
    if (isUsed[codes[i]!] === 1) continue;
    isUsed[codes[i]!] = 1;
    if (codes[i] !== 0) left--;
  }
  return left === 0;
}

function allRows(count: number): Int32Array {
  const rows = new Int32Array(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return rows;
}

function requireLength(variable: Variable, column: Column, rowCount: number, dataName: string): void {
  const found = rowsOf(column);
  if (found === rowCount) return;
  throw new UserError('GLMM318', `\`${variable.label}\` has ${found} ${found === 1 ? 'value' : 'values'}, but ${dataName ? `\`${dataName}\`` : 'the response'} has ${rowCount} rows.`, {
    range: variable.expression,
    advice: ['All variables of a model have one value a row.'],
  });
}

async function selectedRows(subset: Variable, request: FrameRequest, rowCount: number): Promise<Int32Array> {
  const column = await request.evaluate(subset);
  if (column.type === 'logical' && column.values.length === rowCount) {
    return allRows(rowCount).filter(i => column.values[i] === 1);
  }
  if (column.type === 'double' || column.type === 'integer') {
    const indices = Int32Array.from(column.values, value => value - 1);
    if (column.values.every(value => Number.isInteger(value) && value >= 1 && value <= rowCount)) return indices;
    if (column.values.length > 0 && column.values.every(value => Number.isInteger(value) && value <= -1)) return resolveIndex(column, rowCount, undefined);
  }
  throw new UserError('GLMM318', `subset = ${subset.label} does not choose rows.`, {
    range: subset.expression,
    advice: ['Give a condition on columns of the data, such as subset = age > 20, or row numbers, negative ones for rows to leave out.'],
  });
}

function completeRows(variables: readonly Variable[], columns: ReadonlyMap<string, Column>, selected: Int32Array): { rows: Int32Array; dropped: ModelFrame['dropped'] } {
  const isComplete = new Uint8Array(selected.length).fill(1);
  const byColumn: Record<string, number> = {};
  for (const variable of variables) {
    const column = columns.get(variable.label)!;
    const missing = missingRows(column, selected, isComplete);
    if (missing === selected.length) {
      throw new UserError('GLMM311', `All ${missing} values of \`${variable.label}\` are missing.`, {
        range: variable.expression,
        advice: [`Remove ${variable.label} from the model, or look at how the column was read: an unexpected text becomes NA when it is turned into a number.`],
      });
    }
    if (missing > 0) byColumn[variable.label] = missing;
  }
  const rows = isComplete.includes(0) ? selected.filter((_, i) => isComplete[i] === 1) : selected;
  if (rows.length === 0) {
    const counts = Object.entries(byColumn).map(([label, count]) => `${label} ${count}`).join(', ');
    throw new UserError('GLMM310', `Every one of the ${selected.length} rows has a missing value somewhere (${counts}), so none is left to fit.`, {
      advice: ['Leave out the variables with most missing values.'],
    });
  }
  return { rows, dropped: { count: selected.length - rows.length, byColumn } };
}

/** Counts the selected rows in which a column is missing and marks them as incomplete. */
function missingRows(column: Column, selected: Int32Array, isComplete: Uint8Array): number {
  const width = column.type !== 'factor' && column.dim ? column.dim[1] : 1;
  const height = rowsOf(column);
  if (!hasMissing(column)) return 0;
  let count = 0;
  for (let i = 0; i < selected.length; i++) {
    let isMissing = false;
    for (let j = 0; j < width && !isMissing; j++) isMissing = isMissingAt(column, j * height + selected[i]!);
    if (!isMissing) continue;
    isComplete[i] = 0;
    count++;
  }
  return count;
}

function requireFinite(variable: Variable, column: Column, rows: Int32Array): void {
  if (column.type !== 'double' && column.type !== 'integer') return;
  const at = firstInfinite(column.values);
  if (at < 0) return;
  const row = rows[at % rows.length]! + 1;
  throw new UserError('GLMM313', `\`${variable.label}\` is ${column.values[at]! > 0 ? 'Inf' : '-Inf'} in row ${row}; a model needs finite numbers.`, {
    range: variable.expression,
    advice: ['The logarithm of 0 is -Inf, and a division by 0 is Inf: use log1p(x), or leave those rows out with subset =.'],
  });
}

function firstInfinite(values: Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) < Infinity)) return i;
  return -1;
}
