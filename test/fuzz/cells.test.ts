// Random and mutated cells: the parser reads every one of them, with ranges that nest and cover the text, and no service of the editor
// fails anywhere in it. GLMM_FUZZ_CELLS sets how many are tried, GLMM_FUZZ_SEED which ones; `npm run fuzz` tries 100,000.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { checkCell } from '../../engine/language/check.js';
import { completeAt } from '../../engine/language/complete.js';
import { formatted } from '../../engine/language/format.js';
import { foldsIn } from '../../engine/language/folding.js';
import { hoverAt } from '../../engine/language/hover.js';
import { outlineOf } from '../../engine/language/outline.js';
import { signatureAt } from '../../engine/language/signature.js';
import { deparse } from '../../engine/language/syntax/deparse.js';
import type { Diagnostic } from '../../engine/language/syntax/diagnostic.js';
import { parseProgram } from '../../engine/language/syntax/parse.js';
import type { Expression } from '../../engine/language/syntax/tree.js';
import { childrenOf } from '../../engine/language/syntax/walk.js';
import { randomCell } from './random-cells.js';
import { randomNumbers } from './random-numbers.js';

const count = Number(process.env['GLMM_FUZZ_CELLS'] ?? 1000);
const seed = Number(process.env['GLMM_FUZZ_SEED'] ?? 20261121);
/** The services are slower than the parser, so that they are asked about one cell in so many. */
const SERVED = 20;
/** Milliseconds of a parser that goes round in circles; right ones take a few. */
const ENDLESS = 10_000;

const fixtures = path.join(import.meta.dirname, '../fixtures');
const corpus = [
  ...readFileSync(path.join(fixtures, 'r-values/expressions.txt'), 'utf8').split('\n').filter(line => line !== '' && !line.startsWith('#')),
  'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\nsummary(m)',
  'm <- lmer(Reaction ~ Days + (Days || Subject), sleepstudy, REML = FALSE)\nranef(m)$Subject[1:3, ]\nplot(m)',
  'd <- subset(VerbAgg, mode == "do" & resp != "no")\nd$y <- as.integer(d$r2 == "Y")\nwith(d, table(y, situ))',
];

test(`${count} random cells are parsed to trees that cover them`, () => {
  const random = randomNumbers(seed);
  const faults: string[] = [];
  for (let index = 0; index < count && faults.length < 5; index++) {
    const source = randomCell(random, corpus);
    const started = performance.now();
    try {
      const { program, diagnostics } = parseProgram(source);
      const fault = faultOf(source, program.statements, diagnostics) ?? (performance.now() - started > ENDLESS ? `took ${performance.now() - started} ms` : null);
      if (fault) faults.push(`${fault}: ${JSON.stringify(source).slice(0, 400)}`);
    } catch (error) {
      faults.push(`${String(error)}: ${JSON.stringify(source).slice(0, 400)}`);
    }
  }
  expect(faults).toEqual([]);
}, 3_600_000);

test('the services of the editor answer at any place of such cells', () => {
  const random = randomNumbers(seed + 1);
  const faults: string[] = [];
  for (let index = 0; index < count / SERVED && faults.length < 5; index++) {
    const source = randomCell(random, corpus);
    const before = randomCell(random, corpus);
    const notebook = { cells: [before, source], cell: 1, snapshot: { variables: [] } };
    const offset = random.below(source.length + 1);
    const services: readonly (readonly [string, () => unknown])[] = [
      ['check', () => outside(source, checkCell(notebook))],
      ['complete', () => completeAt(notebook, offset)],
      ['hover', () => hoverAt(notebook, offset)],
      ['signature', () => signatureAt(notebook, offset)],
      ['format', () => changedBy(formatted, source)],
      ['fold', () => foldsIn(source)],
      ['outline', () => outlineOf(source)],
      ['deparse', () => parseProgram(source).program.statements.map(deparse)],
    ];
    for (const [name, serve] of services) {
      try {
        const answer = serve();
        if (typeof answer === 'string') faults.push(`${name}: ${answer}: ${JSON.stringify(source).slice(0, 400)}`);
      } catch (error) {
        faults.push(`${name} at ${offset}: ${String(error)}: ${JSON.stringify([before, source]).slice(0, 600)}`);
      }
    }
  }
  expect(faults).toEqual([]);
}, 3_600_000);

/** What is wrong with a tree; null for a right one. */
function faultOf(source: string, statements: readonly Expression[], diagnostics: readonly Diagnostic[]): string | null {
  const wrongPlace = outside(source, diagnostics);
  if (wrongPlace) return wrongPlace;
  let end = 0;
  for (const statement of statements) {
    if (statement.from < end || statement.to > source.length) return `a statement from ${statement.from} to ${statement.to} after ${end}`;
    const nested = unnested(statement);
    if (nested) return nested;
    end = statement.to;
  }
  const isSaid = diagnostics.some(({ severity }) => severity === 'error');
  const uncovered = isSaid ? '' : withoutStatements(source, statements).replace(/#[^\n]*/g, '').replace(/[\s;\ufeff]/g, '');
  return uncovered === '' ? null : `the statements leave out “${uncovered}”, and nothing is said of it`;
}

const outside = (source: string, diagnostics: readonly Diagnostic[]): string | null => {
  const wrong = diagnostics.find(({ from, to }) => !(from >= 0 && from <= to && to <= Math.max(1, source.length)));
  return wrong ? `${wrong.code} from ${wrong.from} to ${wrong.to} of ${source.length}` : null;
};

function unnested(expression: Expression): string | null {
  for (const child of childrenOf(expression)) {
    if (child.from < expression.from || child.to > expression.to || child.from > child.to) return `a ${child.kind} from ${child.from} to ${child.to} in a ${expression.kind} from ${expression.from} to ${expression.to}`;
    const inner = unnested(child);
    if (inner) return inner;
  }
  return null;
}

function withoutStatements(source: string, statements: readonly Expression[]): string {
  let rest = '';
  let end = 0;
  for (const { from, to } of statements) {
    rest += source.slice(end, from);
    end = to;
  }
  return rest + source.slice(end);
}

/** A formatter keeps every statement as it is read. */
function changedBy(format: typeof formatted, source: string): string | null {
  const statementsOf = (text: string): string[] | null => {
    const { program, diagnostics } = parseProgram(text);
    return diagnostics.length > 0 ? null : program.statements.map(deparse);
  };
  const before = statementsOf(source);
  if (before === null) return null;
  const after = statementsOf(format(source, { indentation: 2 }));
  return JSON.stringify(after) === JSON.stringify(before) ? null : `reads ${JSON.stringify(after)} after formatting`;
}
