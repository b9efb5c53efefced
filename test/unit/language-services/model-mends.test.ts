// Buttons of a summary: what they write is what the quick fixes write, in the cell that holds the call.
import { describe, expect, test } from 'vitest';
import { mendsOfModel } from '../../../engine/language/services/model-mends.js';
import type { ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

const CALL = 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd),\n  data = cbpp, family = binomial)  # kept';

async function modelOf(source: string): Promise<ModelResult> {
  const { outputs, error } = await new Session({ files: sampleFiles }).run(source);
  expect(error).toBeUndefined();
  return outputs.find(output => output.kind === 'model')!;
}

const applied = (text: string, edits: readonly { readonly from: number; readonly to: number; readonly insert: string }[]): string =>
  [...edits].sort((a, b) => b.from - a.from).reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text);

describe('the mends of a model', () => {
  test('edit the call alone, wherever it stands, and the cell that results has no such notice', async () => {
    const cells = ['x <- 1', 'm <- glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = gaussian)', 'm'];
    const model = await modelOf(cells.join('\n'));
    const notice = model.notices.findIndex(({ code }) => code === 'GLMM408');
    const found = mendsOfModel(cells, 2, model)!;
    expect(found.cell).toBe(1);
    const [fix] = found.mends[notice]!;
    const mended = applied(cells[1]!, fix!.edits);
    expect(mended).toBe('m <- lmer(Reaction ~ Days + (1 | Subject), data = sleepstudy)');
    expect((await modelOf(`${mended}\nm`)).notices.map(({ code }) => code)).not.toContain('GLMM408');
  });

  test('keep comments and the layout around the call', async () => {
    const model = { ...(await modelOf(CALL)), notices: [{ code: 'GLMM406', severity: 'warning' as const, message: '', term: null, evidence: {}, advice: [], mend: { title: 'Fit by quadrature', argument: 'nAGQ', value: '9' } }] };
    const found = mendsOfModel([`# before\n${CALL}\n`], 0, model)!;
    expect(applied(`# before\n${CALL}\n`, found.mends[0]![0]!.edits)).toBe(`# before\n${CALL.replace('binomial)', 'binomial, nAGQ = 9)')}\n`);
  });

  test('are not there once the call has changed, nor for text that does not parse', async () => {
    const model = await modelOf(CALL);
    expect(mendsOfModel([CALL.replace('period', 'size')], 0, model)).toBeNull();
    expect(mendsOfModel(['glmer(', ''], 0, model)).toBeNull();
  });
});
