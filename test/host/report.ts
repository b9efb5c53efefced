/** Tells the runner outside what happened inside the extension host: a line a test, and one last line with everything. */
import * as vscode from 'vscode';

/** What the last line carries; an exit code alone would also be 0 when no suite was loaded. */
export interface HostReport {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  /** `node 24.1.0` or `web worker`. */
  readonly host: string;
  readonly vscode: string;
}

/** Set when the suites are bundled (esbuild.mjs). */
declare const GLMM_ONLY_TESTS: string;

/** Words that a test's title must have to run; empty: all tests. */
export const onlyTests = GLMM_ONLY_TESTS;

export const reportPrefix = 'GLMM_TEST_REPORT ';

/** Runs the suite and reports; rejects when a test failed, so that the host's exit code says so too. */
export async function report(start: (done: () => void) => Mocha.Runner): Promise<void> {
  const counts = { passed: 0, failed: 0, pending: 0 };
  await new Promise<void>(resolve => {
    const runner = start(resolve);
    runner.on('pass', test => {
      counts.passed++;
      console.log(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: unknown) => {
      counts.failed++;
      console.log(`  ✗ ${test.fullTitle()}\n    ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
    runner.on('pending', test => {
      counts.pending++;
      console.log(`  - ${test.fullTitle()} (not run)`);
    });
  });
  const host = typeof process === 'object' && process.versions?.node ? `node ${process.versions.node}` : 'web worker';
  console.log(reportPrefix + JSON.stringify({ ...counts, host, vscode: vscode.version } satisfies HostReport));
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed.`);
}
