/** A page in Chromium, without a window, that keeps what was asked of the network. */
import { chromium } from 'playwright-core';
import { chromiumPath } from './prerequisites.mjs';

const launchArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * @param {{ width?: number, height?: number }} [size]
 * @returns {Promise<{ page: import('playwright-core').Page, requests: string[], messages: string[], close: () => Promise<void> }>}
 *   `requests`: every address that was asked for; `messages`: the console and uncaught errors.
 */
export async function openPage({ width = 1400, height = 950 } = {}) {
  const browser = await chromium.launch({ executablePath: chromiumPath() ?? undefined, headless: true, args: launchArguments });
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: 'allow', permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const messages = [];
  context.on('request', request => requests.push(request.url()));
  page.on('console', message => messages.push(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', error => messages.push(`[uncaught] ${error.stack ?? error.message}`));
  return { page, requests, messages, close: () => browser.close() };
}
