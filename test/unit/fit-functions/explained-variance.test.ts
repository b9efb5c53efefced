// R² and intraclass correlations of performance 0.10.2 for lme4 1.1.31 fits (r2_nakagawa, icc, icc(by_group = TRUE)).
import { describe, expect, test } from 'vitest';
import { fromJsonNumber, type TableResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const SLEEP = 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\n';

async function tablesOf(cell: string): Promise<TableResult[]> {
  const { outputs, error } = await new Session({ files: noFiles }).run(cell);
  if (error) throw new Error(`${error.code} ${error.message}`);
  return outputs as TableResult[];
}

describe('the share of the variation', () => {
  test('that the fixed effects and the groups explain is that of performance', async () => {
    const [r2, icc, byGroup] = await tablesOf(`${SLEEP}r2(m)\nicc(m)\nicc(m, by_group = TRUE)`);
    const values = (table: TableResult | undefined): number[] => table!.rows.map(row => fromJsonNumber(row[1] as number));
    // lme4 stops a little short of the optimum, so that its variances carry five digits
    [0.799218896977232, 0.278652042562012].forEach((expected, i) => expect(values(r2)[i]).toBeCloseTo(expected, 5));
    [0.721658457679865, 0.520566854415219].forEach((expected, i) => expect(values(icc)[i]).toBeCloseTo(expected, 5));
    expect(values(byGroup)[0]).toBeCloseTo(0.260130292637813, 5);
  });

  test('is a list by the names of performance', async () => {
    const [conditional] = (await new Session({ files: noFiles }).run(`${SLEEP}r2(m)$R2_conditional`)).outputs;
    expect(conditional).toMatchObject({ kind: 'vector', type: 'double' });
  });

  test('is refused where the link has no latent variance', async () => {
    await expect(tablesOf('m <- glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = inverse.gaussian(link = "log"))\nicc(m)')).rejects.toThrow(/GLMM256 The intraclass correlation is not defined for the inverse\.gaussian family/);
  });
});
