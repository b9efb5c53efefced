import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/chromium.mjs';
import { galleryOutputs, type GalleryOutput } from '../fixtures/gallery.js';
import { isDrawn, OutputPage } from './output-page.js';

let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  browser = await openBrowser({ hasFixedFonts: true });
});

afterAll(async () => {
  await browser?.close();
});

/** A control as the focus finds it. */
interface Control {
  /** Such as `button "Copy"`. */
  readonly name: string;
  readonly kind: string;
  /** Whether the focus can be seen on it or around it. */
  readonly isVisible: boolean;
  /** Whether the focus opened an explanation. */
  readonly isExplained: boolean;
  /** Whether its content is larger than what it shows. */
  readonly overflows: boolean;
}

const outputs = (await Promise.all(['summaries', 'charts', 'tables'].map(galleryOutputs))).flat().filter(({ result }) => isDrawn(result));

describe('by keyboard alone', () => {
  test.each(outputs)('every control is reached, seen and worked in: $name', async ({ result }: GalleryOutput) => {
    const output = await OutputPage.open(browser, 'light');
    const { page } = output;
    const downloads: string[] = [];
    page.on('download', download => downloads.push(download.suggestedFilename()));
    await output.show(result);
    const expected = await controlsIn(page);
    const reached: string[] = [];
    for (let step = 0; step < 400; step++) {
      await page.keyboard.press('Tab');
      const control = await focused(page);
      if (!control) break;
      reached.push(control.name);
      expect(control.isVisible, `the focus is not seen on ${control.name}`).toBe(true);
      const key = keyFor(control);
      if (key === null) continue;
      const before = await fingerprint(page, downloads);
      for (const each of key) await page.keyboard.press(each);
      await expect.poll(async () => (await fingerprint(page, downloads)) !== before || (await focused(page))?.isExplained, { message: `${key.join(' ')} does nothing on ${control.name}`, timeout: 4000 }).toBe(true);
      // What was opened or changed is put back, so that the walk goes over the output as it was.
      if (control.kind === 'search') for (let each = 0; each < key.length; each++) await page.keyboard.press('Backspace');
      else if (control.kind !== 'summary' && control.kind !== 'scroll' && control.kind !== 'term') await page.keyboard.press(undoing(control));
    }
    for (const name of new Set(expected)) expect(reached, `Tab never reaches ${name}; it reaches ${reached.join(', ')}`).toContain(name);
    expect(output.messages.filter(message => message.startsWith('[uncaught]') || message.startsWith('[error]'))).toEqual([]);
  });
});

/** What works a control; null for what only shows something. */
function keyFor({ kind, overflows }: Control): readonly string[] | null {
  switch (kind) {
    case 'radio': return ['ArrowRight'];
    case 'search': return ['z', 'q'];
    case 'select': return ['ArrowDown'];
    case 'grid': return ['ArrowDown', ' '];
    case 'scroll': return overflows ? ['ArrowDown', 'ArrowRight'] : null;
    default: return ['Enter'];
  }
}

function undoing({ kind }: Control): string {
  switch (kind) {
    case 'radio': return 'ArrowLeft';
    case 'select': return 'ArrowUp';
    case 'grid': return ' ';
    default: return 'Enter';
  }
}

/** In the page: names, kinds and what there is. As text, because it runs there. */
const inPage = `(() => {
  const deepActive = () => { let at = document.activeElement; while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement; return at; };
  const isFocusable = each => each.matches('button, input, select, textarea, summary, a[href], [tabindex="0"]') && !each.disabled && each.checkVisibility({ visibilityProperty: true });
  const kindOf = each => each.matches('.g-term') ? 'term' : each.matches('input[type=radio]') ? 'radio' : each.matches('input[type=search], input[type=text]') ? 'search' : each.matches('select') ? 'select' : each.matches('[role=grid], [aria-label*="rrow keys"]') ? 'grid' : each.matches('summary') ? 'summary' : each.matches('button, a[href], input[type=checkbox]') ? 'button' : 'scroll';
  const nameOf = each => kindOf(each) + ' "' + (kindOf(each) === 'radio' ? each.name : each.getAttribute('aria-label') || (each.labels && each.labels[0] ? each.labels[0].textContent : '') || each.textContent).trim().slice(0, 60) + '"';
  const all = root => [...root.querySelectorAll('*')].flatMap(each => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  const isSeen = each => { for (let at = each, up = 0; at && up < 3; at = at.parentElement, up++) { const style = getComputedStyle(at); if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) return true; } return false; };
  return { deepActive, isFocusable, kindOf, nameOf, all, isSeen };
})()`;

/** The focusable controls that are on the page, by name. */
const controlsIn = (page: Page): Promise<string[]> => page.evaluate(`(() => { const { all, isFocusable, nameOf } = ${inPage}; return all(document).filter(isFocusable).map(nameOf); })()`);

/** The control with the focus; null once the focus has left the outputs. */
const focused = (page: Page): Promise<Control | null> => page.evaluate(`(() => {
  const { deepActive, kindOf, nameOf, isSeen } = ${inPage};
  const at = deepActive();
  if (!at || at === document.body) return null;
  const tip = at.getAttribute('aria-describedby') && at.getRootNode().getElementById(at.getAttribute('aria-describedby'));
  return { name: nameOf(at), kind: kindOf(at), isVisible: isSeen(at), isExplained: Boolean(tip && tip.checkVisibility()), overflows: at.scrollHeight > at.clientHeight + 1 || at.scrollWidth > at.clientWidth + 1 };
})()`);

/** All that a control may change: the page, states of inputs, places of scrolls, the clipboard, what was told, what was saved. */
async function fingerprint(page: Page, downloads: readonly string[]): Promise<string> {
  const seen = await page.evaluate(`(async () => {
    const { all } = ${inPage};
    const elements = all(document);
    const states = elements.map(each => [each.checked, each.value, each.open, each.scrollTop, each.scrollLeft].join());
    const shadows = elements.filter(each => each.shadowRoot).map(each => each.shadowRoot.innerHTML);
    const clipboard = async () => JSON.stringify(await Promise.all((await navigator.clipboard.read()).map(item => Promise.all(item.types.map(async type => type + (await (await item.getType(type)).text()))))));
    // a picture may reach the clipboard while it is read, which is then read again
    let copied = '';
    for (let attempt = 0; attempt < 20 && copied === ''; attempt++) copied = await clipboard().catch(() => new Promise(resolve => setTimeout(resolve, 50, '')));
    return JSON.stringify([states, shadows, copied, notebookHost.messages]);
  })()`);
  return `${String(seen)} ${downloads.length}`;
}
