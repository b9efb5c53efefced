/** What a reader does in the VS Code page. */

/**
 * Opens a notebook from the explorer. On a fresh profile the extension may not be registered yet when the file opens,
 * and VS Code then shows it as text: close it and try again.
 * @param {import('playwright-core').Page} page
 * @param {string} fileName
 * @returns {Promise<number>} how many cells are on the screen
 */
export async function openNotebook(page, fileName) {
  const file = page.getByRole('treeitem', { name: fileName });
  await file.waitFor({ timeout: 60_000 });
  for (let attempt = 0; attempt < 10; attempt++) {
    await file.dblclick();
    await page.locator(`.tab.active[data-resource-name="${fileName}"]`).waitFor();
    const cells = await cellsOfOpenNotebook(page, 3000).catch(() => 0);
    if (cells > 0) return cells;
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+W');
  }
  throw new Error(`${fileName} never opened as a notebook.`);
}

/**
 * Waits until a notebook shows.
 * @param {import('playwright-core').Page} page
 * @param {number} [timeout] milliseconds
 * @returns {Promise<number>} how many of its cells are on the screen
 */
export async function cellsOfOpenNotebook(page, timeout = 60_000) {
  const cells = page.locator('.notebookOverlay .cell-list-container .monaco-list-row:visible');
  await cells.first().waitFor({ timeout });
  return cells.count();
}
