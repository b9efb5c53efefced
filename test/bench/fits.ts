/** Whole fits in one process, as a session runs them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Bench } from 'tinybench';
import type { FileAccess } from '../../engine/language/registry.js';
import type { ModelResult } from '../../engine/results.js';
import { Session } from '../../engine/session.js';

interface Case {
  readonly name: string;
  /** Puts the data frame `d` into the session. */
  readonly prepare: string;
  readonly fit: string;
  /** How often it is repeated after the first fit. */
  readonly repetitions: number;
}

export interface FitTime {
  readonly name: string;
  readonly rows: number;
  /** Milliseconds of the fastest and the median fit, and of a whole cell with its printing. */
  readonly fastest: number;
  readonly median: number;
  readonly cell: number;
  readonly evaluations: number;
}

const referenceData = (name: string): string => `d <- read.csv("${name}.csv.gz")`;

const cases: readonly Case[] = [
  { name: 'sleepstudy, linear, correlated slope', prepare: 'data(sleepstudy)', fit: 'lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)', repetitions: 20 },
  { name: 'cbpp, logistic', prepare: 'data(cbpp)', fit: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)', repetitions: 20 },
  { name: 'grouseticks, Poisson, three factors', prepare: 'data(grouseticks)', fit: 'glmer(TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION), data = grouseticks, family = poisson)', repetitions: 10 },
  { name: 'Contraception, logistic', prepare: 'data(Contraception)', fit: 'glmer(use ~ age + I(age^2) + urban + livch + (1 | district), data = Contraception, family = binomial)', repetitions: 10 },
  { name: 'toenail, logistic, 25 points of quadrature', prepare: 'data(toenail)', fit: 'glmer(I(outcome != "none or mild") ~ treatment * visit + (1 | patientID), data = toenail, family = binomial, nAGQ = 25)', repetitions: 10 },
  { name: 'VerbAgg, logistic, crossed', prepare: 'data(VerbAgg)', fit: 'glmer(r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item), data = VerbAgg, family = binomial)', repetitions: 10 },
  { name: 'Chem97, linear', prepare: referenceData('Chem97'), fit: 'lmer(score ~ gcsecnt + (1 | lea) + (1 | school), data = d, REML = FALSE)', repetitions: 5 },
  { name: 'InstEval, linear, three factors', prepare: referenceData('InstEval'), fit: 'lmer(y ~ service + (1 | s) + (1 | d) + (1 | dept), data = d)', repetitions: 3 },
];

const files: FileAccess = {
  read: name => readFile(path.resolve('test/reference/data', name)),
  readDataset: name => readFile(path.resolve('engine/data/datasets', name)),
};

/** Times of the cases whose name holds the text. */
export async function fitTimes(only: string): Promise<FitTime[]> {
  const times: FitTime[] = [];
  for (const one of cases.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()))) {
    times.push(await measure(one));
    process.stderr.write('.');
  }
  return times;
}

/** Milliseconds of the first fit of this process, which the machine code is compiled in. */
export async function firstFitTime(name: string): Promise<number> {
  const wanted = cases.find(one => one.name === name);
  if (!wanted) throw new Error(`no case ${name}`);
  const session = new Session({ files });
  await run(session, wanted.prepare);
  return (await run(session, wanted.fit)).convergence.milliseconds;
}

/** One session a case: what a user sees from the second fit on. */
async function measure({ name, prepare, fit, repetitions }: Case): Promise<FitTime> {
  const session = new Session({ files });
  await run(session, prepare);
  const models: ModelResult[] = [];
  const fitOnce = async (): Promise<void> => {
    models.push(await run(session, fit));
  };
  await fitOnce();
  const bench = new Bench({ iterations: repetitions, time: 0, warmup: false }).add(name, fitOnce);
  await bench.run();
  const times = models.slice(1).map(model => model.convergence.milliseconds).toSorted((x, y) => x - y);
  const result = bench.tasks[0]?.result;
  if (times.length === 0 || result?.state !== 'completed') throw new Error(`${name} was not measured.`);
  return {
    name,
    rows: models[0]?.nobs ?? 0,
    fastest: times[0]!,
    median: times[Math.floor(times.length / 2)]!,
    cell: result.latency.p50,
    evaluations: models[0]?.convergence.evaluations ?? 0,
  };
}

async function run(session: Session, source: string): Promise<ModelResult> {
  const { status, outputs, error } = await session.run(source);
  if (status !== 'ok') throw new Error(`${source}: ${error?.message ?? status}`);
  return outputs.findLast(output => output.kind === 'model') as ModelResult;
}
