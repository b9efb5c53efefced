/** A mixed model as numbers: what the estimators take. Rows with missing values are gone; n rows remain. */
import type { CoefficientMeaning, ResponseDescription } from '../results.js';

export interface MixedModelDesign {
  /** Number of rows, n. */
  readonly rowCount: number;
  readonly response: Response;
  readonly fixed: FixedEffectsDesign;
  /** In lme4's order: by decreasing number of levels. */
  readonly random: readonly RandomTerm[];
  /** Sum of all offsets, length n; null when there is none. */
  readonly offset: Float64Array | null;
  /** Prior weights w, length n: the user's, times the number of trials for proportions. */
  readonly weights: Float64Array;
  /** For each row of the design the 0-based row of the data it came from. */
  readonly rows: Int32Array;
  readonly dropped: { readonly count: number; readonly byColumn: Readonly<Record<string, number>> };
}

export interface Response {
  /** Length n; for a binomial response the proportion of successes, as R's glm has it. */
  readonly values: Float64Array;
  readonly description: ResponseDescription;
}

export interface FixedEffectsDesign {
  /** X by columns, n × p; its columns are linearly independent. */
  readonly x: Float64Array;
  readonly columnCount: number;
  readonly names: readonly string[];
  readonly meanings: readonly CoefficientMeaning[];
  /** For each column the index of its term in `termLabels`, from 1; 0 is the intercept. R's `assign`. */
  readonly assign: readonly number[];
  readonly termLabels: readonly string[];
  readonly hasIntercept: boolean;
  /** Names of columns that were dropped because others determine them. */
  readonly droppedColumns: readonly string[];
}

/** One term `(x | g)`: b_j ~ N(0, Σ), j = 1 … levels, with Σ = σ²ΛΛ'. */
export interface RandomTerm {
  /** As written, `(Days | Subject)`; for nested and double-bar terms the expanded one. */
  readonly label: string;
  /** Grouping factor, as lme4 names it: `herd`, `cask:batch`. */
  readonly group: string;
  readonly levels: readonly string[];
  /** 0-based level of each row, length n. */
  readonly levelOfRow: Int32Array;
  /** k, the number of effects per level. */
  readonly effectCount: number;
  readonly effectNames: readonly string[];
  /** What the columns of the model matrix are, as those of the fixed effects. */
  readonly effectMeanings: readonly CoefficientMeaning[];
  /** The term's model matrix by rows, n × k: row i holds the k entries of z_i. */
  readonly z: Float64Array;
  readonly structure: 'unstructured' | 'diagonal';
  /** Where in the cell's text the term stands, for messages; null for a formula made elsewhere. */
  readonly range: { readonly from: number; readonly to: number } | null;
}
