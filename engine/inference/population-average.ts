/** Coefficients averaged over the random effects: what remains of them for the population. */
import type { MixedModelFit } from '../estimation/fit.js';
import type { FixedEffectsDesign, MixedModelDesign } from '../model/design.js';
import type { CoefficientMeaning } from '../results.js';
import { quadraticForm } from './variance-components.js';

/**
 * The population-averaged counterpart of each fixed coefficient on the link scale, NaN where there is none.
 *
 * A coefficient compares two points of the covariates, with and without one step in its own column: g(E μ₁) − g(E μ₀), the
 * expectations taken over the random effects at each point. Factors stand at their reference and numeric covariates at their mean, but
 * at zero where the coefficient has an interaction with them, because that is where it holds. An intercept or the mean of a level is
 * g(E μ) with all numeric covariates at zero. Interactions, columns of a basis and contrasts with a mean of levels have no such reading, save that under a log link a
 * column without random slopes keeps its coefficient. For the logit the expectation has no closed form and is integrated numerically;
 * the log, the probit and the identity link have one.
 * Zeger, Liang & Albert (1988), §2; Fitzmaurice, Laird & Ware (2011), ch. 16.
 */
export function populationAveraged(design: MixedModelDesign, fit: MixedModelFit, link: string): Float64Array {
  const { fixed } = design;
  const average = marginalPredictor(link);
  return Float64Array.from(fixed.names, (name, j) => {
    const estimate = fit.fixedEffects[j]!;
    if (link === 'identity') return estimate;
    if (!average) return NaN;
    const meaning = fixed.meanings[j]!;
    if (!comparesTwoPoints(meaning)) return link === 'log' && !hasRandomSlopes(design) ? estimate : NaN;
    const isLevel = meaning.kind === 'intercept' || meaning.kind === 'cell';
    const from = isLevel ? new Float64Array(fixed.columnCount) : typicalPoint(design, j);
    const to = Float64Array.from(from);
    to[j]! += 1;
    const at = (point: Float64Array, step: number): number => {
      let eta = 0;
      for (let i = 0; i < point.length; i++) eta += point[i]! * fit.fixedEffects[i]!;
      return average(eta, Math.sqrt(Math.max(0, randomVariance(design, fit, point, step === 0 ? null : name, meaning))));
    };
    return isLevel ? at(to, 1) : at(to, 1) - at(from, 0);
  });
}

/** Where one step in the column leads from one group of rows to another that can occur. */
const comparesTwoPoints = ({ kind }: CoefficientMeaning): boolean => kind === 'intercept' || kind === 'cell' || kind === 'slope' || kind === 'contrast';

/** g(E g⁻¹(η + sZ)) with Z standard normal; null for a link without one here. */
export function marginalPredictor(link: string): ((eta: number, sd: number) => number) | null {
  if (link === 'identity') return eta => eta;
  if (link === 'log') return (eta, sd) => eta + (sd * sd) / 2;
  if (link === 'logit') return marginalLogit;
  // Φ is the distribution function of a normal variable, whose variance the random effects add to
  if (link === 'probit') return (eta, sd) => eta / Math.sqrt(1 + sd * sd);
  return null;
}

/**
 * The trapezoidal rule over the normal density: for a function that is analytic in a strip, here of half-width π/s, its error
 * falls like exp(−2π²/(sh)), under 1e-14 for s up to 30 (Trefethen & Weideman 2014, theorem 5.1).
 */
function marginalLogit(eta: number, sd: number): number {
  if (sd === 0) return eta;
  const step = 0.02;
  let success = 0;
  let failure = 0;
  for (let k = -450; k <= 450; k++) {
    const z = k * step;
    const density = Math.exp(-0.5 * z * z);
    const x = eta + sd * z;
    success += density / (1 + Math.exp(-x));
    failure += density / (1 + Math.exp(x));
  }
  return Math.log(success / failure);
}

/** Factors at their reference, numeric covariates at their mean, or at zero where they interact with column j. */
function typicalPoint(design: MixedModelDesign, j: number): Float64Array {
  const { fixed, rowCount } = design;
  const partners = interactionPartners(fixed, fixed.meanings[j]!);
  const point = new Float64Array(fixed.columnCount);
  fixed.meanings.forEach((meaning, i) => {
    if (meaning.kind === 'intercept') point[i] = 1;
    // an indicator is a factor of two levels, at its reference
    if (meaning.kind === 'slope' && !meaning.isIndicator && !partners.has(meaning.variable)) point[i] = columnMean(fixed.x, rowCount, i);
    if (meaning.kind === 'basis') point[i] = columnMean(fixed.x, rowCount, i);
  });
  // without an intercept the reference level has a column of its own
  if (!fixed.hasIntercept) {
    const cell = fixed.meanings.findIndex(meaning => meaning.kind === 'cell');
    if (cell >= 0) point[cell] = 1;
  }
  fixed.meanings.forEach((meaning, i) => {
    if (meaning.kind === 'interaction') point[i] = meaning.parts.reduce((product, part) => product * valueOf(fixed, point, part), 1);
  });
  return point;
}

function interactionPartners(fixed: FixedEffectsDesign, meaning: CoefficientMeaning): ReadonlySet<string> {
  const variable = 'variable' in meaning ? meaning.variable : '';
  const partners = new Set<string>();
  for (const other of fixed.meanings) {
    if (other.kind !== 'interaction' || !other.parts.some(part => 'variable' in part && part.variable === variable)) continue;
    for (const part of other.parts) if ('variable' in part && part.variable !== variable) partners.add(part.variable);
  }
  return partners;
}

/** Value of a part of an interaction at a point: that of its own column, 1 for the reference cell. */
function valueOf(fixed: FixedEffectsDesign, point: Float64Array, part: CoefficientMeaning): number {
  const own = fixed.meanings.findIndex(meaning => sameMeaning(meaning, part));
  if (own >= 0) return point[own]!;
  if (part.kind === 'cell') {
    const isReference = fixed.meanings.some(meaning => meaning.kind === 'contrast' && meaning.variable === part.variable && meaning.reference === part.level);
    return isReference ? 1 : 0;
  }
  return 0;
}

function sameMeaning(a: CoefficientMeaning, b: CoefficientMeaning): boolean {
  if (a.kind !== b.kind || !('variable' in a) || !('variable' in b) || a.variable !== b.variable) return false;
  return !('level' in a) || !('level' in b) || a.level === b.level;
}

const columnMean = (x: Float64Array, n: number, j: number): number => x.subarray(j * n, (j + 1) * n).reduce((sum, value) => sum + value, 0) / n;

const hasRandomSlopes = (design: MixedModelDesign): boolean => design.random.some(term => term.effectNames.some(name => name !== '(Intercept)'));

/** Var(z'b) summed over the terms, at a point and, if `stepped` names a column, one step along it. */
function randomVariance(design: MixedModelDesign, fit: MixedModelFit, point: Float64Array, stepped: string | null, meaning: CoefficientMeaning): number {
  const { fixed, rowCount } = design;
  return design.random.reduce((total, term, t) => {
    const z = term.effectNames.map((name, i) => {
      if (name === '(Intercept)') return 1;
      const column = fixed.names.indexOf(name);
      if (column >= 0) return point[column]!;
      const cell = cellValue(name, meaning, stepped !== null, fixed);
      if (cell !== null) return cell;
      let sum = 0;
      for (let row = 0; row < rowCount; row++) sum += term.z[row * term.effectCount + i]!;
      return sum / rowCount;
    });
    return total + quadraticForm(fit.random[t]!.covariance, z, term.effectCount);
  }, 0);
}

/** Random effects with an indicator for each level: 1 for the level that the point has; null where the name is none of those. */
function cellValue(name: string, meaning: CoefficientMeaning, isStepped: boolean, fixed: FixedEffectsDesign): number | null {
  for (const other of fixed.meanings) {
    if (other.kind !== 'contrast' || name !== other.variable + other.reference) continue;
    const isOwn = meaning.kind === 'contrast' && meaning.variable === other.variable;
    return isOwn && isStepped ? 0 : 1;
  }
  return null;
}
