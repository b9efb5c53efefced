/** A Poisson model with a log link and one random intercept, the most frequent model of many rows: the Laplace approximation from sums over the rows of each level. */
import type { MixedModelDesign } from '../model/design.js';
import type { Family } from '../model/families/family.js';
import type { LinkDescription } from '../model/families/link.js';
import { longestStepWithinSign, minimiseToBoundary } from './boundary.js';
import { planOfSeparateLevels } from '../linalg/plan.js';
import { logFactorial } from '../probability/special-functions.js';
import { innerProduct, multiplyElements } from '../linalg/vector-kernels.js';
import { centreColumns, type CentredColumns } from './centred-columns.js';
import { coefficientsOnUserScale, covarianceOnUserScale, RowValues, SINGULAR } from './describe-fit.js';
import type { MixedModelFit, RandomTermFit } from './fit.js';
import { checkResponse, isSeparated, leadingBlock, SEPARATION, TOLERANCE } from './fit-laplace.js';
import { keptRows } from './kept-rows.js';
import type { Monitor } from './monitor.js';
import { bringTogether } from './neighbouring-levels.js';
import { politely } from './polite-steps.js';
import { measurePoissonError } from './poisson-intercept-error.js';
import { PoissonInterceptModel, recordLength, type CountTotals, type PoissonInterceptData } from './poisson-intercept-model.js';

/** θ alone, the one entry of Λ. */
const INTERCEPT = { thetaFactor: Int32Array.of(0), thetaRow: Int32Array.of(0), thetaColumn: Int32Array.of(0) };

/** The sums are of terms as large as the counts; where they come to more than this, their difference, the log-likelihood, is computed row by row at the end. */
const LARGE_TOTAL = 1e7;
/** Past this it has too few digits even to find the optimum by. */
const LARGEST_TOTAL = 1e10;
/** Rows that are computed together. */
const CHUNK = 4096;

/** Null where the model is another one, its counts are too large to be summed, or its columns are so nearly dependent that they have to be orthogonalised first. */
export async function fitPoissonIntercept(design: MixedModelDesign, family: Family, link: LinkDescription, monitor: Monitor, check: 'where it matters' | 'never' = 'where it matters'): Promise<MixedModelFit | null> {
  const term = design.random[0]!;
  const isOne = design.random.length === 1 && term.effectCount === 1 && term.effectNames[0] === '(Intercept)';
  if (family.name !== 'poisson' || link.name !== 'log' || !isOne) return null;
  checkResponse(design, keptRows(design), family);
  const { weights, rowCount } = design;
  const columns = centreColumns(design.fixed, rowCount, weights);
  if (!columns) return null;
  let progress = 'Laplace, starting';
  const polite = politely(monitor, () => progress);
  if (polite.isDue()) await polite.pause();
  const data = readData(design, columns);
  if (data.totals.all > LARGEST_TOTAL) return null;
  const model = new PoissonInterceptModel(bringTogether(data, recordLength(columns.centres.length)), polite);
  const constant = -sumOfLogFactorials(design.response.values, weights);
  const p = design.fixed.columnCount;
  const objective = {
    evaluate: (x: Float64Array, gradient: Float64Array): Promise<number> => model.evaluate(x, gradient),
    information: () => model.information(),
    hessian: () => model.information(),
    firstStep: (x: Float64Array, direction: Float64Array) => longestStepWithinSign(INTERCEPT, x, direction, p),
    report: (iteration: number, evaluations: number, value: number): void => {
      progress = `Laplace, iteration ${iteration}, ${evaluations} evaluations, log-likelihood ${(constant - value).toFixed(4)}`;
    },
  };
  const optimum = await minimiseToBoundary(INTERCEPT, objective, model.start(), { tolerance: TOLERANCE, iterationLimit: 300, needsInformation: true }, p);
  const { x } = optimum;
  const random = [describeIntercept(model, x[p]!)];
  const fixedEffects = coefficientsOnUserScale(x.subarray(0, p), columns.inverseR);
  const rows = new RowValues(design, fixedEffects, random, link);
  const problem = Number.isFinite(optimum.newtonDecrement) && isSeparated(optimum.information, p) ? SEPARATION : optimum.problem;
  polite.estimated?.();
  const laplaceError = check !== 'never' && problem === '' ? measurePoissonError(model, data.totals.byLevel, family, link, { x, value: optimum.value, covariance: optimum.covariance, inverseR: columns.inverseR }) : null;
  return {
    method: 'Laplace',
    quadraturePoints: 1,
    fixedEffects,
    fixedEffectsCovariance: covarianceOnUserScale(leadingBlock(optimum.covariance, p), columns.inverseR),
    random,
    sigma: 1,
    ...(laplaceError ? { laplaceError } : {}),
    logLikelihood: data.totals.all > LARGE_TOTAL ? sumLogLikelihood(design, family, link, rows.linearPredictor, model) : constant - optimum.value,
    parameterCount: x.length,
    get linearPredictor() {
      return rows.linearPredictor;
    },
    get fittedValues() {
      return rows.fittedValues;
    },
    plan: planOfSeparateLevels(design.random[0]!.group, design.random[0]!.levels.length),
    convergence: { converged: problem === '', iterations: optimum.iterations, evaluations: optimum.evaluations, newtonDecrement: optimum.newtonDecrement, problem },
  };
}

function readData({ fixed, response, weights, offset, random }: MixedModelDesign, columns: CentredColumns): PoissonInterceptData {
  const { levels, levelOfRow } = random[0]!;
  const prior = areOne(weights) ? null : weights;
  return { levelOfRow, levelCount: levels.length, x: fixed.x, columns, totals: addUpCounts(response.values, prior, offset, fixed.x, columns, levelOfRow, levels.length), weights: prior, offset };
}

/** `weights` null where all are 1. */
export function addUpCounts(
  counts: Float64Array, weights: Float64Array | null, offset: Float64Array | null, x: Float64Array, columns: CentredColumns, levelOfRow: Int32Array, levelCount: number,
): CountTotals {
  const weighted = weights ? Float64Array.from(counts) : counts;
  if (weights) multiplyElements(weighted, weights);
  const byLevel = new Float64Array(levelCount);
  for (let i = 0; i < weighted.length; i++) byLevel[levelOfRow[i]!] = byLevel[levelOfRow[i]!]! + weighted[i]!;
  return {
    byLevel,
    all: byLevel.reduce((sum, total) => sum + total, 0),
    byColumn: columns.centres.map((centre, j) => centredProduct(weighted, x, (columns.firstVarying + j) * counts.length, centre)),
    offset: offset ? innerProduct(weighted, offset) : 0,
  };
}

function centredProduct(weighted: Float64Array, x: Float64Array, column: number, centre: number): number {
  let sum = 0;
  for (let from = 0; from < weighted.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, weighted.length);
    // sums of sums: over many rows alike the rounding of a single one would add up
    let part = 0;
    for (let i = from; i < to; i++) part += weighted[i]! * (x[column + i]! - centre);
    sum += part;
  }
  return sum;
}

function areOne(weights: Float64Array): boolean {
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 1) return false;
  return true;
}

/** The Laplace approximation from each row's own log-likelihood, added up by chunks. */
function sumLogLikelihood({ response, weights, rowCount }: MixedModelDesign, family: Family, link: LinkDescription, eta: Float64Array, { modes, inverse }: PoissonInterceptModel): number {
  const derivatives = { first: new Float64Array(CHUNK), second: new Float64Array(CHUNK), third: new Float64Array(CHUNK) };
  let sum = 0;
  for (let from = 0; from < rowCount; from += CHUNK) {
    const to = Math.min(from + CHUNK, rowCount);
    let part = -family.evaluate(response.values.subarray(from, to), eta.subarray(from, to), weights.subarray(from, to), link, derivatives, 0);
    for (let i = from; i < to; i++) part += family.logConstant(response.values[i]!, weights[i]!);
    sum += part;
  }
  for (let j = 0; j < modes.length; j++) sum -= 0.5 * (modes[j]! ** 2 - Math.log(inverse[j]!));
  return sum;
}

/** Σ w log y!, the counts that are small put together before. */
function sumOfLogFactorials(counts: Float64Array, weights: Float64Array): number {
  const weightOf = new Float64Array(SMALL_COUNTS);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (count < SMALL_COUNTS && count === Math.floor(count)) weightOf[count] = weightOf[count]! + weights[i]!;
    else sum += weights[i]! * logFactorial(count);
  }
  for (let count = 0; count < SMALL_COUNTS; count++) sum += weightOf[count]! * logFactorial(count);
  return sum;
}

const SMALL_COUNTS = 1024;

function describeIntercept({ modes, inverse }: PoissonInterceptModel, theta: number): RandomTermFit {
  return {
    covariance: Float64Array.of(theta * theta),
    factor: Float64Array.of(Math.abs(theta)),
    modes: modes.map(u => theta * u),
    conditionalCovariances: inverse.map(p => theta * theta * p),
    isSingular: Math.abs(theta) < SINGULAR,
  };
}
