/** Variances, covariances and correlations of vectors, and of the columns of matrices and data frames. */
import { doubleVector } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import type { Column } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { logicalArgument, optional, required, requiredValue, textArgument } from './describe.js';
import { asMatrix } from './matrix-algebra.js';
import { ranksOf } from './order-statistics.js';
import { mean, sumOf, variance } from './statistics.js';

const group: FunctionGroup = 'mathematics';

const x = required('x', 'any', 'Numbers; or a matrix or data frame, whose columns are compared with each other.');
const y = optional('y', 'any', 'NULL', 'As many numbers.');
const use = optional('use', 'string', '"everything"', 'What becomes of missing values: with `complete.obs` rows with any are left out, with `pairwise.complete.obs` for each pair of columns by itself.', {
  allowed: ['everything', 'all.obs', 'complete.obs', 'na.or.complete', 'pairwise.complete.obs'],
});
const method = optional('method', 'string', '"pearson"', 'Which coefficient.', { allowed: ['pearson', 'spearman', 'kendall'] });

export const correlationFunctions: readonly FunctionDescription[] = [
  {
    name: 'var',
    group,
    package: 'stats',
    summary: 'The variance, with n − 1 in the denominator.',
    help: 'Of a matrix or data frame the covariance matrix of its columns. NA when a value is missing, unless `na.rm = TRUE`.',
    example: 'var(sleepstudy$Reaction)',
    parameters: [x, y, optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.'), use],
    call: given => moments(given, 'var', covariance, logicalArgument(given, 'na.rm', false) ? 'na.or.complete' : null),
  },
  {
    name: 'cov',
    group,
    package: 'stats',
    summary: 'The covariance of two vectors, or of the columns of a matrix.',
    help: 'With n − 1 in the denominator; NA when a value is missing, unless `use` says otherwise.',
    example: 'cov(sleepstudy$Days, sleepstudy$Reaction)',
    parameters: [x, y, use, method],
    call: given => moments(given, 'cov', covariance, null),
  },
  {
    name: 'cor',
    group,
    package: 'stats',
    summary: 'The correlation of two vectors, or of the columns of a matrix.',
    help: "Pearson's product-moment correlation, or the rank correlations of Spearman and Kendall. NA when a value is missing, unless `use` says otherwise.",
    example: 'cor(sleepstudy$Days, sleepstudy$Reaction)\ncor(cbpp[c("incidence", "size")], method = "spearman")',
    parameters: [x, y, use, method],
    call: given => moments(given, 'cor', correlation, null),
  },
];

type Coefficient = (x: Float64Array, y: Float64Array) => number;

function moments(given: CallArguments, name: string, pearson: Coefficient, useByDefault: string | null): Value {
  const first = columnsOf(requiredValue(given, 'x'), name);
  const other = given.get('y');
  const second = other && other.type !== 'null' ? columnsOf(other, name) : null;
  if (!second && !first.isMatrix && name !== 'var') throw new UserError('GLMM206', `${name}() of one vector needs another, \`y\`.`);
  const rows = first.columns[0]?.length ?? 0;
  const otherRows = second?.columns[0]?.length ?? rows;
  if (rows !== otherRows) throw new UserError('GLMM212', `The vectors have ${rows} and ${otherRows} elements; ${name}() needs equally many.`);
  const usage = given.get('use') || useByDefault === null ? textArgument(given, 'use', 'everything') : useByDefault;
  const all = [...first.columns, ...(second?.columns ?? [])];
  const isMissing = (row: number): boolean => all.some(column => Number.isNaN(column[row]));
  if (usage === 'all.obs' && all.some(column => column.some(Number.isNaN))) throw new UserError('GLMM216', `${name}() met missing values.`, { advice: ['Leave them out with use = "complete.obs".'] });
  const isListwise = usage === 'complete.obs' || usage === 'na.or.complete';
  const kept = isListwise ? Int32Array.from({ length: rows }, (_, row) => row).filter(row => !isMissing(row)) : null;
  if (usage === 'complete.obs' && kept?.length === 0) throw new UserError('GLMM216', 'No row is complete.');
  const chosen = (column: Float64Array): Float64Array => (kept ? Float64Array.from(kept, row => column[row]!) : column);
  const compute = coefficientOf(textArgument({ ...given, get: key => (key === 'method' && name === 'var' ? undefined : given.get(key)) }, 'method', 'pearson'), pearson);
  const pair: Coefficient = (a, b) => {
    if (usage !== 'pairwise.complete.obs') return a.some(Number.isNaN) || b.some(Number.isNaN) ? NaN : compute(a, b);
    const both = Int32Array.from(a, (_, row) => row).filter(row => !Number.isNaN(a[row]) && !Number.isNaN(b[row]));
    return compute(Float64Array.from(both, row => a[row]!), Float64Array.from(both, row => b[row]!));
  };
  const left = first.columns.map(chosen);
  const right = (second ?? first).columns.map(chosen);
  const values = Float64Array.from({ length: left.length * right.length }, (_, cell) => pair(left[cell % left.length]!, right[Math.floor(cell / left.length)]!));
  if (!first.isMatrix && !second?.isMatrix) return doubleVector(values);
  return { type: 'double', values, dim: [left.length, right.length], ...(first.names ? { rowNames: first.names } : {}), ...((second ?? first).names ? { columnNames: (second ?? first).names! } : {}) };
}

interface Columns {
  readonly columns: readonly Float64Array[];
  readonly names?: readonly string[] | undefined;
  readonly isMatrix: boolean;
}

function columnsOf(value: Value, name: string): Columns {
  const columns: Column[] = value.type === 'dataFrame' ? [...value.columns.values()] : value.type === 'double' || value.type === 'integer' || value.type === 'logical' ? [value] : [];
  const wrong = columns.length === 0 ? value : columns.find(column => column.type === 'character' || column.type === 'factor');
  if (wrong) throw new UserError('GLMM215', `${name}() needs numbers, but this is ${describeValue(wrong)}.`);
  const isMatrix = value.type === 'dataFrame' || (columns[0] !== undefined && columns[0].type !== 'factor' && columns[0].dim !== undefined);
  if (!isMatrix) return { columns: [asDouble(columns[0]!).values], isMatrix };
  const matrix = asMatrix(value, 'x');
  const [rows, width] = matrix.dim;
  const { values } = asDouble(matrix);
  return { columns: Array.from({ length: width }, (_, j) => values.slice(j * rows, (j + 1) * rows)), names: matrix.columnNames, isMatrix };
}

function coefficientOf(chosen: string, pearson: Coefficient): Coefficient {
  if (chosen === 'spearman') return (a, b) => pearson(ranksOf(a), ranksOf(b));
  return chosen === 'kendall' ? kendall : pearson;
}

function covariance(a: Float64Array, b: Float64Array): number {
  if (a === b) return variance(a);
  if (a.length < 2) return NaN;
  const centreA = mean(a);
  const centreB = mean(b);
  return sumOf(a.map((value, index) => (value - centreA) * (b[index]! - centreB))) / (a.length - 1);
}

function correlation(a: Float64Array, b: Float64Array): number {
  if (a === b) return a.length < 2 ? NaN : 1;
  const centreA = mean(a);
  const centreB = mean(b);
  const products = sumOf(a.map((value, index) => (value - centreA) * (b[index]! - centreB)));
  const squares = Math.sqrt(sumOf(a.map(value => (value - centreA) ** 2))) * Math.sqrt(sumOf(b.map(value => (value - centreB) ** 2)));
  return squares === 0 ? NaN : Math.max(-1, Math.min(1, products / squares));
}

/** τ_b of Kendall (1945): concordant less discordant pairs, over the pairs that are not tied. */
function kendall(a: Float64Array, b: Float64Array): number {
  let agreement = 0;
  let untiedA = 0;
  let untiedB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const signA = Math.sign(a[i]! - a[j]!);
      const signB = Math.sign(b[i]! - b[j]!);
      agreement += signA * signB;
      untiedA += signA * signA;
      untiedB += signB * signB;
    }
  }
  return agreement / (Math.sqrt(untiedA) * Math.sqrt(untiedB));
}
