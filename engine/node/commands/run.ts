/** `glmm run`: runs a notebook's cells in order and writes what they gave. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cooperativeMonitor } from '../../cooperative-monitor.js';
import type { NotebookCell } from '../../notebook-file.js';
import { htmlReport } from '../../report/html/html-report.js';
import { markdownReport } from '../../report/markdown-report.js';
import { toPlainText } from '../../report/plain-text.js';
import type { ReportInput } from '../../report/report-input.js';
import { RESULTS_VERSION, type CellOutcome } from '../../results.js';
import { Session } from '../../session.js';
import { warmUp } from '../../warm-up.js';
import { EXIT, FileProblem, optionText, reasonOf, UsageError, type Command, type OptionValues, type Streams } from '../command.js';
import { nodeFiles, readShippedFile } from '../node-files.js';
import { readNotebook, type NotebookInput } from '../notebook-input.js';
import { version } from '../version.js';

interface RanCell {
  readonly cell: NotebookCell;
  /** Null for prose. */
  readonly outcome: CellOutcome | null;
}

type Target = (notebook: NotebookInput, cells: readonly RanCell[], seed: number) => string | Promise<string>;

const targets: Readonly<Record<string, Target>> = {
  text: plainText,
  json,
  html: async (notebook, cells) => htmlReport(reportInput(notebook, cells), { script: await reportScript() }),
  md: (notebook, cells) => markdownReport(reportInput(notebook, cells)),
};

const PLANNED_TARGETS: readonly string[] = ['docx', 'pdf', 'tex', 'r', 'ipynb'];
const PLANNED_VERSION = '0.3';

export const runCommand: Command = {
  name: 'run',
  operands: ['NOTEBOOK.glmm'],
  summary: 'Runs the cells of a notebook and shows or writes the results.',
  options: [
    { name: 'to', value: 'text|json|html|md', help: 'What to write; text unless given.' },
    { name: 'out', value: 'FILE', help: 'Where to write it; the standard output unless given.' },
    { name: 'seed', value: 'N', help: 'Seed of random numbers; 1 unless given.' },
    { name: 'stop-on-error', help: 'Skips the cells after one that failed.' },
    { name: 'quiet', help: 'Writes no messages on the error stream, and no text when --to is not given.' },
  ],
  run: async ([file = ''], options, streams) => {
    const target = targetOf(options);
    const seed = seedOf(options);
    const notebook = await readNotebook(file);
    const isQuiet = options['quiet'] === true;
    if (!isQuiet && !notebook.cells.some(cell => cell.kind === 'code')) streams.error(`${file} has no cells to run. A cell is a block of lines between \`\`\`{glmm} and \`\`\`.\n`);
    await warmUp(notebook.cells.map(cell => (cell.kind === 'code' ? cell.text : '')).join('\n'));
    const cells = await runCells(notebook, seed, options['stop-on-error'] === true, isQuiet ? null : streams);
    const text = isQuiet && options['to'] === undefined && options['out'] === undefined ? '' : await targets[target]!(notebook, cells, seed);
    const out = optionText(options, 'out');
    if (out === undefined) streams.out(text);
    else await write(out, text);
    return cells.some(({ outcome }) => outcome?.status === 'error') ? EXIT.failed : EXIT.ok;
  },
};

/** The name of the format; what is not there yet says so. */
function targetOf(options: OptionValues): string {
  const target = optionText(options, 'to') ?? 'text';
  if (Object.hasOwn(targets, target)) return target;
  if (PLANNED_TARGETS.includes(target)) throw new UsageError(`--to ${target} is not there yet; it is planned for version ${PLANNED_VERSION}. Available are ${Object.keys(targets).join(', ')}.`);
  throw new UsageError(`--to ${target} is not known. Available are ${Object.keys(targets).join(', ')}.`);
}

function seedOf(options: OptionValues): number {
  const text = optionText(options, 'seed') ?? '1';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--seed must be a whole number from 0 to 999999999, but it is "${text}".`);
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

function plainText(_notebook: NotebookInput, cells: readonly RanCell[]): string {
  const blocks = cells.flatMap(({ outcome }) => outcome?.outputs.map(output => toPlainText(output).replace(/\n+$/, '')) ?? []);
  return blocks.length > 0 ? `${blocks.join('\n\n')}\n` : '';
}

function reportInput(notebook: NotebookInput, cells: readonly RanCell[]): ReportInput {
  return {
    title: titleOf(notebook),
    engine: version,
    cells: cells.map(({ cell, outcome }) => (cell.kind === 'markdown' ? { kind: 'markdown', text: cell.text } : { kind: 'code', source: cell.text, outcome: outcome?.status === 'skipped' ? null : outcome })),
  };
}

/** The first heading, or the file's name. */
function titleOf(notebook: NotebookInput): string {
  const prose = notebook.cells.find(cell => cell.kind === 'markdown')?.text ?? '';
  return /^#\s+(.+?)\s*#*$/m.exec(prose)?.[1] ?? path.basename(notebook.file, '.glmm');
}

/** The script that makes charts interactive lies beside the bundle; without it a report has static charts. */
async function reportScript(): Promise<string> {
  const bytes = await readShippedFile('report-runtime.js', '../../dist/report-runtime.js');
  return bytes ? new TextDecoder().decode(bytes) : '';
}

async function write(out: string, text: string): Promise<void> {
  await writeFile(path.resolve(out), text).catch((error: unknown) => {
    throw new FileProblem(`"${out}" cannot be written: ${reasonOf(error)}.`);
  });
}
