/** Pages in Chromium, without a window, that keep what was asked of the network. */
import path from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright-core';
import { chromiumPath, root } from './prerequisites.mjs';

const launchArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * @typedef {object} PageOptions
 * @property {number} [width]
 * @property {number} [height]
 * @property {'light' | 'dark'} [colorScheme]
 * @property {'active' | 'none'} [forcedColors]
 * @property {boolean} [hasScripts] false for a browser with scripts turned off
 */

/**
 * @typedef {object} RecordedPage
 * @property {import('playwright-core').Page} page
 * @property {string[]} requests every address that was asked for
 * @property {string[]} messages the console and uncaught errors
 */

/**
 * One browser with as many pages as are asked for, each with storage of its own.
 * @param {{ hasFixedFonts?: boolean }} [options] `hasFixedFonts`: every font is DejaVu, without hinting, so that pictures are alike from machine to machine (Linux)
 * @returns {Promise<{ newPage: (options?: PageOptions) => Promise<RecordedPage>, close: () => Promise<void> }>}
 */
export async function openBrowser({ hasFixedFonts = false } = {}) {
  const fonts = hasFixedFonts ? { FONTCONFIG_FILE: path.join(root, 'test/e2e/fonts.conf') } : {};
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? undefined, headless: true, args: launchArguments, env: { ...process.env, ...fonts } });
  return { newPage: options => newPage(browser, options), close: () => browser.close() };
}

/**
 * A page in a browser of its own.
 * @param {PageOptions} [options]
 * @returns {Promise<RecordedPage & { close: () => Promise<void> }>}
 */
export async function openPage(options) {
  const browser = await openBrowser();
  return { ...(await browser.newPage(options)), close: browser.close };
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {PageOptions} [options]
 * @returns {Promise<RecordedPage>}
 */
async function newPage(browser, { width = 1400, height = 950, colorScheme = 'light', forcedColors = 'none', hasScripts = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: 'allow', permissions: ['clipboard-read', 'clipboard-write'], javaScriptEnabled: hasScripts, colorScheme, forcedColors });
  const page = await context.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const messages = [];
  context.on('request', request => requests.push(request.url()));
  page.on('console', message => messages.push(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', error => messages.push(`[uncaught] ${error.stack ?? error.message}`));
  return { page, requests, messages };
}
