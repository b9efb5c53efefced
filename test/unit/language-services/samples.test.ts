import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { hoverAt } from '../../../engine/language/hover.js';
import { parseNotebook, serializeNotebook } from '../../../engine/notebook-file.js';
import type { FileAccess } from '../../../engine/language/registry.js';
import { Session } from '../../../engine/session.js';
import { withCursor } from './notebook.js';

const samples = new URL('../../../samples/', import.meta.url);
const names = readdirSync(samples).filter((name) => name.endsWith('.glmm'));

const files: FileAccess = {
  read: (path) => Promise.reject(new Error(`no file ${path} in this test`)),
  readDataset: (name) => Promise.resolve(new Uint8Array(readFileSync(new URL(`../../../engine/data/datasets/${name}`, import.meta.url)))),
};

describe('the sample notebooks', () => {
  it.each(names)('%s has no mistake before anything has run', (name) => {
    const cells = parseNotebook(readFileSync(new URL(name, samples))).cells.filter(({ kind }) => kind === 'code').map(({ text }) => text);
    expect(cells.length).toBeGreaterThan(0);
    const found = cells.flatMap((_, cell) => checkCell({ cells, cell, snapshot: { variables: [] } }));
    expect(found.filter(({ severity }) => severity !== 'hint')).toEqual([]);
  });

  it.each(names)('%s is saved as it was opened', (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(name, samples)));
    expect(serializeNotebook(parseNotebook(bytes))).toEqual(bytes);
  });
});

describe('a live session', () => {
  it('lets a hover explain the coefficient of a model that was just fitted', async () => {
    const session = new Session({ files });
    const cell = 'm <- glmer(y ~ vi¦sit + (1 | patient), data = spinal, family = binomial)';
    const outcome = await session.run(cell.replace('¦', ''));
    expect(outcome.error).toBeUndefined();
    const { notebook, offset } = withCursor(cell);
    const markdown = hoverAt({ ...notebook, snapshot: session.snapshot() }, offset)!.markdown.replace(/[*\\]/g, '');
    expect(markdown).toMatch(/For a given patient, the odds of no pain at visit 2 are 0\.77 times those at visit 1 \(95 ?% CI 0\.38 to 1\.57/);
  });

  it('lets a hover explain a model that was shown and not assigned', async () => {
    const session = new Session({ files });
    const cell = 'glmer(y ~ vi¦sit + (1 | patient), spinal, binomial)';
    await session.run(cell.replace('¦', ''));
    const { notebook, offset } = withCursor(cell);
    expect(hoverAt({ ...notebook, snapshot: session.snapshot() }, offset)!.markdown).toContain('For a given patient');
  });

  it('lets a check know the columns of what was read', async () => {
    const session = new Session({ files });
    await session.run('d <- data.frame(y = c(1, 2, 3), group = c("a", "b", "c"))');
    const text = 'x <- d$gruop';
    const [found] = checkCell({ cells: [text], cell: 0, snapshot: session.snapshot() });
    expect(found).toMatchObject({ code: 'GLMM204', fixes: [{ edits: [{ insert: 'group' }] }] });
  });
});
