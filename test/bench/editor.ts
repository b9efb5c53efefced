/** What the editor asks of the engine at every key: diagnostics of all cells of a long notebook, completion, hover and signature help. */
import process from 'node:process';
import { checkCell } from '../../engine/language/check.js';
import { completeAt } from '../../engine/language/complete.js';
import { formatEdits } from '../../engine/language/format.js';
import { hoverAt } from '../../engine/language/hover.js';
import { highlightsAt, referencesAt } from '../../engine/language/navigate.js';
import type { NotebookText } from '../../engine/language/notebook-text.js';
import { rename } from '../../engine/language/rename.js';
import { semanticTokensOf } from '../../engine/language/semantic-tokens.js';
import { signatureAt } from '../../engine/language/signature.js';

export interface EditorTime {
  readonly name: string;
  readonly keys: number;
  /** Milliseconds of processor time of one key, those of the garbage collector and the compiler among them: other work on the machine does not count. */
  readonly median: number;
  readonly nineteenOfTwenty: number;
  readonly most: number;
}

const CELLS = 300;

/** Types into a notebook of 300 cells, key by key. */
export function editorTimes(): EditorTime[] {
  const notebook = longNotebook();
  checkAll(notebook);
  const typed = [
    { name: 'diagnostics of all cells, typing a model in the middle', cell: 150, text: modelCell(150).replace('m150 <- ', 'm150 <-  ') },
    { name: 'diagnostics of all cells, typing in the cell that prepares the data of all others', cell: 1, text: `${notebook[1]!}d$late <- d$Days > 5 & d$Reaction < 300\n` },
    { name: 'diagnostics of all cells, typing in the last', cell: CELLS - 1, text: modelCell(CELLS) },
  ];
  const diagnostics = typed.map(({ name, cell, text }) => timed(name, text, (beginning) => checkAll(notebook.with(cell, beginning))));
  const last = CELLS - 1;
  const asked = `m <- lmer(Reaction ~ Days + late + (Days | Subject), data = d, REML = FALSE)`;
  const at = (beginning: string): NotebookText => ({ cells: notebook.with(last, beginning), cell: last, snapshot });
  return [
    ...diagnostics,
    timed('completion in the last cell', asked, (beginning) => completeAt(at(beginning), beginning.length)),
    timed('signature help in the last cell', asked, (beginning) => signatureAt(at(beginning), beginning.length)),
    timed('hover in the last cell', asked, (beginning) => hoverAt(at(asked), beginning.length - 1)),
    timed('highlights, typing in the last cell', asked, (beginning) => highlightsAt(at(beginning), 0)),
    timed('references of the data that all cells use, typing in the last', asked, (beginning) => referencesAt({ ...at(beginning), cell: 1 }, 0, true)),
    timed('colours of names, typing in the last cell', asked, (beginning) => semanticTokensOf(at(beginning))),
    timed('renaming a column that all cells use', 'new names', (beginning) => rename({ ...at(asked), cell: 1 }, notebook[1]!.indexOf('week'), beginning.replaceAll(' ', '.'))),
    timed('formatting a cell', asked, (beginning) => formatEdits(beginning, { indentation: 2 })),
    timed('diagnostics of all cells, opened for the first time', 'x'.repeat(20), (beginning) => checkAll(longNotebook(beginning.length))),
  ];
}

const snapshot = { variables: [] };

function checkAll(cells: readonly string[]): void {
  const text = { cells, snapshot };
  for (let cell = 0; cell < cells.length; cell++) checkCell({ ...text, cell });
}

/** Once for every beginning of a text. */
function timed(name: string, text: string, run: (beginning: string) => void): EditorTime {
  const times = Array.from(text, (_, index) => {
    const started = process.cpuUsage();
    run(text.slice(0, index + 1));
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return { name, keys: times.length, median: at(0.5), nineteenOfTwenty: at(0.95), most: times.at(-1)! };
}

/** Preparation, models and looks, as an analysis has them; `variant` makes texts that were not seen before. */
function longNotebook(variant = 0): string[] {
  return Array.from({ length: CELLS }, (_, index) => {
    if (index === 0) return `# analysis ${variant}\nlibrary(lme4)\nd <- sleepstudy\nherds <- cbpp`;
    if (index === 1) return 'd$Days2 <- d$Days^2\nd$week <- factor(ifelse(d$Days < 7, 1, 2), levels = 1:2, labels = c("first", "second"))\nd <- subset(d, !is.na(Reaction))\n';
    const what = index % 5;
    if (what === 0) return modelCell(index);
    if (what === 1) return `summary(m${index - 1})\nfixef(m${index - 1})`;
    if (what === 2) return `s${index} <- subset(d, week == "first" & Days2 > ${index % 50}, select = c(Reaction, Days, Subject))\nhead(s${index})\nmean(s${index}$Reaction)`;
    if (what === 3) return `aggregate(Reaction ~ week, data = d, FUN = mean)\ntable(d$week, d$Days > ${index % 9})\nx${index} <- c(${index}, 2, 3)`;
    return `g${index} <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = herds, family = binomial, nAGQ = ${(index % 20) + 1})\nVarCorr(g${index}) # between herds, variant ${variant}`;
  });
}

const modelCell = (index: number): string => `m${index} <- lmer(Reaction ~ Days * week + (Days | Subject), data = d, REML = ${index % 2 === 0 ? 'TRUE' : 'FALSE'})\nm${index}`;
