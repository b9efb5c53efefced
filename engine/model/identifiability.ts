/** Whether the data can tell the variances of a model apart at all, before any of them is estimated. */
import { addScaled, innerProduct, scaleVector } from '../linalg/vector-kernels.js';
import type { FixedEffectsDesign, RandomTerm } from './design.js';

/** Terms whose variances and covariances the data do not determine, and what they cannot be told from. */
export interface UnidentifiedVariances {
  readonly terms: readonly RandomTerm[];
  readonly from: 'fixed effects' | 'residual' | 'each other';
}

export interface VarianceQuestion {
  readonly random: readonly RandomTerm[];
  readonly fixed: FixedEffectsDesign;
  readonly rowCount: number;
  readonly weights: Float64Array;
  /** Whether the family has a residual variance of its own. */
  readonly hasResidual: boolean;
}

/** Rows that are looked at first: a model that is identified in part of the rows is identified in all. */
const FIRST_ROWS = 4000;
/** What is left of a vector that others determine, as a share of its length, is rounding below this. */
const DEPENDENT = 1e-7;
/** A share in a combination below this is rounding. */
const INVOLVED = 1e-4;

/**
 * With V = Σ σ_ab V_ab + σ²W⁻¹ the covariance of the linear predictor (and residual), and M the projection on what the fixed effects
 * leave, variances are determined only if the matrices M V_ab M are linearly independent (Rao 1971; Harville 1977, §4). They are
 * looked at through their products with a few random vectors, which are dependent exactly if the matrices are, but for events of
 * probability zero: a pass or two over the rows for each parameter.
 */
export function unidentifiedVariances(question: VarianceQuestion): UnidentifiedVariances[] {
  const first = rowsWithWeight(question.weights, FIRST_ROWS);
  const found = dependentTerms(question, first);
  return found.length === 0 || first.length < FIRST_ROWS ? found : dependentTerms(question, rowsWithWeight(question.weights, question.rowCount));
}

/** The first rows that have a weight above zero, up to so many. */
function rowsWithWeight(weights: Float64Array, most: number): Int32Array {
  const rows = new Int32Array(Math.min(most, weights.length));
  let count = 0;
  for (let i = 0; i < weights.length && count < rows.length; i++) if (weights[i]! > 0) rows[count++] = i;
  return rows.subarray(0, count);
}

function dependentTerms({ random, fixed, rowCount, weights, hasResidual }: VarianceQuestion, rows: Int32Array): UnidentifiedVariances[] {
  const basis = fixedBasis(fixed, rowCount, rows);
  const parameterCount = random.reduce((sum, { effectCount: k }) => sum + (k * (k + 1)) / 2, hasResidual ? 1 : 0);
  const probeCount = Math.max(2, Math.ceil((2 * parameterCount) / Math.max(1, rows.length - basis.length)));
  const seen = new SeenVariances(basis, randomVectors(rows.length, probeCount));
  if (hasResidual) seen.add(null, (vector, target) => vector.forEach((value, i) => (target[i] = value / weights[rows[i]!]!)));
  const found = random.flatMap(term => {
    const z = orthonormalEffects(term, rows);
    const repeated: UnidentifiedVariances[] = z.length < term.effectCount ? [{ terms: [term], from: 'each other' }] : [];
    const answers = z.flatMap((za, a) => z.slice(0, a + 1).map(zb => seen.add(term, (vector, target) => applyCovariance(term, rows, za, zb, vector, target))));
    return [...repeated, ...answers.filter(answer => answer !== null)];
  });
  const bySet = new Map(found.map(entry => [`${entry.from}: ${entry.terms.map(({ label }) => label).join()}`, entry]));
  return [...bySet.values()];
}

/** The directions M V_ab M v that were met so far, orthonormal. */
class SeenVariances {
  readonly #basis: readonly Float64Array[];
  readonly #probes: readonly Float64Array[];
  readonly #projected: readonly Float64Array[];
  readonly #directions: { readonly vector: Float64Array; readonly term: RandomTerm | null }[] = [];

  constructor(basis: readonly Float64Array[], probes: readonly Float64Array[]) {
    this.#basis = basis;
    this.#probes = probes;
    this.#projected = probes.map(probe => {
      const vector = Float64Array.from(probe);
      project(basis, vector);
      return vector;
    });
  }

  /** Takes up a matrix by its product with a vector; what it cannot be told from, or null where it is new. */
  add(term: RandomTerm | null, multiply: (vector: Float64Array, target: Float64Array) => void): UnidentifiedVariances | null {
    const { vector, size } = this.#image(multiply);
    const length = Math.sqrt(innerProduct(vector, vector));
    const terms = term ? [term] : [];
    // two effects that never meet in one level have no covariance to estimate
    if (size === 0) return { terms, from: 'each other' };
    if (!(length > DEPENDENT * size)) return { terms, from: 'fixed effects' };
    scaleVector(vector, 1 / length);
    const shares = new Float64Array(this.#directions.length);
    for (let pass = 0; pass < 2; pass++) {
      this.#directions.forEach((direction, j) => {
        const share = innerProduct(direction.vector, vector);
        shares[j] = shares[j]! + share;
        addScaled(vector, -share, direction.vector);
      });
    }
    const left = Math.sqrt(innerProduct(vector, vector));
    if (left > DEPENDENT) {
      scaleVector(vector, 1 / left);
      this.#directions.push({ vector, term });
      return null;
    }
    const involved = this.#directions.flatMap((direction, j) => (direction.term && Math.abs(shares[j]!) > INVOLVED ? [direction.term] : []));
    return involved.length === 0 ? { terms, from: 'residual' } : { terms: [...new Set([...involved, ...terms])], from: 'each other' };
  }

  /** The products M A M v of a matrix with all probes in one vector, and the length that they would have without M. */
  #image(multiply: (vector: Float64Array, target: Float64Array) => void): { readonly vector: Float64Array; readonly size: number } {
    const n = this.#probes[0]!.length;
    const vector = new Float64Array(n * this.#probes.length);
    let squares = 0;
    this.#probes.forEach((probe, s) => {
      const part = vector.subarray(s * n, (s + 1) * n);
      multiply(probe, part);
      squares += innerProduct(part, part);
      multiply(this.#projected[s]!, part);
      project(this.#basis, part);
    });
    return { vector, size: Math.sqrt(squares) };
  }
}

/** An orthonormal basis of the fixed columns in the given rows, by columns. */
function fixedBasis(fixed: FixedEffectsDesign, rowCount: number, rows: Int32Array): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let j = 0; j < fixed.columnCount; j++) {
    const column = Float64Array.from(rows, row => fixed.x[j * rowCount + row]!);
    const before = Math.sqrt(innerProduct(column, column));
    for (let pass = 0; pass < 2; pass++) project(basis, column);
    const left = Math.sqrt(innerProduct(column, column));
    if (!(left > DEPENDENT * before)) continue;
    scaleVector(column, 1 / left);
    basis.push(column);
  }
  return basis;
}

/** The columns of z in the given rows, orthogonal to each other and of mean square one, so that units and origins do not matter; those that others determine are left out. */
function orthonormalEffects({ z, effectCount: k }: RandomTerm, rows: Int32Array): Float64Array[] {
  const columns: Float64Array[] = [];
  for (let a = 0; a < k; a++) {
    const column = Float64Array.from(rows, row => z[row * k + a]!);
    const before = Math.sqrt(innerProduct(column, column));
    for (let pass = 0; pass < 2; pass++) for (const other of columns) addScaled(column, -innerProduct(other, column) / rows.length, other);
    const left = Math.sqrt(innerProduct(column, column));
    if (!(left > DEPENDENT * before)) continue;
    scaleVector(column, Math.sqrt(rows.length) / left);
    columns.push(column);
  }
  return columns;
}

/** target ← (Z_a Z_b' + Z_b Z_a')v, with Z_a the effect a of every level. */
function applyCovariance({ levels, levelOfRow }: RandomTerm, rows: Int32Array, za: Float64Array, zb: Float64Array, v: Float64Array, target: Float64Array): void {
  const sumA = new Float64Array(levels.length);
  const sumB = new Float64Array(levels.length);
  for (let i = 0; i < rows.length; i++) {
    const level = levelOfRow[rows[i]!]!;
    sumA[level] = sumA[level]! + za[i]! * v[i]!;
    sumB[level] = sumB[level]! + zb[i]! * v[i]!;
  }
  for (let i = 0; i < rows.length; i++) {
    const level = levelOfRow[rows[i]!]!;
    target[i] = za[i]! * sumB[level]! + zb[i]! * sumA[level]!;
  }
}

/** v ← Mv. */
function project(basis: readonly Float64Array[], v: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) for (const direction of basis) addScaled(v, -innerProduct(direction, v), direction);
}

/** `count` vectors of n numbers between −1 and 1, always the same: a Weyl sequence mixed as in MurmurHash3's finaliser (Appleby 2011). */
function randomVectors(n: number, count: number): Float64Array[] {
  let state = 1;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) / 0x8000_0000;
  };
  return Array.from({ length: count }, () => new Float64Array(n).map(next));
}
