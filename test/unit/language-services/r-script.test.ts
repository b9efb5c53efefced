import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { functions } from '../../../engine/language/functions.js';
import { rScript, type ScriptCell } from '../../../engine/language/services/r-script.js';
import { parseNotebook } from '../../../engine/notebook-file.js';

const root = path.resolve(import.meta.dirname, '../../..');
const options = { readDataset: (name: string) => Promise.resolve(readFileSync(path.join(root, 'engine/data/datasets', name), 'utf8')) };
const code = (...texts: string[]): ScriptCell[] => texts.map(text => ({ kind: 'code', text }));
const scriptOf = (...texts: string[]): Promise<string> => rScript(code(...texts), options);

const samples = readdirSync(path.join(root, 'samples')).filter(name => name.endsWith('.glmm'));
const sampleScript = (name: string): Promise<string> => rScript(parseNotebook(readFileSync(path.join(root, 'samples', name))).cells, options);

const hasR = spawnSync('Rscript', ['--version']).error === undefined;

/** Runs scripts one after the other in one R, each in an environment and with packages of its own; gives their errors. */
function errorsInR(scripts: readonly string[]): (string | null)[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'r-script-'));
  scripts.forEach((text, index) => writeFileSync(path.join(folder, `${index}.R`), text));
  const runner = `
    options(warn = 2); base <- search(); suppressMessages(suppressWarnings({ library(lme4); detach("package:lme4") }))
    errors <- vapply(seq_len(${scripts.length}) - 1L, function(i) {
      for (one in setdiff(search(), base)) detach(one, character.only = TRUE)
      set.seed(1)
      tryCatch({ sink(nullfile()); pdf(NULL); on.exit({ sink(); dev.off() }); source(file.path(${JSON.stringify(folder)}, paste0(i, ".R")), local = new.env(), print.eval = TRUE); "" }, error = conditionMessage)
    }, "")
    cat(jsonlite::toJSON(errors))`;
  const { stdout, stderr } = spawnSync('Rscript', ['-'], { input: runner, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return (JSON.parse(stdout) as string[]).map(error => (error === '' ? null : error));
}

describe('a script of R', () => {
  test('attaches the packages that its functions come from, and no more', async () => {
    expect(await scriptOf('x <- c(1, 2)\nmean(x)')).toBe('x <- c(1, 2)\nmean(x)\n');
    expect(await scriptOf('dotplot(ranef(m))')).toBe('library(lattice)\nlibrary(lme4)\n\ndotplot(ranef(m))\n');
    expect(await scriptOf('library(lme4)\nm <- lmer(y ~ 1 + (1 | g), d)')).toBe('library(lme4)\nm <- lmer(y ~ 1 + (1 | g), d)\n');
    expect(await scriptOf('m <- lme4::lmer(y ~ 1 + (1 | g), d)')).toBe('m <- lme4::lmer(y ~ 1 + (1 | g), d)\n');
  });

  test('takes data sets from lme4 where they are there, and writes the others out', async () => {
    expect(await scriptOf('data(cbpp)\nhead(cbpp)')).toBe('library(lme4)\n\ndata(cbpp)\nhead(cbpp)\n');
    const written = await scriptOf('data(spinal, cbpp)\nsummary(spinal)');
    expect(written).toMatch(/^library\(lme4\)\n\n# Made from the published table.*\nspinal <- read\.csv\(colClasses = c\("character", "character", "integer"\), text = 'patient,visit,y\n1,1,1\n/);
    expect(written).toContain("spinal$patient <- factor(spinal$patient, levels = as.character(1:126))");
    expect(written.endsWith('\ndata(cbpp)\nsummary(spinal)\n')).toBe(true);
  });

  test('comments out what R does not have, and what follows from it', async () => {
    expect(await scriptOf('x <- 1; plan(m); y <- 2\np <- laplace_error(m)\np$error\nx + y')).toBe(
      ['x <- 1', '# plan() is a function of GLMM Notebooks that R does not have:', '# plan(m)', 'y <- 2', '# laplace_error() is a function of GLMM Notebooks that R does not have:', '# p <- laplace_error(m)', '# needs p, which R does not have here:', '# p$error', 'x + y', ''].join('\n'),
    );
  });

  test('keeps comments, blank lines and the layout of statements', async () => {
    const text = '# first\nx <- c(1,\n       2) # two\n\n\ny = x |> sum()';
    expect(await scriptOf(text)).toBe(`${text}\n`);
  });

  test('has prose as comments that knitr::spin reads as text', async () => {
    expect(await rScript([{ kind: 'markdown', text: '# Title\n\nText.' }, { kind: 'code', text: '1' }], options)).toBe("#' # Title\n#'\n#' Text.\n\n1\n");
  });

  test('of one cell says what it needs from the cells above', async () => {
    expect(await rScript(code('fixef(m)[k]'), { ...options, above: ['m <- lmer(y ~ 1 + (1 | g), d)', 'k <- 1; z <- 2'] })).toBe('# Needs m, k from the cells above.\n\nlibrary(lme4)\n\nfixef(m)[k]\n');
    expect(await rScript(code('head(cbpp)'), { ...options, above: ['data(cbpp)'] })).toBe('library(lme4)\n\nhead(cbpp)\n');
    expect(await rScript(code('head(cbpp)'), { ...options, above: ['data(cbpp)', 'cbpp$size <- 1'] })).toBe('# Needs cbpp from the cells above.\n\nhead(cbpp)\n');
  });

  test('says that files are named from the notebook’s folder', async () => {
    expect(await scriptOf('d <- read.csv("d.csv")')).toContain('# Files are named relative to the notebook\'s folder');
  });

  test('of a cell with a mistake in its syntax is commented out, with the mistake', async () => {
    expect(await scriptOf('x <- (1')).toMatch(/^# R cannot read this cell: .*\n# x <- \(1\n$/);
  });

  test.each(samples)('of %s is as it was when it ran in R', async name => {
    await expect(await sampleScript(name)).toMatchFileSnapshot(path.join(root, 'test/fixtures/r-scripts', name.replace('.glmm', '.R')));
  });

  test('of every sample and every example of a function runs in R, where R is present', async () => {
    if (!hasR) return;
    // reference fits are compared elsewhere, and files of other programs need packages that are not everywhere
    const isQuick = (text: string): boolean => (!/mer\(|VerbAgg/.test(text) || /laplace_error|plan/.test(text)) && !/\.\w+"/.test(text);
    const texts = [...functions.values()].map(({ example }) => example).filter(isQuick);
    // what the sources of the two sets say of them: De Backer et al. (1996), and the published transitions 63, 16, 12, 35
    texts.push('data(toenail); stopifnot(nlevels(toenail$patientID) == 294, table(toenail$outcome) == c(1500, 408), is.numeric(toenail$time), max(toenail$visit) == 7L)');
    texts.push('stopifnot(table(spinal$y[spinal$visit == 1], spinal$y[spinal$visit == 2]) == c(35, 16, 12, 63))');
    const scripts = await Promise.all([...samples.map(sampleScript), ...texts.map(text => scriptOf(text)), scriptOf('nowhere')]);
    const errors = errorsInR(scripts);
    expect(errors.flatMap((error, index) => (error === null ? [] : [{ script: scripts[index], error }]))).toEqual([{ script: 'nowhere\n', error: "object 'nowhere' not found" }]);
  }, 120_000);
});
