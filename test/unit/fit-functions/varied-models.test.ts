// Many kinds of terms, responses and arguments on one data frame with missing values, next to lme4 (test/fixtures/varied-models/make.R).
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromJsonNumber, type ModelResult } from '../../../engine/results.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

interface ReferenceModel {
  readonly call: string;
  readonly logLik: number;
  readonly df: number;
  readonly nobs: number;
  readonly terms: readonly string[];
  readonly estimates: readonly number[];
  readonly standardErrors: readonly number[];
  /** Of all random effects and the residual, ascending. */
  readonly variances: readonly number[];
}

// glmer takes second differences with a step of 10⁻⁴ of a deviance whose last digits are noise
const SECOND_DIFFERENCES = 3e-3;

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../fixtures/varied-models/${name}`, import.meta.url)));
const models = JSON.parse(new TextDecoder().decode(fixture('models.json'))) as ReferenceModel[];
const session = new Session({ files: { read: name => Promise.resolve(fixture(name)), readDataset: name => noFiles.readDataset(name) } });

beforeAll(async () => {
  expect((await session.run('d <- read.csv("data.csv", stringsAsFactors = TRUE)')).error).toBeUndefined();
});

describe('agrees with lme4 on', () => {
  test.each(models)('$call', async reference => {
    const { outputs, error } = await session.run(reference.call);
    expect(error).toBeUndefined();
    const model = outputs.find((output): output is ModelResult => output.kind === 'model')!;
    expect(model.convergence.converged).toBe(true);
    expect(model.nobs).toBe(reference.nobs);
    expect(model.df).toBe(reference.df);
    expect(model.fixed.map(({ term }) => term)).toEqual(reference.terms);
    expect(fromJsonNumber(model.logLik)).toBeGreaterThan(reference.logLik - 1e-6);
    expect(fromJsonNumber(model.logLik)).toBeLessThan(reference.logLik + 1e-4);
    model.fixed.forEach((effect, i) => {
      const scale = reference.standardErrors[i]!;
      expect(Math.abs(fromJsonNumber(effect.estimate) - reference.estimates[i]!) / scale, effect.term).toBeLessThan(1e-3);
      expect(Math.abs(fromJsonNumber(effect.standardError) - scale) / scale, effect.term).toBeLessThan(reference.call.startsWith('lmer') ? 1e-3 : SECOND_DIFFERENCES);
    });
    const variances = [...model.random.flatMap(term => term.sd.map(sd => fromJsonNumber(sd) ** 2)), ...(model.family === 'gaussian' ? [fromJsonNumber(model.sigma) ** 2] : [])].sort((a, b) => a - b);
    variances.forEach((variance, i) => expect(Math.abs(variance - reference.variances[i]!)).toBeLessThan(1e-3 * (reference.variances[i]! + 1e-2 * Math.max(...reference.variances))));
    expect(variances).toHaveLength(reference.variances.length);
  });
});
