#!/usr/bin/env node
/** `npm run picture` takes the README's picture: the logistic sample in a real VS Code, with a coefficient read in words. */
import path from 'node:path';
import { openPage } from './chromium.mjs';
import { buildPackage } from './package.mjs';
import { root, script } from './prerequisites.mjs';
import { installVsCodeServer, startVsCodeServer } from './vscode-server.mjs';
import { openNotebook } from './workbench.mjs';

const SIZE = { width: 1180, height: 1000 };
/** Where on the page the row of the coefficient should stand, so that the cell above and the interpretation below are seen. */
const ROW_AT = 420;

await script(async () => {
  const server = await startVsCodeServer(await installVsCodeServer(), { workspace: path.join(root, 'samples'), vsix: await buildPackage() });
  const { page, close } = await openPage(SIZE);
  try {
    await page.goto(`${server.origin}/?folder=${encodeURIComponent(server.folder)}`);
    await openNotebook(page, 'logistic.glmm');
    await page.keyboard.press('Control+B'); // without the explorer
    await page.getByRole('button', { name: 'Run All' }).first().click();
    const row = await secondCoefficient(page);
    await page.mouse.move(row.x + 30, row.y + row.height / 2);
    await page.mouse.move(row.x + 40, row.y + row.height / 2, { steps: 4 });
    await page.waitForTimeout(1500);
    await page.screenshot({ path: path.join(root, 'docs/images/notebook.png') });
  } finally {
    await close();
    await server.stop();
  }
});

/**
 * Waits for the table of the model, scrolls until its second coefficient stands where the picture wants it, and says where that is.
 * @param {import('playwright-core').Page} page
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
