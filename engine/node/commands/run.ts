/** `glmm run`: runs a notebook's cells in order and writes what they gave. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cooperativeMonitor } from '../../cooperative-monitor.js';
import { seedOfResults } from '../../language/services/random-seed.js';
import type { NotebookCell } from '../../notebook-file.js';
import { journalStyles, type StyleName } from '../../report/document/journal-styles.js';
import { toPlainText } from '../../report/plain-text.js';
import type { ReportInput } from '../../report/report-input.js';
import { reportFormat, reportFormats } from '../../report/formats.js';
import { reportWriters, type ReportResources } from '../../report-writers.js';
import { RESULTS_VERSION, type CellOutcome } from '../../results.js';
import { Session } from '../../session.js';
import { warmUp } from '../../warm-up.js';
import { EXIT, FileProblem, optionText, reasonOf, UsageError, type Command, type OptionValues, type Streams } from '../command.js';
import { nodeFiles, readDataset, readShippedFile } from '../node-files.js';
import { readNotebook, type NotebookInput } from '../notebook-input.js';
import { version } from '../version.js';

interface RanCell {
  readonly cell: NotebookCell;
  /** Null for prose. */
  readonly outcome: CellOutcome | null;
}

/** What is written to: text for people, JSON for programs, or one of the formats of a report. */
const targets: readonly string[] = ['text', 'json', ...reportFormats.map(({ name }) => name)];
const styles = Object.keys(journalStyles);

export const runCommand: Command = {
  name: 'run',
  operands: ['NOTEBOOK.glmm'],
  summary: 'Runs the cells of a notebook and shows or writes the results.',
  options: [
    { name: 'to', value: targets.join('|'), help: 'What to write; unless given what the name of --out ends in, or else text.' },
    { name: 'out', value: 'FILE', help: 'Where to write it; the standard output unless given.' },
    { name: 'style', value: styles.join('|'), help: 'How a journal wants tables and captions; plain unless given.' },
    { name: 'hide-code', help: 'Leaves the cells themselves out of a report.' },
    { name: 'seed', value: 'N', help: 'Seed of random numbers; 1 unless given.' },
    { name: 'stop-on-error', help: 'Skips the cells after one that failed.' },
    { name: 'quiet', help: 'Writes no messages on the error stream, and no text when --to is not given.' },
  ],
  run: async ([file = ''], options, streams) => {
    const out = optionText(options, 'out');
    const target = targetOf(options, out);
    const format = reportFormat(target);
    const style = styleOf(options, target);
    if (format?.isBinary && out === undefined) throw new UsageError(`--to ${target} writes bytes that no terminal shows; name a file with --out FILE.`);
    const seed = seedOf(options);
    const notebook = await readNotebook(file);
    const isQuiet = options['quiet'] === true;
    if (!isQuiet && !notebook.cells.some(cell => cell.kind === 'code')) streams.error(`${file} has no cells to run. A cell is a block of lines between \`\`\`{glmm} and \`\`\`.\n`);
    const cells = format?.hasResults === false ? notebook.cells.map(cell => ({ cell, outcome: null })) : await warmAndRun(notebook, seed, options['stop-on-error'] === true, isQuiet ? null : streams);
    const written = await (format ? reportWriters[format.name](reportInput(notebook, cells, seed), { style, showsCode: options['hide-code'] !== true }, resources) : target === 'json' ? json(notebook, cells, seed) : plainText(cells));
    if (out !== undefined) await write(out, written);
    else if (!isQuiet || options['to'] !== undefined) streams.out(String(written));
    return cells.some(({ outcome }) => outcome?.status === 'error') ? EXIT.failed : EXIT.ok;
  },
};

/** The name of the format: what was asked for, or else what the file is called. */
function targetOf(options: OptionValues, out: string | undefined): string {
  const asked = optionText(options, 'to');
  if (asked !== undefined && !targets.includes(asked)) throw new UsageError(`--to ${asked} is not known. Available are ${targets.join(', ')}.`);
  const ending = path.extname(out ?? '').slice(1).toLowerCase();
  return asked ?? (targets.includes(ending) ? ending : 'text');
}

function styleOf(options: OptionValues, target: string): StyleName {
  const style = optionText(options, 'style') ?? 'plain';
  if (!styles.includes(style)) throw new UsageError(`--style ${style} is not known. Available are ${styles.join(', ')}.`);
  if (style === 'plain' || reportFormat(target)?.hasStyle) return style as StyleName;
  throw new UsageError(`--style ${style} is for ${reportFormats.filter(({ hasStyle }) => hasStyle).map(({ name }) => name).join(', ')}; --to ${target} has no tables of a journal.`);
}

function seedOf(options: OptionValues): number {
  const text = optionText(options, 'seed') ?? '1';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--seed must be a whole number from 0 to 999999999, but it is "${text}".`);
}

async function warmAndRun(notebook: NotebookInput, ...how: [seed: number, stopsOnError: boolean, messages: Streams | null]): Promise<RanCell[]> {
  await warmUp(notebook.cells.map(cell => (cell.kind === 'code' ? cell.text : '')).join('\n'));
  return runCells(notebook, ...how);
}

async function runCells(notebook: NotebookInput, seed: number, stopsOnError: boolean, messages: Streams | null): Promise<RanCell[]> {
  const session = new Session({ files: nodeFiles(notebook.folder), settings: { seed } });
  const ran: RanCell[] = [];
  let hasFailed = false;
  let number = 0;
  for (const cell of notebook.cells) {
    if (cell.kind === 'markdown') {
      ran.push({ cell, outcome: null });
      continue;
    }
    number++;
    const isSkipped = hasFailed && stopsOnError;
    const outcome: CellOutcome = isSkipped ? { status: 'skipped', milliseconds: 0, outputs: [] } : await session.run(cell.text, { monitor: cooperativeMonitor({ isCancelled: () => false }) });
    if (outcome.error) {
      hasFailed = true;
      const { line, column, code, message, advice } = outcome.error;
      messages?.error(`${notebook.file}:${cell.line + line - 1}:${column}: cell ${number}, line ${line}, column ${column}: ${[message, ...advice].join(' ')} [${code}]\n`);
    }
    ran.push({ cell, outcome });
  }
  return ran;
}

function json(notebook: NotebookInput, cells: readonly RanCell[], seed: number): string {
  const code = cells.filter(({ cell }) => cell.kind === 'code');
  const result = {
    version: RESULTS_VERSION,
    notebook: path.basename(notebook.file),
    engine: version,
    seed,
    cells: code.map(({ cell, outcome }, index) => ({
      cell: index + 1,
      line: cell.line,
      status: outcome?.status ?? 'skipped',
      milliseconds: Math.round((outcome?.milliseconds ?? 0) * 1000) / 1000,
      outputs: outcome?.outputs ?? [],
      ...(outcome?.error ? { error: outcome.error } : {}),
    })),
  };
  return `${JSON.stringify(result)}\n`;
}

function plainText(cells: readonly RanCell[]): string {
  const blocks = cells.flatMap(({ outcome }) => outcome?.outputs.map(output => toPlainText(output).replace(/\n+$/, '')) ?? []);
  return blocks.length > 0 ? `${blocks.join('\n\n')}\n` : '';
}

function reportInput(notebook: NotebookInput, cells: readonly RanCell[], seed: number): ReportInput {
  return {
    title: titleOf(notebook),
    engine: version,
    seed: seedOfResults(cells.flatMap(({ cell }) => (cell.kind === 'code' ? [cell.text] : [])), seed),
    cells: cells.map(({ cell, outcome }) => (cell.kind === 'markdown' ? { kind: 'markdown', text: cell.text } : { kind: 'code', source: cell.text, outcome: outcome?.status === 'skipped' ? null : outcome })),
  };
}

/** The first heading, or the file's name. */
function titleOf(notebook: NotebookInput): string {
  const prose = notebook.cells.find(cell => cell.kind === 'markdown')?.text ?? '';
  return /^#\s+(.+?)\s*#*$/m.exec(prose)?.[1] ?? path.basename(notebook.file, '.glmm');
}

/** The script that makes charts interactive lies beside the bundle; without it a report has static charts. */
const resources: ReportResources = {
  pageScript: async () => decoded(await readShippedFile('report-runtime.js', '../../dist/report-runtime.js')),
  print: async (form, input) => (await import('../../report/print/print.js')).print(form, input),
  readFont: async name => {
    const bytes = await readShippedFile(`fonts/${name}`, `../report/print/fonts/${name}`);
    if (!bytes) throw new FileProblem(`The font ${name}, which printed reports need, is not beside the program; install it anew.`);
    return bytes;
  },
  readDataset: async name => decoded(await readDataset(name)),
};

const decoded = (bytes: Uint8Array | null): string => (bytes ? new TextDecoder().decode(bytes) : '');

async function write(out: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path.resolve(out), content).catch((error: unknown) => {
    throw new FileProblem(`"${out}" cannot be written: ${reasonOf(error)}.`);
  });
}
