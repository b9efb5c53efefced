#!/usr/bin/env node
/** `npm run picture` takes the pictures of the README and of the walkthrough in a real VS Code: always the program as it is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { openPage } from './chromium.mjs';
import { buildPackage } from './package.mjs';
import { root, script } from './prerequisites.mjs';
import { installVsCodeServer, startVsCodeServer } from './vscode-server.mjs';
import { openNotebook } from './workbench.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const SIZE = { width: 1180, height: 1000 };
/** Where on the page the row of the coefficient should stand, so that the cell above and the interpretation below are seen. */
const ROW_AT = 420;

const CHUNKS = '# My analysis\n\n```{r}\nlibrary(lme4)\nm <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy)\n```\n\nHow do residuals look?\n\n```{r}\nggplot(m)\n```\n';

await script(async () => {
  const server = await startVsCodeServer(await installVsCodeServer(), { workspace: path.join(root, 'samples'), vsix: await buildPackage() });
  for (const name of ['write', 'import']) writeFileSync(path.join(server.folder, `${name}.glmm`), '```{glmm}\n```\n');
  const { page, close } = await openPage(SIZE);
  try {
    await page.goto(`${server.origin}/?folder=${encodeURIComponent(server.folder)}`);
    await openNotebook(page, 'logistic.glmm');
    await page.keyboard.press('Control+B'); // without the explorer
    await page.getByRole('button', { name: 'Run All' }).first().click();
    const row = await secondCoefficient(page);
    await ranCell(page);
    await page.mouse.move(row.x + 30, row.y + row.height / 2);
    await page.mouse.move(row.x + 40, row.y + row.height / 2, { steps: 4 });
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(root, 'docs/images/notebook.png') });
    await sampleList(page);
    await page.keyboard.press('Control+B');
    await pastedChunks(page, 'import.glmm');
    await completion(page, 'write.glmm');
    await report(page);
  } finally {
    await close();
    await server.stop();
  }
});

/** @param {Page} page @param {string} name @param {Box} clip */
function walkthroughPicture(page, name, clip) {
  return page.screenshot({ path: path.join(root, 'media/walkthrough', `${name}.png`), clip });
}

/** The quick pick of the bundled notebooks. @param {Page} page */
async function sampleList(page) {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('Open Sample Notebook');
  await page.waitForTimeout(800);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').getByText('Poisson', { exact: true }).waitFor();
  await page.waitForTimeout(300);
  await walkthroughPicture(page, 'sample', grown(await boxOf(page, '.quick-input-widget'), 8));
  await page.keyboard.press('Escape');
}

/** Columns offered inside a formula. @param {Page} page @param {string} notebook */
async function completion(page, notebook) {
  await openNotebook(page, notebook);
  await page.locator('.notebookOverlay:visible .code-cell-row .view-lines').first().click();
  await page.keyboard.type('m <- lmer(Reaction ~ , data = sleepstudy)');
  for (let step = 0; step < ', data = sleepstudy)'.length; step++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible').waitFor();
  await page.waitForTimeout(500);
  const [cells, list] = [await boxOf(page, '.notebookOverlay:visible .cell-list-container'), await boxOf(page, '.suggest-widget.visible')];
  await walkthroughPicture(page, 'write', { x: cells.x, y: cells.y, width: Math.min(640, cells.width), height: list.y + list.height - cells.y + 15 });
  await page.keyboard.press('Escape');
}

/** R Markdown that was pasted into the only cell. @param {Page} page @param {string} notebook */
async function pastedChunks(page, notebook) {
  await openNotebook(page, notebook);
  await page.locator('.notebookOverlay:visible .code-cell-row .view-lines').first().click();
  await page.evaluate(text => navigator.clipboard.writeText(text), CHUNKS);
  await page.keyboard.press('Control+V');
  await page.locator('.notebookOverlay:visible .squiggly-error').first().waitFor();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(500);
  const cells = await boxOf(page, '.notebookOverlay:visible .cell-list-container');
  await walkthroughPicture(page, 'import', { x: cells.x, y: cells.y, width: Math.min(640, cells.width), height: 400 });
}

/** The cell of the model with the line below it. @param {Page} page */
async function ranCell(page) {
  const status = await boxOf(page, '.notebookOverlay:visible .cell-statusbar-container:has-text("binomial logit")');
  await walkthroughPicture(page, 'run', { x: status.x - 45, y: Math.max(0, status.y - 90), width: Math.min(760, SIZE.width - status.x + 45), height: 130 });
}

/** The top of the report, as a reader of the page sees it. @param {Page} page */
async function report(page) {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'glmm-picture-')), 'report.html');
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'run', path.join(root, 'samples/logistic.glmm'), '--to', 'html', '--out', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The report was not written:\n${stderr}`);
  await page.setViewportSize({ width: 760, height: 900 });
  await page.goto(pathToFileURL(file).href);
  const table = await boxOf(page, '.g-model');
  await page.evaluate(top => scrollTo(0, top), table.y - 20);
  await page.waitForTimeout(300);
  await walkthroughPicture(page, 'share', { x: 0, y: 0, width: 760, height: 520 });
}

/** @param {Page} page @param {string} selector @returns {Promise<Box>} */
async function boxOf(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on the page.`);
  return box;
}

/** @param {Box} box @param {number} by @returns {Box} */
function grown(box, by) {
  return { x: Math.max(0, box.x - by), y: Math.max(0, box.y - by), width: box.width + 2 * by, height: box.height + 2 * by };
}

/**
 * Waits for the table of the model, scrolls until its second coefficient stands where the picture wants it, and says where that is.
 * @param {Page} page
 */
async function secondCoefficient(page) {
  for (let attempt = 0; attempt < 120; attempt++) {
    await page.waitForTimeout(250);
    for (const frame of page.frames()) {
      const row = frame.locator('.g-model tbody tr').nth(1);
      const box = frame.url().includes('fake.html') ? await row.boundingBox({ timeout: 500 }).catch(() => null) : null;
      if (!box) continue;
      if (Math.abs(box.y - ROW_AT) < 40) return box;
      await page.mouse.move(72, SIZE.height / 2); // the margin, where no output takes the wheel
      await page.mouse.wheel(0, Math.sign(box.y - ROW_AT) * 100);
    }
    if (attempt % 8 === 7) await page.mouse.wheel(0, 100);
  }
  throw new Error('The summary of the model never came into view.');
}
