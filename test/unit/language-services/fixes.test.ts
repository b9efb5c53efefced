// A quick fix mends what it is offered for: applied, it leaves a cell that parses and of which the same is not said again.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { noticeDescriptions } from '../../../engine/inference/notice-descriptions.js';
import { checkCell } from '../../../engine/language/check.js';
import { diagnosticDescriptions } from '../../../engine/language/diagnostic-descriptions.js';
import { edited, safeEdits } from '../../../engine/language/services/fix-all.js';
import { mergeTiers } from '../../../engine/language/services/merge-tiers.js';
import type { Diagnostic } from '../../../engine/language/syntax/diagnostic.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import { parseNotebook } from '../../../engine/notebook-file.js';
import { nodeFiles } from '../../../engine/node/node-files.js';
import { Rehearsal } from '../../../engine/rehearsal.js';

const folder = path.join(import.meta.dirname, '../../fixtures/notebooks/faulty');

/** What is said of the cells of a notebook, fits included, by cell. */
async function said(cells: readonly string[]): Promise<Diagnostic[][]> {
  const rehearsed = await new Rehearsal({ files: nodeFiles(folder), fits: true }).diagnose(cells);
  return cells.map((text, cell) => mergeTiers(text, checkCell({ cells, cell, snapshot: { variables: [] } }), rehearsed[cell] ?? []));
}

async function expectMended(cells: readonly string[], cell: number, { code, fixes: [fix] }: Diagnostic): Promise<void> {
  const mended = cells.with(cell, edited(cells[cell]!, fix!.edits));
  expect(parseProgram(mended[cell]!).diagnostics, mended[cell]).toEqual([]);
  expect((await said(mended))[cell]!.filter(one => one.code === code).map(({ message }) => message), mended[cell]).toEqual([]);
}

const examples = [...diagnosticDescriptions, ...noticeDescriptions].flatMap(description => ('example' in description ? [description] : []));

describe('the first quick fix', () => {
  it.each(examples.map(({ code, example }) => ({ code, example })))('mends the example of $code, where there is one', async ({ code, example }) => {
    const [found = []] = await said([example]);
    const one = found.find(diagnostic => diagnostic.code === code && diagnostic.fixes.length > 0);
    if (one) await expectMended([example], 0, one);
  });

  it.each(readdirSync(folder).filter(name => name.endsWith('.glmm')))('mends %s, where there is one', async name => {
    const cells = parseNotebook(readFileSync(path.join(folder, name))).cells.filter(({ kind }) => kind === 'code').map(({ text }) => text);
    const found = await said(cells);
    const cell = found.findIndex(diagnostics => diagnostics.length > 0);
    const [one] = found[cell]!;
    if (one!.fixes.length > 0) await expectMended(cells, cell, one!);
  });

  it('is there for most faults', async () => {
    const withFix = await Promise.all(examples.map(async ({ code, example }) => (await said([example]))[0]!.some(one => one.code === code && one.fixes.length > 0)));
    expect(withFix.filter(Boolean).length).toBeGreaterThan(40);
  });
});

describe('the safe fixes', () => {
  it('are made together, and nothing that may be meant otherwise is touched', () => {
    const text = 'm <- lmer(Reaction ~ Days + Days + (1 | Subject)， data = sleepstudy, REML = False)\nsubset(sleepstudy, Days =< 3 and Subject == “308”)\nhead(sleepstud)';
    const found = checkCell({ cells: [text], cell: 0, snapshot: { variables: [] } });
    expect(edited(text, safeEdits(found))).toBe('m <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, REML = FALSE)\nsubset(sleepstudy, Days <= 3 & Subject == "308")\nhead(sleepstud)');
  });

  it('leave out one of two that overlap', () => {
    const of = (from: number, to: number): Diagnostic => ({ code: 'GLMM112', severity: 'error', message: '', from, to, fixes: [{ title: '', edits: [{ from, to, insert: 'x' }], isSafe: true }] });
    expect(safeEdits([of(0, 3), of(2, 4), of(4, 5)]).map(({ from }) => from)).toEqual([0, 4]);
  });
});
