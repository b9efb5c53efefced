/** The response of a model: numbers on the scale that the family takes, and what they count, for words. */
import type { Column, Factor } from '../data/vectors.js';
import { deparse } from '../language/syntax/deparse.js';
import { UserError } from '../language/syntax/diagnostic.js';
import type { Expression } from '../language/syntax/tree.js';
import type { Response } from './design.js';
import type { Family } from './families/family.js';
import { isCallOf, type Variable } from './terms.js';

export interface BuiltResponse {
  readonly response: Response;
  /** The user's weights, times the number of trials where the response is given as counts. */
  readonly weights: Float64Array;
}

/**
 * Turns the column of the response into numbers. Throws `UserError` that names the first row outside the family's support.
 * `rows` are the 0-based rows of the data, for messages.
 */
export function buildResponse(variable: Variable, column: Column, weights: Float64Array | null, rows: Int32Array, family: Family): BuiltResponse {
  const prior = weights ?? new Float64Array(rows.length).fill(1);
  const built = family.name === 'binomial' ? binomialResponse(variable, column, prior, rows, weights !== null) : numericResponse(variable, column, prior, family);
  checkSupport(variable, built, rows, family);
  checkVariation(variable, built, family);
  return built;
}

function numericResponse(variable: Variable, column: Column, weights: Float64Array, family: Family): BuiltResponse {
  const { label, expression } = variable;
  if (column.type === 'factor') {
    throw new UserError('GLMM319', `The response \`${label}\` is a factor, but the ${family.name} family needs numbers.`, {
      range: expression,
      advice: column.levels.length === 2 ? ['For two outcomes use glmer(…, family = binomial).'] : ['If its labels are numbers, write as.numeric(as.character(x)).'],
    });
  }
  if (column.type === 'character') {
    throw new UserError('GLMM319', `The response \`${label}\` is text, but the ${family.name} family needs numbers.`, { range: expression, advice: ['If the texts are numbers, write as.numeric(x).'] });
  }
  if (column.dim && column.dim[1] !== 1) {
    throw new UserError('GLMM319', `The response \`${label}\` is a matrix with ${column.dim[1]} columns; the ${family.name} family takes one number a row.`, {
      range: expression,
      advice: isCallOf(expression, 'cbind') ? ['cbind(successes, failures) goes with family = binomial.'] : [],
    });
  }
  const values = numbersIn(column.values);
  const kind = family.isCount ? 'count' : 'continuous';
  return { response: { values, description: { label, kind, event: null, trials: null } }, weights };
}

/** Vectors never change, so that those of numbers are taken as they are. */
const numbersIn = (values: Float64Array | Int8Array): Float64Array => (values instanceof Float64Array ? values : new Float64Array(values));

function binomialResponse(variable: Variable, column: Column, weights: Float64Array, rows: Int32Array, hasWeights: boolean): BuiltResponse {
  const { label, expression } = variable;
  if (column.type === 'factor') return { response: factorResponse(label, column), weights };
  if (column.type === 'character') {
    throw new UserError('GLMM319', `The response \`${label}\` is text.`, { range: expression, advice: [`Write factor(${label}); the first level counts as failure.`] });
  }
  if (column.type === 'logical') {
    const values = numbersIn(column.values);
    return { response: { values, description: { label, kind: 'binary', event: `${label} = TRUE`, trials: null } }, weights };
  }
  const width = column.dim ? column.dim[1] : 1;
  if (width === 2) return countsResponse(variable, column.values, weights, rows);
  if (width !== 1) {
    throw new UserError('GLMM319', `The response \`${label}\` has ${width} columns; for the binomial family it is cbind(successes, failures).`, { range: expression });
  }
  const isBinary = column.values.every(value => value === 0 || value === 1) && (!hasWeights || weights.every(weight => weight === 1));
  const values = numbersIn(column.values);
  const description = isBinary
    ? ({ label, kind: 'binary', event: ('valueLabels' in column && column.valueLabels?.get(1)) || `${label} = 1`, trials: null } as const)
    : ({ label, kind: 'proportion', event: label, trials: sum(weights) } as const);
  return { response: { values, description }, weights };
}

/** The first level is failure, all others are success: R's rule. */
function factorResponse(label: string, factor: Factor): Response {
  const [failure = '', success = ''] = factor.levels;
  const event = factor.levels.length === 2 ? `${label} = ${success}` : `${label} other than ${failure}`;
  return { values: Float64Array.from(factor.codes, code => (code > 1 ? 1 : 0)), description: { label, kind: 'binary', event, trials: null } };
}

/** `cbind(successes, failures)`: the proportion of successes, with the number of trials as weight. */
function countsResponse(variable: Variable, counts: Float64Array, prior: Float64Array, rows: Int32Array): BuiltResponse {
  const n = rows.length;
  const values = new Float64Array(n);
  const weights = new Float64Array(n);
  let trials = 0;
  for (let i = 0; i < n; i++) {
    const successes = counts[i]!;
    const failures = counts[n + i]!;
    for (const [count, position] of [[successes, 0], [failures, 1]] as const) {
      if (count >= 0 && Math.abs(count - Math.round(count)) < 1e-6) continue;
      throw new UserError('GLMM314', `\`${partOf(variable, position)}\` in row ${rows[i]! + 1} is ${count}, which is not a count.`, {
        range: variable.expression,
        advice: ['cbind(successes, failures) takes two whole numbers that are not negative. With a number of trials write cbind(successes, trials - successes).'],
      });
    }
    const total = successes + failures;
    values[i] = total === 0 ? 0 : successes / total;
    weights[i] = prior[i]! * total;
    trials += total;
  }
  return { response: { values, description: { label: variable.label, kind: 'proportion', event: partOf(variable, 0), trials } }, weights };
}

/** How the user wrote the successes or failures. */
function partOf(variable: Variable, position: 0 | 1): string {
  const part: Expression | null | undefined = isCallOf(variable.expression, 'cbind') && variable.expression.kind === 'call' ? variable.expression.arguments[position]?.value : null;
  return part ? deparse(part) : `${variable.label}[, ${position + 1}]`;
}

function checkSupport(variable: Variable, { response, weights }: BuiltResponse, rows: Int32Array, family: Family): void {
  const { values } = response;
  for (let i = 0; i < values.length; i++) {
    const found = family.checkResponse(values[i]!, weights[i]!);
    if (!found) continue;
    throw new UserError('GLMM314', `The response \`${variable.label}\` is ${values[i]} in row ${rows[i]! + 1}, which ${found.problem}.`, {
      range: variable.expression,
      advice: [found.advice],
    });
  }
}

/** With a response that does not vary the estimates run off to infinity, or there is nothing to estimate. */
function checkVariation(variable: Variable, { response, weights }: BuiltResponse, family: Family): void {
  const { values, description } = response;
  const first = values.find((_, i) => weights[i]! > 0);
  if (first === undefined || !values.every((value, i) => value === first || weights[i] === 0)) return;
  if (family.name === 'binomial' && first !== 0 && first !== 1) return;
  const what = family.name === 'binomial' ? `${description.event ?? variable.label} ${first === 1 ? 'happened every time' : 'never happened'}` : `\`${variable.label}\` is ${first} in every row`;
  if (family.isCount && first !== 0) return;
  throw new UserError('GLMM317', `${what}, so the response does not vary and no model can be fitted to it.`, {
    range: variable.expression,
    advice: ['Check which value counts as success, and whether subset = or missing values removed the others.'],
  });
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
