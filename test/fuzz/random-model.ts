/** Small mixed models at random: data, formula and the numbers behind them, for comparison with a dense oracle. */
import fc from 'fast-check';
import { randomNumbers, type RandomNumbers } from './random-numbers.js';

/** A family with one of its links. */
export interface RandomFamily {
  readonly family: 'gaussian' | 'binomial' | 'poisson' | 'negative.binomial' | 'Gamma';
  readonly link: 'identity' | 'logit' | 'probit' | 'cloglog' | 'log';
}

export const randomFamilies: readonly RandomFamily[] = [
  { family: 'gaussian', link: 'identity' },
  { family: 'binomial', link: 'logit' },
  { family: 'poisson', link: 'log' },
  { family: 'binomial', link: 'probit' },
  { family: 'binomial', link: 'cloglog' },
  { family: 'negative.binomial', link: 'log' },
  { family: 'Gamma', link: 'log' },
];

/** A mixed model as its author thinks of it; the engine gets it as a formula and a data frame, the oracle as this. */
export interface RandomModel extends RandomFamily {
  readonly method: 'REML' | 'ML' | 'Laplace';
  readonly rowCount: number;
  /** NaN where missing; for the binomial family the proportion of successes. */
  readonly response: readonly number[];
  /** For the binomial family the number of trials; null for ones. */
  readonly weights: readonly number[] | null;
  readonly offset: readonly number[] | null;
  /** Numeric columns by name; NaN where missing. */
  readonly covariates: ReadonlyMap<string, readonly number[]>;
  /** Covariates with a fixed effect, beside the intercept. */
  readonly fixed: readonly string[];
  readonly factors: ReadonlyMap<string, GroupingFactor>;
  readonly terms: readonly RandomModelTerm[];
}

export interface GroupingFactor {
  /** Labels of the declared levels, some of which may not occur. */
  readonly labels: readonly string[];
  /** 0-based, −1 where missing. */
  readonly levelOfRow: readonly number[];
}

export interface RandomModelTerm {
  readonly group: string;
  /** `1` is the intercept, anything else a covariate. */
  readonly effects: readonly string[];
  /** Written with a double bar: no correlations. */
  readonly isDiagonal: boolean;
}

const layouts = ['one factor', 'nested', 'crossed', 'partially crossed', 'three factors'] as const;
const effectSets = [['1'], ['1', 'x1'], ['1', 'x1'], ['x1'], ['1', 'x1', 'x2'], ['1', 'x1', 'x2', 'x3']] as const;

/** What a random model is made from; small enough to be printed. */
export interface RandomModelChoices {
  readonly seed: number;
  readonly family: RandomFamily;
  readonly method: 'REML' | 'ML';
  readonly layout: (typeof layouts)[number];
  readonly effects: (typeof effectSets)[number];
  readonly secondEffects: (typeof effectSets)[number];
  readonly isDiagonal: boolean;
  readonly isSplit: boolean;
  readonly rows: number;
  readonly fixedCount: number;
  readonly hasOffset: boolean;
  readonly weighting: 'none' | 'positive' | 'some zero';
  readonly hasMissing: boolean;
  readonly hasSingletons: boolean;
  readonly scale: number;
}

/** Shrinks towards one intercept, few rows and no extras. */
export function randomModels(family: RandomFamily): fc.Arbitrary<RandomModelChoices> {
  return fc.record({
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    family: fc.constant(family),
    method: fc.constantFrom('ML' as const, 'REML' as const),
    layout: fc.constantFrom(...layouts),
    effects: fc.constantFrom(...effectSets),
    secondEffects: fc.constantFrom(effectSets[0], effectSets[0], effectSets[1], effectSets[3]),
    isDiagonal: fc.boolean(),
    isSplit: fc.boolean(),
    rows: fc.integer({ min: 40, max: 70 }),
    fixedCount: fc.integer({ min: 0, max: 3 }),
    hasOffset: fc.boolean(),
    weighting: fc.constantFrom('none' as const, 'positive' as const, 'some zero' as const),
    hasMissing: fc.boolean(),
    hasSingletons: fc.boolean(),
    scale: fc.constantFrom(0.8, 0, 0.3, 1.5),
  });
}

/** The model that was chosen, with data drawn from it. */
export function simulate(choices: RandomModelChoices): RandomModel {
  const random = randomNumbers(choices.seed);
  const n = choices.rows;
  const covariates = new Map(['x1', 'x2', 'x3'].map(name => [name, Array.from({ length: n }, () => random.normal())]));
  const factors = makeFactors(choices, random);
  const terms = makeTerms(choices, [...factors.keys()]);
  const fixed = [...covariates.keys()].slice(0, choices.fixedCount);
  const offset = choices.hasOffset ? Array.from({ length: n }, () => 0.5 * random.normal()) : null;
  const eta = Array.from({ length: n }, (_, i) => (isCount(choices.family) ? 0.8 : 0.2) + (offset?.[i] ?? 0));
  for (const name of fixed) {
    const beta = 0.5 * random.normal();
    covariates.get(name)!.forEach((x, i) => (eta[i] = eta[i]! + beta * x));
  }
  for (const { group, effects } of terms) {
    const { labels, levelOfRow } = factors.get(group)!;
    for (const effect of effects) {
      const b = labels.map(() => choices.scale * (0.5 + random.uniform()) * random.normal());
      levelOfRow.forEach((level, i) => (eta[i] = eta[i]! + b[level]! * (effect === '1' ? 1 : covariates.get(effect)![i]!)));
    }
  }
  const weights = makeWeights(choices, random);
  const response = eta.map((value, i) => respond(choices.family, Math.max(-6, Math.min(4, value)), weights?.[i] ?? 1, random));
  if (choices.hasMissing) {
    response[random.below(n)] = NaN;
    covariates.get('x1')![random.below(n)] = NaN;
  }
  return { ...choices.family, method: choices.family.family === 'gaussian' ? choices.method : 'Laplace', rowCount: n, response, weights, offset, covariates, fixed, factors, terms };
}

/** Every factor declares a level that does not occur; with `hasSingletons` the last rows each have a level of their own. */
function makeFactors({ layout, rows: n, hasSingletons }: RandomModelChoices, random: RandomNumbers): Map<string, GroupingFactor> {
  const singletons = hasSingletons ? 3 : 0;
  const factor = (levels: number, levelOfRow: (i: number) => number): GroupingFactor => ({
    labels: Array.from({ length: levels + singletons + 1 }, (_, j) => `L${j + 1}`),
    levelOfRow: Array.from({ length: n }, (_, i) => (i >= n - singletons ? levels + i - (n - singletons) : levelOfRow(i))),
  });
  const balanced = (levels: number) => (i: number): number => i % levels;
  const scattered = (levels: number) => (i: number): number => (i < levels ? i : random.below(levels));
  switch (layout) {
    case 'one factor':
      return new Map([['a', factor(5 + random.below(4), scattered(5))]]);
    case 'nested': {
      const fine = factor(12, scattered(12));
      return new Map([['a', fine], ['b', { labels: ['u', 'v', 'w', 's', 't', 'z'], levelOfRow: fine.levelOfRow.map(level => level % 5) }]]);
    }
    case 'crossed':
      return new Map([['a', factor(7, balanced(7))], ['b', factor(5, i => Math.floor(i / 7) % 5)]]);
    case 'partially crossed':
      return new Map([['a', factor(8, scattered(8))], ['b', factor(6, i => (random.uniform() < 0.7 ? i % 3 : random.below(6)))]]);
    case 'three factors':
      return new Map([['a', factor(7, scattered(7))], ['b', factor(5, balanced(5))], ['c', factor(6, scattered(6))]]);
  }
}

function makeTerms({ effects, secondEffects, isDiagonal, isSplit }: RandomModelChoices, groups: readonly string[]): RandomModelTerm[] {
  const [first = 'a', ...others] = groups;
  // one rich term is enough; more would make the numerical Hessian of the oracle slow
  const second = effects.length > 2 ? effectSets[0] : secondEffects;
  const rest = others.map((group, i) => ({ group, effects: i === 0 ? second : effectSets[0], isDiagonal: false }));
  // two terms on one factor: an intercept, and the slopes among themselves
  if (isSplit && effects.length > 2) return [{ group: first, effects: ['1'], isDiagonal: false }, { group: first, effects: effects.slice(1), isDiagonal: false }, ...rest];
  return [{ group: first, effects, isDiagonal: isDiagonal && effects.length > 1 }, ...rest];
}

function makeWeights({ family, weighting, rows }: RandomModelChoices, random: RandomNumbers): number[] | null {
  if (weighting === 'none') return null;
  const weights = Array.from({ length: rows }, () => (hasPrecisionWeights(family) ? 0.5 + 2 * random.uniform() : 1 + random.below(6)));
  if (weighting === 'some zero') for (let i = 0; i < 3; i++) weights[random.below(rows)] = 0;
  return weights;
}

function respond({ family, link }: RandomFamily, eta: number, weight: number, random: RandomNumbers): number {
  const exponential = (): number => -Math.log(1 - random.uniform());
  switch (family) {
    case 'gaussian':
      return eta + random.normal() / Math.sqrt(Math.max(weight, 0.5));
    case 'poisson':
      return random.poisson(Math.exp(eta));
    case 'negative.binomial':
      return random.poisson((Math.exp(eta) * (exponential() + exponential())) / 2);
    case 'Gamma':
      return (Math.exp(eta) * (exponential() + exponential() + exponential() + exponential())) / 4;
    case 'binomial': {
      // the three links are nearly the same near one half, but for their scale
      const scaled = link === 'logit' ? eta : 1.7 * eta;
      let successes = 0;
      for (let trial = 0; trial < weight; trial++) if (random.uniform() < 1 / (1 + Math.exp(-scaled))) successes++;
      return weight === 0 ? 0 : successes / weight;
    }
  }
}

export const isCount = ({ family }: RandomFamily): boolean => family === 'poisson' || family === 'negative.binomial';
/** Whether a weight divides the variance of a row, and does not count how often it was seen. */
export const hasPrecisionWeights = ({ family }: RandomFamily): boolean => family === 'gaussian' || family === 'Gamma';
/** Whether a parameter beside the mean is estimated with the others. */
export const hasDispersion = ({ family }: RandomFamily): boolean => family === 'Gamma' || family === 'negative.binomial';
