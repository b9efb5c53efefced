// Sixty notebooks with one fault each, and twenty without: `glmm check` finds each fault at its place, and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../engine/node/command-line.js';

const notebooks = path.join(import.meta.dirname, '../../fixtures/notebooks');
const faulty = path.join(notebooks, 'faulty');
const good = path.join(notebooks, 'good');
const named = (folder: string): string[] => readdirSync(folder).filter(name => name.endsWith('.glmm')).sort();

/** The table beside the notebooks: what is wrong, where, and from which tier on it can be told. */
const faults = [...readFileSync(path.join(faulty, 'README.md'), 'utf8').matchAll(/^\| (\S+\.glmm) \| (\d+:\d+) \| (GLMM\d+) \| (text|data|fit) \|$/gm)].map(([, name, place, code, tier]) => ({ name: name!, found: `${place!} ${code!}`, tier: tier! }));

async function check(folder: string, ...options: string[]): Promise<{ found: Map<string, string[]>; status: number }> {
  let out = '';
  const status = await runCommandLine(['check', folder, ...options], { out: text => void (out += text), error: text => void (out += text) });
  const found = new Map<string, string[]>();
  for (const [, name, place, code] of out.matchAll(/^.*?([^/\\\n]+\.glmm):(\d+:\d+): \w+ (GLMM\d+) /gm)) found.set(name!, [...(found.get(name!) ?? []), `${place!} ${code!}`]);
  return { found, status };
}

describe('of the sixty faulty notebooks', () => {
  it('each is in the table', () => {
    expect(faults.map(({ name }) => name)).toEqual(named(faulty));
    expect(faults).toHaveLength(60);
  });

  it.each([
    ['their text alone tells', ['--no-data'], ['text']],
    ['text and data tell', [], ['text', 'data']],
    ['text, data and fits tell', ['--fit'], ['text', 'data', 'fit']],
  ])('%s each fault at its line and column, and no other', async (_, options, tiers) => {
    const { found, status } = await check(faulty, ...options);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(faults.filter(({ tier }) => tiers.includes(tier)).map(({ name, found: one }) => [name, [one]])));
    expect(status).toBe(1);
  });
});

describe('of the twenty good notebooks', () => {
  it.each([['--no-data'], [''], ['--fit']])('nothing is said with %s', async option => {
    expect(named(good)).toHaveLength(20);
    const { found, status } = await check(good, ...(option === '' ? [] : [option]), '--strict');
    expect(Object.fromEntries(found)).toEqual({});
    expect(status).toBe(0);
  });
});
