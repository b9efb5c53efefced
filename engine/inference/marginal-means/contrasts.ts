/** Contrasts of estimates: which linear functions of the rows of a family are formed, and what they are called. */
import { UserError } from '../../language/syntax/diagnostic.js';
import type { Adjustment } from './adjustments.js';
import { familiesOf, type LabelColumn, type LinearEstimates } from './linear-estimates.js';

export interface Contrast {
  readonly label: string;
  /** One a row of the family. */
  readonly weights: readonly number[];
}

interface ContrastMethod {
  readonly help: string;
  /** What emmeans adjusts by where nothing is asked for, or the nearest that is there. */
  readonly adjustment: Adjustment;
  /** `reference` is a 0-based row. */
  readonly contrasts: (names: readonly string[], sign: string, reference: number) => Contrast[];
}

export const contrastMethods: Readonly<Record<string, ContrastMethod>> = {
  pairwise: { help: 'each with each that follows', adjustment: 'tukey', contrasts: (names, sign) => pairs(names, sign, false) },
  revpairwise: { help: 'each with each before it', adjustment: 'tukey', contrasts: (names, sign) => pairs(names, sign, true) },
  'trt.vs.ctrl': { help: 'each with the reference', adjustment: 'holm', contrasts: (names, sign, reference) => againstReference(names, sign, reference) },
  'trt.vs.ctrl1': { help: 'each with the first', adjustment: 'holm', contrasts: (names, sign) => againstReference(names, sign, 0) },
  'trt.vs.ctrlk': { help: 'each with the last', adjustment: 'holm', contrasts: (names, sign) => againstReference(names, sign, names.length - 1) },
  dunnett: { help: 'each with the reference', adjustment: 'holm', contrasts: (names, sign, reference) => againstReference(names, sign, reference) },
  consec: { help: 'each with the one before it', adjustment: 'holm', contrasts: (names, sign) => names.slice(1).map((name, i) => contrast(names, `${name} ${sign} ${names[i]!}`, [[i + 1, 1], [i, -1]])) },
  eff: { help: 'each with the mean of all', adjustment: 'fdr', contrasts: names => names.map((name, i) => ({ label: `${name} effect`, weights: names.map((_, j) => Number(i === j) - 1 / names.length) })) },
  'del.eff': { help: 'each with the mean of the others', adjustment: 'fdr', contrasts: names => names.map((name, i) => ({ label: `${name} effect`, weights: names.map((_, j) => (i === j ? 1 : -1 / (names.length - 1))) })) },
  poly: { help: 'linear, quadratic … across the levels in order', adjustment: 'none', contrasts: names => polynomials(names.length) },
  identity: { help: 'the estimates as they are', adjustment: 'none', contrasts: names => names.map((name, i) => contrast(names, name, [[i, 1]])) },
};

export interface ContrastRequest {
  /** A name in `contrastMethods`, or contrasts that the user wrote. */
  readonly method: string | readonly { readonly label: string; readonly weights: readonly number[] }[];
  /** Null for that of the method. */
  readonly adjustment: Adjustment | null;
  /** Null to keep those of the estimates. */
  readonly by: readonly string[] | null;
  /** 0-based row that others are compared with. */
  readonly reference: number;
}

/** Contrasts within each family of rows. Throws `UserError` for a method that is not there, and for weights that do not fit. */
export function contrastsOf(given: LinearEstimates, { method, adjustment, by, reference }: ContrastRequest): LinearEstimates {
  const estimates: LinearEstimates = by === null ? given : { ...given, by };
  const unknown = estimates.by.find(name => !estimates.labels.some(column => column.name === name));
  if (unknown !== undefined) throw new UserError('GLMM264', `by = names \`${unknown}\`, which tells no rows apart.`, { advice: [`The rows are told apart by ${estimates.labels.map(({ name }) => name).join(', ')}.`] });
  const own = estimates.labels.filter(({ name }) => !estimates.by.includes(name));
  const isRatio = estimates.scale === 'response' && estimates.kind === 'mean' && hasLogarithmicLink(estimates);
  const description = typeof method === 'string' ? contrastMethods[method] : null;
  if (description === undefined) throw new UserError('GLMM264', `There is no contrast method "${typeof method === 'string' ? method : ''}".`, { advice: [`There are ${Object.keys(contrastMethods).join(', ')}.`] });
  const gradients: Float64Array[] = [];
  const values: number[] = [];
  const isEstimable: boolean[] = [];
  const names: string[] = [];
  const byLabels: LabelColumn[] = [];
  let meansCompared = 0;
  for (const family of familiesOf(estimates)) {
    const rowNames = rowNamesOf(own, family.rows);
    meansCompared = family.rows.length;
    const contrasts = description ? description.contrasts(rowNames, isRatio ? '/' : '-', Math.min(reference, family.rows.length - 1)) : (method as readonly Contrast[]);
    for (const { label, weights } of contrasts) {
      if (weights.length !== family.rows.length) throw new UserError('GLMM264', `The contrast "${label}" has ${weights.length} weights, but there are ${family.rows.length} estimates.`);
      gradients.push(combine(weights, family.rows.map(row => estimates.gradients[row]!)));
      values.push(weights.reduce((sum, weight, i) => sum + weight * estimates.values[family.rows[i]!]!, 0));
      isEstimable.push(weights.every((weight, i) => weight === 0 || estimates.isEstimable[family.rows[i]!]!));
      names.push(label);
      byLabels.push(...family.labels);
    }
  }
  const byCount = estimates.by.length;
  return {
    ...estimates,
    kind: estimates.kind === 'trend' ? 'trend' : 'difference',
    labels: [{ name: 'contrast', labels: names }, ...estimates.by.map((name, place) => ({ name, labels: names.map((_, row) => byLabels[row * byCount + place]!.labels[0]!) }))],
    values,
    gradients,
    isEstimable,
    adjustment: adjustment ?? description?.adjustment ?? 'none',
    meansCompared,
    shows: { intervals: false, tests: true },
  };
}

/** Whether differences on the scale of the linear predictor are logarithms of ratios. */
export const hasLogarithmicLink = ({ model }: LinearEstimates): boolean => model.summary.link === 'log' || model.summary.link === 'logit';

/** `1`, or `period1` where a level is a number; the levels of several factors side by side. */
function rowNamesOf(columns: readonly LabelColumn[], rows: readonly number[]): string[] {
  const isNumber = columns.map(({ labels }) => labels.every(label => label.trim() !== '' && Number.isFinite(Number(label))));
  return rows.map(row => columns.map(({ name, labels }, c) => (isNumber[c] ? name + labels[row]! : labels[row]!)).join(' '));
}

const contrast = (names: readonly string[], label: string, entries: readonly (readonly [number, number])[]): Contrast => {
  const weights = names.map(() => 0);
  for (const [index, weight] of entries) weights[index] = weight;
  return { label, weights };
};

function pairs(names: readonly string[], sign: string, isReversed: boolean): Contrast[] {
  const all: Contrast[] = [];
  if (isReversed) for (let i = 1; i < names.length; i++) for (let j = 0; j < i; j++) all.push(contrast(names, `${names[i]!} ${sign} ${names[j]!}`, [[i, 1], [j, -1]]));
  else for (let i = 0; i < names.length; i++) for (let j = i + 1; j < names.length; j++) all.push(contrast(names, `${names[i]!} ${sign} ${names[j]!}`, [[i, 1], [j, -1]]));
  return all;
}

const againstReference = (names: readonly string[], sign: string, reference: number): Contrast[] =>
  names.flatMap((name, i) => (i === reference ? [] : [contrast(names, `${name} ${sign} ${names[reference]!}`, [[i, 1], [reference, -1]])]));

/** Orthogonal polynomials in whole numbers where small ones exist, as the tables of Fisher & Yates have them. */
function polynomials(count: number): Contrast[] {
  const names = ['linear', 'quadratic', 'cubic', 'quartic'];
  const basis: number[][] = [Array.from({ length: count }, () => 1)];
  const contrasts: Contrast[] = [];
  for (let degree = 1; degree < Math.min(count, 7); degree++) {
    const column = Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) ** degree);
    for (const other of basis) {
      const share = column.reduce((sum, value, i) => sum + value * other[i]!, 0) / other.reduce((sum, value) => sum + value * value, 0);
      other.forEach((value, i) => (column[i]! -= share * value));
    }
    basis.push(column);
    contrasts.push({ label: names[degree - 1] ?? `degree ${degree}`, weights: inWholeNumbers(column) });
  }
  return contrasts;
}

function inWholeNumbers(column: readonly number[]): number[] {
  const smallest = Math.min(...column.map(Math.abs).filter(value => value > 1e-9));
  for (let scale = 1; scale <= 60; scale++) {
    const scaled = column.map(value => (value / smallest) * scale);
    if (scaled.every(value => Math.abs(value - Math.round(value)) < 1e-6)) return scaled.map(Math.round);
  }
  return column.map(value => value / smallest);
}

function combine(weights: readonly number[], rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  weights.forEach((weight, i) => {
    if (weight === 0) return;
    for (let j = 0; j < sum.length; j++) sum[j]! += weight * rows[i]![j]!;
  });
  return sum;
}
