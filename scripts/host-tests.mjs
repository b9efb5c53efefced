/**
 * Runs test/host/ inside the extension hosts of a real VS Code: the Node host (`main`) and the web worker host (`browser`).
 * VSCODE_EXECUTABLE names a desktop VS Code, VSCODE_DOWNLOAD=1 downloads one; otherwise it is code-server in Chromium.
 *
 * `npm test` runs all of it; `node scripts/host-tests.mjs [node] [web] [--only TEXT]` builds, and runs the tests with a word in their titles.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openPage } from './chromium.mjs';
import { root, run, script } from './prerequisites.mjs';
import { installVsCodeServer, startVsCodeServer } from './vscode-server.mjs';

/** @typedef {'node' | 'web'} HostKind */
/** @typedef {{ passed: number, failed: number, pending: number, host: string, vscode: string }} HostReport */

const results = path.join(root, 'test-results');
const timeLimit = 600_000;
const bundleOf = { node: 'out-test/host-node.cjs', web: 'out-test/host-web.cjs' };

/** True when a desktop VS Code was asked for. */
export const isDesktopWanted = Boolean(process.env.VSCODE_EXECUTABLE) || process.env.VSCODE_DOWNLOAD === '1';

async function runChosen() {
  const [options, only = ''] = splitAt(process.argv.slice(2), '--only');
  const kinds = /** @type {const} */ (['node', 'web']).filter(kind => options.length === 0 || options.includes(kind));
  run('node', ['esbuild.mjs', '--tests'], { environment: { GLMM_ONLY_TESTS: only } });
  const server = isDesktopWanted ? null : await installVsCodeServer();
  let failed = 0;
  for (const kind of kinds) {
    const report = await runHostTests(kind, server);
    console.log(`${kind} extension host: ${report.passed} passed, ${report.failed} failed`);
    failed += report.failed;
  }
  return failed === 0 ? 0 : 1;
}

/** What stands before an option, and its value. @param {readonly string[]} words @param {string} option @returns {[string[], string | undefined]} */
function splitAt(words, option) {
  const at = words.indexOf(option);
  return at < 0 ? [[...words], undefined] : [words.slice(0, at), words[at + 1]];
}

/**
 * Runs the suite in one kind of host. Without the suite's own report it is a failure, whatever the exit code says.
 * @param {HostKind} kind
 * @param {import('./vscode-server.mjs').VsCodeServer | null} server null: desktop
 * @returns {Promise<HostReport>}
 */
export async function runHostTests(kind, server) {
  const listener = new ReportListener();
  const outcome = server ? await runInServer(kind, server, listener) : await runInDesktop(kind, listener);
  const { report } = listener;
  if (!report || outcome !== 0) {
    mkdirSync(results, { recursive: true });
    writeFileSync(path.join(results, `host-${kind}.log`), listener.lines.join('\n'));
  }
  if (!report) throw new Error(`The ${kind} host ended (${outcome}) without a report; its output is in test-results/host-${kind}.log.\n${listener.lines.slice(-15).join('\n')}`);
  if (outcome !== 0 && report.failed === 0) throw new Error(`The ${kind} host ended with ${outcome} although every test passed.`);
  if (report.passed + report.failed === 0) throw new Error(`The ${kind} host ran no test.`);
  const isWeb = report.host === 'web worker';
  if (isWeb !== (kind === 'web')) throw new Error(`The tests for the ${kind} host ran in ${report.host}.`);
  return report;
}

/** Reads what the suite prints (test/host/report.ts). */
class ReportListener {
  /** @type {string[]} */
  lines = [];
  /** @type {HostReport | null} */
  report = null;

  /** @param {string} text */
  hear(text) {
    this.lines.push(text);
    const reported = /GLMM_TEST_REPORT (\{.*\})/.exec(text);
    if (reported) this.report = JSON.parse(reported[1]);
    else if (/^ {2}[✓✗-] /.test(text)) console.log(text);
  }
}

/**
 * @param {HostKind} kind
 * @param {import('./vscode-server.mjs').VsCodeServer} server
 * @param {ReportListener} listener
 */
async function runInServer(kind, server, listener) {
  const { name, publisher } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const running = await startVsCodeServer(server, {
    workspace: path.join(root, 'samples'),
    options: ['enable-smoke-test-driver'], // without it the page ignores the addresses of extension and tests
    settings: kind === 'web' ? { 'remote.extensionKind': { [`${publisher}.${name}`]: ['web'] } } : {},
  });
  try {
    const { page, messages, close } = await openPage();
    try {
      const ended = new Promise((resolve, reject) => {
        page.exposeFunction('codeAutomationExit', resolve).catch(reject);
      });
      await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ values) =>
        listener.hear(values.map(value => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')),
      );
      const remote = (/** @type {string} */ file) => `vscode-remote://${running.host}${file}`;
      const payload = JSON.stringify([
        ['extensionDevelopmentPath', remote(root)],
        ['extensionTestsPath', remote(path.join(root, bundleOf[kind]))],
      ]);
      await page.goto(`${running.origin}/?folder=${encodeURIComponent(running.folder)}&payload=${encodeURIComponent(payload)}`);
      const outcome = await within(timeLimit, ended);
      if (outcome !== 0) {
        mkdirSync(results, { recursive: true });
        await page.screenshot({ path: path.join(results, `host-${kind}.png`) });
        listener.lines.push(...messages.slice(-50), running.log());
      }
      return outcome;
    } finally {
      await close();
    }
  } finally {
    await running.stop();
  }
}

/** In a process of its own, so that the desktop's output can be read. @param {HostKind} kind @param {ReportListener} listener */
async function runInDesktop(kind, listener) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/desktop-host.mjs'), kind, bundleOf[kind]], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let rest = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) listener.hear(line);
    });
  }
  const ended = new Promise(resolve => child.once('close', resolve));
  const outcome = await within(timeLimit, ended);
  listener.hear(rest);
  if (outcome === 'no answer in time') child.kill();
  return outcome;
}

/** @param {number} milliseconds @param {Promise<unknown>} promise */
async function within(milliseconds, promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise(resolve => (timer = setTimeout(() => resolve('no answer in time'), milliseconds)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await script(runChosen);
