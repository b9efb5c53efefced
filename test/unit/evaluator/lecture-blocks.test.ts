// Blocks of R as courses on mixed models write them (test/fixtures/lecture-blocks): each runs as it stands, with the numbers of R
// (record.R made the record), or ends with one error that says which line it cannot do, and what it can.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileAccess } from '../../../engine/language/registry.js';
import { checkCell } from '../../../engine/language/check.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { positionAt } from '../../../engine/language/syntax/position.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

interface Block {
  readonly title: string;
  /** Where it ends; null where it runs. */
  readonly expected: { readonly code: string; readonly line: number } | null;
  readonly text: string;
}

type RecordedValue = { readonly logLik: number; readonly fixef: readonly number[] } | { readonly printed: string } | { readonly numbers: readonly (number | 'NA')[] };

const folder = path.join(import.meta.dirname, '../../fixtures/lecture-blocks');
const blocks = readFileSync(path.join(folder, 'blocks.R'), 'utf8').split(/^#### /m).slice(1).map(blockOf);
const record = new Map((JSON.parse(readFileSync(path.join(folder, 'values.json'), 'utf8')) as { title: string; ran: boolean; values: Record<string, RecordedValue> }[]).map(each => [each.title, each]));

const files: FileAccess = { ...noFiles, read: name => Promise.reject(new UserError('GLMM261', `There is no file "${name}".`, { advice: ['Put it beside the notebook.'] })) };

describe('a block of a lecture that runs has the numbers of R', () => {
  test.each(blocks.filter(({ expected }) => expected === null).map(block => [block.title, block] as const))('%s', async (title, { text }) => {
    const session = new Session({ files });
    const outcome = await session.run(text);
    expect(outcome.error).toBeUndefined();
    const recorded = record.get(title);
    for (const [name, value] of Object.entries(recorded?.values ?? {})) await compare(session, name, value, text);
  });
});

describe('a block that does not run names the first thing that cells cannot do, and the nearest that they can', () => {
  test.each(blocks.filter(({ expected }) => expected !== null).map(block => [block.title, block] as const))('%s', async (_, { text, expected }) => {
    const { error, outputs } = await new Session({ files }).run(text);
    expect(error && { code: error.code, line: error.line }).toEqual(expected);
    expect(outputs.filter(output => output.kind === 'text' && output.text.startsWith('Error'))).toEqual([]);
    expect(error!.advice.length > 0 || /[a-z]\(|ifelse|by its name|whole vectors|planned for version|Write/.test(error!.message)).toBe(true);
  });
});

test('while they are written, no line before the first that cannot run is called wrong', () => {
  const early = blocks.flatMap(({ title, text, expected }) =>
    checkCell({ cells: [text], cell: 0, snapshot: { variables: [] } })
      .filter(({ severity, from }) => severity === 'error' && positionAt(text, from).line < (expected?.line ?? Infinity))
      .map(({ code, message }) => `${title}: ${code} ${message}`),
  );
  expect(early).toEqual([]);
});

function blockOf(source: string): Block {
  const [head = '', ...lines] = source.split('\n');
  const [, title = '', code, line] = /^(.*?)(?: \| (GLMM\d+) at line (\d+))?$/.exec(head) ?? [];
  return { title, expected: code ? { code, line: Number(line) } : null, text: lines.join('\n') };
}

/** Estimates agree within a part of a thousand, what follows from data alone to ten digits. */
async function compare(session: Session, name: string, recorded: RecordedValue, text: string): Promise<void> {
  if ('printed' in recorded) {
    const { outputs } = await session.run(`print(head(${name}))`);
    expect(outputs.map(output => (output.kind === 'text' ? output.text.trimEnd() : '')), name).toEqual([recorded.printed]);
    return;
  }
  if ('logLik' in recorded) {
    const [logLikelihood] = await numbersOf(session, `c(logLik(${name}))`);
    // with quadrature lme4 leaves a constant out of the likelihood
    const isWhole = !text.includes('nAGQ');
    if (isWhole) expect(logLikelihood! - recorded.logLik, name).toBeGreaterThan(-1e-5);
    if (isWhole) expect(logLikelihood! - recorded.logLik, name).toBeLessThan(1e-2);
    return expectNear(await numbersOf(session, `unname(fixef(${name}))`), recorded.fixef, 5e-3, name);
  }
  expectNear(await numbersOf(session, `as.numeric(${name})`), recorded.numbers.map(value => (value === 'NA' ? NaN : value)), /mer\(/.test(text) ? 5e-3 : 1e-10, name);
}

function expectNear(numbers: readonly number[], wanted: readonly number[], tolerance: number, name: string): void {
  expect(numbers.length, name).toBe(wanted.length);
  const size = wanted.reduce((most, each) => Math.max(most, Math.abs(each) || 0), 0);
  numbers.forEach((number, index) => {
    if (Number.isNaN(wanted[index])) expect(number, name).toBeNaN();
    else expect(Math.abs(number - wanted[index]!), `${name}[${index + 1}]`).toBeLessThanOrEqual(tolerance * Math.max(size, 1e-8));
  });
}

async function numbersOf(session: Session, expression: string): Promise<number[]> {
  const { outputs, error } = await session.run(expression);
  expect(error).toBeUndefined();
  return outputs.flatMap(output => (output.kind === 'vector' ? output.values.map(value => (value === null ? NaN : Number(value))) : []));
}
