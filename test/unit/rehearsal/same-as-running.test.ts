// A rehearsal says that a statement fails exactly where running it fails: on every cell of the documentation, faulty and mended.
import { describe, expect, it } from 'vitest';
import { noticeDescriptions } from '../../../engine/inference/notice-descriptions.js';
import { diagnosticDescriptions } from '../../../engine/language/diagnostic-descriptions.js';
import { functions } from '../../../engine/language/functions.js';
import { positionAt } from '../../../engine/language/syntax/position.js';
import { Rehearsal } from '../../../engine/rehearsal.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

const files = { ...noFiles, ...sampleFiles };
const shown = [...diagnosticDescriptions, ...noticeDescriptions].flatMap(description => ('example' in description ? [description.example, description.mend] : []));
const cells = [...new Set([...shown, ...[...functions.values()].map(({ example }) => example)])].filter(cell => cell !== '');

async function errorsOf(cell: string): Promise<string[]> {
  const [found = []] = await new Rehearsal({ files }).diagnose([cell]);
  return found.flatMap(({ code, severity, from }) => (severity === 'error' ? [`${code} ${Object.values(positionAt(cell, from)).join(':')}`] : []));
}

describe('the cells of the documentation', () => {
  it('are many', () => expect(cells.length).toBeGreaterThan(300));

  it('that run are not called wrong, and those that fail are called wrong there', async () => {
    const differing: string[] = [];
    for (const cell of cells) {
      const { error } = await new Session({ files }).run(cell);
      // a syntax error keeps its cell from running at all
      if (error && /^GLMM1/.test(error.code)) continue;
      const found = await errorsOf(cell);
      const expected = error ? [`${error.code} ${error.line}:${error.column}`] : [];
      // what only a fit shows, or what is made of one, is left to running it
      const needsFit = error !== undefined && found.length === 0 && /lmer|glmer/.test(cell);
      // quadrature that cannot be is told at nAGQ, and by the fit at the term that is too many
      const isSame = found[0] === expected[0] || (error?.code === 'GLMM419' && found[0]?.startsWith('GLMM419') === true);
      if (!needsFit && !isSame) differing.push(`${cell}\n  runs: ${expected.join()}\n  rehearsed: ${found.join()}`);
    }
    expect(differing).toEqual([]);
  });
});
