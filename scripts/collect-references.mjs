#!/usr/bin/env node
// Copies reference fits made in R, and their data, into test/reference/, without the fields that no test reads.
//   node scripts/collect-references.mjs REFERENCE_DIR DATA_DIR
// It looks for REFERENCE_DIR/NAME.json (one fit each), DATA_DIR/FILE.csv[.gz] and DATA_DIR/datasets.json (types and levels).
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const [referenceDirectory, dataDirectory] = process.argv.slice(2);
if (!dataDirectory) {
  console.error('usage: node scripts/collect-references.mjs REFERENCE_DIR DATA_DIR');
  process.exit(2);
}

/** Made by glmmTMB, whose Laplace approximation has observed information under every link and whose dispersion is a parameter like the others. */
const observed = /^tmb_(gamma_(log|inverse)_sleep|gamma_log_dietox|gaussian_log_sleep|(grouseticks|owls|salamanders|arabidopsis)_nb2|epil2_nb2_int|(cbpp|contraception)_probit|contraception_cloglog)$/;

/** Linear mixed models, Laplace or quadrature with the logit or the log link by lme4 (with others it has another Laplace approximation), and what glmmTMB fitted. @param {any} reference */
const isWanted = reference =>
  observed.test(reference.name) ||
  reference.name.startsWith('lmm_') ||
  (/^glmm_(cbpp|contraception|verbagg|grouseticks|spinal|toenail|ohio|respiratory|bacteria|epil|owls|salamanders|arabidopsis|quine)/.test(reference.name) &&
    (`${reference.family} ${reference.link}`.match(/^(binomial logit|poisson log)$/) || reference.nAGQ > 1));

/** Data of fits that were published elsewhere, with which they are compared by tests of their own. */
const published = ['guImmun.csv'];

const kept = [
  'name', 'formula', 'data', 'family', 'link', 'method', 'args', 'software', 'fixed', 'vcov', 'theta', 'varcomp', 'sigma', 'uses_sigma', 'singular',
  'logLik', 'logLik_full', 'nAGQ', 'df', 'deviance', 'AIC', 'BIC', 'nobs', 'df_resid', 'n_levels', 'ranef', 'fitted_first10', 'linpred_first10', 'REMLcrit', 'convergence',
];

const target = path.join(import.meta.dirname, '..', 'test', 'reference');
for (const folder of ['models', 'data']) {
  rmSync(path.join(target, folder), { recursive: true, force: true });
  mkdirSync(path.join(target, folder), { recursive: true });
}
const datasets = JSON.parse(readFileSync(path.join(dataDirectory, 'datasets.json'), 'utf8'));
/** @type {Record<string, unknown>} */
const usedDatasets = {};
for (const file of readdirSync(referenceDirectory).filter(name => /^(lmm|glmm|tmb)_.*\.json$/.test(name)).sort()) {
  const reference = JSON.parse(readFileSync(path.join(referenceDirectory, file), 'utf8'));
  if (!reference.name || !reference.data?.file || !isWanted(reference)) continue;
  writeFileSync(path.join(target, 'models', file), `${JSON.stringify(Object.fromEntries(kept.filter(key => key in reference && (key !== 'nAGQ' || reference.nAGQ > 1)).map(key => [key, reference[key]])))}\n`);
  copyData(reference.data.file);
}
for (const file of published) copyData(file);
writeFileSync(path.join(target, 'datasets.json'), `${JSON.stringify(usedDatasets, null, 1)}\n`);
console.log(`${readdirSync(path.join(target, 'models')).length} fits on ${Object.keys(usedDatasets).length} data sets`);

/** @param {string} file */
function copyData(file) {
  const name = file.replace(/\.csv(\.gz)?$/, '');
  usedDatasets[name] = datasets[name];
  const bytes = readFileSync(path.join(dataDirectory, file));
  writeFileSync(path.join(target, 'data', `${name}.csv.gz`), file.endsWith('.gz') ? bytes : gzipSync(bytes, { level: 9 }));
}
