/**
 * R's vectors, factors and data frames as typed arrays. All are immutable by convention: a function returns new ones.
 *
 * Missing values: NaN in a numeric vector is NA, unless `notANumber` marks the element as R's NaN (0/0, log(−1));
 * −1 in a logical vector; null in a character vector; code 0 in a factor.
 */

import type { Basis } from './basis.js';

export interface Shape {
  /** Element names; absent when there are none. */
  readonly names?: readonly string[];
  /** Rows and columns, for a matrix stored by columns. */
  readonly dim?: readonly [number, number];
  readonly rowNames?: readonly string[];
  readonly columnNames?: readonly string[];
  /** For three dimensions or more, in place of `dim` and its names; the first varies fastest. */
  readonly array?: ArrayShape;
  /** For a contingency table: the names of the variables that were counted, one a dimension (empty where they have none). */
  readonly tableOf?: readonly string[];
  /** For a matrix or array that is no contingency table: what its dimensions are called, where they are. */
  readonly dimensionNames?: readonly string[];
  /** What a column means, in the words of the file that it was read from; taking elements keeps it, arithmetic does not. */
  readonly label?: string;
  /** Significant digits to print, where a function asks for fewer than the session does: `summary(x)`. */
  readonly printedDigits?: number;
  /** For positions of matches, as `regexpr` gives them: how many characters were matched; −1 for none. */
  readonly matchLengths?: Float64Array;
}

export interface ArrayShape {
  readonly dim: readonly number[];
  /** Of each dimension; null where it has none. */
  readonly labels: readonly (readonly string[] | null)[];
}

export interface NumericVector extends Shape {
  readonly type: 'double' | 'integer';
  readonly values: Float64Array;
  /** 1 where NaN is R's NaN rather than NA; absent when there is none. */
  readonly notANumber?: Uint8Array;
  /** What the columns of `scale`, `poly`, `ns` or `bs` need to be computed again at other data. */
  readonly basis?: Basis;
  /** What `scale` subtracted from each column and divided it by, printed below the matrix. */
  readonly scaledBy?: { readonly center?: NumericVector; readonly scale?: NumericVector };
  /** What the numbers measure, where they are dates (days since 1 January 1970) or lengths of time in a unit. */
  readonly time?: 'date' | TimeUnit;
  /** What a number stands for, such as 1 for "no pain"; taking elements keeps it, arithmetic does not. */
  readonly valueLabels?: ReadonlyMap<number, string>;
}

export type TimeUnit = 'secs' | 'mins' | 'hours' | 'days' | 'weeks';

export const LOGICAL_NA = -1;

export interface LogicalVector extends Shape {
  readonly type: 'logical';
  /** 0, 1, or `LOGICAL_NA`. */
  readonly values: Int8Array;
}

export interface CharacterVector extends Shape {
  readonly type: 'character';
  readonly values: readonly (string | null)[];
}

export interface Factor {
  readonly type: 'factor';
  /** 1-based codes into `levels`; 0 is NA. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  readonly isOrdered: boolean;
  readonly names?: readonly string[];
  readonly label?: string;
  /** How models code it; absent for the default of its kind. */
  readonly contrasts?: Contrasts;
}

/** How the levels of a factor become columns: by the name of a rule, such as `contr.sum`, or by a matrix. */
export type Contrasts = string | ContrastMatrix;

export interface ContrastMatrix {
  /** Levels × columns, by columns. */
  readonly values: Float64Array;
  readonly columnCount: number;
  /** What follows the variable in the name of a column; null for numbers. */
  readonly columnNames: readonly string[] | null;
}

export type AtomicVector = NumericVector | LogicalVector | CharacterVector;
/** What a data frame's column may be; a numeric matrix is allowed, as R allows it. */
export type Column = AtomicVector | Factor;

export interface DataFrame {
  readonly type: 'dataFrame';
  readonly rowCount: number;
  /** In order; all columns have `rowCount` elements. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Absent for 1…n. */
  readonly rowNames?: readonly string[];
}

/** Number of elements. */
export const lengthOf = (column: Column): number => (column.type === 'factor' ? column.codes.length : column.values.length);
