import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/chromium.mjs';
import { galleryOutputs, type GalleryOutput } from '../fixtures/gallery.js';
import { accessibilityProblems } from './accessibility.js';
import { isDrawn, OutputPage } from './output-page.js';
import { sheetOf } from './picture-comparison.js';
import { expectPicture } from './pictures.js';
import { themeNames } from './themes.js';

const notebooks = ['summaries', 'charts', 'tables', 'hostile'];

let browser: Awaited<ReturnType<typeof openBrowser>>;
let pages: readonly OutputPage[];

beforeAll(async () => {
  browser = await openBrowser({ hasFixedFonts: true });
  pages = await Promise.all(themeNames.map(theme => OutputPage.open(browser, theme)));
});

afterAll(async () => {
  await browser?.close();
});

const outputs = (await Promise.all(notebooks.map(galleryOutputs))).flat().filter(({ result }) => isDrawn(result));

describe('in light, dark and both high contrasts', () => {
  test.each(outputs)('$name looks as it was seen and approved, and axe finds nothing wrong', async ({ name, result }: GalleryOutput) => {
    const found = await Promise.all(pages.map(async output => {
      await output.clear();
      const shown = await output.show(result);
      return { picture: PNG.sync.read(await shown.screenshot({ animations: 'disabled', caret: 'hide' })), problems: await accessibilityProblems(output.page, '#outputs', { alsoBestPractice: true }) };
    }));
    expect.soft(Object.fromEntries(found.map(({ problems }, index) => [themeNames[index]!, problems]))).toEqual(Object.fromEntries(themeNames.map(theme => [theme, []])));
    expectPicture(name, sheetOf(found.map(({ picture }) => picture)));
  });

  test('nothing was asked of the network, and nothing went wrong in the page', () => {
    for (const { foreign, messages } of pages) {
      expect(foreign).toEqual([]);
      expect(messages.filter(message => !message.startsWith('[info]') && !message.startsWith('[log]'))).toEqual([]);
    }
  });
});
