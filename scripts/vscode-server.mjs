/**
 * A real VS Code from npm: code-server, with the Node it needs, installed once into a cache outside the repository,
 * and started with a profile of its own. Uses Node's own modules only.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unmet, compiler, ensurePrerequisites } from './prerequisites.mjs';

/** code-server 4.139.1 is VS Code 1.139.1; it runs on Node 24 only, which comes from npm as well. */
const versions = { codeServer: '4.139.1', node: '24.21.0' };

const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'glmm-notebooks');
const installation = path.join(cache, `vscode-server-${versions.codeServer}-node-${versions.node}`);

/** The Node that runs it and its entry. @typedef {{ node: string, entry: string, version: string }} VsCodeServer */

/**
 * @typedef {object} RunningServer
 * @property {string} origin such as `http://127.0.0.1:40123`
 * @property {string} host the same without the scheme, as `vscode-remote://` addresses name it
 * @property {string} folder the workspace folder it opens
 * @property {() => string} log what the server has printed
 * @property {() => Promise<void>} stop ends the server with all its children and removes its profile
 */

/** What the machine needs before the server can be installed; nothing when it is installed. */
export function prerequisitesOfInstallation() {
  return existsSync(installation) ? [] : [compiler];
}

/** Installs the server unless it is there. Safe to run twice at once; a half-finished installation is thrown away. @returns {Promise<VsCodeServer>} */
export async function installVsCodeServer() {
  if (!existsSync(installation)) {
    ensurePrerequisites(prerequisitesOfInstallation());
    await locked(async () => {
      if (existsSync(installation)) return;
      console.log(`Installing VS Code ${versions.codeServer.replace(/^4/, '1')} as code-server into ${installation} (once, about two minutes) …`);
      const partial = `${installation}.partial`;
      rmSync(partial, { recursive: true, force: true });
      await installInto(partial);
      renameSync(partial, installation); // only a finished installation ever has the final name
    });
  }
  return { node: path.join(nodeHome(installation), 'bin/node'), entry: path.join(installation, 'code-server/node_modules/code-server/out/node/entry.js'), version: versions.codeServer };
}

/**
 * Starts a server on a free port of this machine, with an empty profile.
 * @param {VsCodeServer} server
 * @param {{ workspace: string, copyWorkspace?: boolean, vsix?: string, settings?: Record<string, unknown>, options?: readonly string[] }} start
 * @returns {Promise<RunningServer>}
 */
export async function startVsCodeServer(server, { workspace, copyWorkspace = true, vsix, settings = {}, options = [] }) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'glmm-vscode-'));
  const [user, extensions, configuration] = ['user', 'extensions', 'config.yaml'].map(name => path.join(profile, name));
  const folder = copyWorkspace ? path.join(profile, 'workspace') : workspace;
  if (copyWorkspace) cpSync(workspace, folder, { recursive: true });
  mkdirSync(path.join(user, 'User'), { recursive: true });
  mkdirSync(extensions);
  writeFileSync(configuration, 'auth: none\n');
  writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }));
  // A clean environment: the server must not take itself for a terminal inside VS Code, nor take over PORT or PASSWORD.
  const env = { PATH: process.env.PATH, HOME: profile, XDG_CONFIG_HOME: profile, XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile, LANG: 'C.UTF-8', EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  const base = [server.entry, '--config', configuration, '--user-data-dir', user, '--extensions-dir', extensions];

  if (vsix) {
    const installed = spawnSync(server.node, [...base, '--install-extension', vsix, '--force'], { env, encoding: 'utf8', timeout: 120_000 });
    if (installed.status !== 0) throw new Error(`VS Code did not take ${vsix}:\n${installed.stdout}${installed.stderr}`);
  }
  const port = await freePort();
  const child = spawn(
    server.node,
    [...base, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...quietOptions, ...options.flatMap(option => ['--vscode-option', option]), folder],
    { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true }, // its own process group, so that stop() ends all its children
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (log += text));
  const stop = async () => {
    await endProcessGroup(child);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const origin = `http://127.0.0.1:${port}`;
  for (let attempt = 0; !(await answers(`${origin}/healthz`)); attempt++) {
    if (child.exitCode !== null || attempt > 300) {
      await stop();
      throw new Error(`VS Code did not start:\n${log}`);
    }
    await sleep(100);
  }
  return { origin, host: `127.0.0.1:${port}`, folder, log: () => log, stop };
}

/** No telemetry, no updates, no experiments, no greetings: a test or a first look should show the notebook alone. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'chat.disableAIFeatures': true,
  'window.restoreWindows': 'none',
  'files.hotExit': 'off',
  'window.confirmBeforeClose': 'never',
};

const quietOptions = ['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'];

/** @param {string} folder */
async function installInto(folder) {
  for (const part of ['node', 'code-server']) {
    mkdirSync(path.join(folder, part), { recursive: true });
    writeFileSync(path.join(folder, part, 'package.json'), '{"private":true}\n');
  }
  await npmInstall(path.join(folder, 'node'), `node@${versions.node}`, {});
  const home = nodeHome(folder);
  // npm itself must run under the new Node, whose version code-server's scripts read; its headers come with it, so nothing is fetched from elsewhere.
  const environment = { PATH: `${path.join(home, 'bin')}${path.delimiter}${process.env.PATH}`, npm_config_nodedir: home };
  await npmInstall(path.join(folder, 'code-server'), `code-server@${versions.codeServer}`, environment);
}

/** @param {string} folder @param {string} what @param {Record<string, string>} environment */
async function npmInstall(folder, what, environment) {
  // `npm start` and `npm test` hand their own settings down in npm_… variables; they are about this project and the Node that runs it,
  // not about that folder (code-server's scripts read the version of Node from the user agent).
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:npm_(?:lifecycle|package|execpath|node_execpath|command|config_(?:prefix|local_prefix|global_prefix|userconfig_|user_agent))|INIT_CWD$|NODE$)/i.test(name)));
  const child = spawn('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--foreground-scripts', '--loglevel=error', what], { cwd: folder, env: { ...inherited, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Unmet(`npm install ${what} failed:\n${output.slice(-4000)}`);
}

/** Where the Node of an installation lives: `bin/` and `include/`. @param {string} folder */
function nodeHome(folder) {
  const home = path.join(folder, `node/node_modules/node/node_modules/node-${process.platform}-${process.arch}`);
  if (!existsSync(home)) throw new Unmet(`npm has no Node ${versions.node} for ${process.platform}-${process.arch}.`);
  return home;
}

/**
 * Holds a lock that dies with its holder: it is touched every few seconds, and a lock untouched for a minute is nobody's.
 * @param {() => Promise<void>} action
 */
async function locked(action) {
  const lock = `${installation}.lock`;
  mkdirSync(cache, { recursive: true });
  for (let isWaiting = false; ; ) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      if (Date.now() - lastTouched(lock) > 60_000) rmSync(lock, { recursive: true, force: true });
      else if (!isWaiting) console.log('Another run is installing VS Code; waiting for it …');
      isWaiting = true;
      await sleep(1000);
    }
  }
  const heartbeat = setInterval(() => utimesSync(lock, new Date(), new Date()), 5000);
  try {
    await action();
  } finally {
    clearInterval(heartbeat);
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} file */
function lastTouched(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {string} address */
async function answers(address) {
  return fetch(address).then(response => response.ok, () => false);
}

/** @param {import('node:child_process').ChildProcess} child */
async function endProcessGroup(child) {
  const { pid } = child;
  if (pid === undefined) return;
  const gone = child.exitCode === null ? new Promise(resolve => child.once('exit', resolve)) : Promise.resolve();
  signal(pid, 'SIGTERM');
  await Promise.race([gone, sleep(5000, undefined, { ref: false })]);
  signal(pid, 'SIGKILL');
}

/** @param {number} pid @param {NodeJS.Signals} name */
function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // the group is gone already
  }
}
