/** Functions of the fixed effects with their labels: marginal means, trends, and contrasts of either; mostly linear, l'β. */
import type { ContrastTests } from '../degrees-of-freedom/contrast-tests.js';
import { UserError } from '../../language/syntax/diagnostic.js';
import { marginalMean } from '../marginal-mean.js';
import type { MixedModel } from '../mixed-model.js';
import type { Adjustment } from './adjustments.js';
import { notAPredictor, type GridVariable, type ReferenceGrid } from './reference-grid.js';

/** What the estimates are on the scale of the linear predictor, and so what they become on that of the response. */
export type EstimateKind = 'mean' | 'difference' | 'trend';

export interface LabelColumn {
  readonly name: string;
  /** One a row. */
  readonly labels: readonly string[];
}

export interface LinearEstimates {
  readonly model: MixedModel;
  readonly kind: EstimateKind;
  /** What tells the rows apart: the factors of means, or `contrast`; then the variables that rows are kept apart by. */
  readonly labels: readonly LabelColumn[];
  /** Names among `labels` within whose levels contrasts are taken and tests adjusted. */
  readonly by: readonly string[];
  /** One a row: l'β and the averaged offset on the scale of the linear predictor, or a mean over the population on that of the response. */
  readonly values: readonly number[];
  /** Their derivatives in β, length p: l. */
  readonly gradients: readonly Float64Array[];
  /** For each row whether the data determine it. */
  readonly isEstimable: readonly boolean[];
  /** Of one family of tests. */
  readonly adjustment: Adjustment;
  /** Number of means that the contrasts of one family compare: what Tukey's adjustment needs. */
  readonly meansCompared: number;
  /** How values are shown; those of the population are on the scale of the response already. */
  readonly scale: 'link' | 'response' | 'population';
  readonly confidenceLevel: number;
  readonly shows: { readonly intervals: boolean; readonly tests: boolean };
  /** The standard deviation that means on the response scale are corrected by; null for no correction. */
  readonly biasSigma: number | null;
  /** Standard errors and degrees of freedom of l'β. */
  readonly tests: ContrastTests;
  /** What was averaged over, and how, for the note below a table. */
  readonly averagedOver: readonly string[];
  readonly weighting: Weighting;
  /** The covariate whose slope a trend is; null otherwise. */
  readonly trendOf: string | null;
}

export type Weighting = 'equal' | 'proportional';

export interface MeansRequest {
  readonly names: readonly string[];
  readonly by: readonly string[];
  readonly weighting: Weighting;
  /** Means of the response over the distribution of the random effects, in place of the linear predictor where they are zero. */
  readonly isPopulation: boolean;
  readonly tests: ContrastTests;
}

/** Averages of a reference grid over all variables but the named ones: estimated marginal means. Throws `UserError` for a name that is no predictor. */
export function marginalMeans(model: MixedModel, grid: ReferenceGrid, { names, by, weighting, isPopulation, tests }: MeansRequest): LinearEstimates {
  const kept = [...names, ...by].map(name => variableIndex(grid, name));
  const p = model.design.fixed.columnCount;
  const cells = cellsOf(grid, kept);
  const weights = weighting === 'equal' ? null : cellFrequencies(model, grid);
  const points = isPopulation ? populationPoints(model, grid) : linearPoints(model, grid);
  const gradients: Float64Array[] = [];
  const values: number[] = [];
  const isEstimable: boolean[] = [];
  for (const rows of cells.rows) {
    const gradient = new Float64Array(p);
    let value = 0;
    let total = 0;
    let isKnown = true;
    for (const row of rows) {
      const weight = weights ? weights[row]! : 1;
      if (weight === 0) continue;
      for (let j = 0; j < p; j++) gradient[j]! += weight * points.slope[row]! * grid.x[j * grid.rowCount + row]!;
      value += weight * points.value[row]!;
      total += weight;
      if (grid.isEstimable[row] === 0) isKnown = false;
    }
    gradients.push(gradient.map(sum => sum / total));
    values.push(value / total);
    isEstimable.push(isKnown && total > 0);
  }
  const averagedOver = grid.variables.flatMap((variable, v) => (kept.includes(v) || variable.labels.length === 1 ? [] : [variable.name]));
  return {
    model,
    kind: 'mean',
    labels: kept.map((v, place) => ({ name: grid.variables[v]!.name, labels: cells.positions.map(position => grid.variables[v]!.labels[position[place]!]!) })),
    by,
    values,
    gradients,
    isEstimable,
    adjustment: 'none',
    meansCompared: names.reduce((product, name) => product * grid.variables[variableIndex(grid, name)]!.labels.length, 1),
    scale: isPopulation ? 'population' : 'link',
    confidenceLevel: model.summary.confidenceLevel,
    shows: { intervals: true, tests: false },
    biasSigma: null,
    tests,
    averagedOver,
    weighting,
    trendOf: null,
  };
}

interface GridPoints {
  readonly value: Float64Array;
  /** Its derivative in the linear predictor. */
  readonly slope: Float64Array;
}

function linearPoints({ fit }: MixedModel, grid: ReferenceGrid): GridPoints {
  const value = Float64Array.from(grid.offset);
  fit.fixedEffects.forEach((beta, j) => {
    for (let row = 0; row < grid.rowCount; row++) value[row]! += beta * grid.x[j * grid.rowCount + row]!;
  });
  return { value, slope: new Float64Array(grid.rowCount).fill(1) };
}

/** E g⁻¹(η + z′b) at each row of the grid. */
function populationPoints(model: MixedModel, grid: ReferenceGrid): GridPoints {
  const { link } = model.summary;
  const { value: eta } = linearPoints(model, grid);
  const sd = grid.randomVariance!.map(Math.sqrt);
  return { value: eta.map((at, row) => marginalMean(link, at, sd[row]!).mean), slope: eta.map((at, row) => slopeOfMean(link, at, sd[row]!)) };
}

/** By a difference of fourth order, exact to some ten digits. */
function slopeOfMean(link: string, eta: number, sd: number): number {
  const h = 1e-3 * Math.max(1, Math.abs(eta));
  const mean = (at: number): number => marginalMean(link, at, sd).mean;
  return (8 * (mean(eta + h) - mean(eta - h)) - (mean(eta + 2 * h) - mean(eta - 2 * h))) / (12 * h);
}

/** Slopes along a covariate, (l(x + h/2) − l(x − h/2))′β/h, averaged as means are; the two grids differ in nothing but the covariate. */
export function marginalTrends(above: LinearEstimates, below: LinearEstimates, step: number, covariate: string): LinearEstimates {
  return {
    ...above,
    kind: 'trend',
    values: above.values.map((value, row) => (value - below.values[row]!) / step),
    gradients: above.gradients.map((l, row) => l.map((value, j) => (value - below.gradients[row]![j]!) / step)),
    trendOf: covariate,
  };
}

/** Rows grouped by the levels of the `by` variables, in order of appearance. */
export function familiesOf(estimates: LinearEstimates): { readonly rows: readonly number[]; readonly labels: readonly LabelColumn[] }[] {
  const columns = estimates.labels.filter(({ name }) => estimates.by.includes(name));
  const families = new Map<string, { rows: number[]; labels: LabelColumn[] }>();
  estimates.values.forEach((_, row) => {
    const own = columns.map(({ labels }) => labels[row]!);
    const key = JSON.stringify(own);
    const family = families.get(key) ?? { rows: [], labels: columns.map(({ name }, place) => ({ name, labels: [own[place]!] })) };
    family.rows.push(row);
    families.set(key, family);
  });
  return [...families.values()];
}

function variableIndex({ variables }: ReferenceGrid, name: string): number {
  const index = variables.findIndex(variable => variable.name === name);
  if (index < 0) throw notAPredictor(name, variables.map(variable => variable.name));
  return index;
}

/** Rows of the grid by the values of the kept variables; the first varies fastest. */
function cellsOf(grid: ReferenceGrid, kept: readonly number[]): { rows: number[][]; positions: number[][] } {
  const sizes = kept.map(v => grid.variables[v]!.labels.length);
  const count = sizes.reduce((product, size) => product * size, 1);
  const rows: number[][] = Array.from({ length: count }, () => []);
  const positions = Array.from({ length: count }, (_, cell) => {
    let rest = cell;
    return sizes.map(size => {
      const position = rest % size;
      rest = Math.floor(rest / size);
      return position;
    });
  });
  for (let row = 0; row < grid.rowCount; row++) {
    let cell = 0;
    let stride = 1;
    kept.forEach((v, place) => {
      cell += grid.positions[v]![row]! * stride;
      stride *= sizes[place]!;
    });
    rows[cell]!.push(row);
  }
  return { rows, positions };
}

/** How many rows of the data lie in each cell of the grid's factors; covariates do not part them. */
function cellFrequencies(model: MixedModel, grid: ReferenceGrid): Float64Array {
  const factors = grid.variables.flatMap((variable, v) => (variable.isCovariate || variable.labels.length === 1 ? [] : [v]));
  const counts = new Map<string, number>();
  const labels = factors.map(v => labelsOfRows(model, grid.variables[v]!));
  for (let i = 0; i < model.design.rowCount; i++) {
    const key = JSON.stringify(labels.map(own => own[i]!));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Float64Array.from({ length: grid.rowCount }, (_, row) => counts.get(JSON.stringify(factors.map(v => grid.variables[v]!.labels[grid.positions[v]![row]!]!))) ?? 0);
}

function labelsOfRows(model: MixedModel, { name }: GridVariable): readonly string[] {
  const column = model.predictors.get(name);
  if (!column) throw new UserError('GLMM263', `The model has no variable \`${name}\`.`);
  if (column.type === 'factor') return Array.from(column.codes, code => column.levels[code - 1] ?? 'NA');
  if (column.type === 'character') return column.values.map(value => value ?? 'NA');
  if (column.type === 'logical') return Array.from(column.values, value => (value === 1 ? 'TRUE' : 'FALSE'));
  return Array.from(column.values, value => String(Number(value.toPrecision(7))));
}
