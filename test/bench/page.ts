/** What the benchmarks write: tables, charts, and their places in docs/performance.md. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { ChartTheme } from '../../engine/report/charts/theme.js';
import { chartToSvg } from '../../engine/report/svg.js';
import type { ChartResult } from '../../engine/results.js';
import type { EditorTime } from './editor.js';
import type { FitTime } from './fits.js';
import type { KernelTime } from './kernels.js';
import type { Series } from './scaling.js';

const page = path.resolve('docs/performance.md');
const images = path.resolve('docs/images');

export function machine(): string[] {
  const processors = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return [`Measured on ${processors[0]?.model.trim() ?? 'an unknown processor'}, ${processors.length} cores, ${memory} GB, Node ${process.versions.node}, ${os.platform()} ${os.arch()}, ${new Date().toISOString().slice(0, 10)}.`];
}

/** Kernels with WebAssembly and without, the same kernels in the same order. */
export function kernelTable(withModule: readonly KernelTime[], without: readonly KernelTime[]): string[] {
  const rate = ({ flops, elements, microseconds }: KernelTime): string => (flops !== null ? `${(flops / microseconds / 1000).toFixed(1)} GFLOP/s` : elements !== null ? `${((microseconds * 1000) / elements).toFixed(2)} ns an element` : '');
  const isTwin = ({ flops }: KernelTime): boolean => flops !== null;
  return [
    '| kernel | WebAssembly, ms | TypeScript, ms | rate | rate in TypeScript |',
    '|---|---:|---:|---:|---:|',
    ...withModule.map((kernel, i) => {
      const twin = without[i]!;
      const milliseconds = (time: KernelTime): string => formatMilliseconds(time.microseconds / 1000);
      return isTwin(kernel)
        ? `| ${kernel.name} | ${milliseconds(kernel)} | ${milliseconds(twin)} | ${rate(kernel)} | ${rate(twin)} |`
        : `| ${kernel.name} | | ${milliseconds(kernel)} | | ${rate(kernel)} |`;
    }),
  ];
}

export function fitTable(fits: readonly (FitTime & { readonly first: number })[]): string[] {
  return [
    '| model | rows | first fit of a process, ms | later fits, fastest | median | whole cell, median | evaluations |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...fits.map(fit => `| ${fit.name} | ${formatCount(fit.rows)} | ${[fit.first, fit.fastest, fit.median, fit.cell].map(formatMilliseconds).join(' | ')} | ${fit.evaluations} |`),
  ];
}

export function editorTable(times: readonly EditorTime[]): string[] {
  return [
    '| at a key | keys | median, ms | 19 of 20 within, ms | longest, ms |',
    '|---|---:|---:|---:|---:|',
    ...times.map(({ name, keys, median, nineteenOfTwenty, most }) => `| ${name} | ${keys} | ${[median, nineteenOfTwenty, most].map(formatMilliseconds).join(' | ')} |`),
  ];
}

/** A row a size, a column a series, and the slopes below. */
export function scalingTable(series: readonly Series[], size: string): string[] {
  const sizes = [...new Set(series.flatMap(({ points }) => points.map(point => point.size)))];
  const cell = (one: Series, at: number): string => {
    const point = one.points.find(({ size: each }) => each === at);
    return point ? `${formatMilliseconds(point.milliseconds)} (${point.evaluations})` : '';
  };
  const hasRows = series.some(({ points }) => points.some(point => point.rows !== point.size));
  const rowsAt = (at: number): string => formatCount(series[0]?.points.find(point => point.size === at)?.rows ?? 0);
  return [
    `| ${[size, ...(hasRows ? ['rows'] : []), ...series.map(({ name }) => `${name}, ms (evaluations)`)].join(' | ')} |`,
    `|${'---:|'.repeat(series.length + (hasRows ? 2 : 1))}`,
    ...sizes.map(at => `| ${[formatCount(at), ...(hasRows ? [rowsAt(at)] : []), ...series.map(one => cell(one, at))].join(' | ')} |`),
    `| ${['**slope**', ...(hasRows ? [''] : []), ...series.map(({ slope }) => `**${slope === null ? '–' : slope.toFixed(2)}**`)].join(' | ')} |`,
  ];
}

/** Readable on a light page and on a dark one. */
const eitherTheme: ChartTheme = { foreground: '#757b82', muted: '#757b82', line: '#8b929a', accent: '#2f81f7', series: ['#2f81f7', '#d1570d', '#1a9e4b'], background: null, font: 'system-ui, "Segoe UI", Arial, sans-serif', fontSize: 12 };

/** Draws time against size on logarithmic axes and gives the Markdown that shows it. */
export async function writeScalingChart(file: string, title: string, size: string, series: readonly Series[]): Promise<string[]> {
  const slopes = series.flatMap(({ name, slope }) => (slope === null ? [] : [`${name} ${slope.toFixed(2)}`])).join(', ');
  const sizes = series.flatMap(({ points }) => points.map(point => point.size));
  const times = series.flatMap(({ points }) => points.map(point => point.milliseconds / 1000));
  const axis = (values: readonly number[], format: string): object => ({ type: 'quantitative', scale: { type: 'log', domain: rangeOfDecades(values) }, axis: { grid: true, format, values: decades(values) } });
  const description = `Milliseconds of a fit against ${size}, both on logarithmic scales. Slopes: ${slopes}.`;
  const chart: ChartResult = {
    kind: 'chart', title, description, caption: description,
    spec: {
      title: { text: title, subtitle: `slope of log time on log ${size}: ${slopes}` },
      data: { name: 'table' }, width: 460, height: 300,
      mark: { type: 'line', point: { filled: true, size: 50 }, strokeWidth: 2 },
      encoding: {
        x: { ...axis(sizes, '~s'), field: 'size', title: size },
        y: { ...axis(times, '~g'), field: 'seconds', title: 'seconds' },
        color: { field: 'model', type: 'nominal', sort: null, title: null },
        shape: { field: 'model', type: 'nominal', sort: null, title: null },
      },
    },
    data: {
      kind: 'table', title, notes: [],
      columns: [{ name: 'model', type: 'text' }, { name: 'size', type: 'number' }, { name: 'seconds', type: 'number' }],
      rows: series.flatMap(({ name, points }) => points.map(point => [name, point.size, point.milliseconds / 1000])),
    },
  };
  await mkdir(images, { recursive: true });
  await writeFile(path.join(images, file), await chartToSvg(chart, { theme: eitherTheme }));
  return [`![${description}](images/${file})`];
}

/** The powers of ten from below the least value to above the greatest. */
function decades(values: readonly number[]): number[] {
  const [from, to] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

const rangeOfDecades = (values: readonly number[]): number[] => [decades(values)[0]!, decades(values).at(-1)!];

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` on the page. */
export async function writeSection(name: string, lines: readonly string[]): Promise<void> {
  const text = await readFile(page, 'utf8');
  const marks = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const;
  const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has lost its marks ${marks.join(' and ')}.`);
  await writeFile(page, `${text.slice(0, from)}${marks[0]}\n${lines.join('\n')}\n${text.slice(to)}`);
}

const formatMilliseconds = (value: number): string => (value < 0.1 ? value.toFixed(4) : value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : formatCount(Math.round(value)));
const formatCount = (value: number): string => value.toLocaleString('en');
