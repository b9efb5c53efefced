/**
 * The types that cross a wall: worker messages, notebook outputs, the command line's JSON and reports.
 * Everything here is plain JSON, so that `JSON.parse(JSON.stringify(x))` is `x`. Nothing here computes a statistic.
 */

/** Version of the shapes below; part of every MIME type (`application/vnd.glmm.KIND.v1+json`) and of the command line's JSON. */
export const RESULTS_VERSION = 1;

/** An IEEE double that survives JSON: `null` is NA; infinities and not-a-number are spelled as R prints them. */
export type JsonNumber = number | null | 'Inf' | '-Inf' | 'NaN';

/** A double as it travels; pass `isMissing` where NaN stands for NA. */
export function toJsonNumber(value: number, isMissing = false): JsonNumber {
  if (isMissing) return null;
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
}

/** The double that a travelling number stands for; NA becomes NaN. */
export function fromJsonNumber(value: JsonNumber): number {
  if (typeof value === 'number') return value;
  return value === 'Inf' ? Infinity : value === '-Inf' ? -Infinity : NaN;
}

export type Result = ModelResult | RandomEffectsResult | TableResult | VectorResult | ChartResult | TextResult;
export type ResultKind = Result['kind'];

/** The MIME type of a kind of result in a notebook output. */
export const mimeTypeOf = (kind: ResultKind): string => `application/vnd.glmm.${kind}.v${RESULTS_VERSION}+json`;

/** Something that a reader should know about a fit; `code` is documented and stable. */
export interface Notice {
  /** `GLMM3xx`: data, `GLMM4xx`: fit. */
  readonly code: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly message: string;
  /** The term or column it is about, as the user wrote it; null when about the whole fit. */
  readonly term: string | null;
  readonly evidence: Readonly<Record<string, JsonNumber | string | readonly string[]>>;
  /** What the user can do, most useful first; plain sentences. */
  readonly advice: readonly string[];
  /** An argument of the call that mends it, which the editor offers to write; absent where none does. */
  readonly mend?: { readonly title: string; readonly argument: string; readonly value: string };
}

/** What a fixed-effects column compares, so that words can be made of it. */
export type CoefficientMeaning =
  /** All covariates zero and factors at their reference; `references` lists factor = level, `means` the factors over whose levels it is a mean. */
  | { readonly kind: 'intercept'; readonly references: readonly { readonly variable: string; readonly level: string }[]; readonly means?: readonly { readonly variable: string; readonly baseline: 'mean' | 'mixture' }[] }
  /** A treatment contrast: `level` of factor `variable` against `reference`. */
  | { readonly kind: 'contrast'; readonly variable: string; readonly level: string; readonly reference: string }
  /** A sum contrast: `level` of factor `variable` against the mean of all its levels, each counted once. */
  | { readonly kind: 'deviation'; readonly variable: string; readonly level: string }
  /** Another contrast: the coefficient is `factor` times the mean of the levels `over` less the mean of the levels `against`. */
  | { readonly kind: 'comparison'; readonly variable: string; readonly over: readonly string[]; readonly against: readonly string[]; readonly factor: number; readonly baseline: FactorBaseline }
  /** A polynomial contrast of ordered levels, of degree 1 (linear), 2 (quadratic) …; `step`: what a linear one rises by from level to level, in units of the coefficient. */
  | { readonly kind: 'trend'; readonly variable: string; readonly degree: number; readonly step: number | null }
  /** The mean of one level, in a model without an intercept. */
  | { readonly kind: 'cell'; readonly variable: string; readonly level: string }
  /** One unit of a numeric column; `variable` is its expression as written, such as `age` or `log(dose)`; `isIndicator`: takes only 0 and 1. */
  | { readonly kind: 'slope'; readonly variable: string; readonly isIndicator: boolean; /** Standard deviation of the column over the rows used. */ readonly sd?: number }
  /** A product of simpler columns. */
  | { readonly kind: 'interaction'; readonly parts: readonly CoefficientMeaning[] }
  /** One column of a basis (poly, ns), or a contrast without a plain reading alone. */
  | { readonly kind: 'basis'; readonly variable: string };

/** Where the columns of a factor are zero: at one level, at the mean of all levels, or at a weighted mean of them. */
export type FactorBaseline = { readonly kind: 'level'; readonly level: string } | { readonly kind: 'mean' | 'mixture' };

export interface FixedEffect {
  readonly term: string;
  readonly estimate: JsonNumber;
  readonly standardError: JsonNumber;
  /** Denominator degrees of freedom of a t statistic, by `dfMethod`, which `lower` and `upper` then have their quantile from; null for z, and where no method was wanted. */
  readonly df: JsonNumber;
  readonly statistic: JsonNumber;
  readonly pValue: JsonNumber;
  readonly lower: JsonNumber;
  readonly upper: JsonNumber;
  readonly meaning: CoefficientMeaning;
  /**
   * The population-averaged counterpart of the coefficient on the link scale: the coefficient that remains when the
   * random effects are integrated out (equal to `estimate` for an identity link); null where it has no such reading.
   */
  readonly averaged: JsonNumber;
  /** The mean of the response one step of this coefficient away from the reference, where one covariate makes that step; null or absent elsewhere. */
  readonly responseMean?: ResponseMean | null;
  /** Of an intercept or the mean of a level: the mean of the response where the coefficient itself is the linear predictor, all numbers at zero; absent for other coefficients, and under an identity link. */
  readonly levelMean?: ResponseMean;
  /** True when another term of the model contains this one (an interaction or a power), so that it holds only at zero or the reference of the other. */
  readonly isConditionalOnOthers: boolean;
}

/** What the fitted curve of a number does from its lower to its upper quartile, other covariates at the reference point: a contrast on the link scale. */
export interface CurveReading {
  readonly variable: string;
  readonly quartiles: readonly [number, number];
  readonly estimate: JsonNumber;
  readonly standardError: JsonNumber;
  readonly df: JsonNumber;
  readonly lower: JsonNumber;
  readonly upper: JsonNumber;
  /** The same averaged over the random effects, at the mean offset; null where there is no average. */
  readonly averaged: JsonNumber;
}

/** The mean of the response at one point of the covariates, the offset zero. */
export interface ResponseMean {
  /** For a typical group: all random effects zero. */
  readonly estimate: JsonNumber;
  /** Limits of the linear predictor carried over to the mean; null where they lie outside its range. */
  readonly lower: JsonNumber;
  readonly upper: JsonNumber;
  /** Averaged over the random effects; null where it was not computed. */
  readonly averaged: JsonNumber;
}

export interface RandomEffectsTerm {
  /** The grouping factor, as lme4 names it: `herd`, `cask:batch`. */
  readonly group: string;
  readonly levels: number;
  readonly structure: 'unstructured' | 'diagonal';
  readonly terms: readonly string[];
  /** Standard deviations on the scale of the linear predictor. */
  readonly sd: readonly JsonNumber[];
  readonly correlation: readonly (readonly JsonNumber[])[];
  /** Share of the latent variance that lies between this factor's levels (intercept variance; Nakagawa & Schielzeth 2010); null where undefined. */
  readonly icc: JsonNumber;
  /** exp(√2 Φ⁻¹(¾) σ), Larsen et al. 2000 (odds or rate ratio); null for an identity link. */
  readonly medianRatio: JsonNumber;
  /** Smallest and largest conditional mode per term. */
  readonly modeRange: readonly (readonly [JsonNumber, JsonNumber])[];
  /** Where the estimated distribution has the middle share `coverage` of the levels, other random effects at zero; absent where a variance is unknown. */
  readonly groupRange?: {
    readonly coverage: number;
    /** The mean response at the model's `referencePoint`, the offset zero; of all the factor's terms together, on the first of them. Null where it leaves the range of the link, or there is no reference point. */
    readonly means: readonly [JsonNumber, JsonNumber] | null;
    /** For each term the coefficient of the fixed effect of the same name in those levels, on the link scale; null where there is none. */
    readonly coefficients: readonly (readonly [JsonNumber, JsonNumber] | null)[];
  };
}

/** What the response is, for words: "the odds of no pain", "the expected number of ticks". */
export interface ResponseDescription {
  /** As written: `cbind(incidence, size - incidence)`, `use`, `TICKS`. */
  readonly label: string;
  readonly kind: 'binary' | 'proportion' | 'count' | 'continuous';
  /** What is counted as success: `use = Y`, `incidence`, `pain = 1`; null when not binary or proportion. */
  readonly event: string | null;
  /** Sum of trials, for proportions; null otherwise. */
  readonly trials: number | null;
}

export interface FamilyParameter {
  /** Such as `shape`. */
  readonly name: string;
  /** Such as `θ`. */
  readonly symbol: string;
  /** Infinite for a shape whose likelihood rises towards its limit. */
  readonly estimate: JsonNumber;
  /** By the delta method from that of its logarithm; null where it was given rather than estimated, or has no finite estimate. */
  readonly standardError: JsonNumber;
  /** Wald limits, formed on the scale of its logarithm. */
  readonly lower: JsonNumber;
  readonly upper: JsonNumber;
}

export interface ModelResult {
  readonly kind: 'model';
  /** The variable that holds it, such as `m1`; empty when it was only displayed. */
  readonly name: string;
  /** Tells the outputs of one fit from those of another within a notebook; the same in its summary, tables and charts, and when the same fit is made again. */
  readonly fitId?: string;
  /** `lmer`, `glmer`. */
  readonly function: string;
  /** The call as the user wrote it. */
  readonly call: string;
  readonly formula: string;
  /** The name of the data frame in the call; empty when there was none. */
  readonly data: string;
  /** Arguments of the call that chose or weighed rows, as written: `weights`, `offset`, `subset`. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly family: string;
  readonly link: string;
  /** `REML`, `ML`, `PIRLS` (nAGQ = 0), `Laplace`, `AGQ` (adaptive Gauss–Hermite quadrature). */
  readonly method: string;
  /** Points of the quadrature; present with `AGQ` alone. */
  readonly quadraturePoints?: number;
  readonly response: ResponseDescription;
  readonly nobs: number;
  readonly rowsDropped: number;
  /** How many of the dropped rows were missing in each column. */
  readonly rowsDroppedBy: Readonly<Record<string, number>>;
  /** Number of estimated parameters. */
  readonly df: number;
  readonly dfResidual: number;
  readonly logLik: JsonNumber;
  /** −2 logLik. */
  readonly deviance: JsonNumber;
  /** The REML criterion at convergence; null unless `method` is REML. */
  readonly remlCriterion: JsonNumber;
  readonly aic: JsonNumber;
  readonly bic: JsonNumber;
  /** σ, the root of the factor that multiplies the variance function: the residual standard deviation of the normal family; 1 where the family has none. */
  readonly sigma: JsonNumber;
  readonly dispersion: JsonNumber;
  /** What the family has beside its mean, such as the shape θ of the negative binomial or the coefficient of variation σ of the gamma; absent where there is nothing, and for a linear mixed model. */
  readonly familyParameter?: FamilyParameter;
  /** Nakagawa, Johnson & Schielzeth 2017; null where not defined for the family. */
  readonly rSquared: { readonly marginal: JsonNumber; readonly conditional: JsonNumber } | null;
  readonly confidenceLevel: number;
  readonly intervalMethod: 'Wald';
  /** How the denominator degrees of freedom of the t statistics were found; null or absent where there are none. */
  readonly dfMethod?: 'Satterthwaite' | 'Kenward-Roger' | null;
  /** Where the covariates stand for `responseMean`: factors at a level, numbers at their mean; absent where that was not computed. */
  readonly referencePoint?: readonly { readonly variable: string; readonly value: string | number }[];
  /** Least, quartiles and most of the Pearson residuals divided by σ, as R prints them. */
  readonly scaledResiduals?: readonly JsonNumber[];
  /** For numbers whose columns say nothing alone: polynomials, splines, squares. */
  readonly curves?: readonly CurveReading[];
  readonly fixed: readonly FixedEffect[];
  readonly zeroInflation: readonly FixedEffect[];
  readonly dispersionModel: readonly FixedEffect[];
  /** Covariance of the fixed effects, p × p. */
  readonly vcov: readonly (readonly JsonNumber[])[];
  readonly random: readonly RandomEffectsTerm[];
  readonly convergence: {
    readonly converged: boolean;
    readonly iterations: number;
    readonly evaluations: number;
    /** How much the log-likelihood could still rise at most: ½ g'I⁻¹g. */
    readonly newtonDecrement: JsonNumber;
    /** The fit alone: from model frame to estimates with standard errors. */
    readonly milliseconds: number;
  };
  readonly notices: readonly Notice[];
}

export interface RandomEffectsResult {
  readonly kind: 'randomEffects';
  readonly group: string;
  /** The fit that they are of, as in its summary. */
  readonly fitId?: string;
  /** Of the intervals. */
  readonly confidenceLevel?: number;
  /** How a view orders the levels at first: as they are, or by the modes of the first term, highest first. As they are where absent. */
  readonly order?: 'data' | 'mode';
  readonly rows: readonly {
    readonly level: string;
    readonly term: string;
    /** Rows of the data at this level. */
    readonly observations?: number;
    /** Conditional mode, on the scale of the linear predictor. */
    readonly mode: JsonNumber;
    /** Conditional standard deviation. */
    readonly sd: JsonNumber;
    readonly lower: JsonNumber;
    readonly upper: JsonNumber;
  }[];
}

export type CellValue = JsonNumber | string | boolean;

export interface TableResult {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly type: 'number' | 'integer' | 'text' | 'logical' }[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly notes: readonly string[];
  /** Significant digits that numbers show; seven where absent. */
  readonly digits?: number;
}

export interface VectorResult {
  readonly kind: 'vector';
  readonly type: 'double' | 'integer' | 'logical' | 'character' | 'factor';
  readonly values: readonly CellValue[];
  /** Empty when the vector has no names. */
  readonly names: readonly string[];
  /** Significant digits that numbers show; seven where absent. */
  readonly digits?: number;
}

export interface ChartResult {
  readonly kind: 'chart';
  readonly title: string;
  /** Alternative text: what the chart shows, in a sentence or two. */
  readonly description: string;
  /** Printed below the chart in a report: what is drawn, of which model, with which intervals; written from the result. */
  readonly caption: string;
  /** The fit it was drawn from, as `fitId` of its summary; absent for a chart of data alone. */
  readonly fitId?: string;
  /** Columns of `data` that hold levels, each with its grouping factor (`{ level: 'herd' }`): pointing at a level marks the same level in every output of the fit. */
  readonly levelColumns?: Readonly<Record<string, string>>;
  /** All levels, where they are more than a drawing shows with their names: an output lists them in the place of the drawing. */
  readonly levels?: RandomEffectsResult;
  /** A vega-lite specification, without its data: those are in `data`, bound by the name `table`. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** What is drawn, for "view as table". */
  readonly data: TableResult;
}

export interface TextResult {
  readonly kind: 'text';
  readonly text: string;
  /** The same set as Markdown, for text that is to be read as prose; whatever the user named is escaped. Absent for what is printed as it stands. */
  readonly markdown?: string;
  /** The same as a displayed equation. */
  readonly equation?: { readonly latex: string; readonly mathml: string };
}

/** Why a cell failed, and where in the cell (both from 1). */
export interface CellError {
  readonly name: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly code: string;
  /** What would work; plain sentences. */
  readonly advice: readonly string[];
}

export interface CellOutcome {
  readonly status: 'ok' | 'error' | 'cancelled' | 'skipped';
  readonly milliseconds: number;
  readonly outputs: readonly Result[];
  readonly error?: CellError;
}

/** What a fit tells while it runs. */
export interface FitProgress {
  /** Such as "Laplace, iteration 12, 31 evaluations". */
  readonly message: string;
  readonly objective: number | null;
}

/** The live session as plain data: what completion, hover, checks and the variables view read. */
export interface SessionSnapshot {
  readonly variables: readonly VariableSnapshot[];
  /** Models that were fitted and shown without being assigned, the latest last. */
  readonly shownModels?: readonly ModelResult[];
}

export interface VariableSnapshot {
  readonly name: string;
  readonly kind: 'dataFrame' | 'model' | 'vector' | 'factor' | 'list' | 'other';
  /** One line, such as "56 rows × 4 columns". */
  readonly summary: string;
  /** Columns of a data frame; empty otherwise. */
  readonly columns: readonly ColumnSnapshot[];
  /** Present for a fitted model. */
  readonly model?: ModelResult;
}

export interface ColumnSnapshot {
  readonly name: string;
  readonly type: 'double' | 'integer' | 'logical' | 'character' | 'factor' | 'ordered' | 'other';
  /** Levels of a factor (the first is the reference); empty otherwise. */
  readonly levels: readonly string[];
  /** Such as "numeric, 0 to 9, mean 4.5, 0 missing" or "factor, 4 levels: 1 (15), 2 (14) …". */
  readonly summary: string;
  /** Values that may be offered where `levels` is empty: those of a column of text with few, or those seen in a part of the rows. There may be others. */
  readonly values?: readonly string[];
  /** Absent where the rows have not been seen. */
  readonly distribution?: ColumnDistribution;
}

/** How the elements of a column are spread, missing ones left out. */
export type ColumnDistribution =
  /** `quantiles` are least, lower quartile, median, upper quartile and most (R's type 7), null where there are too many elements to sort; `bins` count the elements in as many intervals of equal width. */
  | { readonly kind: 'numbers'; readonly count: number; readonly missing: number; readonly least: number; readonly most: number; readonly mean: number; readonly quantiles: readonly number[] | null; readonly bins: readonly number[]; readonly distinct: number | null }
  /** The commonest values with their counts, most frequent first (levels in their order), and how many others there are. */
  | { readonly kind: 'categories'; readonly count: number; readonly missing: number; readonly counts: readonly { readonly value: string; readonly count: number }[]; readonly others: number };
