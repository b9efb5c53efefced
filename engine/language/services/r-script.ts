/** Cells as a script that R runs as it is: the packages that its functions come from, the bundled data, and notes where R has no such function. */
import { datasetNamed, type DatasetDescription } from '../../data/datasets/catalogue.js';
import { functions } from '../functions.js';
import { deparseName, deparseString } from '../syntax/deparse.js';
import type { Call, Expression } from '../syntax/tree.js';
import { descendants } from '../syntax/walk.js';
import { dataFlowOf } from './data-flow.js';
import { parsed } from './parsed.js';

export interface ScriptCell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

export interface ScriptOptions {
  /** Text of a bundled data set's file, such as `spinal.csv`. */
  readonly readDataset: (fileName: string) => Promise<string>;
  /** The cells above, when the script is of one cell alone: what it needs from them is named. */
  readonly above?: readonly string[];
}

/** Prose becomes comments of the form `#' …`, which `knitr::spin` takes for text. */
export async function rScript(cells: readonly ScriptCell[], options: ScriptOptions): Promise<string> {
  const { setup, bodies } = await rCells(cells, options);
  return `${[...setup, ...bodies.map((body, place) => (cells[place]!.kind === 'markdown' ? prose(body) : body))].filter(part => part.trim() !== '').join('\n\n')}\n`;
}

/** What must run in R before the cells, in parts, and the cells as R runs them; prose stays as it is. */
export async function rCells(cells: readonly ScriptCell[], { readDataset, above = [] }: ScriptOptions): Promise<{ readonly setup: readonly string[]; readonly bodies: readonly string[] }> {
  const script = new Script(above);
  const bodies = cells.map(({ kind, text }) => (kind === 'markdown' ? text : script.code(text)));
  const data = await Promise.all([...script.datasets].map(async name => [name, datasetInR(datasetNamed(name)!, await readDataset(`${name}.csv`))] as const));
  const setup = [
    script.needed.length > 0 ? `# Needs ${script.needed.join(', ')} from the cells above.` : '',
    script.readsFiles ? "# Files are named relative to the notebook's folder: setwd() to it first." : '',
    script.packages.map(name => `library(${name})`).join('\n'),
    ...data.map(([, text]) => text),
  ];
  return { setup: setup.filter(part => part !== ''), bodies };
}

const prose = (text: string): string => text.trim().split('\n').map(line => `#' ${line}`.trimEnd()).join('\n');

/** What a script has met so far. */
class Script {
  readonly datasets = new Set<string>();
  readonly needed: readonly string[] = [];
  readsFiles = false;
  readonly #packages = new Set<string>();
  readonly #attached = new Set<string>();
  /** Variables that R does not have, because the function that makes them is not R's. */
  readonly #absent = new Set<string>();
  readonly #above: ReadonlySet<string>;
  readonly #assigned = new Set<string>();

  constructor(above: readonly string[]) {
    this.#above = new Set(above.flatMap(assignedIn));
  }

  get packages(): readonly string[] {
    return [...this.#packages].sort();
  }

  /** The text of a cell, its statements kept as they are written, or commented out where R cannot run them. */
  code(text: string): string {
    for (const name of dataFlowOf(text).reads) if (this.#above.has(name) && !this.#assigned.has(name)) (this.needed as string[]).push(name);
    const { program, diagnostics } = parsed(text);
    if (diagnostics.some(({ severity }) => severity === 'error')) return `# R cannot read this cell: ${diagnostics.find(({ severity }) => severity === 'error')!.message}\n${commented(text)}`;
    let written = '';
    let at = 0;
    let wasCommented = false;
    for (const statement of program.statements) {
      const rewritten = this.#statement(statement, text);
      const gap = text.slice(at, statement.from);
      const isCommented = rewritten.startsWith('#');
      // what is commented out takes the rest of its line along
      written += (wasCommented || isCommented) && /^[ \t]*;/.test(gap) ? gap.replace(/^[ \t]*;[ \t]*/, '\n') : gap;
      written += rewritten;
      wasCommented = isCommented;
      at = statement.to;
    }
    const rest = text.slice(at);
    for (const name of dataFlowOf(text).assigns) this.#assigned.add(name);
    return (written + (wasCommented ? rest.replace(/^[ \t]*;/, '') : rest)).trim();
  }

  #statement(statement: Expression, text: string): string {
    const source = text.slice(statement.from, statement.to);
    const own = ownFunctionIn(statement);
    const lost = [...dataFlowOf(source).reads].find(name => this.#absent.has(name));
    if (own !== null || lost !== undefined) {
      for (const name of dataFlowOf(source).assigns) this.#absent.add(name);
      return `# ${own === null ? `needs ${lost}, which R does not have here` : `${own}() is a function of GLMM Notebooks that R does not have`}:\n${commented(source)}`;
    }
    for (const name of dataFlowOf(source).assigns) this.#absent.delete(name);
    for (const part of descendants(statement)) this.#note(part);
    return statement.kind === 'call' && callee(statement) === 'data' ? this.#loading(statement, source) : source;
  }

  #note(part: Expression): void {
    if (part.kind === 'name' && !this.#assigned.has(part.name) && !this.#above.has(part.name)) this.#noteDataset(part.name);
    if (part.kind !== 'call') return;
    const name = callee(part);
    if (name === 'library' || name === 'require') this.#attached.add(attachedBy(part));
    const description = part.callee.kind === 'namespace' ? undefined : functions.get(name);
    if (!description) return;
    if (!inEveryR.has(description.package) && !this.#attached.has(description.package)) this.#packages.add(description.package);
    if (description.parameters.some(({ type }) => type === 'file') && part.arguments.some(({ value }) => value?.kind === 'string')) this.readsFiles = true;
  }

  #noteDataset(name: string): void {
    const dataset = datasetNamed(name);
    if (!dataset) return;
    if (!dataset.isInLme4) this.datasets.add(name);
    else if (!this.#attached.has('lme4')) this.#packages.add('lme4');
  }

  /** `data(cbpp, spinal)`: what R has is loaded, what it has not stands at the top of the script. */
  #loading(call: Call, source: string): string {
    const names = call.arguments.flatMap(({ value }) => (value?.kind === 'name' ? value.name : value?.kind === 'string' ? value.value : []));
    for (const name of names) this.#noteDataset(name);
    const inR = names.filter(name => datasetNamed(name)?.isInLme4);
    if (inR.length === names.length) return source;
    return inR.length > 0 ? `data(${inR.map(deparseName).join(', ')})` : `# ${source.replaceAll('\n', ' ')} stands above`;
  }
}

/** What a cell above makes; a bundled data set that it only loads can be loaded again. */
const assignedIn = (text: string): string[] =>
  parsed(text).program.statements.filter(statement => !(statement.kind === 'call' && callee(statement) === 'data')).flatMap(({ from, to }) => [...dataFlowOf(text.slice(from, to)).assigns]);

/** Packages that R attaches by itself. */
const inEveryR = new Set(['base', 'stats', 'utils', 'graphics', 'grDevices', 'datasets', 'methods']);

const callee = ({ callee: called }: Call): string => (called.kind === 'name' || called.kind === 'namespace' ? called.name : '');

const attachedBy = ({ arguments: [first] }: Call): string => (first?.value?.kind === 'name' ? first.value.name : first?.value?.kind === 'string' ? first.value.value : '');

function ownFunctionIn(statement: Expression): string | null {
  for (const part of descendants(statement)) if (part.kind === 'call' && functions.get(callee(part))?.package === 'glmm') return callee(part);
  return null;
}

const commented = (source: string): string => source.split('\n').map(line => `# ${line}`.trimEnd()).join('\n');

/** A data frame written out, so that the script needs no file. */
function datasetInR({ name, source, columns }: DatasetDescription, csv: string): string {
  const quoted = `'${csv.trim().replaceAll(/["\r]/g, '').replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const classes = columns.map(({ levels, type }) => deparseString(levels.length > 0 ? 'character' : type === 'double' ? 'numeric' : type));
  const factors = columns.filter(({ levels }) => levels.length > 0).map(({ name: column, levels, type }) => {
    const target = `${name}$${deparseName(column)}`;
    return `${target} <- factor(${target}, levels = ${vectorInR(levels)}${type === 'ordered' ? ', ordered = TRUE' : ''})`;
  });
  return [`# ${source}`, `${name} <- read.csv(colClasses = c(${classes.join(', ')}), text = ${quoted})`, ...factors].join('\n');
}

/** `as.character(1:126)` where the levels are so, for a shorter script. */
function vectorInR(levels: readonly string[]): string {
  const isCounted = levels.length > 3 && levels.every((level, index) => level === String(index + 1));
  return isCounted ? `as.character(1:${levels.length})` : `c(${levels.map(deparseString).join(', ')})`;
}
