import { afterEach, describe, expect, test, vi } from 'vitest';
import { fromJsonNumber, type ModelResult } from '../../../engine/results.js';
import { cellOf, referenceFiles, referenceFits } from '../../reference/reference-fits.js';

/** Crossed factors with more than a tile between them, and with repeated neighbours: what runs in WebAssembly where there is any. */
const crossed = ['glmm_verbagg', 'lmm_star_reml', 'lmm_pixel_reml', 'glmm_salamanders_poisson', 'glmm_grouseticks'];

/** A fit by an engine that is loaded afresh, so that it looks for WebAssembly again. */
async function fitWith(environment: '0' | '1', cell: string): Promise<ModelResult> {
  vi.stubEnv('GLMM_NO_WASM', environment);
  vi.resetModules();
  const { Session } = await import('../../../engine/session.js');
  const outcome = await new Session({ files: referenceFiles }).run(cell);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.findLast(output => output.kind === 'model') as ModelResult;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('without WebAssembly a fit has the same digits', () => {
  test.each(referenceFits.filter(({ name }) => crossed.includes(name)).map(reference => [reference.name, reference] as const))('%s', async (_, reference) => {
    const [fast, plain] = [await fitWith('0', cellOf(reference)), await fitWith('1', cellOf(reference))];
    expect(fromJsonNumber(plain.logLik)).toBeCloseTo(fromJsonNumber(fast.logLik), 9);
    expect(plain.convergence.evaluations).toBe(fast.convergence.evaluations);
    plain.fixed.forEach((effect, i) => {
      expect(fromJsonNumber(effect.estimate)).toBeCloseTo(fromJsonNumber(fast.fixed[i]!.estimate), 9);
      expect(fromJsonNumber(effect.standardError)).toBeCloseTo(fromJsonNumber(fast.fixed[i]!.standardError), 9);
    });
    plain.random.forEach((term, t) => term.sd.forEach((sd, k) => expect(fromJsonNumber(sd)).toBeCloseTo(fromJsonNumber(fast.random[t]!.sd[k]!), 9)));
  });
});

test('the session says which kernels it has, and a plan which ran', async () => {
  for (const [environment, kernels] of [['0', 'Kernels: WebAssembly with SIMD'], ['1', 'Kernels: TypeScript']] as const) {
    vi.stubEnv('GLMM_NO_WASM', environment);
    vi.resetModules();
    const { Session } = await import('../../../engine/session.js');
    const session = new Session({ files: referenceFiles });
    const crossedLevels = 'd <- data.frame(y = sin(1:2400), a = rep(1:60, 40), b = rep(1:40, each = 60))';
    const { outputs } = await session.run(`sessionInfo()\n${crossedLevels}\nplan(lmer(y ~ 1 + (1 | a) + (1 | b), data = d))`);
    const texts = outputs.flatMap(output => (output.kind === 'text' ? [output.text] : []));
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toContain(kernels);
  }
});
