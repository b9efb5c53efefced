/** The data beside fitted curves: rows, or means of rows where single outcomes show nothing. */
import { isNumeric } from '../data/atomic.js';
import { labelsOf } from '../data/coercion.js';
import type { Column } from '../data/vectors.js';
import type { MixedModel } from './mixed-model.js';
import { evenly } from './scatter.js';

export interface Observed {
  readonly at: number | string;
  /** Labels of what tells lines and panels apart; empty where nothing does. */
  readonly by: string;
  readonly panel: string;
  readonly value: number;
  /** Rows that it is a mean of. */
  readonly rows: number;
  /** The row of the design; −1 for a mean. */
  readonly row: number;
}

export interface ObservedPoints {
  readonly kind: 'rows' | 'choice' | 'means';
  readonly points: readonly Observed[];
}

const MOST_ROWS = 1500;
/** With more distinct values than this, outcomes are averaged in bins of about equally many rows. */
const MOST_VALUES = 12;
const BINS = 10;

/** `by` and `panel` are covariates with levels; null for none. Means of outcomes of 0 and 1, or of proportions weighted by their trials; else rows. */
export function observedPoints({ design, predictors }: MixedModel, focal: { readonly name: string; readonly isContinuous: boolean }, by: string | null, panel: string | null): ObservedPoints {
  const { values, description } = design.response;
  const column = predictors.get(focal.name)!;
  const labels = (name: string | null): ((row: number) => string) => {
    if (name === null) return () => '';
    const texts = labelsOf(predictors.get(name)!);
    return row => texts[row] ?? '';
  };
  const [byOf, panelOf] = [labels(by), labels(panel)];
  const atOf = placeOf(column, focal.isContinuous);
  if (description.kind === 'binary' || description.kind === 'proportion') {
    return { kind: 'means', points: means(design.weights, values, atOf, byOf, panelOf, focal.isContinuous ? binsOf(column, values.length) : null) };
  }
  const all = Int32Array.from({ length: values.length }, (_, row) => row);
  const chosen = evenly(all, MOST_ROWS);
  return { kind: chosen.length < all.length ? 'choice' : 'rows', points: Array.from(chosen, row => ({ at: atOf(row), by: byOf(row), panel: panelOf(row), value: values[row]!, rows: 1, row })) };
}

function placeOf(column: Column, isContinuous: boolean): (row: number) => number | string {
  if (isContinuous && isNumeric(column)) return row => column.values[row]!;
  const labels = labelsOf(column);
  return row => labels[row] ?? '';
}

/** For each row its bin by the rank of its value; null where the values are few. */
function binsOf(column: Column, n: number): Int32Array | null {
  if (!isNumeric(column) || new Set(column.values).size <= MOST_VALUES) return null;
  const { values } = column;
  const sorted = Float64Array.from(values).sort();
  const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * n) / BINS)]!);
  return Int32Array.from(values, value => edges.filter(edge => value >= edge).length);
}

function means(weights: Float64Array, values: Float64Array, atOf: (row: number) => number | string, byOf: (row: number) => string, panelOf: (row: number) => string, bins: Int32Array | null): Observed[] {
  const sums = new Map<string, { at: number | string; by: string; panel: string; weight: number; value: number; place: number; rows: number }>();
  for (let row = 0; row < values.length; row++) {
    const at = atOf(row);
    const [by, panel] = [byOf(row), panelOf(row)];
    const key = JSON.stringify([bins ? bins[row] : at, by, panel]);
    const sum = sums.get(key) ?? { at, by, panel, weight: 0, value: 0, place: 0, rows: 0 };
    sum.weight += weights[row]!;
    sum.value += weights[row]! * values[row]!;
    sum.place += typeof at === 'number' ? at : 0;
    sum.rows++;
    sums.set(key, sum);
  }
  return Array.from(sums.values(), ({ at, by, panel, weight, value, place, rows }) => ({ at: typeof at === 'number' ? place / rows : at, by, panel, value: value / weight, rows, row: -1 }));
}
