/** Outputs in a plain page as notebooks show them: the built renderers, the variables of a theme of VS Code, nothing else. Fast, and alike from machine to machine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type openBrowser } from '../../scripts/chromium.mjs';
import { mimeBundle } from '../../engine/report/mime-bundle.js';
import { mimeTypeOf, type Result } from '../../engine/results.js';
import { themes, type ThemeName } from './themes.js';
import { readThemeVariables } from './theme-variables.js';

const root = path.resolve(import.meta.dirname, '../..');
const ORIGIN = 'https://outputs.test';

/** As wide as the outputs of a notebook in a window of common size. */
const WIDTH = 920;

/** Of notebook-host.mjs. */
interface Output {
  readonly id: string;
  readonly entry: string;
  readonly mime: string;
  readonly json: string;
}

interface Host {
  readonly notebookHost: { show(output: Output): Promise<void>; measure(output: Output): Promise<number>; clear(): Promise<void>; readonly messages: unknown[] };
}

type Browser = Awaited<ReturnType<typeof openBrowser>>;

export class OutputPage {
  private shown = 0;

  private constructor(
    readonly page: Page,
    readonly theme: ThemeName,
    /** Addresses that were asked for beside the page's own parts; there should be none. */
    readonly foreign: readonly string[],
    /** The console and uncaught errors. */
    readonly messages: readonly string[],
  ) {}

  static async open(browser: Browser, theme: ThemeName, { width = WIDTH } = {}): Promise<OutputPage> {
    const { page, messages } = await browser.newPage({ width, height: 1000, colorScheme: theme.includes('light') ? 'light' : 'dark' });
    const foreign: string[] = [];
    await page.route('**/*', async route => {
      const address = new URL(route.request().url());
      const part = address.origin === ORIGIN ? partOfPage(address.pathname, theme) : null;
      if (part) return route.fulfill(part);
      if (!/^(?:data|blob):/.test(address.href)) foreign.push(address.href);
      return route.abort();
    });
    await page.goto(`${ORIGIN}/`);
    return new OutputPage(page, theme, foreign, messages);
  }

  /** Shows a result below those that are there; resolves once it is drawn. */
  async show(result: Result): Promise<Locator> {
    const output = await this.output(result);
    await this.page.evaluate(shown => (globalThis as unknown as Host).notebookHost.show(shown), output);
    return this.page.locator(`#${output.id}`);
  }

  /** Shows a result; resolves to the milliseconds from the call of the renderer, whose script is there already, to the frame that shows it. */
  async measure(result: Result): Promise<number> {
    const output = await this.output(result);
    return this.page.evaluate(shown => (globalThis as unknown as Host).notebookHost.measure(shown), output);
  }

  /** What the extension's worker hands to VS Code. */
  private async output(result: Result): Promise<Output> {
    const entry = rendererOf(result);
    if (entry === null) throw new Error(`No renderer of the manifest draws a ${result.kind}.`);
    const json = (await mimeBundle(result))[mimeTypeOf(result.kind)]!;
    return { id: `output-${++this.shown}`, entry, mime: mimeTypeOf(result.kind).toLowerCase(), json };
  }

  async clear(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as Host).notebookHost.clear());
    await this.page.mouse.move(0, 0);
  }

  /** What renderers told the extension. */
  told(): Promise<unknown[]> {
    return this.page.evaluate(() => (globalThis as unknown as Host).notebookHost.messages);
  }
}

/** Whether one of our renderers draws the result; VS Code itself shows the others, as text. */
export const isDrawn = (result: Result): boolean => rendererOf(result) !== null;

/** The address of the renderer that the manifest names for a result. */
function rendererOf({ kind }: Result): string | null {
  const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { contributes: { notebookRenderer: readonly { entrypoint: string; mimeTypes: readonly string[] }[] } };
  const renderer = contributes.notebookRenderer.find(({ mimeTypes }) => mimeTypes.includes(mimeTypeOf(kind).toLowerCase())); // as VS Code looks it up
  return renderer ? `/${path.posix.normalize(renderer.entrypoint)}` : null;
}

/** The renderers may run no text as code and ask for nothing: stricter than VS Code, so that a slip shows. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data: blob:";

function partOfPage(pathname: string, theme: ThemeName): { contentType: string; body: string; headers?: Record<string, string> } | null {
  if (pathname === '/') return { contentType: 'text/html; charset=utf-8', body: pageHtml(theme), headers: { 'content-security-policy': POLICY } };
  if (pathname === '/notebook-host.mjs') return { contentType: 'text/javascript', body: readFileSync(path.join(import.meta.dirname, 'notebook-host.mjs'), 'utf8') };
  if (/^\/dist\/renderers\/[\w-]+\.js$/.test(pathname)) return { contentType: 'text/javascript', body: readFileSync(path.join(root, pathname), 'utf8') };
  return null;
}

function pageHtml(theme: ThemeName): string {
  const { kind, label } = themes[theme];
  const variables = Object.entries(readThemeVariables()[theme]).flatMap(([name, value]) => (value === null ? [] : [`${name}:${value};`]));
  return [
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Outputs</title>`,
    // What VS Code's frame of outputs gives its body.
    `<style>:root{${variables.join('')}}body{margin:0;padding:8px 12px;background:var(--vscode-editor-background);color:var(--vscode-editor-foreground);font:var(--vscode-font-size) var(--vscode-font-family)}.output{padding:8px}</style>`,
    `</head><body class="${kind}" data-vscode-theme-kind="${kind}" data-vscode-theme-name="${label}"><main id="outputs"></main><script type="module" src="/notebook-host.mjs"></script></body></html>`,
  ].join('');
}
