/**
 * What must be on the machine before anything runs: the project's packages and, for a VS Code from npm, a few Debian packages.
 * Uses Node's own modules only, because nothing else is there yet on a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** A reason to stop that the user can mend; told without a stack. */
export class Unmet extends Error {}

/** Installs the packages of the lock file unless exactly those are there. */
export function ensurePackages() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Unmet(`This needs Node 20 or later; this is Node ${process.versions.node}.`);
  const installed = path.join(root, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs) return;
  console.log('Installing packages (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** @typedef {{ name: string, why: string, packages: string[], isThere: () => boolean }} Prerequisite */

/** @type {Prerequisite} */
export const browser = { name: 'Chromium', why: 'drives the notebook page', packages: ['chromium', 'fonts-dejavu-core'], isThere: () => chromiumPath() !== null };

/** code-server compiles one native module on installation. @type {Prerequisite} */
export const compiler = {
  name: 'a C++ compiler with the Kerberos headers',
  why: 'code-server compiles a module when it is installed',
  packages: ['libkrb5-dev', 'g++', 'make', 'python3', 'pkg-config'],
  isThere: () => ['g++', 'make', 'python3', 'pkg-config'].every(command => findCommand(command) !== null) && spawnSync('pkg-config', ['--exists', 'krb5-gssapi']).status === 0,
};

/** Opens the Word documents that the tests write. @type {Prerequisite} */
export const wordProcessor = { name: 'LibreOffice', why: 'opens exported Word documents', packages: ['libreoffice-writer-nogui'], isThere: () => findCommand('soffice') !== null };

/** Reads the PDF documents that the tests write. @type {Prerequisite} */
export const pdfReader = { name: 'Poppler', why: 'reads exported PDF documents', packages: ['poppler-utils'], isThere: () => ['pdftotext', 'pdfinfo'].every(command => findCommand(command) !== null) };

/**
 * Sees that the prerequisites are there; on Debian as root, installs what is missing.
 * @param {readonly Prerequisite[]} prerequisites
 */
export function ensurePrerequisites(prerequisites) {
  const missing = prerequisites.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const packages = missing.flatMap(({ packages: names }) => names).join(' ');
  const reasons = missing.map(({ name, why }) => `${name} (${why})`).join(' and ');
  if (!findCommand('apt-get')) throw new Unmet(`Missing: ${reasons}. Install what Debian calls: ${packages}. Or name a desktop VS Code in VSCODE_EXECUTABLE.`);
  if (process.getuid?.() !== 0) throw new Unmet(`Missing: ${reasons}. Run this once:\n\n    sudo apt-get update && sudo apt-get install --yes ${packages}\n`);
  console.log(`Installing ${reasons} …`);
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['-o', 'Acquire::Retries=3', '-qq', 'update'], { environment });
  run('apt-get', ['-o', 'Acquire::Retries=3', '-qq', 'install', '--yes', '--no-install-recommends', ...packages.split(' ')], { environment });
  const stillMissing = prerequisites.filter(({ isThere }) => !isThere());
  if (stillMissing.length > 0) throw new Unmet(`Still missing after the installation: ${stillMissing.map(({ name }) => name).join(' and ')}.`);
}

/** The Chromium that tests and `npm start -- --check` drive; CHROMIUM names another. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = findCommand(name);
    if (found) return found;
  }
  return null;
}

/** Where a command lies on PATH; null when it does not. @param {string} name */
export function findCommand(name) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const candidate = path.join(folder, name + ending);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

/**
 * Runs a command in the root with this terminal's output; a failure is an `Unmet`.
 * @param {string} command
 * @param {readonly string[]} argumentsOfCommand
 * @param {{ environment?: Record<string, string>, folder?: string }} [options]
 */
export function run(command, argumentsOfCommand, { environment = {}, folder = root } = {}) {
  const { status, error } = spawnSync(command, argumentsOfCommand, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) throw new Unmet(`${[command, ...argumentsOfCommand].join(' ')} failed${error ? `: ${error.message}` : ` with exit code ${status}`}.`);
}

/** Runs a script's main function; what the user can mend is told in a sentence. @param {() => Promise<number | void>} main */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Unmet ? error.message : error);
    process.exitCode = 1;
  }
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
