// Profile limits against lme4: confint(m, method = "profile") at 90, 95 and 99 %, as differences in shares of the interval's width.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Session } from '../../engine/session.js';
import { cellOf, referenceFiles, type ReferenceFit } from './reference-fits.js';

interface Limits {
  readonly name: string;
  readonly lower: number;
  readonly upper: number;
}

type ReferenceProfile = ReferenceFit & Readonly<Record<'profile90' | 'profile95' | 'profile99', readonly Limits[]>>;

const folder = path.join(import.meta.dirname, 'profiles');
const references = readdirSync(folder).sort().map(file => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as ReferenceProfile);

/**
 * lme4 reads limits off a spline, and stops the penalised least squares of a generalized model at a relative change of 1e-7 (tolPwrss), which costs up to
 * this; test/unit/inference/profile holds our limits against refits with the parameter held, to many more digits.
 */
const toleranceOf = (isLinear: boolean, level: number): number => (isLinear && level === 0.95 ? 1e-4 : 5e-4);

/** Refits with the coefficient held show lme4's profile of this one broken: at its limits of 90 and 95 % the deviance has not risen by the quantile. */
const BROKEN = 'profile_contraception livch3+';

describe('profile intervals agree with lme4', () => {
  test.each(references.map(reference => [reference.name, reference] as const))('%s', async (_, reference) => {
    const isLinear = reference.family === 'lmm';
    const session = new Session({ files: referenceFiles });
    const fit = cellOf({ ...reference, family: isLinear ? 'gaussian' : reference.family, link: isLinear ? 'identity' : reference.family === 'binomial' ? 'logit' : 'log', method: 'REML' });
    await session.run(fit);
    for (const [key, level] of [['profile90', 0.9], ['profile95', 0.95], ['profile99', 0.99]] as const) {
      if (level === 0.9 && !isLinear) continue;
      const limits = await intervals(session, `ci <- confint(m, level = ${level}, oldNames = FALSE)\nas.data.frame(ci)`);
      expect([...limits.keys()]).toEqual(reference[key].map(({ name }) => name));
      for (const { name, lower, upper } of reference[key]) {
        if (`${reference.name} ${name}` === BROKEN) continue;
        const found = limits.get(name)!;
        const tolerance = toleranceOf(isLinear, level);
        expect(Math.abs(found[0] - lower) / (upper - lower), `lower ${level} limit of ${name}`).toBeLessThan(tolerance);
        expect(Math.abs(found[1] - upper) / (upper - lower), `upper ${level} limit of ${name}`).toBeLessThan(tolerance);
      }
    }
  });
});

async function intervals(session: Session, cell: string): Promise<Map<string, readonly [number, number]>> {
  const { outputs, error } = await session.run(cell);
  expect(error).toBeUndefined();
  const table = outputs.findLast(output => output.kind === 'table')!;
  return new Map(table.rows.map(([name, lower, upper]) => [String(name), [Number(lower), Number(upper)]]));
}
