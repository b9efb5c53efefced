/** Simulated data for benchmarks: the same seed gives the same numbers everywhere. */
import type { Column, DataFrame } from '../../engine/data/vectors.js';
import { randomNumbers, type RandomNumbers } from '../fuzz/random-numbers.js';

const ROWS_A_GROUP = 50;

/**
 * Columns y, x1 (standard normal), x2 (0 or 1) and g, with 50 rows a level of g on average and a standard deviation of 0.6 between
 * levels: η = 0.2 + 0.5 x1 − 0.3 x2 + b(g).
 */
export function clusteredData(family: 'poisson' | 'binomial' | 'gaussian', rows: number): DataFrame {
  const random = randomNumbers(rows);
  const groups = Math.max(20, rows / ROWS_A_GROUP);
  const b = Float64Array.from({ length: groups }, () => 0.6 * random.normal());
  const [y, x1, x2] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const level = random.below(groups);
    codes[i] = level + 1;
    x1[i] = random.normal();
    x2[i] = random.uniform() < 0.4 ? 1 : 0;
    y[i] = respond(family, 0.2 + 0.5 * x1[i]! - 0.3 * x2[i]! + b[level]!, random);
  }
  return frameOf({ y: numeric(y), x1: numeric(x1), x2: numeric(x2), g: factor(codes, groups) });
}

/**
 * Columns y, x1, x2, g1 and g2: g1 and g2 crossed at random, ten times as many levels of g1, 20 rows each;
 * η = −0.5 + 0.8 x1 − 0.4 x2 + u(g1) + v(g2) with standard deviations 1 and 0.7.
 */
export function crossedData(family: 'binomial' | 'gaussian', levels: number): DataFrame {
  const second = Math.round(levels / 11);
  const first = levels - second;
  const rows = 20 * first;
  const random = randomNumbers(levels);
  const u = Float64Array.from({ length: first }, () => random.normal());
  const v = Float64Array.from({ length: second }, () => 0.7 * random.normal());
  const [y, x1, x2] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const [g1, g2] = [new Int32Array(rows), new Int32Array(rows)];
  for (let i = 0; i < rows; i++) {
    x1[i] = random.normal();
    x2[i] = random.uniform() < 0.5 ? 1 : 0;
    g1[i] = random.below(first) + 1;
    g2[i] = random.below(second) + 1;
    y[i] = respond(family, -0.5 + 0.8 * x1[i]! - 0.4 * x2[i]! + u[g1[i]! - 1]! + v[g2[i]! - 1]!, random);
  }
  return frameOf({ y: numeric(y), x1: numeric(x1), x2: numeric(x2), g1: factor(g1, first), g2: factor(g2, second) });
}

function respond(family: 'poisson' | 'binomial' | 'gaussian', eta: number, random: RandomNumbers): number {
  switch (family) {
    case 'poisson':
      return random.poisson(Math.exp(eta));
    case 'binomial':
      return random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    case 'gaussian':
      return eta + random.normal();
  }
}

const numeric = (values: Float64Array): Column => ({ type: 'double', values });

const factor = (codes: Int32Array, levels: number): Column => ({ type: 'factor', codes, levels: Array.from({ length: levels }, (_, j) => String(j + 1)), isOrdered: false });

function frameOf(columns: Readonly<Record<string, Column>>): DataFrame {
  const [first] = Object.values(columns);
  return { type: 'dataFrame', rowCount: first?.type === 'factor' ? first.codes.length : (first?.values.length ?? 0), columns: new Map(Object.entries(columns)) };
}
