import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kernelDensity } from '../../../engine/inference/kernel-density.js';
import { posteriorDiagnostics } from '../../../engine/inference/posterior-diagnostics.js';

interface Reference { chains: number[][]; rhat: number; essBulk: number; essTail: number; bandwidth: number; densityAt: number[]; density: number[] }

/** From test/fixtures/posterior/draws.R: the definitions of the paper in R, with R's acf, rank, qnorm, quantile and density. */
const references = Object.entries(JSON.parse(readFileSync(new URL('../../fixtures/posterior/draws.json', import.meta.url), 'utf8')) as Record<string, Reference>);

describe.each(references)('draws called %s', (_, { chains, ...reference }) => {
  const draws = chains.map(chain => Float64Array.from(chain));

  test('have the R̂ and the effective sample sizes of the definitions', () => {
    const { rhat, essBulk, essTail } = posteriorDiagnostics(draws);
    expect(rhat).toBeCloseTo(reference.rhat, 9);
    expect(essBulk / reference.essBulk).toBeCloseTo(1, 8);
    expect(essTail / reference.essTail).toBeCloseTo(1, 8);
  });

  test('have the density of R, but for its binning', () => {
    const all = Float64Array.from(chains.flat());
    const { bandwidth, at, density } = kernelDensity(all, 512);
    expect(bandwidth).toBeCloseTo(reference.bandwidth, 9);
    [128, 256, 384].forEach((point, place) => {
      expect(at[point]!).toBeCloseTo(reference.densityAt[place]!, 7);
      expect(density[point]! / reference.density[place]!).toBeCloseTo(1, 2);
    });
  });
});

describe('what cannot be diagnosed', () => {
  test.each([['chains that do not move', [[1, 1, 1, 1, 1, 1, 1, 1]]], ['chains of five draws', [[1, 2, 3, 4, 5]]], ['draws that are not finite', [[1, 2, 3, 4, 5, 6, NaN, 8]]]])('%s have no R̂', (_name, chains) => {
    expect(posteriorDiagnostics(chains.map(chain => Float64Array.from(chain)))).toEqual({ rhat: NaN, essBulk: NaN, essTail: NaN });
  });
});

test('a density integrates to one, also where values are binned', () => {
  for (const count of [200, 20_000]) {
    const { at, density } = kernelDensity(Float64Array.from({ length: count }, (_, i) => Math.tan(((i + 0.5) / count - 0.5) * 2.5)), 400);
    const step = at[1]! - at[0]!;
    expect(density.reduce((sum, value) => sum + value * step, 0)).toBeCloseTo(1, 2);
  }
});
