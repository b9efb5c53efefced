/**
 * `npm test`: everything. Unit and reference tests, the host tests in a real VS Code (Node and web worker host), and the browser
 * tests on the packaged extension. Nothing is skipped in silence: what cannot run counts as failed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { browser, ensurePackages, ensurePrerequisites, pdfReader, root, run, script, wordProcessor } from './prerequisites.mjs';
import { installVsCodeServer, prerequisitesOfInstallation } from './vscode-server.mjs';

/** @typedef {{ name: string, passed: number, failed: number, detail: string }} Outcome */

const results = path.join(root, 'test-results');

await script(async () => {
  ensurePackages();
  // Imported now: before this line their packages need not be there.
  const { isDesktopWanted, runHostTests } = await import('./host-tests.mjs');
  const { buildPackage } = await import('./package.mjs');

  // First of all, so that a machine that lacks something says so at once.
  ensurePrerequisites([browser, wordProcessor, pdfReader, ...prerequisitesOfInstallation()]);
  const server = await installVsCodeServer();

  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  run('node', ['esbuild.mjs', '--tests']);

  /** @type {Outcome[]} */
  const outcomes = [vitest('unit and reference tests', 'vitest.config.ts')];

  for (const kind of /** @type {const} */ (['node', 'web'])) {
    const name = `${kind} extension host`;
    console.log(`\n${name}`);
    outcomes.push(
      await attempt(name, async () => {
        const { passed, failed, pending, host, vscode } = await runHostTests(kind, isDesktopWanted ? null : server);
        return { name, passed, failed: failed + pending, detail: `${isDesktopWanted ? 'desktop' : 'code-server'}, VS Code ${vscode}, ${host}` };
      }),
    );
  }

  console.log('\nbrowser');
  outcomes.push(
    await attempt('browser', async () => {
      const vsix = await buildPackage();
      return vitest('browser', 'test/e2e/vitest.config.ts', { GLMM_VSIX: vsix });
    }),
  );

  console.log('');
  for (const { name, passed, failed, detail } of outcomes) console.log(`${name}: ${passed} passed, ${failed} failed${detail ? ` (${detail})` : ''}`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/**
 * Runs vitest and reads its own count. A skipped test counts as failed.
 * @param {string} name @param {string} configuration @param {Record<string, string>} [environment]
 * @returns {Outcome}
 */
function vitest(name, configuration, environment = {}) {
  const file = path.join(results, `${name.replaceAll(' ', '-')}.json`);
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', configuration, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  if (!existsSync(file)) return { name, passed: 0, failed: 1, detail: `vitest ended with ${status} and left no count` };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = numFailedTests + numPendingTests + numTodoTests;
  // A test file that does not even load, or an error outside all tests, fails no test; it must count all the same.
  const unseen = failed === 0 && status !== 0 ? Math.max(1, numFailedTestSuites) : 0;
  return { name, passed: numPassedTests, failed: failed + unseen, detail: unseen > 0 ? `vitest ended with ${status}` : '' };
}

/** A runner that breaks counts as one failure, with its reason. @param {string} name @param {() => Promise<Outcome>} action @returns {Promise<Outcome>} */
async function attempt(name, action) {
  try {
    return await action();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { name, passed: 0, failed: 1, detail: 'did not finish' };
  }
}
