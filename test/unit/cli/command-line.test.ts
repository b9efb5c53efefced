// The command line as a caller sees it: what it prints where, and its exit status.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../engine/node/command-line.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'glmm-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function glmm(...argumentTexts: string[]): Promise<{ status: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const status = await runCommandLine(argumentTexts, { out: text => (out += text), error: text => (error += text) });
  return { status, out, error };
}

function notebook(name: string, ...cells: string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, `# A title\n\n${cells.map(cell => `\`\`\`{glmm}\n${cell}\n\`\`\`\n`).join('\n')}`);
  return file;
}

const MODEL = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nm';

describe('glmm run', () => {
  test('prints results as JSON, with cells, lines and outputs', async () => {
    const { status, out } = await glmm('run', notebook('ok.glmm', 'x <- 2\nx', MODEL), '--to', 'json', '--seed', '7');
    const result = JSON.parse(out) as { cells: { outputs: { kind: string; logLik?: number }[] }[] };
    expect(status).toBe(0);
    expect(result).toMatchObject({ version: 1, notebook: 'ok.glmm', seed: 7, cells: [{ cell: 1, line: 4, status: 'ok' }, { cell: 2, line: 9, status: 'ok' }] });
    // logLik of lme4 1.1-31
    expect(result.cells[1]?.outputs[0]?.logLik).toBeCloseTo(-92.02628, 4);
  });

  test('goes on after a cell that failed, says where, and exits with 1', async () => {
    const file = notebook('bad.glmm', 'x <- 1\n\nnope', 'x');
    const { status, out, error } = await glmm('run', file, '--to', 'json');
    expect(status).toBe(1);
    expect(error).toContain(`${file}:6:1: cell 1, line 3, column 1: There is no variable \`nope\`.`);
    expect(JSON.parse(out)).toMatchObject({ cells: [{ status: 'error', error: { line: 3, column: 1, code: 'GLMM201' } }, { status: 'ok' }] });
  });

  test('skips the cells after a failure when asked to', async () => {
    const { status, out } = await glmm('run', notebook('stop.glmm', 'nope', '1'), '--to', 'json', '--stop-on-error', '--quiet');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ cells: [{ status: 'error' }, { status: 'skipped', outputs: [] }] });
  });

  test('reads files beside the notebook, and names folder and nearest file when there is none', async () => {
    writeFileSync(path.join(folder, 'data.csv'), 'a,b\n1,2\n');
    expect((await glmm('run', notebook('reads.glmm', 'nrow(read.csv("data.csv"))'))).out.trim()).toBe('[1] 1');
    const { status, error } = await glmm('run', notebook('reads-not.glmm', 'read.csv("dat.csv")'));
    expect(status).toBe(1);
    expect(error).toContain(`looked for in ${folder}`);
    expect(error).toContain('Did you mean `data.csv`?');
  });

  test('writes HTML and Markdown reports', async () => {
    const file = notebook('report.glmm', MODEL);
    const out = path.join(folder, 'report.html');
    expect((await glmm('run', file, '--to', 'html', '--out', out)).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('<title>A title</title>');
    expect((await glmm('run', file, '--to', 'md')).out).toContain('# A title');
  });

  test('takes the format from the name of the file, unless one is asked for', async () => {
    const file = notebook('named.glmm', MODEL);
    const read = async (...options: string[]): Promise<string> => {
      const out = path.join(folder, options[0]!);
      expect((await glmm('run', file, '--out', out, ...options.slice(1))).status).toBe(0);
      return readFileSync(out, 'utf8');
    };
    expect(JSON.parse(await read('a.ipynb'))).toMatchObject({ nbformat: 4 });
    expect(await read('b.html', '--to', 'json')).toMatch(/^\{"version":1/);
    expect(await read('c.txt')).toContain('Fixed effects:');
  });

  test('writes an R script without running the cells', async () => {
    const { status, out } = await glmm('run', notebook('script.glmm', 'stop("not run")'), '--to', 'r');
    expect([status, out]).toEqual([0, '#\' # A title\n\nstop("not run")\n']);
  });

  test('writes tables in the style of a journal, and leaves cells out when asked', async () => {
    const { out } = await glmm('run', notebook('journal.glmm', MODEL), '--to', 'md', '--style', 'ama', '--hide-code');
    expect(out).toContain('Odds ratio (95% CI)');
    expect(out).not.toContain('```r');
  });

  test.each([
    ['a file that is not there', ['run', 'nowhere.glmm'], 'There is no file "nowhere.glmm".'],
    ['a format that is unknown', ['run', 'x.glmm', '--to', 'xyz'], 'Available are text, json, html, md'],
    ['bytes without a file', ['run', 'x.glmm', '--to', 'pdf'], '--to pdf writes bytes that no terminal shows; name a file with --out FILE.'],
    ['a style that is unknown', ['run', 'x.glmm', '--to', 'html', '--style', 'mla'], '--style mla is not known. Available are plain, apa, ama.'],
    ['a style where there are no tables', ['run', 'x.glmm', '--to', 'r', '--style', 'apa'], '--style apa is for html, md'],
    ['an option that is unknown', ['run', 'x.glmm', '--nope'], '--nope'],
    ['a seed that is none', ['run', 'x.glmm', '--seed', 'a'], '--seed must be a whole number'],
    ['no notebook', ['run'], 'takes NOTEBOOK.glmm'],
    ['an unknown command', ['rum'], 'Did you mean "run"?'],
  ])('%s ends with exit status 2 and a sentence', async (_, argumentTexts, words) => {
    const { status, out, error } = await glmm(...argumentTexts);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(error).toContain(words);
  });

  test('a notebook that is not UTF-8 is refused', async () => {
    const file = path.join(folder, 'latin.glmm');
    writeFileSync(file, Uint8Array.of(0x23, 0x20, 0xe9, 0x0a));
    const { status, error } = await glmm('run', file);
    expect(status).toBe(2);
    expect(error).toContain('UTF-8');
  });
});

describe('glmm check', () => {
  const tree = (): string => {
    const root = mkdtempSync(path.join(folder, 'tree-'));
    mkdirSync(path.join(root, 'deeper'));
    writeFileSync(path.join(root, 'b.glmm'), '```{glmm}\nx <- 1\n\nmeen(x)\n```\n');
    writeFileSync(path.join(root, 'deeper', 'a.glmm'), '# Title\n\n```{glmm}\nd <- read.csv("a.csv")\n```\n\n  ```{glmm}\n  glmer(y ~ 1 + (1 | g), data = d,\n    family = binomial)\n  ```\n');
    writeFileSync(path.join(root, 'deeper', 'a.csv'), 'y,g\n0,a\n1,a\n2,b\n0,b\n1,c\n0,d\n1,e\n0,f\n');
    writeFileSync(path.join(root, 'few.glmm'), '```{glmm}\nglmer(incidence ~ 1 + (1 | period), data = cbpp, family = poisson)\n```\n');
    writeFileSync(path.join(root, 'notes.txt'), 'no notebook');
    return root;
  };

  test('goes through folders in order, reads the data, and says where in the file and in which cell', async () => {
    const root = tree();
    const { status, out, error } = await glmm('check', root);
    expect(status).toBe(1);
    expect(out.replaceAll(`${root}${path.sep}`, '').replaceAll('\\', '/')).toBe([
      'b.glmm:4:1: error GLMM202 There is no function `meen`. Did you mean `mean`? (cell 1)',
      'deeper/a.glmm:8:9: error GLMM314 The response `y` is 2 in row 3, which is not between 0 and 1. (cell 2)',
      'few.glmm:2:28: warning GLMM303 period has only 4 levels, so the variance between them is estimated from very little. (cell 1)',
      '',
    ].join('\n'));
    expect(error).toBe('3 notebooks checked: 2 errors, 1 warning.\n');
  });

  test('takes several files, and fails for warnings when it is to be strict', async () => {
    const root = tree();
    const few = path.join(root, 'few.glmm');
    expect(await glmm('check', few)).toMatchObject({ status: 0, error: '1 notebook checked: 1 warning.\n' });
    expect((await glmm('check', few, '--strict')).status).toBe(1);
    expect((await glmm('check', few, path.join(root, 'b.glmm'))).error).toBe('2 notebooks checked: 1 error, 1 warning.\n');
  });

  test('reads no data when it is not to', async () => {
    expect(await glmm('check', path.join(tree(), 'deeper'), '--no-data')).toMatchObject({ status: 0, out: '', error: '1 notebook checked: nothing to say.\n' });
  });

  test('fits when it is to, and says what the fit says', async () => {
    const file = notebook('singular.glmm', 'set.seed(2)\nd <- transform(sleepstudy, noise = rnorm(180))', 'm <- lmer(noise ~ Days + (1 | Subject), data = d)');
    expect(await glmm('check', file)).toMatchObject({ status: 0, out: '' });
    expect((await glmm('check', file, '--fit')).out).toMatch(/singular\.glmm:9:26: warning GLMM401 /);
  });

  test('writes JSON', async () => {
    const { out } = await glmm('check', path.join(tree(), 'deeper'), '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ version: 1, notebooks: 1, problems: [{ cell: 2, line: 8, column: 9, endLine: 8, endColumn: 10, severity: 'error', code: 'GLMM314' }] });
  });

  test.each([
    ['nothing to check', [], 'takes NOTEBOOK.glmm|FOLDER'],
    ['an unknown format', ['x.glmm', '--format', 'xml'], 'Available are text, json.'],
    ['two wishes that exclude each other', ['x.glmm', '--fit', '--no-data'], 'exclude each other'],
    ['a file that is not there', ['nowhere.glmm'], 'There is no file "nowhere.glmm".'],
  ])('ends with exit status 2 for %s', async (_, argumentTexts, words) => {
    const { status, error } = await glmm('check', ...argumentTexts);
    expect(status).toBe(2);
    expect(error).toContain(words);
  });

  test('ends with exit status 2 for a folder without notebooks', async () => {
    const empty = mkdtempSync(path.join(folder, 'empty-'));
    expect(await glmm('check', empty)).toMatchObject({ status: 2, error: `The folder "${empty}" holds no notebook: no file whose name ends with .glmm.\n` });
  });
});

describe('the other commands', () => {
  test('check prints one line for each diagnostic, and exits with 1 when one is an error', async () => {
    const file = notebook('check.glmm', 'x <- 1', 'y <- meen(x)');
    const { status, out } = await glmm('check', file);
    expect(status).toBe(1);
    expect(out).toMatch(/^.*check\.glmm:8:6: error GLMM\d+ .*meen.*\n$/);
    expect(await glmm('check', notebook('fine.glmm', MODEL))).toMatchObject({ status: 0, out: '' });
  });

  test('fit fits one model to a file', async () => {
    const data = path.join(folder, 'sleep.csv');
    writeFileSync(data, readFileSync(path.join(import.meta.dirname, '../../../engine/data/datasets/sleepstudy.csv')));
    const { status, out } = await glmm('fit', 'Reaction ~ Days + (1 | Subject)', '--data', data, '--method', 'ML', '--to', 'json');
    expect(status).toBe(0);
    // lme4: logLik(lmer(Reaction ~ Days + (1 | Subject), sleepstudy, REML = FALSE)) = -897.0393
    expect((JSON.parse(out) as { logLik: number }).logLik).toBeCloseTo(-897.0393, 3);
  });

  test.each([
    ['a formula that is two statements', ['fit', 'y ~ x; read.csv("a")', '--data', 'cbpp']],
    ['a method of another family', ['fit', 'y ~ x + (1 | g)', '--data', 'cbpp', '--family', 'poisson', '--method', 'REML']],
    ['no data', ['fit', 'y ~ x + (1 | g)']],
  ])('fit refuses %s', async (_, argumentTexts) => {
    expect((await glmm(...argumentTexts)).status).toBe(2);
  });

  test('new writes a starter that runs, and never over another file', async () => {
    const file = path.join(folder, 'starter.glmm');
    expect((await glmm('new', file)).status).toBe(0);
    expect((await glmm('run', file)).status).toBe(0);
    writeFileSync(file, 'mine');
    expect((await glmm('new', file)).status).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(existsSync(path.join(folder, 'starter.glmm.glmm'))).toBe(false);
  });

  test('functions, families and methods are listed as text and JSON', async () => {
    for (const [command, name] of [['functions', 'glmer'], ['families', 'binomial'], ['methods', 'Laplace']] as const) {
      expect((await glmm(command)).out).toContain(name);
      expect((JSON.parse((await glmm(command, '--to', 'json')).out) as { name: string }[]).map(entry => entry.name)).toContain(name);
    }
  });

  test('help and version are printed', async () => {
    expect(await glmm('--help')).toMatchObject({ status: 0, error: '' });
    expect((await glmm('run', '--help')).out).toContain('--stop-on-error');
    expect((await glmm('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await glmm()).status).toBe(2);
  });
});

describe('what is unusable', () => {
  test.each([
    [['fit', 'y ~ x + (1 | g)', '--data', 'nofile.csv'], 'There is no file "nofile.csv"'],
    [['fit', 'y ~ x + (1 | g)', '--data', 'cbp'], 'Did you mean `cbpp`?'],
    [['fit', 'incidence ~ size + (1 | herd)', '--data', 'cbpp', '--family', 'poison'], 'Did you mean `poisson`?'],
    [['run', '.'], '"." cannot be read: it is a folder.'],
    [['new', 'no-such-folder/a.glmm'], 'cannot be written: its folder does not exist.'],
  ])('%j exits with 2 and says why', async (given, message) => {
    const { status, out, error } = await glmm(...given);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(error).toContain(message);
  });

  test('a file that is no notebook is refused, and an empty notebook is told to have no cells', async () => {
    const data = path.join(folder, 'table.csv');
    writeFileSync(data, 'a,b\n1,2\n');
    expect(await glmm('run', data)).toMatchObject({ status: 2, error: expect.stringContaining('is not a notebook') as string });
    const prose = path.join(folder, 'prose.glmm');
    writeFileSync(prose, '# Only prose\n');
    expect(await glmm('run', prose)).toMatchObject({ status: 0, out: '', error: expect.stringContaining('has no cells to run') as string });
  });

  test('a model that cannot be fitted exits with 1', async () => {
    expect((await glmm('fit', 'incidence ~ period', '--data', 'cbpp')).status).toBe(1);
  });
});
