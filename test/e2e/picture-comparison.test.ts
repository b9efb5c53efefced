import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openBrowser } from '../../scripts/chromium.mjs';
import { comparePictures, sheetOf } from './picture-comparison.js';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser({ hasFixedFonts: true });
  ({ page } = await browser.newPage({ width: 600, height: 200 }));
});

afterAll(async () => {
  await browser?.close();
});

/** A table with an interval, drawn with changes. */
async function drawn({ shift = 0, size = 13, number = '0.37', colour = '#005fb8', hasInterval = true, extra = '' } = {}): Promise<PNG> {
  await page.setContent(`<body style="margin:0;padding:${10 + shift}px 10px 10px ${10 + shift}px;font:${size}px/1.5 sans-serif;color:#3b3b3b;height:150px">
    <b>Fixed effects</b> for a given herd
    <table><tr><th>period<td>${number}<td>0.20 to 0.68<td><svg width="100" height="18">${hasInterval ? `<path d="M10 9H70" stroke="${colour}" stroke-width="4" stroke-opacity=".32"/>` : ''}<path d="M40 9H40.1" stroke="${colour}" stroke-width="7" stroke-linecap="round"/></svg></table>${extra}`);
  return PNG.sync.read(await page.screenshot());
}

describe('two pictures', () => {
  test('are alike where one is moved by a pixel, or its letters are smoothed otherwise', async () => {
    const original = await drawn();
    expect(comparePictures(await drawn({ shift: 1 }), original)).toMatchObject({ isAlike: true });
    expect(comparePictures(await drawn({ size: 13.05 }), original)).toMatchObject({ isAlike: true });
  });

  test.each([
    ['a digit is another', { number: '0.87' }],
    ['another digit is another', { number: '0.31' }],
    ['a sign is there', { number: '−0.37' }],
    ['an interval is missing', { hasInterval: false }],
    ['an interval has another colour', { colour: '#d29922' }],
    ['a line is added', { extra: '<p>Averaged over herds: 0.40.</p>' }],
    ['everything is moved by eight pixels', { shift: 8 }],
    ['the letters are a tenth larger', { size: 14.3 }],
  ])('differ where %s', async (_, change) => {
    expect(comparePictures(await drawn(change), await drawn())).toMatchObject({ isAlike: false });
  });

  test('differ where one is wider, or higher by more than a few pixels', () => {
    const blank = (width: number, height: number): PNG => new PNG({ width, height, fill: true });
    expect(comparePictures(blank(100, 103), blank(100, 100)).isAlike).toBe(true);
    expect(comparePictures(blank(100, 120), blank(100, 100))).toMatchObject({ isAlike: false, finding: 'it measures 100 × 120 instead of 100 × 100 pixels' });
    expect(comparePictures(blank(101, 100), blank(100, 100)).isAlike).toBe(false);
  });

  test('stand beside each other on a sheet, two in a row', () => {
    const [red, blue] = [0xff0000ff, 0x0000ffff].map(colour => {
      const picture = new PNG({ width: 2, height: 2 });
      for (let at = 0; at < 16; at += 4) picture.data.writeUInt32BE(colour, at);
      return picture;
    }) as [PNG, PNG];
    const sheet = sheetOf([red, blue, blue]);
    expect([sheet.width, sheet.height]).toEqual([4, 4]);
    expect([0, 2, 8, 10].map(pixel => sheet.data.readUInt32BE(4 * pixel))).toEqual([0xff0000ff, 0x0000ffff, 0x0000ffff, 0x00000000]);
  });
});
