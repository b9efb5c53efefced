/** Marginal means, slopes and their comparisons against emmeans 1.8.4.1 (R 4.2.2, lme4 1.1.31): every number of its tables. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromJsonNumber, type TableResult } from '../../engine/results.js';
import { Session } from '../../engine/session.js';
import { readLines, referenceFiles } from './reference-fits.js';

type Rows = readonly Readonly<Record<string, string | number | null>>[];

interface Tables {
  readonly emmeans: Rows;
  readonly pairs_tukey: Rows;
  readonly pairs_none: Rows;
  readonly pairs_bonferroni: Rows;
  readonly pairs_holm: Rows;
  readonly pairs_confint: Rows;
  readonly emmeans_test: Rows;
}

interface Reference {
  readonly name: string;
  readonly formula: string;
  readonly data: { readonly file: string };
  readonly specs: string;
  readonly joint_tests: Rows;
  readonly link?: Tables;
  readonly response: Tables;
}

const directory = path.join(import.meta.dirname, 'marginal-means');
const references = readdirSync(directory).filter(file => file.startsWith('emm_')).map(file => JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as Reference);

/** The last table that a cell shows. */
async function tableOf(lines: readonly string[]): Promise<TableResult> {
  const { outputs, error } = await new Session({ files: referenceFiles }).run(lines.join('\n'));
  if (error) throw new Error(error.message);
  return outputs.at(-1) as TableResult;
}

function fitLines({ name, formula, data }: Reference): string[] {
  return [...readLines(data.file), name.includes('cbpp') ? `m <- glmer(${formula}, data = d, family = binomial)` : `m <- lmer(${formula}, data = d)`];
}

describe.each(references)('$name', reference => {
  const degreesOfFreedom = reference.name.endsWith('_kr') ? ', lmer.df = "kenward-roger"' : reference.name.endsWith('_sat') ? ', lmer.df = "satterthwaite"' : '';
  const scales = [...(reference.link ? [['link', reference.link] as const] : []), ['response', reference.response] as const];

  it.each(scales)('gives the tables of emmeans on the scale of the %s', async (scale, tables) => {
    const means = `e <- emmeans(m, ${reference.specs}, type = "${scale}"${degreesOfFreedom})`;
    const cells: [string, Rows][] = [
      ['e', tables.emmeans],
      ['pairs(e)', tables.pairs_tukey],
      ['pairs(e, adjust = "none")', tables.pairs_none],
      ['pairs(e, adjust = "bonferroni")', tables.pairs_bonferroni],
      ['pairs(e, adjust = "holm")', tables.pairs_holm],
      ['pairs(e, infer = c(TRUE, FALSE))', tables.pairs_confint],
    ];
    const { outputs, error } = await new Session({ files: referenceFiles }).run([...fitLines(reference), means, ...cells.map(([cell]) => cell)].join('\n'));
    expect(error).toBeUndefined();
    cells.forEach(([, expected], i) => agree(outputs[i] as TableResult, expected));
  });
});

describe.each(references)('$name', reference => {
  it('gives the joint tests of emmeans, which shows three decimals of F', async () => {
    const table = await tableOf([...fitLines(reference), `joint_tests(m${reference.name.endsWith('_kr') ? ', lmer.df = "kenward-roger"' : ''})`]);
    expect(table.rows.map(row => row[0])).toEqual(reference.joint_tests.map(row => row['model term']));
    reference.joint_tests.forEach((row, i) => {
      const [, df1, df2, statistic, pValue] = table.rows[i]!.map(cell => (typeof cell === 'string' && cell !== 'Inf' ? NaN : fromJsonNumber(cell as number)));
      expect(df1).toBe(row['df1']);
      if (row['df2'] === null) expect(df2).toBe(Infinity);
      else expect(Math.abs(df2! / (row['df2'] as number) - 1)).toBeLessThan(5e-3);
      expect(Math.abs(statistic! - (row['F.ratio'] as number))).toBeLessThan(5.1e-4);
      expect(Math.abs(pValue! - (row['p.value'] as number))).toBeLessThan(1e-4);
    });
  });
});

it('slopes of a covariate and their difference are those of emtrends', async () => {
  const { formula, trends, pairs } = JSON.parse(readFileSync(path.join(directory, 'emtrends_orthodont.json'), 'utf8')) as { formula: string; trends: Rows; pairs: Rows };
  const lines = [...readLines('Orthodont.csv'), `m <- lmer(${formula}, data = d)`, 'e <- emtrends(m, ~ Sex, var = "age", lmer.df = "satterthwaite")'];
  agree(await tableOf([...lines, 'e']), trends);
  agree(await tableOf([...lines, 'pairs(e)']), pairs);
});

/** Estimates and standard errors to 1e-5, degrees of freedom to 1e-3, adjusted p-values to 1e-4, each relative (limits to the standard error where they are next to zero). */
function agree(table: TableResult, expected: Rows): void {
  expect(table.rows).toHaveLength(expected.length);
  expected.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      const column = table.columns.findIndex(each => each.name === name);
      expect(column, name).toBeGreaterThanOrEqual(0);
      const found = table.rows[i]![column]!;
      if (typeof value === 'string') {
        expect(found).toBe(value);
        continue;
      }
      const number = fromJsonNumber(found as number);
      // infinite degrees of freedom are null in the reference
      if (value === null) expect(number).toBe(Infinity);
      else expect(Math.abs(number - value) / (name === 'p.value' ? 1 : Math.max(1e-3, Math.abs(value), name.endsWith('CL') ? (row['SE'] as number) : 0)), `${name} of row ${i + 1}: ${number}, ${value}`).toBeLessThan(tolerances[name] ?? 1e-5);
    }
  });
}

const tolerances: Readonly<Record<string, number>> = { df: 1e-3, 'p.value': 1e-4 };
