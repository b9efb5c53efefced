import { defineConfig } from 'vitest/config';

/** The browser tests: one VS Code, one page, tests in order. */
export default defineConfig({
  test: {
    include: ['test/e2e/*.test.ts'],
    fileParallelism: false,
    slowTestThreshold: 30_000,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
