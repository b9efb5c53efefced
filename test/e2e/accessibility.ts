/** What axe finds in a page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The success criteria of WCAG 2.2, levels A and AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What is wrong within a selector, and with `best-practice` also what is unwise: the rule, and where. */
export async function accessibilityProblems(frame: Frame | Page, within: string, { alsoBestPractice = false } = {}): Promise<string[]> {
  if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axe);
  const options = { resultTypes: ['violations'], runOnly: alsoBestPractice ? [...rules, 'best-practice'] : rules };
  const { violations } = (await frame.evaluate(([selector, how]) => (globalThis as unknown as { axe: { run(context: object, options: object): Promise<unknown> } }).axe.run({ include: [selector] }, how), [within, options] as const)) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`));
}
