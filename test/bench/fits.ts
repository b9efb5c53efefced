/**
 * `npm run bench [-- --only TEXT] [-- --insteval FILE] [-- --write]`: whole fits in one process, as a session runs them.
 * A time is the fit alone, from model frame to estimates with standard errors; `cell` is the whole cell, its printing included.
 */
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Bench } from 'tinybench';
import type { FileAccess } from '../../engine/language/registry.js';
import type { ModelResult } from '../../engine/results.js';
import { Session } from '../../engine/session.js';
import { crossedData } from './crossed.js';

interface Case {
  readonly name: string;
  readonly prepare: string;
  readonly fit: string;
  /** How often it is repeated after the first fit. */
  readonly repetitions: number;
}

interface Measured {
  readonly name: string;
  readonly rows: number;
  readonly first: number;
  readonly median: number;
  readonly slowest: number;
  readonly cell: number;
  readonly evaluations: number;
}

const crossedFile = 'crossed-100000.csv';

const cases: readonly Case[] = [
  { name: 'sleepstudy, linear, correlated slope', prepare: 'data(sleepstudy)', fit: 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)', repetitions: 20 },
  { name: 'cbpp, logistic', prepare: 'data(cbpp)', fit: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)', repetitions: 20 },
  { name: 'grouseticks, Poisson, three factors', prepare: 'data(grouseticks)', fit: 'glmer(TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)', repetitions: 10 },
  { name: 'Contraception, logistic', prepare: 'data(Contraception)', fit: 'glmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = Contraception, family = binomial)', repetitions: 10 },
  { name: 'toenail, logistic, 25 points of quadrature', prepare: 'data(toenail)', fit: 'glmer(I(outcome != "none or mild") ~ treatment * visit + (1 | patientID), data = toenail, family = binomial, nAGQ = 25)', repetitions: 10 },
  { name: 'VerbAgg, logistic, crossed', prepare: 'data(VerbAgg)', fit: 'glmer(r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item), data = VerbAgg, family = binomial)', repetitions: 10 },
  { name: '100,000 rows, logistic, crossed', prepare: `d <- read.csv("${crossedFile}")`, fit: 'glmer(y ~ x1 + x2 + (1 | g1) + (1 | g2), data = d, family = binomial)', repetitions: 2 },
];

const files: FileAccess = {
  read: async file => (file === crossedFile ? new TextEncoder().encode(crossedData({ rows: 100_000, levels: [5000, 500], seed: 1 })) : readFile(file)),
  readDataset: name => readFile(path.resolve('engine/data/datasets', name)),
};

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};

const insteval = option('insteval');
const only = option('only') ?? '';
const wanted = [
  ...cases,
  ...(insteval ? [{ name: 'InstEval, linear, crossed', prepare: `d <- read.csv(${JSON.stringify(path.resolve(insteval))})`, fit: 'lmer(y ~ service + (1 | s) + (1 | d) + (1 | dept), data = d, REML = FALSE)', repetitions: 2 }] : []),
].filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));

const measured: Measured[] = [];
for (const one of wanted) {
  measured.push(await measure(one));
  process.stderr.write('.');
}
process.stderr.write('\n');
const printed = table(measured);
console.log(printed.join('\n'));
if (process.argv.includes('--write')) await record(printed);

/** One session a case; the first fit runs before the machine code is warm, the others show what a user sees from then on. */
async function measure({ name, prepare, fit, repetitions }: Case): Promise<Measured> {
  const session = new Session({ files });
  await run(session, prepare);
  const models: ModelResult[] = [];
  const fitOnce = async (): Promise<void> => {
    models.push(await run(session, fit));
  };
  await fitOnce();
  const bench = new Bench({ iterations: repetitions, time: 0, warmup: false }).add(name, fitOnce);
  await bench.run();
  const [first, ...later] = models.map(model => model.convergence.milliseconds);
  const result = bench.tasks[0]?.result;
  if (!first || later.length === 0 || result?.state !== 'completed') throw new Error(`${name} was not measured.`);
  later.sort((a, b) => a - b);
  return {
    name,
    rows: models[0]?.nobs ?? 0,
    first,
    median: later[Math.floor(later.length / 2)] ?? first,
    slowest: later.at(-1) ?? first,
    cell: result.latency.p50,
    evaluations: models[0]?.convergence.evaluations ?? 0,
  };
}

async function run(session: Session, source: string): Promise<ModelResult> {
  const { status, outputs, error } = await session.run(source);
  if (status !== 'ok') throw new Error(`${source}: ${error?.message ?? status}`);
  return outputs.findLast(output => output.kind === 'model') as ModelResult;
}

function table(rows: readonly Measured[]): string[] {
  const milliseconds = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
  return [
    '| model | rows | first fit, ms | later fits, median ms | slowest | whole cell, median ms | evaluations |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...rows.map(row => `| ${row.name} | ${row.rows.toLocaleString('en')} | ${[row.first, row.median, row.slowest, row.cell].map(milliseconds).join(' | ')} | ${row.evaluations} |`),
  ];
}

/** Replaces the table of docs/performance.md, with machine and date. */
async function record(lines: readonly string[]): Promise<void> {
  const file = path.resolve('docs/performance.md');
  const text = await readFile(file, 'utf8');
  const marks = ['<!-- bench -->', '<!-- /bench -->'] as const;
  const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has lost its marks ${marks.join(' and ')}.`);
  const cpu = os.cpus();
  const machine = `${cpu[0]?.model.trim() ?? 'unknown processor'}, ${cpu.length} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  await writeFile(file, `${text.slice(0, from)}${marks[0]}\nMeasured on ${machine}.\n\n${lines.join('\n')}\n${text.slice(to)}`);
}
