// The documentation shows a faulty cell for every code, and the same cell mended: both are tried here.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { noticeDescriptions } from '../../../engine/inference/notice-descriptions.js';
import { checkCell } from '../../../engine/language/check.js';
import { diagnosticDescriptions } from '../../../engine/language/diagnostic-descriptions.js';
import { Rehearsal } from '../../../engine/rehearsal.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const descriptions = [...diagnosticDescriptions, ...noticeDescriptions];
const shown = descriptions.flatMap((description) => ('example' in description ? [description] : []));

/** What is said of a cell: while it is written, from its data, when it runs, and with its fits. */
async function findings(cell: string): Promise<{ codes: string[]; error: string | null }> {
  const session = new Session({ files: noFiles });
  const { outputs, error } = await session.run(cell);
  const models = [...outputs.flatMap((output) => (output.kind === 'model' ? [output] : [])), ...session.snapshot().variables.flatMap(({ model }) => model ?? [])];
  const [rehearsed = []] = await new Rehearsal({ files: noFiles }).diagnose([cell]);
  const checked = checkCell({ cells: [cell], cell: 0, snapshot: { variables: [] } }).map(({ code }) => code);
  return { codes: [...checked, ...rehearsed.map(({ code }) => code), ...(error ? [error.code] : []), ...models.flatMap(({ notices }) => notices.map(({ code }) => code))], error: error?.message ?? null };
}

describe('the cells of the documentation', () => {
  it.each(shown.map(({ code, example, mend }) => ({ code, example, mend })))('$code is given by its example, and not by the mended cell', async ({ code, example, mend }) => {
    expect((await findings(example)).codes).toContain(code);
    const mended = await findings(mend);
    expect(mended.error).toBeNull();
    expect(mended.codes).not.toContain(code);
  });

  it('are there for most codes', () => {
    expect(shown.length).toBeGreaterThan(0.8 * descriptions.length);
  });
});

it('has a page for every code, and for no other', () => {
  const folder = new URL('../../../docs/diagnostics/', import.meta.url);
  expect(existsSync(new URL('README.md', folder))).toBe(true);
  expect(readdirSync(folder).filter((name) => name !== 'README.md').sort()).toEqual(descriptions.map(({ code }) => `${code}.md`).sort());
});

it('sends readers only to codes that there are', () => {
  const codes = new Set(descriptions.map(({ code }) => code));
  expect(descriptions.flatMap(({ related = [] }) => related).filter((code) => !codes.has(code))).toEqual([]);
});
