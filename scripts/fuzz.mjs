/**
 * `npm run fuzz`: 100,000 random cells through the parser and the services of the editor, and 10,000 random notebooks through the
 * file format. `npm test` tries a few thousand of each. GLMM_FUZZ_SEED, GLMM_FUZZ_CELLS and GLMM_FUZZ_NOTEBOOKS choose others.
 */
import process from 'node:process';
import { ensurePackages, run, script } from './prerequisites.mjs';

await script(() => {
  ensurePackages();
  const environment = { GLMM_FUZZ_CELLS: process.env['GLMM_FUZZ_CELLS'] ?? '100000', GLMM_FUZZ_NOTEBOOKS: process.env['GLMM_FUZZ_NOTEBOOKS'] ?? '10000' };
  run('node', ['node_modules/vitest/vitest.mjs', 'run', 'test/fuzz/cells.test.ts', 'test/fuzz/notebooks.test.ts'], { environment });
  return Promise.resolve();
});
