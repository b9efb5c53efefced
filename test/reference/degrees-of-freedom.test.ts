// Degrees of freedom, t and p of the coefficients, and F tests of types I to III, against lmerTest 3.1.3 and pbkrtest 0.5.2.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Session } from '../../engine/session.js';
import { fromJsonNumber, type ModelResult, type TableResult } from '../../engine/results.js';
import { cellOf, referenceFiles, type ReferenceFit } from './reference-fits.js';

interface CoefficientTest {
  readonly name: string;
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly t: number;
  readonly p: number;
}

interface TermTest {
  readonly term: string;
  readonly 'Sum.Sq': number;
  readonly NumDF: number;
  readonly DenDF: number;
  readonly 'F.value': number;
  readonly 'Pr..F.': number;
}

type TermTests = Readonly<Record<'type1' | 'type2' | 'type3', readonly TermTest[]>>;

type ReferenceTests = ReferenceFit & Readonly<Record<'anova_satterthwaite' | 'anova_kr', TermTests>> & Readonly<Record<'satterthwaite' | 'kenward_roger', { readonly coefs: readonly CoefficientTest[] }>>;

const folder = path.join(import.meta.dirname, 'degrees-of-freedom');
const references = readdirSync(folder).sort().map(file => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as ReferenceTests);

async function fitted(reference: ReferenceTests): Promise<{ readonly session: Session; readonly model: ModelResult }> {
  const session = new Session({ files: referenceFiles });
  const { outputs, error } = await session.run(cellOf({ ...reference, family: 'gaussian', link: 'identity' }));
  expect(error).toBeUndefined();
  return { session, model: outputs.findLast(output => output.kind === 'model') as ModelResult };
}

const relative = (found: number, wanted: number): number => Math.abs(found - wanted) / Math.max(1e-300, Math.abs(wanted));

describe('coefficients are tested as by lmerTest', () => {
  test.each(references.map(reference => [reference.name, reference] as const))('%s', async (_, reference) => {
    const { session, model } = await fitted(reference);
    expect(model.dfMethod).toBe('Satterthwaite');
    expectCoefficients(model, reference.satterthwaite.coefs);
    const { outputs, error } = await session.run('summary(m, ddf = "Kenward-Roger")');
    expect(error).toBeUndefined();
    const adjusted = outputs.at(-1) as ModelResult;
    expect(adjusted.dfMethod).toBe('Kenward-Roger');
    expectCoefficients(adjusted, reference.kenward_roger.coefs);
  });
});

function expectCoefficients(model: ModelResult, wanted: readonly CoefficientTest[]): void {
  expect(model.fixed.map(({ term }) => term)).toEqual(wanted.map(({ name }) => name));
  wanted.forEach(({ name, se, df, t, p }, j) => {
    const found = model.fixed[j]!;
    expect(relative(fromJsonNumber(found.standardError), se), `standard error of ${name}`).toBeLessThan(1e-4);
    expect(relative(fromJsonNumber(found.df), df), `df of ${name}: ${String(found.df)}, R ${df}`).toBeLessThan(1e-3);
    if (Math.abs(t) > 1e-6) expect(relative(fromJsonNumber(found.statistic), t), `t of ${name}`).toBeLessThan(1e-3);
    expect(Math.abs(fromJsonNumber(found.pValue) - p), `p of ${name}`).toBeLessThan(1e-4);
  });
}

describe('terms are tested as by lmerTest', () => {
  const tested = references.filter(reference => reference.anova_satterthwaite.type1.length > 0);

  test.each(tested.map(reference => [reference.name, reference] as const))('%s', async (_, reference) => {
    const { session } = await fitted(reference);
    for (const [ddf, wanted] of [['Satterthwaite', reference.anova_satterthwaite], ['Kenward-Roger', reference.anova_kr]] as const) {
      for (const [type, rows] of [[1, wanted.type1], [2, wanted.type2], [3, wanted.type3]] as const) {
        const { outputs, error } = await session.run(`anova(m, type = ${type}, ddf = "${ddf}")`);
        expect(error).toBeUndefined();
        const found = (outputs.at(-1) as TableResult).rows;
        expect(found.map(row => row[0])).toEqual(rows.map(({ term }) => term));
        rows.forEach((row, i) => {
          const [, sum, , numerator, denominator, statistic, p] = found[i]!.map(Number);
          const what = `${ddf}, type ${type}, ${row.term}`;
          expect(numerator, `${what}: numerator`).toBe(row.NumDF);
          expect(relative(denominator!, row.DenDF), `${what}: denominator ${denominator}, R ${row.DenDF}`).toBeLessThan(1e-3);
          expect(relative(statistic!, row['F.value']), `${what}: F ${statistic}, R ${row['F.value']}`).toBeLessThan(1e-3);
          expect(relative(sum!, row['Sum.Sq']), `${what}: sum of squares`).toBeLessThan(1e-3);
          expect(Math.abs(p! - row['Pr..F.']), `${what}: p`).toBeLessThan(1e-4);
        });
      }
    }
  });
});
