import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/chromium.mjs';
import { htmlReport } from '../../engine/report/html/html-report.js';
import { galleryReport } from '../fixtures/gallery.js';
import { accessibilityProblems } from './accessibility.js';

type PageOptions = Parameters<Awaited<ReturnType<typeof openBrowser>>['newPage']>[0];

let browser: Awaited<ReturnType<typeof openBrowser>>;
const folder = mkdtempSync(path.join(os.tmpdir(), 'glmm-report-'));
const script = readFileSync(path.resolve(import.meta.dirname, '../../dist/report-runtime.js'), 'utf8');
/** Notebooks whose reports are looked at, with how many charts each shows. */
const reports = new Map<string, { file: string; charts: number }>();

beforeAll(async () => {
  browser = await openBrowser({ hasFixedFonts: true });
  for (const name of ['charts', 'summaries', 'hostile']) {
    const notebook = await galleryReport(name);
    const file = path.join(folder, `${name}.html`);
    writeFileSync(file, await htmlReport(notebook, { script }));
    const charts = notebook.cells.flatMap(cell => (cell.kind === 'code' ? (cell.outcome?.outputs ?? []) : [])).filter(({ kind }) => kind === 'chart').length;
    reports.set(name, { file, charts });
  }
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function opened(name: string, options: PageOptions = {}) {
  const recorded = await browser.newPage({ width: 1000, height: 900, ...options });
  const { file, charts } = reports.get(name)!;
  await recorded.page.goto(pathToFileURL(file).href);
  return { ...recorded, charts };
}

describe('an HTML report', () => {
  test('shows its figures where scripts are off', async () => {
    const { page, charts } = await opened('charts', { hasScripts: false });
    const drawings = page.locator('figure svg');
    expect(charts).toBeGreaterThan(1);
    expect(await drawings.count()).toBe(charts);
    for (const drawing of await drawings.all()) {
      const box = (await drawing.boundingBox())!;
      expect([box.width > 200, box.height > 100, await drawing.locator('path').count() > 0]).toEqual([true, true, true]);
    }
    expect(await page.locator('figure figcaption').count()).toBe(charts);
  });

  test('tells the numbers under the pointer where scripts are on', async () => {
    const { page, messages } = await opened('charts');
    const point = page.locator('figure').first().locator('svg .mark-symbol path').first();
    await point.scrollIntoViewIfNeeded();
    await expect.poll(async () => {
      const box = (await point.boundingBox())!;
      await page.mouse.move(box.x - 5, box.y - 5);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
      return page.locator('figure').first().evaluate(figure => [...figure.querySelectorAll('[title]')].map(each => each.getAttribute('title')).join(' '));
    }, { timeout: 10_000 }).toMatch(/mode: −?\d/);
    expect(messages).toEqual([]);
  });

  test.each(['charts', 'summaries', 'hostile'])('axe finds nothing wrong in the report of the notebook %s, in light and in dark', async name => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await opened(name, { colorScheme });
      expect(await accessibilityProblems(page, 'body', { alsoBestPractice: true })).toEqual([]);
    }
  });

  test('follows the preference for dark, and is light on paper', async () => {
    const background = (page: Awaited<ReturnType<typeof opened>>['page']): Promise<number> => page.evaluate(() => Math.max(...(getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).slice(0, 3).map(Number)));
    const { page } = await opened('charts', { colorScheme: 'dark' });
    expect(await background(page)).toBeLessThan(60);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await background(page)).toBeGreaterThan(240);
  });
});

describe('the report of a notebook full of hostile names', () => {
  test('shows them as text: nothing runs, nothing is asked for', async () => {
    const { page, requests, messages } = await opened('hostile');
    await page.waitForTimeout(500);
    expect(requests.filter(address => !address.startsWith('file:') && !address.startsWith('data:'))).toEqual([]);
    expect(messages).toEqual([]);
    expect(await page.locator('img, iframe, object, embed, a[href^="javascript:"]').count()).toBe(0);
    const text = await page.evaluate(() => document.body.textContent);
    for (const name of ['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', 'datum.x', '__proto__', 'a[0]', 'קבוצה א', 'مجموعة', '👩‍🔬 laboratory 🧪', '<b>bold</b>']) expect(text).toContain(name);
  });
});
