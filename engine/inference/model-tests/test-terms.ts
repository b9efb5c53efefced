import type { ContrastTests, HypothesisTest } from '../degrees-of-freedom/contrast-tests.js';
import type { MixedModel } from '../mixed-model.js';
import { termHypotheses } from './term-hypotheses.js';

export interface TermTest extends HypothesisTest {
  readonly term: string;
  /** F (unscaled) times σ̂² and its degrees of freedom, as lmerTest has it: what the sum of squares would be in a model without random effects. */
  readonly sumOfSquares: number;
}

/** One test for each term of the fixed effects. */
export function testTerms(model: MixedModel, tests: ContrastTests, type: 1 | 2 | 3): TermTest[] {
  return termHypotheses(model, type).map(({ term, rows }) => {
    const test = tests.hypothesis(rows);
    return { term, ...test, sumOfSquares: (test.unscaled ?? test.statistic) * test.numeratorDf * model.fit.sigma ** 2 };
  });
}
