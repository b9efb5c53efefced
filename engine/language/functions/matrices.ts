/** Matrices and data frames made of one another. */
import { isColumn } from '../../data/atomic.js';
import { makeDataFrame } from '../../data/data-frame.js';
import { takeElements } from '../../data/indexing.js';
import type { AtomicVector, Column, DataFrame } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { required, requiredValue } from './describe.js';
import { varianceFrame } from './model-parts.js';

const group: FunctionGroup = 'shape';

export const matrixFunctions: readonly FunctionDescription[] = [
  {
    name: 'diag',
    group,
    package: 'base',
    summary: 'The diagonal of a matrix.',
    help: 'As a vector, with the names of the rows where they are those of the columns: `sqrt(diag(vcov(m)))` are the standard errors of a model.',
    example: 'm <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)\nsqrt(diag(vcov(m)))',
    parameters: [required('x', 'any', 'A matrix.')],
    call: given => diagonal(requiredValue(given, 'x')),
  },
  {
    name: 'as.data.frame',
    group,
    package: 'base',
    summary: 'A value as a data frame.',
    help: 'A matrix gives one column for each of its columns, a contingency table one row for each count, a list one column for each element, and `VarCorr(m)` one row for each variance and covariance.',
    example: 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nas.data.frame(VarCorr(m))',
    parameters: [required('x', 'any', 'A matrix, table, list, vector or data frame.')],
    call: (given, context) => asDataFrame(requiredValue(given, 'x'), given.expression('x')?.kind === 'name' ? context.source.slice(given.expression('x')!.from, given.expression('x')!.to) : 'x'),
  },
];

function diagonal(value: Value): Value {
  if (!isColumn(value) || value.type === 'factor' || !value.dim) throw new UserError('GLMM215', `diag() takes a matrix, but this is ${describeValue(value)}.`);
  const [rows, columns] = value.dim;
  const taken = takeElements(value, Int32Array.from({ length: Math.min(rows, columns) }, (_, i) => i * rows + i));
  const { rowNames, columnNames } = value;
  return rowNames && columnNames && rowNames.every((name, i) => name === columnNames[i]) ? { ...taken, names: rowNames } : taken;
}

function asDataFrame(value: Value, name: string): DataFrame {
  if (value.type === 'dataFrame') return value;
  if (value.type === 'list') return value.varianceComponentsOf ? varianceFrame(value.varianceComponentsOf) : listFrame(value.values, value.names);
  if (!isColumn(value)) throw new UserError('GLMM215', `as.data.frame() takes a matrix, a list or a vector, but this is ${describeValue(value)}.`);
  if (value.type === 'factor' || (!value.dim && !value.tableOf)) return makeDataFrame([[name, value]]);
  if (value.tableOf) return countFrame(value);
  const [rows, columns] = value.dim!;
  const parts = Array.from({ length: columns }, (_, j): [string, Column] => [value.columnNames?.[j] ?? `V${j + 1}`, columnOfMatrix(value, rows, j)]);
  return makeDataFrame(parts, value.rowNames);
}

function listFrame(values: readonly Value[], names: readonly string[] | undefined): DataFrame {
  return makeDataFrame(
    values.map((element, i): [string, Column] => {
      if (!isColumn(element)) throw new UserError('GLMM215', `Element ${i + 1} of the list is ${describeValue(element)}, which cannot be a column.`);
      return [names?.[i] || `V${i + 1}`, element];
    }),
  );
}

/** `Var1`, `Var2` (or the names that were counted by) and `Freq`, the first varying fastest. */
function countFrame(table: AtomicVector): DataFrame {
  const levels = table.dim ? [table.rowNames ?? [], table.columnNames ?? []] : [table.names ?? []];
  const length = table.values.length;
  let repeat = 1;
  const factors = levels.map((labels, k): [string, Column] => {
    const step = repeat;
    repeat *= labels.length;
    return [table.tableOf?.[k] || `Var${k + 1}`, { type: 'factor', levels: labels, isOrdered: false, codes: Int32Array.from({ length }, (_, i) => (Math.floor(i / step) % labels.length) + 1) }];
  });
  return makeDataFrame([...factors, ['Freq', plainVector(table)]]);
}

const columnOfMatrix = (matrix: AtomicVector, rows: number, j: number): Column => plainVector(takeElements<AtomicVector>(matrix, Int32Array.from({ length: rows }, (_, i) => j * rows + i)));

function plainVector({ type, values }: AtomicVector): Column {
  return { type, values } as Column;
}
