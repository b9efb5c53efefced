/**
 * What a mixed model is, written down densely and without any of the engine's economies: Z in full, H = L'Z'WZL + I of order q
 * factored as one matrix, the linear mixed model from its n × n marginal covariance. Effects are b = Lu with L the Cholesky factors
 * of their covariances on the scale of the linear predictor.
 */
import { CholeskyDecomposition, Matrix, inverse } from 'ml-matrix';
import { normalDistribution } from './normal-distribution.js';
import { type RandomFamily, type RandomModel } from './random-model.js';

export interface DenseModel {
  readonly family: RandomFamily;
  readonly response: readonly number[];
  readonly weights: readonly number[];
  readonly offset: readonly number[];
  /** n × p, the intercept first. */
  readonly x: Matrix;
  /** n × q, the effects of a level side by side. */
  readonly z: Matrix;
  readonly terms: readonly DenseTerm[];
}

export interface DenseTerm {
  readonly group: string;
  readonly effects: readonly string[];
  /** Labels of the levels that occur. */
  readonly levels: readonly string[];
  readonly firstColumn: number;
}

/** The complete rows in their order; a double bar is taken apart into one term an effect. */
export function denseModel(model: RandomModel): DenseModel {
  const { response, weights, offset, covariates, fixed, factors } = model;
  const terms = model.terms.flatMap(({ group, effects, isDiagonal }) => (isDiagonal ? effects.map(effect => ({ group, effects: [effect] })) : [{ group, effects }]));
  const used = new Set([...fixed, ...terms.flatMap(term => term.effects)].filter(name => name !== '1'));
  const rows = Array.from({ length: model.rowCount }, (_, i) => i).filter(
    i => !Number.isNaN(response[i]) && [...used].every(name => !Number.isNaN(covariates.get(name)![i])) && terms.every(({ group }) => factors.get(group)!.levelOfRow[i]! >= 0),
  );
  const value = (name: string, row: number): number => (name === '1' ? 1 : covariates.get(name)![row]!);
  const columns: number[][] = [];
  const layout = terms.map(({ group, effects }) => {
    const { labels, levelOfRow } = factors.get(group)!;
    const present = labels.map((_, level) => level).filter(level => rows.some(row => levelOfRow[row] === level));
    const firstColumn = columns.length;
    for (const level of present) for (const effect of effects) columns.push(rows.map(row => (levelOfRow[row] === level ? value(effect, row) : 0)));
    return { group, effects, levels: present.map(level => labels[level]!), firstColumn };
  });
  // rows of weight zero say nothing, but their levels are part of the model
  const weighted = rows.map((row, i) => ({ row, i })).filter(({ row }) => (weights?.[row] ?? 1) > 0);
  return {
    family: { family: model.family, link: model.link },
    response: weighted.map(({ row }) => response[row]!),
    weights: weighted.map(({ row }) => weights?.[row] ?? 1),
    offset: weighted.map(({ row }) => offset?.[row] ?? 0),
    x: new Matrix(weighted.map(({ row }) => ['1', ...fixed].map(name => value(name, row)))),
    z: new Matrix(weighted.map(({ i }) => columns.map(column => column[i]!))),
    terms: layout,
  };
}

/** The random effects given the response, at the parameters. */
export interface ConditionalDistribution {
  /** b̂, length q. */
  readonly modes: readonly number[];
  /** q × q. */
  readonly covariance: Matrix;
}

export interface LaplaceApproximation {
  readonly logLikelihood: number;
  /** û, q × 1. */
  readonly u: Matrix;
  conditional(): ConditionalDistribution;
}

/** The parameters of a generalized model: β, the factors L of the covariances of the terms, and log σ or log θ where the family has one. */
export interface LaplacePoint {
  readonly beta: readonly number[];
  readonly factors: readonly Matrix[];
  readonly psi: number;
}

/** The Laplace approximation by plain Newton steps for u from `start`, without `constantOf`. */
export function laplaceApproximation(model: DenseModel, { beta, factors, psi }: LaplacePoint, start: Matrix = Matrix.zeros(model.z.columns, 1)): LaplaceApproximation {
  const { z, response, weights } = model;
  const q = z.columns;
  const l = blockDiagonal(model, factors);
  const zl = z.mmul(l);
  const fixedPart = fixedPredictor(model, beta);
  let u = start;
  let isLast = false;
  for (let iteration = 0; iteration < 100; iteration++) {
    const eta = zl.mmul(u).to1DArray().map((value, i) => value + fixedPart[i]!);
    const rows = eta.map((value, i) => rowDensity(model.family, response[i]!, value, weights[i]!, psi));
    const hessian = zl.transpose().mmul(scaleRows(zl, rows.map(row => row.curvature))).add(Matrix.eye(q));
    const cholesky = factorise(hessian);
    const gradient = zl.transpose().mmul(Matrix.columnVector(rows.map(row => row.slope))).sub(u);
    const step = cholesky.solve(gradient);
    const decrement = gradient.dot(step);
    if (isLast) {
      const logLikelihood = rows.reduce((sum, row) => sum + row.value, 0) - u.dot(u) / 2 - halfLogDeterminant(cholesky);
      const modes = l.mmul(u).to1DArray();
      return { logLikelihood, u, conditional: () => ({ modes, covariance: l.mmul(cholesky.solve(l.transpose())) }) };
    }
    // the step after this one is smaller than rounding
    isLast = decrement < 1e-12;
    u = u.add(step.mul(Math.min(1, 2 / Math.sqrt(decrement))));
  }
  throw new Error('the inner problem of the oracle did not converge');
}

export interface MarginalGaussian {
  readonly logLikelihood: number;
  /** Generalised least squares. */
  readonly beta: readonly number[];
  readonly betaCovariance: Matrix;
  conditional(): ConditionalDistribution;
}

/** y ~ N(Xβ + offset, ZLL'Z' + σ²W⁻¹) with β at its generalised least squares estimate; Harville (1974) for the restricted likelihood. */
export function marginalGaussian(model: DenseModel, factors: readonly Matrix[], sigma: number, isRestricted: boolean): MarginalGaussian {
  const { x, z, weights, offset } = model;
  const n = x.rows;
  const l = blockDiagonal(model, factors);
  const zl = z.mmul(l);
  const v = zl.mmul(zl.transpose());
  for (let i = 0; i < n; i++) v.set(i, i, v.get(i, i) + (sigma * sigma) / weights[i]!);
  const cholesky = factorise(v);
  const vx = cholesky.solve(x);
  const information = x.transpose().mmul(vx);
  const y = Matrix.columnVector(model.response.map((value, i) => value - offset[i]!));
  const beta = factorise(information).solve(vx.transpose().mmul(y));
  const residual = y.clone().sub(x.mmul(beta));
  const solved = cholesky.solve(residual);
  const degrees = isRestricted ? n - x.columns : n;
  const restriction = isRestricted ? halfLogDeterminant(factorise(information)) : 0;
  return {
    logLikelihood: -(degrees / 2) * Math.log(2 * Math.PI) - halfLogDeterminant(cholesky) - restriction - residual.dot(solved) / 2,
    beta: beta.to1DArray(),
    betaCovariance: inverse(information),
    conditional: () => ({
      modes: l.mmul(zl.transpose().mmul(solved)).to1DArray(),
      covariance: l.mmul(Matrix.eye(l.columns).sub(zl.transpose().mmul(cholesky.solve(zl)))).mmul(l.transpose()),
    }),
  };
}

/** The part of the log-likelihood that depends on the data alone. */
export function constantOf({ family, response, weights }: DenseModel): number {
  if (family.family === 'binomial') return response.reduce((sum, y, i) => sum + logBinomial(weights[i]!, Math.round(weights[i]! * y)), 0);
  if (family.family === 'poisson' || family.family === 'negative.binomial') return response.reduce((sum, y, i) => sum - weights[i]! * logGamma(y + 1), 0);
  return 0;
}

interface RowDensity {
  readonly value: number;
  /** ∂ℓ/∂η. */
  readonly slope: number;
  /** −∂²ℓ/∂η². */
  readonly curvature: number;
}

/** The log-density of a row at η and ψ, without `constantOf`. */
function rowDensity({ family, link }: RandomFamily, y: number, eta: number, weight: number, psi: number): RowDensity {
  const mu = Math.exp(eta);
  switch (family) {
    case 'gaussian':
      return { value: (-weight * (y - eta) ** 2) / 2, slope: weight * (y - eta), curvature: weight };
    case 'poisson':
      return { value: weight * (y * eta - mu), slope: weight * (y - mu), curvature: weight * mu };
    case 'negative.binomial': {
      const theta = Math.exp(psi);
      const value = logGamma(y + theta) - logGamma(theta) + theta * psi + y * eta - (y + theta) * Math.log(theta + mu);
      return { value: weight * value, slope: weight * (y - ((y + theta) * mu) / (theta + mu)), curvature: (weight * (y + theta) * theta * mu) / (theta + mu) ** 2 };
    }
    case 'Gamma': {
      const nu = weight * Math.exp(-2 * psi);
      return { value: nu * Math.log(nu / mu) - (nu * y) / mu + (nu - 1) * Math.log(y) - logGamma(nu), slope: nu * (y / mu - 1), curvature: (nu * y) / mu };
    }
    case 'binomial': {
      const [success, failure] = outcomes(link, eta);
      return {
        value: weight * (y * success.value + (1 - y) * failure.value),
        slope: weight * (y * success.slope + (1 - y) * failure.slope),
        curvature: weight * (y * success.curvature + (1 - y) * failure.curvature),
      };
    }
  }
}

/** log μ and log(1 − μ). */
function outcomes(link: RandomFamily['link'], eta: number): [RowDensity, RowDensity] {
  if (link === 'probit') {
    const above = normalDistribution(eta);
    const below = normalDistribution(-eta);
    const [r, s] = [above.density / above.probability, below.density / below.probability];
    return [
      { value: Math.log(above.probability), slope: r, curvature: r * (eta + r) },
      { value: Math.log(below.probability), slope: -s, curvature: s * (s - eta) },
    ];
  }
  if (link === 'cloglog') {
    const t = Math.exp(eta);
    const d = t / Math.expm1(t);
    return [
      { value: Math.log(-Math.expm1(-t)), slope: d, curvature: -d * (1 - t - d) },
      { value: -t, slope: -t, curvature: t },
    ];
  }
  const success = 1 / (1 + Math.exp(-eta));
  const failure = 1 / (1 + Math.exp(eta));
  return [
    { value: Math.log(success), slope: failure, curvature: success * failure },
    { value: Math.log(failure), slope: -success, curvature: success * failure },
  ];
}

/** Products of matrices differ from their transposes in the last digit, which the decomposition does not take. */
function factorise(matrix: Matrix): CholeskyDecomposition {
  return new CholeskyDecomposition(Matrix.add(matrix, matrix.transpose()).mul(0.5));
}

function blockDiagonal({ z, terms }: DenseModel, factors: readonly Matrix[]): Matrix {
  const l = Matrix.zeros(z.columns, z.columns);
  terms.forEach(({ effects, levels, firstColumn }, t) => {
    const k = effects.length;
    for (let j = 0; j < levels.length; j++) for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) l.set(firstColumn + j * k + a, firstColumn + j * k + b, factors[t]!.get(a, b));
  });
  return l;
}

function fixedPredictor({ x, offset }: DenseModel, beta: readonly number[]): number[] {
  return x.mmul(Matrix.columnVector([...beta])).to1DArray().map((value, i) => value + offset[i]!);
}

function scaleRows(matrix: Matrix, factors: readonly number[]): Matrix {
  const scaled = matrix.clone();
  factors.forEach((factor, i) => scaled.mulRow(i, factor));
  return scaled;
}

function halfLogDeterminant(cholesky: CholeskyDecomposition): number {
  const l = cholesky.lowerTriangularMatrix;
  let sum = 0;
  for (let i = 0; i < l.rows; i++) sum += Math.log(l.get(i, i));
  return sum;
}

/** log Γ(x) by Stirling's series from above 30, to which Γ(x + 1) = xΓ(x) leads. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 30; z++) shift += Math.log(z);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7) - shift;
}

const logBinomial = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
