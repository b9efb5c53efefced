/** The packaged extension in a real VS Code, in a real browser: what the tests of this folder share. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Frame, Locator, Page } from 'playwright-core';
import { openPage } from '../../scripts/chromium.mjs';
import { buildPackage } from '../../scripts/package.mjs';
import { installVsCodeServer, startVsCodeServer, type RunningServer } from '../../scripts/vscode-server.mjs';
import { themes, type ThemeName } from './themes.js';

const root = path.resolve(import.meta.dirname, '../..');
const pictures = path.join(root, 'test-results/pictures');

export class VsCode {
  private constructor(
    readonly server: RunningServer,
    readonly page: Page,
    /** Addresses that the browser asked for. */
    readonly requests: readonly string[],
    /** The browser's console. */
    readonly messages: readonly string[],
    private readonly closePage: () => Promise<void>,
  ) {}

  /** Installs the package that GLMM_VSIX names (without it, packs what is in dist/) and opens a copy of samples/ with `files` added. */
  static async open(files: Readonly<Record<string, string>>): Promise<VsCode> {
    const vsix = process.env['GLMM_VSIX'] ?? (await buildPackage());
    const server = await startVsCodeServer(await installVsCodeServer(), { workspace: path.join(root, 'samples'), vsix });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(server.folder, name), text);
    const { page, requests, messages, close } = await openPage();
    await page.goto(`${server.origin}/?folder=${encodeURIComponent(server.folder)}`);
    return new VsCode(server, page, requests, messages, close);
  }

  async close(): Promise<void> {
    await this.closePage();
    await this.server.stop();
  }

  /** The text of a file of the workspace, as it is on disk. */
  readFile(name: string): string {
    return readFileSync(path.join(this.server.folder, name), 'utf8');
  }

  /** Scrolls down until a frame with outputs holds `selector`; what is far from the screen is not drawn. Open shadow roots are looked into. */
  async outputWith(selector: string, seconds = 60): Promise<Frame> {
    for (let attempt = 0; attempt < seconds * 5; attempt++) {
      for (const frame of this.page.frames()) {
        if (!frame.url().includes('fake.html')) continue;
        const count = await frame.locator(selector).count().catch(() => 0); // the frame may go away while we look
        if (count > 0) return frame;
      }
      if (attempt % 10 === 9) await this.scroll(400);
      await this.page.waitForTimeout(200);
    }
    throw new Error(`No output shows ${selector}. The console said:\n${this.messages.slice(-20).join('\n')}`);
  }

  /** Scrolls the notebook until something in an output can be seen. (Scrolling inside the output's frame would move it out of place.) */
  async reveal(target: Locator): Promise<Box> {
    const list = await boxOf(this.page.locator('.notebookOverlay:visible .cell-list-container').first());
    let isSearching = false;
    for (let attempt = 0; attempt < 60; attempt++) {
      const box = await target.boundingBox({ timeout: 1000 }).catch(() => null);
      // Far from the screen, VS Code does not draw editors and moves outputs out of the way.
      if (!box || Math.abs(box.y) > 20_000) {
        await this.scroll(isSearching ? 300 : -5000);
        isSearching = true;
        continue;
      }
      const above = box.y - list.y;
      const seen = Math.min(box.height, list.height - 160);
      if (above >= 5 && above + seen <= list.height - 25) return box;
      await this.scroll(above - 60);
    }
    throw new Error(`The notebook would not scroll to ${target.toString()}.`);
  }

  /** VS Code takes every event of the wheel for one notch, which is 50 pixels. */
  private async scroll(distance: number): Promise<void> {
    const list = await boxOf(this.page.locator('.notebookOverlay:visible .cell-list-container').first());
    await this.page.mouse.move(list.x + 12, list.y + list.height / 2); // the margin, where neither an output nor a hover takes the wheel
    const notches = Math.min(Math.ceil(Math.abs(distance) / 50), 100);
    for (let notch = 0; notch < notches; notch++) await this.page.mouse.wheel(0, Math.sign(distance) * 100);
    await this.page.waitForTimeout(200);
  }

  /** Points at something in an output. */
  async pointAt(target: Locator): Promise<void> {
    const box = await this.reveal(target);
    await this.page.mouse.move(box.x + 4, box.y + box.height / 2);
    await this.page.mouse.move(box.x + Math.min(20, box.width / 2), box.y + box.height / 2, { steps: 4 });
  }

  async click(target: Locator): Promise<void> {
    const box = await this.reveal(target);
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Points at the text of a code cell of the open notebook; resolves to what the hover says once it says `expected`. */
  async hoverText(text: string, expected: RegExp): Promise<string> {
    const hover = this.page.locator('.monaco-hover:visible').filter({ hasText: expected }).first();
    for (let attempt = 0; attempt < 6; attempt++) {
      const box = await this.boxOfText(text);
      await this.page.mouse.move(5, 5);
      await this.page.waitForTimeout(400);
      await this.page.mouse.move(box.x + box.width / 2 - 3, box.y + box.height / 2);
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      if (await hover.waitFor({ timeout: 5000 }).then(() => true, () => false)) return hover.innerText();
    }
    throw new Error(`Pointing at ${text} never said ${expected.source}.`);
  }

  /** Where a text stands in the editors of the open notebook; VS Code cuts a line into a span a token, so ranges are measured. */
  private async boxOfText(text: string): Promise<Box> {
    const line = this.page.locator('.notebookOverlay .code-cell-row .view-line:visible').filter({ hasText: text }).first(); // any kind of blank matches
    await this.reveal(line);
    return line.evaluate((element, wanted) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const nodes: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
      const whole = nodes.map(node => node.data).join('').replaceAll('\u00a0', ' ');
      const start = whole.indexOf(wanted);
      const range = document.createRange();
      let passed = 0;
      for (const node of nodes) {
        if (start >= passed && start < passed + node.length) range.setStart(node, start - passed);
        const end = start + wanted.length;
        if (end > passed && end <= passed + node.length) range.setEnd(node, end - passed);
        passed += node.length;
      }
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y, width, height };
    }, text);
  }

  /** Chooses a colour theme as a user does, and waits until the outputs wear it. */
  async wear(theme: ThemeName): Promise<void> {
    const { label, kind } = themes[theme];
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+T');
    const list = this.page.locator('.quick-input-widget:visible');
    await list.waitFor();
    await list.locator('input').first().fill(label);
    await list.getByRole('option', { name: label }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await list.waitFor({ state: 'hidden' });
    await this.outputWith(`body.${kind}`, 20);
  }

  /** A picture of the page in test-results/pictures. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(pictures, `${name.replaceAll(' ', '-')}.png`) });
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where something is on the page, frames included. */
async function boxOf(target: Locator): Promise<Box> {
  const box = await target.boundingBox();
  if (!box) throw new Error('It is not on the page.');
  return box;
}
