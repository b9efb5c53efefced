/** Products, inverses and determinants of R's matrices. A vector stands for a row or a column, whichever fits. */
import { determinant, LuDecomposition, Matrix } from 'ml-matrix';
import { UserError } from '../language/syntax/diagnostic.js';
import { asDouble } from './coercion.js';
import type { AtomicVector, NumericVector } from './vectors.js';

/** `x %*% y`. */
export function matrixProduct(left: AtomicVector, right: AtomicVector): NumericVector {
  const [x, y] = conformable(left, right);
  if (x.columns !== y.rows) throw new UserError('GLMM212', `The matrices are ${x.rows} × ${x.columns} and ${y.rows} × ${y.columns}; a product needs as many columns on the left as rows on the right.`);
  return product(x, y);
}

/** `t(x) %*% y`, `x %*% t(y)`. */
export function crossProduct(left: AtomicVector, right: AtomicVector, isFirstTransposed: boolean): NumericVector {
  const x = isFirstTransposed ? transposed(asMatrix(left)) : asMatrix(left);
  const y = isFirstTransposed ? asMatrix(right) : transposed(asMatrix(right));
  if (x.columns !== y.rows) throw new UserError('GLMM212', 'The matrices have different numbers of rows or columns, so they have no cross product.');
  return product(x, y);
}

/** The solution of a·x = b; the inverse of a where b is absent. */
export function solveSystem(a: AtomicVector, b: AtomicVector | null): NumericVector {
  const matrix = squareMatrix(a, 'solve()');
  if (matrix.rows === 0) return { type: 'double', values: new Float64Array(0), dim: [0, 0] };
  const decomposition = new LuDecomposition(rowsOf(matrix));
  if (decomposition.isSingular()) throw new UserError('GLMM215', 'The matrix is singular, so the system has no solution, or many.');
  const right = b === null ? identity(matrix.rows) : asMatrix(b);
  if (right.rows !== matrix.rows) throw new UserError('GLMM212', `The matrix has ${matrix.rows} rows, but the right side has ${right.rows}.`);
  const solution = decomposition.solve(rowsOf(right));
  const values = new Float64Array(matrix.rows * right.columns);
  for (let j = 0; j < right.columns; j++) for (let i = 0; i < matrix.rows; i++) values[j * matrix.rows + i] = solution.get(i, j);
  if (b !== null && !b.dim) return { type: 'double', values, ...(matrix.columnNames ? { names: matrix.columnNames } : {}) };
  const columnNames = b === null ? matrix.rowNames : right.columnNames;
  return { type: 'double', values, dim: [matrix.rows, right.columns], ...(matrix.columnNames ? { rowNames: matrix.columnNames } : {}), ...(columnNames ? { columnNames } : {}) };
}

export function determinantOf(a: AtomicVector): number {
  const matrix = squareMatrix(a, 'det()');
  return matrix.rows === 0 ? 1 : determinant(rowsOf(matrix));
}

interface DenseMatrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly rowNames?: readonly string[] | undefined;
  readonly columnNames?: readonly string[] | undefined;
}

/** A vector is one column. */
function asMatrix(vector: AtomicVector): DenseMatrix {
  if (vector.type === 'character') throw new UserError('GLMM210', 'A matrix product needs numbers, but one side is text.');
  const { values } = asDouble(vector);
  const [rows, columns] = vector.dim ?? [values.length, 1];
  return { values, rows, columns, rowNames: vector.rowNames, columnNames: vector.columnNames };
}

/** R's rules for vectors in a product: a row before a matrix that needs one, else a column; two vectors of one length give their inner product. */
function conformable(left: AtomicVector, right: AtomicVector): [DenseMatrix, DenseMatrix] {
  let x = asMatrix(left);
  let y = asMatrix(right);
  if (!left.dim && !right.dim) return x.rows === y.rows ? [transposed(x), y] : y.rows === 1 ? [x, y] : [x, transposed(y)];
  if (!left.dim && x.rows === y.rows) x = transposed(x);
  if (!right.dim && x.columns !== y.rows && x.columns === 1) y = transposed(y);
  return [x, y];
}

function transposed({ values, rows, columns, rowNames, columnNames }: DenseMatrix): DenseMatrix {
  const turned = Float64Array.from(values, (_, cell) => values[Math.floor(cell / columns) + (cell % columns) * rows]!);
  return { values: turned, rows: columns, columns: rows, rowNames: columnNames, columnNames: rowNames };
}

function product(x: DenseMatrix, y: DenseMatrix): NumericVector {
  const cells = x.rows * y.columns;
  if (cells > 50_000_000) throw new UserError('GLMM211', `The product would have ${cells} elements, more than the 50 million that a matrix may have here.`);
  const values = new Float64Array(cells);
  for (let j = 0; j < y.columns; j++) {
    for (let k = 0; k < x.columns; k++) {
      const factor = y.values[j * y.rows + k]!;
      for (let i = 0; i < x.rows; i++) values[j * x.rows + i]! += x.values[k * x.rows + i]! * factor;
    }
  }
  return { type: 'double', values, dim: [x.rows, y.columns], ...(x.rowNames ? { rowNames: x.rowNames } : {}), ...(y.columnNames ? { columnNames: y.columnNames } : {}) };
}

const LARGEST_SQUARE = 2000;

function squareMatrix(a: AtomicVector, caller: string): DenseMatrix {
  const matrix = asMatrix(a);
  if (matrix.rows !== matrix.columns) throw new UserError('GLMM212', `${caller} takes a square matrix, but this one is ${matrix.rows} × ${matrix.columns}.`);
  if (matrix.rows > LARGEST_SQUARE) throw new UserError('GLMM211', `The matrix has ${matrix.rows} rows; ${caller} takes at most ${LARGEST_SQUARE} here.`);
  return matrix;
}

function rowsOf({ values, rows, columns }: DenseMatrix): Matrix {
  return Matrix.from1DArray(columns, rows, values).transpose();
}

const identity = (size: number): DenseMatrix => ({ values: Float64Array.from({ length: size * size }, (_, cell) => (cell % (size + 1) === 0 ? 1 : 0)), rows: size, columns: size });
