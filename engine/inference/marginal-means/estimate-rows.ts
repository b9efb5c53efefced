/** From linear functions to numbers: estimates with standard errors, degrees of freedom, intervals and tests, on the link or the response scale. */
import { links } from '../../model/families/links.js';
import { normalTwoSidedPValue, tTwoSidedPValue } from '../../probability/tail-probabilities.js';
import { adjustedPValues, adjustments, criticalValue, type Family } from './adjustments.js';
import { hasLogarithmicLink } from './contrasts.js';
import { familiesOf, type LabelColumn, type LinearEstimates } from './linear-estimates.js';

export interface EstimateRow {
  readonly estimate: number;
  readonly standardError: number;
  readonly df: number;
  readonly lower: number;
  readonly upper: number;
  readonly statistic: number;
  readonly pValue: number;
}

export interface EstimateTable {
  readonly labels: readonly LabelColumn[];
  /** `emmean`, `prob`, `odds.ratio`, `Days.trend` …, as emmeans calls it. */
  readonly estimateName: string;
  /** NaN in every number of a row that the data do not determine. */
  readonly rows: readonly EstimateRow[];
  readonly hasIntervals: boolean;
  readonly hasTests: boolean;
  readonly isAsymptotic: boolean;
  /** What the tests compare with, on the scale that is shown. */
  readonly nullValue: number;
  readonly notes: readonly string[];
}

/** Intervals are formed, and tests made, on the scale of the linear predictor, and only then transformed; standard errors by the delta method. */
export function estimateTable(estimates: LinearEstimates): EstimateTable {
  const { adjustment, confidenceLevel, isEstimable, gradients, scale, shows, tests, values } = estimates;
  const errors = gradients.map((l, row) => (isEstimable[row] ? tests.contrast(l) : { standardError: NaN, df: NaN }));
  const rows: EstimateRow[] = [];
  const families = familiesOf(estimates);
  let family: Family = { tests: 0, means: 0, rank: 0 };
  for (const { rows: members } of families) {
    family = { tests: members.filter(row => isEstimable[row]).length, means: estimates.meansCompared, rank: rankOf(members.map(row => gradients[row]!)) };
    const statistics = members.map(row => values[row]! / errors[row]!.standardError);
    const df = members.map(row => errors[row]!.df);
    const plain = statistics.map((statistic, i) => (Number.isNaN(statistic) ? NaN : df[i] === Infinity ? normalTwoSidedPValue(statistic) : tTwoSidedPValue(statistic, df[i]!)));
    const adjusted = adjustedPValues(adjustment, plain, statistics, df, family);
    members.forEach((row, i) => {
      const { standardError } = errors[row]!;
      const estimate = isEstimable[row] ? values[row]! : NaN;
      const quantile = Number.isNaN(estimate) ? NaN : criticalValue(adjustment, confidenceLevel, df[i]!, family);
      const [lower, upper] = intervalOf(estimates, estimate, quantile * standardError);
      rows[row] = { estimate, standardError, df: df[i]!, lower, upper, statistic: statistics[i]!, pValue: adjusted[i]! };
    });
  }
  const transform = transformOf(estimates);
  const isAsymptotic = errors.every(({ df }) => !Number.isFinite(df));
  return {
    labels: estimates.labels,
    estimateName: nameOf(estimates),
    rows: rows.map(transform.row),
    hasIntervals: shows.intervals,
    hasTests: shows.tests,
    isAsymptotic,
    nullValue: scale === 'response' ? transform.at(0) : 0,
    notes: notesOf(estimates, family, isAsymptotic),
  };
}

/** That of a mean over the population is formed on the scale of the linear predictor as well, where it cannot leave the possible means. */
function intervalOf({ kind, model, scale }: LinearEstimates, estimate: number, width: number): [number, number] {
  if (scale !== 'population' || kind !== 'mean') return [estimate - width, estimate + width];
  const link = links.get(model.summary.link)!;
  const eta = link.linkFunction(estimate);
  const ends = [-1, 1].map(sign => link.inverse(eta + (sign * width) / Math.abs(link.derivative(eta))));
  return [Math.min(...ends), Math.max(...ends)];
}

/** Whether the response scale has another reading of these values than the linear predictor. */
export const isTransformed = (estimates: LinearEstimates): boolean =>
  estimates.scale === 'response' && estimates.model.summary.link !== 'identity' && (estimates.kind === 'mean' || (estimates.kind === 'difference' && hasLogarithmicLink(estimates)));

function transformOf(estimates: LinearEstimates): { at: (eta: number) => number; row: (row: EstimateRow) => EstimateRow } {
  if (!isTransformed(estimates)) return { at: eta => eta, row: row => row };
  const link = links.get(estimates.model.summary.link)!;
  const correction = estimates.kind === 'mean' && estimates.biasSigma !== null ? estimates.biasSigma ** 2 / 2 : 0;
  const at = estimates.kind === 'difference' ? (eta: number) => Math.exp(eta) : (eta: number) => link.inverse(eta) + correction * link.secondDerivative(eta);
  const slope = estimates.kind === 'difference' ? (eta: number) => Math.exp(eta) : (eta: number) => link.derivative(eta) + correction * link.thirdDerivative(eta);
  return {
    at,
    row: row => {
      const ends = [at(row.lower), at(row.upper)] as const;
      return { ...row, estimate: at(row.estimate), standardError: Math.abs(slope(row.estimate)) * row.standardError, lower: Math.min(...ends), upper: Math.max(...ends) };
    },
  };
}

function nameOf(estimates: LinearEstimates): string {
  const { kind, scale, model } = estimates;
  const { family, link } = model.summary;
  if (kind === 'trend') return estimates.labels[0]?.name === 'contrast' ? 'estimate' : `${estimates.trendOf ?? 'x'}.trend`;
  if (scale === 'population') return kind === 'mean' ? (family === 'binomial' ? 'prob' : 'response') : 'estimate';
  if (kind === 'difference') return isTransformed(estimates) ? (link === 'logit' ? 'odds.ratio' : 'ratio') : 'estimate';
  if (!isTransformed(estimates)) return 'emmean';
  return family === 'binomial' ? 'prob' : family === 'poisson' ? 'rate' : 'response';
}

function notesOf(estimates: LinearEstimates, family: Family, isAsymptotic: boolean): string[] {
  const { adjustment, averagedOver, biasSigma, by, confidenceLevel, kind, model, scale, shows, tests, weighting } = estimates;
  const { link } = model.summary;
  const hasOwnScale = link !== 'identity';
  const level = `${Number((confidenceLevel * 100).toPrecision(4))} %`;
  const notes: string[] = [];
  if (averagedOver.length > 0) notes.push(`Averaged over ${averagedOver.join(', ')}, ${weighting === 'equal' ? 'each value counted alike' : 'by the numbers of rows in the data'}.`);
  if (scale === 'population') notes.push('Means of the response over the distribution of the random effects; standard errors take its variances as known.');
  else if (hasOwnScale && !isTransformed(estimates)) notes.push(`On the ${link} scale, for a typical group (random effects zero).`);
  else if (hasOwnScale) notes.push(`For a typical group (random effects zero). ${shows.intervals ? 'Intervals are formed' : 'Tests are made'} on the ${kind === 'difference' && link === 'logit' ? 'log odds ratio' : link} scale${shows.intervals ? ' and transformed back' : ''}.`);
  if (biasSigma !== null && isTransformed(estimates) && kind === 'mean') notes.push(`Means corrected for a standard deviation of ${Number(biasSigma.toPrecision(4))} on the ${link} scale.`);
  notes.push(isAsymptotic ? 'Degrees of freedom: infinite (normal reference).' : `Degrees of freedom: ${tests.method ?? ''}.`);
  if (shows.intervals) notes.push(`Confidence level: ${level}${adjustment === 'none' || family.tests < 2 ? '' : `, adjusted by ${adjustments[adjustments[adjustment].forIntervals].words(family)}`}.`);
  if (shows.tests && adjustment !== 'none' && family.tests > 1) notes.push(`P-values adjusted by ${adjustments[adjustment].words(family)}${by.length > 0 && kind === 'difference' ? ', within each combination of the by variables' : ''}.`);
  if (estimates.isEstimable.some(known => !known)) notes.push('NA: the data do not determine this value, because columns of the model were dropped.');
  return notes;
}

/** Rank of a few rows, by Gram–Schmidt. */
function rankOf(rows: readonly Float64Array[]): number {
  const basis: Float64Array[] = [];
  for (const row of rows) {
    const rest = Float64Array.from(row);
    for (const other of basis) {
      let share = 0;
      for (let j = 0; j < rest.length; j++) share += rest[j]! * other[j]!;
      for (let j = 0; j < rest.length; j++) rest[j]! -= share * other[j]!;
    }
    const norm = Math.hypot(...rest);
    if (norm > 1e-8 * Math.max(1, Math.hypot(...row))) basis.push(rest.map(value => value / norm));
  }
  return basis.length;
}
