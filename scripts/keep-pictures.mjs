#!/usr/bin/env node
/** `npm run pictures` keeps what outputs look like now, and the variables of VS Code's themes, for the browser tests to compare with. Look at them before you commit them. */
import { run, script } from './prerequisites.mjs';

await script(() => {
  run('node', ['esbuild.mjs']);
  for (const tests of ['notebook', 'outputs']) {
    run('node', ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/e2e/vitest.config.ts', tests], { environment: { GLMM_KEEP_PICTURES: '1' } });
  }
  return Promise.resolve();
});
