/** From a formula and data to the design of a mixed model: the one way in for `lmer` and `glmer`. */
import { asDouble } from '../data/coercion.js';
import { rowsOf } from '../data/data-frame.js';
import { takeRows } from '../data/indexing.js';
import type { Column } from '../data/vectors.js';
import { deparse } from '../language/syntax/deparse.js';
import { UserError, type TextRange } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import { descendants } from '../language/syntax/walk.js';
import { standardContrasts, withChosenContrasts, type ContrastChoice, type DefaultContrasts } from './contrasts.js';
import type { DesignRecipe } from './design-recipe.js';
import type { FixedEffectsDesign, MixedModelDesign } from './design.js';
import type { Family } from './families/family.js';
import type { ModelFormula } from './formula.js';
import { buildRandomTerms, fractionalGroupings } from './grouping.js';
import { matrixRecipe, type MatrixRecipe } from './matrix-recipe.js';
import { buildModelFrame } from './model-frame.js';
import { modelMatrix } from './model-matrix.js';
import { groupingVariables, noRandomTerm } from './random-terms.js';
import { independentColumns } from './rank.js';
import { buildResponse } from './response.js';
import type { Terms, Variable } from './terms.js';

export interface DesignRequest {
  readonly formula: ModelFormula;
  readonly family: Family;
  /** Arguments of the call, as written; null where they were not given. */
  readonly weights: Variable | null;
  readonly offset: Variable | null;
  readonly subset: Variable | null;
  /** Absent: R's standard contrasts. */
  readonly contrasts?: ContrastRequest;
  /** Rows of the data; null when variables are taken from the session. */
  readonly rowCount: number | null;
  readonly dataName: string;
  readonly evaluate: (variable: Variable) => Promise<Column>;
  /** Called between the parts of the work, each of which is a pass or two over the rows. */
  readonly pause?: () => Promise<void>;
}

export interface ContrastRequest {
  readonly defaults: DefaultContrasts;
  /** What the call chooses for variables of the fixed effects, by label; as in lme4 it does not reach the random effects. */
  readonly chosen: ReadonlyMap<string, ContrastChoice>;
  /** Where the call chooses them; null where it does not. */
  readonly range: TextRange | null;
}

const standardRequest: ContrastRequest = { defaults: standardContrasts, chosen: new Map(), range: null };

export interface BuiltDesign {
  readonly design: MixedModelDesign;
  /** How to compute the design at other data. */
  readonly recipe: DesignRecipe;
  /** What only the columns tell, for notices. */
  readonly remarks: {
    /** Grouping variables that hold fractions. */
    readonly fractionalGroupings: readonly string[];
    /** Levels of a factor response beyond two, which all count as success. */
    readonly responseLevels: readonly string[];
    /** For each fixed column whether another term contains its own. */
    readonly isConditionalOnOthers: readonly boolean[];
    /** Whether the family has a residual variance of its own. */
    readonly hasResidual: boolean;
    /** Factors whose own contrasts went with levels that do not occur. */
    readonly contrastsLost: readonly string[];
    /** Names that contrasts were chosen for, and that are no variables of the model. */
    readonly contrastsUnused: readonly string[];
    /** For each dropped column of the fixed effects the label of its term. */
    readonly droppedTerms: readonly string[];
    /** The label of the weights where they repeat the numbers of trials that the response already gives; null otherwise. */
    readonly repeatedTrials: string | null;
    /** Labels of all offsets. */
    readonly offsets: readonly string[];
    /** Labels of terms made of a double bar whose effects are correlated all the same, because one variable gives several. */
    readonly stillCorrelated: readonly string[];
  };
  /** The rows of the data that were asked for, complete or not. */
  readonly requestedRows: Int32Array;
  /** The variables of the model in the rows of the design, by label. */
  readonly columns: ReadonlyMap<string, Column>;
  /** The columns of the data that those variables are made of, such as `age` of `log(age)`, in the rows of the design, by name. */
  readonly predictors: ReadonlyMap<string, Column>;
  readonly terms: Terms;
}

/** Evaluates, checks and codes everything that the estimators need. Throws `UserError`. */
export async function buildDesign(request: DesignRequest): Promise<BuiltDesign> {
  const { formula, family } = request;
  if (formula.random.length === 0) throw noRandomTerm(formula.syntax);
  const frame = await buildModelFrame({
    variables: variablesOf(request),
    rowCount: request.rowCount,
    subset: request.subset,
    dataName: request.dataName,
    evaluate: request.evaluate,
  });
  await request.pause?.();
  const { columns, rowCount, rows, dropped } = frame;
  const priorWeights = request.weights && readWeights(request.weights, columns, rows);
  const responseColumn = columns.get(formula.response.label)!;
  const { response, weights } = buildResponse(formula.response, responseColumn, priorWeights, rows, family);
  const { defaults, chosen, range } = request.contrasts ?? standardRequest;
  const { fixed, recipe, droppedTerms } = buildFixedEffects(formula.fixed, withChosenContrasts(columns, chosen, range), rowCount, defaults);
  await request.pause?.();
  const builtRandom = buildRandomTerms(formula.random, columns, rowCount, family.name === 'gaussian', defaults);
  const random = builtRandom.map(({ term }) => term);
  const offsets = [...formula.fixed.offsets, ...(request.offset ? [request.offset] : [])];
  const offset = readOffset(offsets, columns, rowCount);
  const hasColumn = new Set(fixed.assign);
  const containing = containedTerms(formula.fixed, position => hasColumn.has(position + 1));
  return {
    design: { rowCount, response, fixed, random, offset, weights, rows, dropped },
    recipe: { fixed: recipe, random: builtRandom.map(built => built.recipe), offsets },
    remarks: {
      fractionalGroupings: fractionalGroupings(formula.random, columns),
      responseLevels: family.name === 'binomial' && responseColumn.type === 'factor' && responseColumn.levels.length > 2 ? responseColumn.levels : [],
      isConditionalOnOthers: fixed.assign.map(term => term > 0 && containing[term - 1]!),
      contrastsLost: frame.contrastsLost,
      hasResidual: family.name === 'gaussian',
      droppedTerms,
      repeatedTrials: priorWeights && repeatTrials(priorWeights, responseColumn, family) ? request.weights.label : null,
      offsets: offsets.map(({ label }) => label),
      contrastsUnused: [...chosen.keys()].filter(label => !columns.has(label)),
      stillCorrelated: formula.random.filter(({ label, isUncorrelated }) => isUncorrelated && random.some(term => term.label === label && term.effectCount > 1)).map(({ label }) => label),
    },
    requestedRows: frame.requestedRows,
    columns,
    predictors: await predictorsOf(request, columns, rows),
    terms: formula.fixed,
  };
}

/** What predictions vary. A name that is no column with a value a row, such as the 3 of `poly(age, degree)`, is none. */
async function predictorsOf(request: DesignRequest, columns: ReadonlyMap<string, Column>, rows: Int32Array): Promise<ReadonlyMap<string, Column>> {
  const predictors = new Map<string, Column>();
  for (const { expression } of variablesOf(request)) {
    const parts = [...descendants(expression)];
    const functions = new Set(parts.map(part => (part.kind === 'call' ? part.callee : null)));
    for (const part of parts) {
      if (part.kind !== 'name' || functions.has(part) || predictors.has(part.name)) continue;
      const column = columns.get(deparse(part)) ?? (await columnNamed(part, request, rows));
      if (column) predictors.set(part.name, column);
    }
  }
  return predictors;
}

async function columnNamed(expression: Expression, request: DesignRequest, rows: Int32Array): Promise<Column | null> {
  const column = await request.evaluate({ label: deparse(expression), expression }).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  if (!column || (request.rowCount ?? rowsOf(column)) !== rowsOf(column) || rowsOf(column) <= (rows.at(-1) ?? 0)) return null;
  return takeRows(column, rows);
}

/** Whether weights are the row sums of `cbind(successes, failures)`, more than one somewhere. */
function repeatTrials(weights: Float64Array, column: Column, family: Family): boolean {
  if (family.name !== 'binomial' || column.type === 'factor' || column.type === 'character' || column.dim?.[1] !== 2) return false;
  const { values } = column;
  return weights.some(weight => weight > 1) && weights.every((weight, i) => weight === values[i]! + values[weights.length + i]!);
}

/** Fixed-effects columns, those that others determine left out. */
function buildFixedEffects(terms: Terms, columns: ReadonlyMap<string, Column>, rowCount: number, defaults: DefaultContrasts): { fixed: FixedEffectsDesign; recipe: MatrixRecipe; droppedTerms: readonly string[] } {
  const full = modelMatrix(terms, columns, rowCount, defaults);
  const kept = independentColumns(full.x, rowCount, full.names.length);
  const termLabels = terms.terms.map(term => term.label);
  const isKept = new Set(kept);
  const droppedColumns = full.names.filter((_, j) => !isKept.has(j));
  const x = droppedColumns.length === 0 ? full.x : new Float64Array(rowCount * kept.length);
  if (droppedColumns.length > 0) kept.forEach((j, k) => x.set(full.x.subarray(j * rowCount, (j + 1) * rowCount), k * rowCount));
  const fixed = {
    x,
    columnCount: kept.length,
    names: kept.map(j => full.names[j]!),
    meanings: kept.map(j => full.meanings[j]!),
    assign: kept.map(j => full.assign[j]!),
    termLabels,
    hasIntercept: terms.hasIntercept,
    droppedColumns,
  };
  const droppedTerms = full.assign.filter((_, j) => !isKept.has(j)).map(term => termLabels[term - 1] ?? '');
  return { fixed, recipe: matrixRecipe(terms, columns, defaults, kept), droppedTerms };
}

function variablesOf(request: DesignRequest): Variable[] {
  const { formula } = request;
  const all = [
    formula.response,
    ...formula.fixed.variables,
    ...formula.random.flatMap(term => [...term.terms.variables, ...groupingVariables(term.grouping)]),
    ...(request.weights ? [request.weights] : []),
    ...(request.offset ? [request.offset] : []),
  ];
  return Array.from(new Map(all.map(variable => [variable.label, variable])).values());
}

function readWeights(variable: Variable, columns: ReadonlyMap<string, Column>, rows: Int32Array): Float64Array {
  const values = numbersOf(variable, columns, 'weights');
  const at = values.findIndex(value => value < 0);
  if (at >= 0) {
    throw new UserError('GLMM320', `The weight \`${variable.label}\` is ${values[at]} in row ${rows[at]! + 1}; weights cannot be negative.`, { range: variable.expression });
  }
  if (values.every(value => value === 0)) {
    throw new UserError('GLMM415', `All weights \`${variable.label}\` are zero, so no row is left to fit.`, { range: variable.expression, advice: ['Rows count by their weight; leave the argument out to count all alike.'] });
  }
  return values;
}

function readOffset(variables: readonly Variable[], columns: ReadonlyMap<string, Column>, rowCount: number): Float64Array | null {
  if (variables.length === 0) return null;
  const total = new Float64Array(rowCount);
  for (const variable of variables) {
    const values = numbersOf(variable, columns, 'an offset');
    for (let i = 0; i < rowCount; i++) total[i]! += values[i]!;
  }
  return total;
}

function numbersOf(variable: Variable, columns: ReadonlyMap<string, Column>, role: string): Float64Array {
  const column = columns.get(variable.label)!;
  if (column.type === 'factor' || column.type === 'character' || (column.dim && column.dim[1] !== 1)) {
    throw new UserError('GLMM319', `\`${variable.label}\` cannot be used as ${role}: one number a row is needed.`, { range: variable.expression });
  }
  return asDouble(column).values;
}

/** For each term whether another one that has columns is an interaction with it, or a power of it, so that it holds only at one value of the other. */
function containedTerms({ terms }: Terms, isKept: (position: number) => boolean): boolean[] {
  const labels = terms.map(term => new Set(term.variables.map(variable => variable.label)));
  const powers = new Set(terms.filter((_, position) => isKept(position)).flatMap(term => term.variables.flatMap(variable => basesOf(variable))));
  const interactions = labels.filter((set, position) => set.size > 1 && isKept(position));
  return terms.map((term, position) => {
    const own = labels[position]!;
    if (interactions.some(other => other.size > own.size && [...own].every(label => other.has(label)))) return true;
    return term.variables.length === 1 && powers.has(term.variables[0]!.label);
  });
}

/** Of what a variable is a power or product: `age` for `I(age^2)`, `log(age)` for `I(log(age)^2)`. */
function basesOf(variable: Variable): string[] {
  const products = [...descendants(variable.expression)].filter(part => part.kind === 'binary' && (part.operator === '^' || part.operator === '*'));
  return products.flatMap(product => [...descendants(product)].filter(part => part !== product).map(part => deparse(part)));
}
