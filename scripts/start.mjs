/**
 * `npm start`: from a fresh clone to a notebook on the screen. Installs, builds, runs the sample notebook, prints its summary,
 * writes its report, and opens it in VS Code: the desktop one if there is one, else a server, whose address is printed.
 * `npm start -- --check` opens the notebook in Chromium instead, sees it answer, and ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Unmet, browser, ensurePackages, ensurePrerequisites, findCommand, root, run, script } from './prerequisites.mjs';
import { installVsCodeServer, prerequisitesOfInstallation, startVsCodeServer } from './vscode-server.mjs';

const samples = path.join(root, 'samples');
const sample = 'logistic.glmm';
/** On its first start VS Code opens a file before it knows the extensions; this lets it wait for ours. */
const opensNotebooks = { 'workbench.editorAssociations': { '*.glmm': 'glmm-notebook' } };
const isCheck = process.argv.includes('--check');

await script(async () => {
  ensurePackages();
  console.log('Building …');
  run('node', ['esbuild.mjs']);

  console.log(`\nRunning samples/${sample} …\n`);
  const report = path.join(root, 'reports', sample.replace('.glmm', '.html'));
  mkdirSync(path.dirname(report), { recursive: true });
  run('node', ['dist/cli.js', 'run', path.join(samples, sample)]);
  run('node', ['dist/cli.js', 'run', path.join(samples, sample), '--to', 'html', '--out', report]);
  console.log(`\nIts report: ${report}\n`);

  const desktop = process.env.VSCODE_EXECUTABLE ?? findCommand('code');
  if (desktop && !isCheck) return openDesktop(desktop);

  ensurePrerequisites([...(isCheck ? [browser] : []), ...prerequisitesOfInstallation()]);
  const server = await installVsCodeServer();
  const { buildPackage } = await import('./package.mjs');
  const vsix = await buildPackage();
  const running = await startVsCodeServer(server, { workspace: samples, copyWorkspace: isCheck, vsix, settings: opensNotebooks });
  try {
    const file = JSON.stringify([['openFile', `vscode-remote://${running.host}${running.folder}/${sample}`]]);
    const address = `${running.origin}/?folder=${encodeURIComponent(running.folder)}&payload=${encodeURIComponent(file)}`;
    console.log(`\nVS Code is at ${address}\n`);
    if (isCheck) await seeNotebook(address);
    else await untilInterrupted();
  } finally {
    await running.stop();
  }
});

/** @param {string} executable */
function openDesktop(executable) {
  console.log('Opening it in VS Code …');
  // VS Code refuses to run as root without a profile of its own.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox', `--user-data-dir=${mkdtempSync(path.join(os.tmpdir(), 'glmm-desktop-'))}`] : [];
  const { status, error } = spawnSync(executable, [`--extensionDevelopmentPath=${root}`, ...asRoot, samples, path.join(samples, sample)], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (error || status !== 0) throw new Unmet(`${executable} did not open: ${error?.message ?? `exit code ${status}`}`);
}

/** Loads the page as a reader would and waits until the notebook shows. @param {string} address */
async function seeNotebook(address) {
  const { openPage } = await import('./chromium.mjs');
  const { cellsOfOpenNotebook } = await import('./workbench.mjs');
  const { page, close } = await openPage();
  try {
    await page.goto(address);
    console.log(`The notebook page answers: ${sample} shows ${await cellsOfOpenNotebook(page)} cells.`);
  } finally {
    await close();
  }
}

function untilInterrupted() {
  console.log(`Open that address in a browser: it shows ${sample}. Ctrl-C ends the server.`);
  return new Promise(resolve => {
    for (const name of ['SIGINT', 'SIGTERM']) process.once(name, resolve);
  });
}
