/** Draws of a sampler: each parameter's trace over the iterations beside the density of its chains. */
import type { ChartResult, TableResult } from '../../results.js';
import { formatCount, formatFixed } from '../numbers.js';
import { joinWords } from '../words/phrases.js';

export interface ParameterDraws {
  readonly name: string;
  /** One array a chain, all of one length. */
  readonly chains: readonly Float64Array[];
  /** NaN where they are not defined. */
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
  /** One a chain; null for one that does not move. */
  readonly densities: readonly ({ readonly at: Float64Array; readonly density: Float64Array } | null)[];
}

/** More points a chain than this cannot be told apart in a trace. */
const MOST_POINTS = 600;
/** Above this R̂, and below so many effective draws a chain, chains are not to be trusted (Vehtari et al. 2021). */
const LARGEST_RHAT = 1.01;
const LEAST_ESS_PER_CHAIN = 100;

/** `name` is the variable that holds the draws; `iterations` are those of the first chain, one a draw. */
export function traceChart(parameters: readonly ParameterDraws[], { name, iterations }: { readonly name: string; readonly iterations: Float64Array }): ChartResult {
  const chains = parameters[0]?.chains.length ?? 0;
  const draws = iterations.length;
  const drawn = drawnPlaces(draws);
  const title = `Trace and density${name === '' ? '' : ` of ${name}`}`;
  const counted = `${formatCount(chains)} ${chains === 1 ? 'chain' : 'chains'} of ${formatCount(draws)} draws`;
  const doubtful = parameters.filter(parameter => isDoubtful(parameter, chains));
  const verdict = doubtful.length > 0
    ? `R̂ above ${LARGEST_RHAT} or fewer than ${formatCount(LEAST_ESS_PER_CHAIN * chains)} effective draws: ${joinWords(doubtful.map(parameter => parameter.name))}.`
    : parameters.some(({ rhat }) => Number.isNaN(rhat)) ? '' : `R̂ is at most ${LARGEST_RHAT}, and every effective sample size at least ${formatCount(LEAST_ESS_PER_CHAIN * chains)}.`;
  const notes = drawn.length < draws ? [`Every trace shows ${formatCount(drawn.length)} of its ${formatCount(draws)} draws; R̂, effective sample sizes and densities are of all.`] : [];
  return {
    kind: 'chart',
    title,
    description: [`Traces and densities of ${joinWords(parameters.map(parameter => parameter.name))}, ${counted}.`, ...parameters.map(parameter => `${parameter.name}: ${diagnosticsInWords(parameter)}.`), verdict].filter(text => text !== '').join(' '),
    caption: [`${counted} for each parameter. R̂ is the rank-normalised split potential scale reduction, ESS the effective sample size of centre and tails (Vehtari et al. 2021).`, verdict, ...notes].filter(text => text !== '').join(' '),
    spec: traceSpec(title, counted, parameters, chains),
    data: tracedTable(title, parameters, iterations, drawn, notes),
  };
}

const isDoubtful = ({ rhat, essBulk, essTail }: ParameterDraws, chains: number): boolean => rhat > LARGEST_RHAT || essBulk < LEAST_ESS_PER_CHAIN * chains || essTail < LEAST_ESS_PER_CHAIN * chains;

const diagnosticsInWords = ({ rhat, essBulk, essTail }: ParameterDraws): string => (Number.isNaN(rhat) ? 'R̂ and ESS are not defined' : `R̂ ${formatFixed(rhat, 3)}, ESS ${formatCount(Math.round(essBulk))} (centre) and ${formatCount(Math.round(essTail))} (tails)`);

/** An even choice of at most `MOST_POINTS`. */
function drawnPlaces(draws: number): Int32Array {
  const count = Math.min(draws, MOST_POINTS);
  return Int32Array.from({ length: count }, (_, point) => (count < 2 ? 0 : Math.round((point * (draws - 1)) / (count - 1))));
}

/** Parameters are told by place, and their names stand in titles alone. */
function traceSpec(title: string, counted: string, parameters: readonly ParameterDraws[], chains: number): Record<string, unknown> {
  const names = Array.from({ length: chains }, (_, chain) => String(chain + 1));
  const series = { type: 'nominal', scale: { domain: names } };
  const colour = { color: { field: 'chain', ...series, legend: chains > 1 ? { title: 'chain', orient: 'top' } : null } };
  const dash = { strokeDash: { field: 'chain', ...series, legend: null } };
  const panelTitle = (parameter: ParameterDraws): object => ({ text: parameter.name, subtitle: diagnosticsInWords(parameter), offset: 6 });
  return {
    title: { text: title, subtitle: `${counted} for each parameter` },
    data: { name: 'table' },
    columns: 2,
    spacing: { row: 26, column: 30 },
    concat: parameters.flatMap((parameter, place) => [
      {
        title: panelTitle(parameter),
        width: 400,
        height: 96,
        transform: [{ filter: { field: 'place', equal: place + 1 } }],
        mark: { type: 'line', style: 'line', strokeWidth: 1, opacity: 0.75, aria: false },
        encoding: { x: { field: 'iteration', type: 'quantitative', title: 'iteration', scale: { zero: false, nice: false }, axis: { grid: false, tickCount: 5 } }, y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false }, axis: { grid: false, tickCount: 4 } }, ...colour },
      },
      {
        width: 200,
        height: 96,
        data: { values: parameter.densities.flatMap((density, chain) => (density === null ? [] : Array.from(density.at, (at, point) => ({ chain: String(chain + 1), at, density: density.density[point]! })))) },
        mark: { type: 'line', style: 'line', strokeWidth: 1.5, aria: false },
        encoding: { x: { field: 'at', type: 'quantitative', title: null, scale: { zero: false, nice: false }, axis: { grid: false, tickCount: 4 } }, y: { field: 'density', type: 'quantitative', title: 'density', axis: { grid: false, ticks: false, labels: false, domain: false } }, ...colour, ...(chains > 1 ? dash : {}), order: { field: 'at', type: 'quantitative' } },
      },
    ]),
    resolve: { scale: { x: 'independent', y: 'independent' } },
  };
}

function tracedTable(title: string, parameters: readonly ParameterDraws[], iterations: Float64Array, drawn: Int32Array, notes: readonly string[]): TableResult {
  const finite = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
  return {
    kind: 'table',
    title,
    columns: [{ name: 'parameter', type: 'text' }, { name: 'place', type: 'integer' }, { name: 'chain', type: 'text' }, { name: 'iteration', type: 'number' }, { name: 'value', type: 'number' }],
    rows: parameters.flatMap(({ name, chains }, place) => chains.flatMap((chain, index) => Array.from(drawn, at => [name, place + 1, String(index + 1), iterations[at]!, finite(chain[at]!)]))),
    notes,
  };
}
