/** The loops in which the time of a fit goes, each alone. */
import { Bench } from 'tinybench';
import { analyseTiles, placeInTiles } from '../../engine/linalg/tile-pattern.js';
import { TiledCholesky } from '../../engine/linalg/tiled-cholesky.js';
import { exponentiate } from '../../engine/linalg/row-kernels.js';
import { logGamma } from '../../engine/probability/special-functions.js';
import { families } from '../../engine/model/families/families.js';
import { links } from '../../engine/model/families/links.js';
import { randomNumbers } from '../fuzz/random-numbers.js';

export interface KernelTime {
  readonly name: string;
  /** Of one call, the fastest of many. */
  readonly microseconds: number;
  /** Floating-point operations of one call, for matrix kernels. */
  readonly flops: number | null;
  /** Elements that one call goes through, for loops over rows. */
  readonly elements: number | null;
}

interface Kernel extends Omit<KernelTime, 'microseconds'> {
  readonly run: () => void;
}

const ELEMENTS = 100_000;

export async function kernelTimes(): Promise<KernelTime[]> {
  const kernels = [...[128, 512, 1128].flatMap(choleskyKernels), ...rowKernels()];
  const bench = new Bench({ time: 400, iterations: 3, warmupTime: 100, warmupIterations: 2 });
  for (const { name, run } of kernels) bench.add(name, run);
  await bench.run();
  return kernels.map(({ name, flops, elements }) => {
    const result = bench.getTask(name)?.result;
    if (result?.state !== 'completed') throw new Error(`${name} was not measured.`);
    return { name, flops, elements, microseconds: result.latency.min * 1000 };
  });
}

/** Factor and inverse of a dense matrix of order n. */
function choleskyKernels(n: number): Kernel[] {
  const pattern = analyseTiles(n, [Int32Array.from({ length: n }, (_, i) => i)], false);
  const cholesky = new TiledCholesky(pattern, new Int32Array(0));
  const random = randomNumbers(n);
  cholesky.clear();
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) cholesky.values[placeInTiles(pattern, i, j)] = i === j ? n : random.normal();
  const matrix = cholesky.values.slice();
  const size = n.toLocaleString('en');
  return [
    { name: `Cholesky factor, order ${size}`, flops: n ** 3 / 3, elements: null, run: () => {
      cholesky.values.set(matrix);
      runToEnd(cholesky.factorSteps());
    } },
    { name: `inverse from the factor, order ${size}`, flops: (2 * n ** 3) / 3, elements: null, run: () => runToEnd(cholesky.invertSteps()) },
  ];
}

/** The density of each row with three derivatives, and the functions that it is made of. */
function rowKernels(): Kernel[] {
  const random = randomNumbers(1);
  const eta = Float64Array.from({ length: ELEMENTS }, () => random.normal());
  const weights = new Float64Array(ELEMENTS).fill(1);
  const derivatives = { first: new Float64Array(ELEMENTS), second: new Float64Array(ELEMENTS), third: new Float64Array(ELEMENTS) };
  const work = new Float64Array(ELEMENTS);
  const density = (family: string, link: string, response: Float64Array): Kernel => ({
    name: `${family} density, ${link} link, three derivatives`, flops: null, elements: ELEMENTS,
    run: () => families.get(family)!.evaluate(response, eta, weights, links.get(link)!, derivatives, 0),
  });
  const outcomes = eta.map(value => (random.uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
  const counts = eta.map(value => random.poisson(Math.exp(value)));
  return [
    density('poisson', 'log', counts),
    density('binomial', 'logit', outcomes),
    density('binomial', 'probit', outcomes),
    density('binomial', 'cloglog', outcomes),
    { name: 'exponential', flops: null, elements: ELEMENTS, run: () => {
      work.set(eta);
      exponentiate(work, 0, ELEMENTS);
    } },
    { name: 'exponential, Math.exp', flops: null, elements: ELEMENTS, run: () => {
      for (let i = 0; i < ELEMENTS; i++) work[i] = Math.exp(eta[i]!);
    } },
    { name: 'log-gamma', flops: null, elements: ELEMENTS, run: () => {
      for (let i = 0; i < ELEMENTS; i++) work[i] = logGamma(counts[i]! + 0.5);
    } },
  ];
}

function runToEnd(steps: Generator<void, unknown>): void {
  while (!steps.next().done);
}
