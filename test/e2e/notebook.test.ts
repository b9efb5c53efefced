import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNotebook } from '../../scripts/workbench.mjs';
import { accessibilityProblems } from './accessibility.js';
import { isKeeping } from './pictures.js';
import { themeNames } from './themes.js';
import { keepThemeVariables, readThemeVariables, variablesOf } from './theme-variables.js';
import { VsCode } from './vscode.js';

/** A notebook with one mistake of each kind that a squiggle shows. */
const mistakes = `# Mistakes

\`\`\`{glmm}
data(cbpp)
m <- glmer(cbind(incidence, size - incidence) ~ period + (1 | hurd), data = cbpp, family = binomial)
\`\`\`
`;

/** Levels that would be markup if they were not treated as text. */
const hostileData = ['group,y', ...Array.from({ length: 12 }, (_, row) => `"<img src=x onerror=alert(${row % 4})>",${[3.1, 4.7, 2.2, 5.9][row % 4]! + row / 10}`)].join('\n');
const hostile = `\`\`\`{glmm}
d <- read.csv("hostile.csv")
m <- lmer(y ~ 1 + (1 | group), data = d)
m
dotplot(ranef(m))
\`\`\`
`;

/** R Markdown as it stands in a clipboard. */
const chunks = '# Pasted\n\n```{r}\nlibrary(lme4)\nx <- 2\n```\n\nThen\n\n```{r}\nggplot(x)\n```\n';
const transcript = '> y <- c(1,\n+   2)\n> y\n[1] 1 2\n';

let vscode: VsCode;

beforeAll(async () => {
  vscode = await VsCode.open({ 'mistakes.glmm': mistakes, 'hostile.glmm': hostile, 'hostile.csv': hostileData, 'paste.glmm': '```{glmm}\n```\n', 'transcript.glmm': '```{glmm}\n```\n' });
});

afterAll(async () => {
  await vscode?.close();
});

describe('the logistic sample, in a browser', () => {
  let outputs: Frame;

  test('opens as a notebook with its kernel', async () => {
    expect(await openNotebook(vscode.page, 'logistic.glmm')).toBeGreaterThan(1);
    await vscode.page.locator('.notebookOverlay .kernel-label, .notebookOverlay .kernel-action-view-item').filter({ hasText: 'GLMM' }).first().waitFor();
  });

  test('runs all its cells and shows the summary as a table in the output frame', async () => {
    await vscode.page.getByRole('button', { name: 'Run All' }).first().click();
    outputs = await vscode.outputWith('.g-model table');
    const row = outputs.locator('.g-model').first().locator('tr', { has: outputs.locator('button.g-term', { hasText: 'period' }) }).first();
    // lme4 1.1-31: period2 −0.9919, so exp(−0.9919) = 0.37; standard deviation between herds 0.6421
    expect(await row.innerText()).toContain('0.37');
    expect(await outputs.locator('.g-model').first().locator('table', { hasText: 'Random effects' }).innerText()).toContain('0.642');
    await vscode.picture('logistic sample');
  });

  test('draws the caterpillar plot with its fifteen herds, and describes it', async () => {
    const frame = await vscode.outputWith('.g-chart [role=img] svg');
    const chart = frame.locator('.g-chart [role=img]').first();
    expect(await chart.getAttribute('aria-label')).toMatch(/herd/);
    expect(await chart.locator('svg').count()).toBe(1);
    const button = frame.locator('.g-chart .g-tools button').first();
    await vscode.click(button);
    await expect.poll(() => frame.locator('.g-chart').first().locator('tbody tr').count()).toBe(15);
    await vscode.click(button);
  });

  test('says in words what a coefficient means where one points at it in the table', async () => {
    const term = outputs.locator('.g-model').first().locator('button.g-term', { hasText: 'period' }).first();
    await vscode.pointAt(term);
    const tip = outputs.locator('.g-tip:visible').first();
    await tip.waitFor();
    const words = await tip.innerText();
    expect(words).toMatch(/given herd/i);
    expect(words).toContain('0.37');
    await vscode.picture('interpretation of a coefficient');
  });

  test('says what a random term means where one points at it in the formula', async () => {
    expect(await vscode.hoverText('(1 | herd)', /median odds ratio/i)).toMatch(/15/);
    await vscode.picture('hover on a random term');
  });

  test('says what a coefficient means where one points at its term in the formula', async () => {
    expect(await vscode.hoverText('period +', /given herd/i)).toContain('0.37');
  });

  test.each(themeNames)('is accessible in the %s theme, whose variables are those that pictures are drawn with', async theme => {
    await vscode.wear(theme);
    const variables = await variablesOf(await vscode.outputWith('.g-model'));
    if (isKeeping) keepThemeVariables(theme, variables);
    expect(readThemeVariables()[theme]).toEqual(variables);
    for (const selector of ['.g-model', '.g-chart']) {
      const frame = await vscode.outputWith(selector);
      await vscode.reveal(frame.locator(selector).first());
      await vscode.picture(`${selector.slice(3)} ${theme}`);
      expect(await accessibilityProblems(frame, 'body')).toEqual([]);
    }
  });
});

describe('other notebooks, in a browser', () => {
  test('underline a mistake, and say what would be right', async () => {
    await vscode.wear('light');
    await openNotebook(vscode.page, 'mistakes.glmm');
    await vscode.page.locator('.notebookOverlay .squiggly-error').first().waitFor();
    expect(await vscode.hoverText('hurd', /hurd/)).toContain('herd');
    await vscode.picture('squiggle');
  });

  test('show levels that look like markup as the text they are', async () => {
    await openNotebook(vscode.page, 'hostile.glmm');
    await vscode.page.getByRole('button', { name: 'Run All' }).first().click();
    const frame = await vscode.outputWith('.g-chart svg:has-text("<img src=x")');
    expect(await frame.locator('img').count()).toBe(0);
  });

  test('take R Markdown that is pasted into a cell as cells, and a transcript without its prompts', async () => {
    const { page } = vscode;
    const paste = async (notebook: string, text: string): Promise<void> => {
      await openNotebook(page, notebook);
      await page.locator('.notebookOverlay:visible .code-cell-row .view-lines').first().click();
      await page.evaluate(copied => navigator.clipboard.writeText(copied), text);
      await page.keyboard.press('Control+V');
    };
    const editors = page.locator('.notebookOverlay:visible .code-cell-row .view-lines');
    await paste('transcript.glmm', transcript);
    await expect.poll(async () => (await editors.first().innerText()).replaceAll('\u00a0', ' ')).toMatch(/^y <- c\(1,\s+2\)\s+y\s+#> \[1\] 1 2/);
    await paste('paste.glmm', chunks);
    await expect.poll(() => editors.allInnerTexts().then(texts => texts.join(' | ').replaceAll('\u00a0', ' '))).toMatch(/library\(lme4\)\s+x <- 2\s* \| \s*ggplot\(x\)/);
    await page.locator('.notebookOverlay:visible .squiggly-error').first().waitFor();
    await vscode.picture('pasted chunks');
  });

  test('have asked no other host for anything', () => {
    const own = [vscode.server.origin, 'https://file+.vscode-resource.vscode-cdn.net', 'https://vscode-remote+'];
    const foreign = vscode.requests.filter(address => /^https?:/.test(address) && !own.some(prefix => address.startsWith(prefix)) && !/\.vscode-resource\.vscode-cdn\.net\//.test(address));
    expect([...new Set(foreign)]).toEqual([]);
  });
});
