// Nothing is wrong with published models: what the data tell of them is true, and listed here.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseNotebook } from '../../../engine/notebook-file.js';
import { Rehearsal } from '../../../engine/rehearsal.js';
import { noFiles } from '../../fixtures/no-files.js';
import { cellOf, referenceFiles, referenceFits } from '../../reference/reference-fits.js';

describe('the models of the references', () => {
  it.each(referenceFits.map(fit => [fit.name, cellOf(fit)] as const))('%s', async (name, cell) => {
    const [found = []] = await new Rehearsal({ files: referenceFiles }).diagnose([cell]);
    const serious = found.filter(({ severity }) => severity === 'error' || severity === 'warning');
    expect(serious.map(({ code, from, to }) => `${code} ${cell.slice(from, to)}`)).toEqual(TRUE_OF.get(name) ?? []);
  });
});

/** By the name of the reference. */
const TRUE_OF: ReadonlyMap<string, readonly string[]> = new Map([
  // three regions, and two blocks
  ['glmm_arabidopsis', ['GLMM303 reg/popu/gen']],
  ['lmm_assay_reml', ['GLMM303 Block']],
]);

describe('the samples', () => {
  const folder = new URL('../../../samples/', import.meta.url);
  it.each(readdirSync(folder).filter(name => name.endsWith('.glmm')))('%s', async name => {
    const cells = parseNotebook(new Uint8Array(readFileSync(new URL(name, folder)))).cells.filter(({ kind }) => kind === 'code').map(({ text }) => text);
    expect((await new Rehearsal({ files: noFiles }).diagnose(cells)).flat()).toEqual([]);
    // the Poisson sample shows overdispersion, and what takes it up
    const fitted = (await new Rehearsal({ files: noFiles, fits: true }).diagnose(cells)).flat();
    expect(fitted.map(({ code }) => code)).toEqual(name === 'poisson.glmm' ? ['GLMM420'] : []);
  });
});
