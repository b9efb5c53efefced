// The code of the sample notebooks gives what it gives in R (test/fixtures/r-values/record.R made the record, with lme4).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseNotebook } from '../../../engine/notebook-file.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

type Recorded = { readonly printed: readonly string[] } | { readonly logLik: number; readonly fixef: readonly number[]; readonly se: readonly number[]; readonly vcov: readonly number[] };

const record = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/r-values/values.json'), 'utf8')) as { samples: { notebook: string; values: Record<string, Recorded> }[] };

describe.each(record.samples)('the sample $notebook', ({ notebook, values }) => {
  test.each(Object.entries(values))('has the %s of R', async (name, recorded) => {
    const session = await afterRunning(notebook);
    if ('printed' in recorded) {
      expect(await textsOf(session, `str(${name})\nprint(head(${name}))\nsummary(${name})`)).toEqual(recorded.printed.map(withoutTrailingBlanks));
      return;
    }
    const [logLikelihood, fixedEffects, standardErrors, variances] = await Promise.all(
      [`c(logLik(${name}))`, `unname(fixef(${name}))`, `unname(sqrt(diag(vcov(${name}))))`, `as.data.frame(VarCorr(${name}))$vcov`].map(expression => numbersOf(session, expression)),
    );
    // lme4 stops where its own optimiser is content, so it may lie below the maximum, and not above
    expect(logLikelihood![0]! - recorded.logLik).toBeGreaterThan(-1e-6);
    expect(logLikelihood![0]! - recorded.logLik).toBeLessThan(1e-3);
    fixedEffects!.forEach((estimate, index) => expect(Math.abs(estimate - recorded.fixef[index]!)).toBeLessThan(5e-3 * recorded.se[index]!));
    // those of glmer come from finite differences of a deviance that is itself iterated; glmmTMB has 0.23247, 0.30664, … for the cattle, as here
    standardErrors!.forEach((error, index) => expect(Math.abs(error / recorded.se[index]! - 1)).toBeLessThan(2e-2));
    variances!.forEach((variance, index) => expect(Math.abs(variance - recorded.vcov[index]!)).toBeLessThan(2e-3 * Math.max(...recorded.vcov)));
  });
});

async function afterRunning(notebook: string): Promise<Session> {
  const session = new Session({ files: noFiles });
  const cells = parseNotebook(readFileSync(path.join(import.meta.dirname, '../../../samples', notebook))).cells.filter(({ kind }) => kind === 'code');
  for (const { text } of cells) expect((await session.run(text)).error).toBeUndefined();
  return session;
}

async function textsOf(session: Session, source: string): Promise<string[]> {
  const outcome = await session.run(source);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.flatMap(output => (output.kind === 'text' ? [withoutTrailingBlanks(output.text)] : []));
}

async function numbersOf(session: Session, expression: string): Promise<number[]> {
  const outcome = await session.run(expression);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.flatMap(output => (output.kind === 'vector' ? (output.values as number[]) : []));
}

const withoutTrailingBlanks = (text: string): string => text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '');
