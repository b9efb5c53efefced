/** Other ways to write the same model down, and what becomes of the numbers of its fit. */
import { hasPrecisionWeights, isCount, type RandomModel } from './random-model.js';
import type { RandomNumbers } from './random-numbers.js';

export interface Transformation {
  readonly name: string;
  /** The model written in another way; null where it does not apply. */
  apply(model: RandomModel, random: RandomNumbers): TransformedModel | null;
}

export interface TransformedModel {
  readonly model: RandomModel;
  /** What the log-likelihood of the transformed model is above that of the first. */
  readonly logLikelihoodChange: number;
  /** By what its coefficients are multiplied, by covariate; one where absent. */
  readonly coefficientFactors: ReadonlyMap<string, number>;
  /** Whether the intercept and the variances of intercepts are what they were; a covariate from another origin moves them. */
  readonly keepsIntercept: boolean;
  /** By what σ is multiplied. */
  readonly sigmaFactor: number;
  /** Whether there are as many rows as there were, which the degrees of freedom of Pearson's χ² count. */
  readonly keepsRowCount: boolean;
}

const unchanged = { logLikelihoodChange: 0, coefficientFactors: new Map<string, number>(), keepsIntercept: true, sigmaFactor: 1, keepsRowCount: true };

export const transformations: readonly Transformation[] = [
  {
    name: 'rows in another order',
    apply: (model, random) => ({ ...unchanged, model: takeRows(model, random.permutation(model.rowCount)) }),
  },
  {
    name: 'levels under other names and in another order',
    apply(model, random) {
      const factors = new Map(
        Array.from(model.factors, ([name, { labels, levelOfRow }]) => {
          const place = random.permutation(labels.length);
          const renamed = labels.map(() => '');
          place.forEach((to, from) => (renamed[to] = `${name}${(from * 7919) % 1000}`));
          return [name, { labels: renamed, levelOfRow: levelOfRow.map(level => place[level]!) }] as const;
        }),
      );
      return { ...unchanged, model: { ...model, factors } };
    },
  },
  {
    name: 'terms in another order',
    apply: (model, random) => ({ ...unchanged, model: { ...model, terms: random.permutation(model.terms.length).map(t => model.terms[t]!) } }),
  },
  {
    name: 'columns in other units',
    apply(model, random) {
      const factors = new Map(Array.from(model.covariates.keys(), name => [name, 10 ** (random.below(9) - 4)]));
      const covariates = new Map(Array.from(model.covariates, ([name, values]) => [name, values.map(value => value * factors.get(name)!)]));
      const jacobian = model.method === 'REML' ? model.fixed.reduce((sum, name) => sum + Math.log(factors.get(name)!), 0) : 0;
      return { ...unchanged, model: { ...model, covariates }, logLikelihoodChange: -jacobian, coefficientFactors: new Map(Array.from(factors, ([name, factor]) => [name, 1 / factor])) };
    },
  },
  {
    name: 'columns from another origin',
    apply(model, random) {
      const inRandomTerms = new Set(model.terms.flatMap(term => term.effects));
      const moved = model.fixed.filter(name => !inRandomTerms.has(name));
      if (moved.length === 0) return null;
      const shift = 1000 * random.normal();
      const covariates = new Map(Array.from(model.covariates, ([name, values]) => [name, moved.includes(name) ? values.map(value => value + shift) : values]));
      return { ...unchanged, model: { ...model, covariates }, keepsIntercept: false };
    },
  },
  {
    name: 'a row of weight zero more',
    apply(model, random) {
      const row = random.below(model.rowCount);
      const extended = takeRows(model, [...indices(model), row]);
      return { ...unchanged, model: { ...extended, weights: [...(model.weights ?? indices(model).map(() => 1)), 0] } };
    },
  },
  {
    name: 'a row with a missing response more',
    apply(model, random) {
      const extended = takeRows(model, [...indices(model), random.below(model.rowCount)]);
      return { ...unchanged, model: { ...extended, response: [...model.response, NaN] } };
    },
  },
  {
    name: 'weights as repeated rows',
    apply(model) {
      if (hasPrecisionWeights(model) || !model.weights) return null;
      // an observation of weight w is w trials, or w equal counts; only the binomial coefficients count the orders of the trials
      const rows = indices(model).flatMap(row => Array.from({ length: model.weights![row]! }, (_, trial) => ({ row, trial })));
      const repeated = takeRows({ ...model, weights: null }, rows.map(({ row }) => row));
      if (isCount(model)) return { ...unchanged, model: repeated, keepsRowCount: false };
      const successes = (row: number): number => Math.round(model.response[row]! * model.weights![row]!);
      const response = rows.map(({ row, trial }) => (Number.isNaN(model.response[row]) ? NaN : trial < successes(row) ? 1 : 0));
      const used = indices(model).filter(row => isComplete(model, row));
      const orders = used.reduce((sum, row) => sum + logBinomial(model.weights![row]!, successes(row)), 0);
      return { ...unchanged, model: { ...repeated, response }, logLikelihoodChange: -orders, keepsRowCount: false };
    },
  },
  {
    name: 'precision weights all twice as large',
    apply(model) {
      if (!hasPrecisionWeights(model)) return null;
      // the variance of a row is that of its mean times σ²/w, and only σ²/w is in the model: σ² takes the factor up
      return { ...unchanged, model: { ...model, weights: (model.weights ?? indices(model).map(() => 1)).map(weight => 2 * weight) }, sigmaFactor: Math.SQRT2 };
    },
  },
  {
    name: 'the offset subtracted from the response',
    apply(model) {
      if (model.family !== 'gaussian' || !model.offset) return null;
      return { ...unchanged, model: { ...model, offset: null, response: model.response.map((value, i) => value - model.offset![i]!) } };
    },
  },
];

const indices = (model: RandomModel): number[] => Array.from({ length: model.rowCount }, (_, i) => i);

function takeRows(model: RandomModel, rows: readonly number[]): RandomModel {
  const take = (values: readonly number[]): number[] => rows.map(row => values[row]!);
  return {
    ...model,
    rowCount: rows.length,
    response: take(model.response),
    weights: model.weights && take(model.weights),
    offset: model.offset && take(model.offset),
    covariates: new Map(Array.from(model.covariates, ([name, values]) => [name, take(values)])),
    factors: new Map(Array.from(model.factors, ([name, { labels, levelOfRow }]) => [name, { labels, levelOfRow: take(levelOfRow) }])),
  };
}

function isComplete({ response, covariates, fixed, terms }: RandomModel, row: number): boolean {
  const used = [...fixed, ...terms.flatMap(term => term.effects.filter(effect => effect !== '1'))];
  return !Number.isNaN(response[row]) && used.every(name => !Number.isNaN(covariates.get(name)![row]));
}

function logBinomial(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}
