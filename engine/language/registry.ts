/** One description of every function, read by the evaluator, checks, completion, hover, signature help and the documentation. */
import type { DataFrame } from '../data/vectors.js';
import type { MersenneTwister } from '../probability/mersenne-twister.js';
import type { FitSpecification } from '../estimation/fit-mixed-model.js';
import type { Monitor } from '../estimation/monitor.js';
import type { BuiltDesign } from '../model/build-design.js';
import type { DefaultContrasts } from '../model/contrasts.js';
import type { Result } from '../results.js';
import type { Call, Expression, Formula } from './syntax/tree.js';
import type { Value } from './values.js';

export type ParameterType =
  | 'any' | 'number' | 'integer' | 'logical' | 'string' | 'vector' | 'factor' | 'list' | 'dataFrame' | 'formula' | 'family' | 'model' | 'column' | 'columns' | 'dataset' | 'file' | 'dots';

export interface ParameterDescription {
  readonly name: string;
  readonly type: ParameterType;
  readonly help: string;
  /** R source of the default; absent for a required parameter. */
  readonly default?: string;
  readonly isRequired?: boolean;
  /** The only values that a string or number may take. */
  readonly allowed?: readonly string[];
  /** Given to the implementation as an expression: formulas, names of data sets, columns that are looked up in `data`. */
  readonly isLazy?: boolean;
}

export type FunctionGroup = 'read' | 'shape' | 'mathematics' | 'formula' | 'fit' | 'family' | 'look' | 'explain' | 'draw';

export interface FunctionDescription {
  readonly name: string;
  readonly group: FunctionGroup;
  /** Where it comes from in R: `base`, `stats`, `utils`, `lme4`, `lattice`; `glmm` for our own. */
  readonly package: string;
  /** One line. */
  readonly summary: string;
  /** One paragraph; Markdown. */
  readonly help: string;
  /** A program that runs on its own, on bundled data where it needs any. */
  readonly example: string;
  readonly parameters: readonly ParameterDescription[];
  /** Whether R does not print the value, as of `print(x)` and `set.seed(1)`. */
  readonly isInvisible?: boolean;
  readonly call: (callArguments: CallArguments, context: CallContext) => Value | Promise<Value>;
  /** For a function that fits a model: all that comes before the estimation, which tells what is wrong with the data. */
  readonly prepare?: (callArguments: CallArguments, context: CallContext) => Promise<PreparedFit>;
}

/** A model that could be fitted now. */
export interface PreparedFit {
  readonly built: BuiltDesign;
  readonly specification: FitSpecification;
  /** Placed in the cell of the call. */
  readonly formula: Formula;
  /** How the call names its data; empty without. */
  readonly dataName: string;
  /** What becomes of incomplete rows: `na.omit` … */
  readonly action: string;
  /** When the work began, in milliseconds. */
  readonly started: number;
}

/** Arguments after R's matching: exact, then partial, then by position. */
export interface CallArguments {
  /** The value of an argument; undefined when it was not given. */
  get(name: string): Value | undefined;
  /** The expression of an argument, also of a lazy one; undefined when it was not given. */
  expression(name: string): Expression | undefined;
  /** What `...` collected, evaluated, in order. */
  readonly dots: readonly { readonly name: string | null; readonly value: Value; readonly expression: Expression }[];
}

/** An argument of a call that is made of values, not of text. */
export interface AppliedArgument {
  readonly name: string | null;
  readonly value: Value;
}

export interface CallContext {
  readonly call: Call;
  /** The text of the cell, to quote expressions as written. */
  readonly source: string;
  /** Evaluates an expression, its names looked up first in `mask`'s columns, then in the session. */
  evaluate(expression: Expression, mask?: DataFrame): Promise<Value>;
  /** Calls a function that was given as a value, as `sapply` and `do.call` do; `what` says in errors which argument it was. */
  apply(chosen: Value, given: readonly AppliedArgument[], what: string): Promise<Value>;
  readonly monitor: Monitor;
  readonly files: FileAccess;
  readonly settings: SessionSettings;
  /** For this statement and all later ones. */
  changeSettings(changed: Partial<SessionSettings>): void;
  /** The session's stream of random numbers; drawing from it moves it on. */
  readonly random: MersenneTwister;
  /** Shows something before the value of the statement, as `print` and `str` do. */
  display(result: Result): void;
  /** Binds a variable, as `data(cbpp)` does. */
  assign(name: string, value: Value): void;
  /** Takes a variable away; nothing happens where there is none. */
  remove(name: string): void;
  /** Those that cells have assigned. */
  variableNames(): readonly string[];
}

/** The only door to files: reading, relative to the notebook's folder. Errors are `UserError`s that say what was looked for. */
export interface FileAccess {
  read(path: string): Promise<Uint8Array>;
  /** A bundled data set's file, such as `cbpp.csv`; they lie beside the bundle, not in it. */
  readDataset(fileName: string): Promise<Uint8Array>;
}

export interface SessionSettings {
  readonly confidenceLevel: number;
  /** Where random numbers start before `set.seed()`. */
  readonly seed: number;
  /** How linear mixed models get degrees of freedom, and with them p-values. */
  readonly degreesOfFreedom: 'Satterthwaite' | 'Kenward-Roger' | 'none';
  /** Digits that printing shows, R's `options(digits)`. */
  readonly digits: number;
  /** How factors are coded that have no contrasts of their own, R's `options(contrasts)`. */
  readonly contrasts: DefaultContrasts;
}
