import { expect, test } from 'vitest';
import { seedOfResults } from '../../../engine/language/services/random-seed.js';

test('the seed is told where random numbers are drawn: that of set.seed, or else that of the session', () => {
  expect(seedOfResults(['m <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy)', 'mean(1:3)'], 7)).toBeNull();
  expect(seedOfResults(['x <- rnorm(3)'], 7)).toBe(7);
  expect(seedOfResults(['set.seed(42)', 'x <- rnorm(3)'], 7)).toBe(42);
});
