/** Drawing draws of a sampler: trace and density of every parameter. */
import { asDouble } from '../../data/coercion.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import { kernelDensity } from '../../inference/kernel-density.js';
import { posteriorDiagnostics } from '../../inference/posterior-diagnostics.js';
import { traceChart, type ParameterDraws } from '../../report/charts/trace.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { optional, required, textsArgument } from './describe.js';

/** More panels than this are no longer read. */
const MOST_PARAMETERS = 12;
const DENSITY_POINTS = 128;
/** Names that draws have in tables of cmdstanr, posterior, coda and brms. */
const CHAIN_COLUMNS = ['.chain', 'chain', 'Chain'];
const ITERATION_COLUMNS = ['.iteration', 'iteration', 'Iteration'];
const OTHER_COLUMNS = ['.draw', 'draw'];

export const drawDrawsFunctions: readonly FunctionDescription[] = [
  {
    name: 'trace_plot',
    group: 'draw',
    package: 'glmm',
    summary: 'Trace and density of draws from a posterior distribution, with R̂ and effective sample sizes.',
    help: 'For each parameter the draws over the iterations, chain by chain, and beside them the density of each chain; above, rank-normalised split R̂ and the effective sample sizes of centre and tails (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021). Takes a data frame with one column a parameter and, for several chains, a column `chain` (or `.chain`); a matrix with one column a parameter; or the numbers of one chain.',
    example: 'set.seed(1)\ndraws <- data.frame(chain = rep(1:4, each = 250), slope = rnorm(1000, 10, 1.5), sd = exp(rnorm(1000, 3, 0.2)))\ntrace_plot(draws)',
    parameters: [
      required('x', 'any', 'Draws: a data frame, a matrix or numbers.'),
      optional('pars', 'string', 'NULL', `Names of the parameters to draw; without them all, if they are at most ${MOST_PARAMETERS}.`),
    ],
    call: drawTraces,
  },
];

interface Draws {
  readonly parameters: readonly (readonly [name: string, values: Float64Array])[];
  /** Of each draw; null where all are of one chain. */
  readonly chain: readonly string[] | null;
  readonly iteration: Float64Array | null;
}

function drawTraces(given: CallArguments): Value {
  const expression = given.expression('x');
  const refuse = (message: string, ...advice: string[]): never => {
    throw new UserError('GLMM229', message, { range: expression ?? null, advice });
  };
  const draws = drawsIn(given.get('x')!) ?? refuse(`trace_plot() draws numbers, and this is ${describeValue(given.get('x')!)}.`, 'Give a data frame with a column for each parameter, a matrix, or a vector.');
  const wanted = textsArgument(given, 'pars');
  const missing = wanted?.find(name => !draws.parameters.some(([own]) => own === name));
  if (missing !== undefined) refuse(`There is no parameter ${missing} among the draws.`, `They have ${draws.parameters.map(([name]) => name).join(', ')}.`);
  const chosen = wanted === null ? draws.parameters : wanted.map(name => draws.parameters.find(([own]) => own === name)!);
  if (chosen.length === 0) refuse('There are no numbers among the draws.', 'Give a column of numbers for each parameter.');
  if (chosen.length > MOST_PARAMETERS) refuse(`These are ${chosen.length} parameters; ${MOST_PARAMETERS} can be read in one chart.`, `Name those to draw: pars = c("${chosen[0]![0]}", "${chosen[1]![0]}").`);
  const rows = rowsByChain(draws);
  const length = rows[0]!.length;
  const other = rows.find(chain => chain.length !== length);
  if (other) refuse(`The chains are of different lengths: ${length} and ${other.length} draws.`, 'Cut them to one length.');
  if (length < 2) refuse('A trace needs two draws or more in each chain.');
  const parameters = chosen.map(([name, values]): ParameterDraws => {
    const chains = rows.map(places => Float64Array.from(places, place => values[place]!));
    return { name, chains, ...posteriorDiagnostics(chains), densities: chains.map(densityOf) };
  });
  const iterations = draws.iteration ? Float64Array.from(rows[0]!, place => draws.iteration![place]!) : Float64Array.from({ length }, (_, draw) => draw + 1);
  return { type: 'display', results: [traceChart(parameters, { name: expression?.kind === 'name' ? expression.name : '', iterations })] };
}

function densityOf(chain: Float64Array): ParameterDraws['densities'][number] {
  if (!chain.every(Number.isFinite) || chain.every(value => value === chain[0])) return null;
  return kernelDensity(chain, DENSITY_POINTS);
}

function drawsIn(value: Value): Draws | null {
  if (value.type === 'dataFrame') return drawsOfFrame(value);
  if (value.type !== 'double' && value.type !== 'integer') return null;
  const { dim, values, columnNames } = value;
  const [rows, columns] = dim ?? [values.length, 1];
  return { parameters: Array.from({ length: columns }, (_, column) => [columnNames?.[column] ?? (dim ? `column ${column + 1}` : 'value'), values.slice(column * rows, (column + 1) * rows)] as const), chain: null, iteration: null };
}

function drawsOfFrame({ columns }: DataFrame): Draws {
  const find = (names: readonly string[]): Column | null => columns.get(names.find(name => columns.has(name)) ?? '') ?? null;
  const [chain, iteration] = [find(CHAIN_COLUMNS), find(ITERATION_COLUMNS)];
  const told = new Set([...CHAIN_COLUMNS, ...ITERATION_COLUMNS, ...OTHER_COLUMNS]);
  return {
    parameters: [...columns].flatMap(([name, column]) => (!told.has(name) && (column.type === 'double' || column.type === 'integer') ? [[name, column.values] as const] : [])),
    chain: chain && namesOfChains(chain),
    iteration: iteration?.type === 'double' || iteration?.type === 'integer' ? iteration.values : null,
  };
}

function namesOfChains(chain: Column): readonly string[] {
  if (chain.type === 'character') return chain.values.map(value => value ?? 'NA');
  return Array.from(chain.type === 'factor' ? chain.codes : asDouble(chain).values, String);
}

/** Places of the draws of each chain, chains in the order in which they come. */
function rowsByChain({ chain, parameters }: Draws): number[][] {
  const count = parameters[0]?.[1].length ?? 0;
  const rows = new Map<string, number[]>();
  for (let place = 0; place < count; place++) {
    const name = chain?.[place] ?? '';
    const own = rows.get(name);
    if (own) own.push(place);
    else rows.set(name, [place]);
  }
  return [...rows.values()];
}
