/** Fits made in R (lme4 1.1.31 with tight tolerances, glmmTMB 1.1.5), 15 digits each, and the cells that make the same fits here. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { FileAccess } from '../../engine/language/registry.js';

export interface ReferenceFit {
  readonly name: string;
  readonly formula: string;
  readonly data: { readonly file: string; readonly prep: string | readonly string[] | null };
  readonly family: string;
  readonly link: string;
  readonly method: string;
  readonly args?: string | readonly string[] | null;
  readonly fixed: readonly { readonly name: string; readonly estimate: number | null; readonly se: number; readonly z?: number; readonly t?: number; readonly p?: number }[];
  readonly vcov: { readonly names: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly varcomp: readonly { readonly group: string; readonly terms: readonly string[]; readonly sd: readonly number[]; readonly corr: readonly (readonly number[])[] | null }[];
  /** For a negative binomial model of glmmTMB the shape θ. */
  readonly sigma: number;
  /** Of lme4: whether the family has a σ. */
  readonly uses_sigma?: boolean;
  readonly singular: boolean;
  readonly logLik: number;
  /** With all constants, where `logLik` is without those of the saturated model (lme4 with quadrature). */
  readonly logLik_full?: number;
  readonly nAGQ?: number;
  readonly df: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly nobs: number;
  readonly ranef: Readonly<
    Record<
      string,
      {
        readonly n_levels: number;
        readonly terms: readonly string[];
        readonly levels: readonly string[];
        readonly mode: readonly (readonly number[])[];
        readonly condVar?: readonly (readonly (readonly number[])[])[];
      }
    >
  >;
  readonly fitted_first10?: readonly number[];
  readonly convergence: { readonly warnings: readonly string[]; readonly newton_decrement: number };
}

interface DatasetColumn {
  readonly type: string;
  readonly levels?: readonly string[];
  readonly levels_order?: string;
  readonly ordered?: boolean;
}

const directory = import.meta.dirname;

export const referenceFits: readonly ReferenceFit[] = readdirSync(path.join(directory, 'models'))
  .sort()
  .map(file => JSON.parse(readFileSync(path.join(directory, 'models', file), 'utf8')) as ReferenceFit);

const datasets = JSON.parse(readFileSync(path.join(directory, 'datasets.json'), 'utf8')) as Record<string, { columns: Record<string, DatasetColumn> }>;

/** Pearson's χ² of the models of counts and of several trials, as R has it. */
export const pearsonOf: ReadonlyMap<string, { readonly pearson: number; readonly degreesOfFreedom: number }> = new Map(
  Object.entries((JSON.parse(readFileSync(path.join(directory, 'overdispersion.json'), 'utf8')) as { fits: Record<string, { pearson: number; degreesOfFreedom: number }> }).fits),
);

/** Reads `NAME.csv` from the compressed copies beside this file. */
export const referenceFiles: FileAccess = {
  read: name => Promise.resolve(new Uint8Array(readFileSync(path.join(directory, 'data', `${name.replace(/\.csv(\.gz)?$/, '')}.csv.gz`)))),
  readDataset: name => Promise.reject(new Error(`the reference fits use no bundled data, but ${name} was asked for`)),
};

/** The cell that makes the fit: data as R had it, the preparation that was run in R, and the call. */
export function cellOf(reference: ReferenceFit): string {
  const extra = reference.args ? `, ${[reference.args].flat().join(', ')}` : '';
  const call =
    reference.family === 'nbinom2'
      ? `glmer.nb(${reference.formula}, data = d${extra})`
      : reference.family === 'gaussian' && reference.link === 'identity'
      ? `lmer(${reference.formula}, data = d, REML = ${reference.method === 'REML' ? 'TRUE' : 'FALSE'}${extra})`
      : `glmer(${reference.formula}, data = d, family = ${reference.family}(link = "${reference.link}")${(reference.nAGQ ?? 1) > 1 ? `, nAGQ = ${reference.nAGQ}` : ''}${extra})`;
  return [...readLines(reference.data.file), ...[reference.data.prep ?? []].flat(), `m <- ${call}`, 'm'].join('\n');
}

export function readLines(file: string): string[] {
  const quote = (text: string): string => JSON.stringify(text);
  const columns = Object.entries(datasets[file.replace(/\.csv(\.gz)?$/, '')]?.columns ?? {});
  const factors = columns.filter(([, column]) => column.type === 'factor' || column.type === 'ordered' || column.levels);
  const classes = factors.map(([name]) => `${quote(name)} = "character"`).join(', ');
  return [
    `d <- read.csv(${quote(file)}${classes ? `, colClasses = c(${classes})` : ''})`,
    ...factors.map(([name, column]) => {
      const levels = Array.isArray(column.levels)
        ? `, levels = c(${column.levels.map(quote).join(', ')})`
        : column.levels_order === 'appearance'
          ? `, levels = unique(d[[${quote(name)}]])`
          : '';
      return `d[[${quote(name)}]] <- factor(d[[${quote(name)}]]${levels}${column.ordered || column.type === 'ordered' ? ', ordered = TRUE' : ''})`;
    }),
  ];
}
