// What R printed for each expression (test/fixtures/r-values/record.R made the record), and what is printed here.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

interface Recorded {
  readonly expression: string;
  readonly printed: readonly string[];
  readonly exact: readonly string[];
}

const record = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/r-values/values.json'), 'utf8')) as { expressions: Recorded[]; distributions: Recorded[] };

describe('a value is what R makes of the expression, printed as R prints it', () => {
  test.each([...record.expressions, ...record.distributions].map(each => [each.expression, each] as const))('%s', async (_, recorded) => {
    expect(await printedHere(recorded.expression, '')).toEqual(recorded.printed.map(withoutTrailingBlanks));
  });
});

describe('numbers agree with R to 15 digits', () => {
  test.each(record.expressions.filter(isNumeric).map(each => [each.expression, each] as const))('%s', async (_, recorded) => {
    expect(await printedHere(recorded.expression, ', digits = 15')).toEqual(recorded.exact.map(withoutTrailingBlanks));
  });
});

describe('densities, probabilities and quantiles agree with R within 1e-10', () => {
  test.each(record.distributions.map(each => [each.expression, each] as const))('%s', async (_, recorded) => {
    const here = numbersIn(await printedHere(recorded.expression, ', digits = 15'));
    const there = numbersIn(recorded.exact);
    expect(here.length).toBe(there.length);
    here.forEach((number, index) => expect(Math.abs(number - there[index]!)).toBeLessThanOrEqual(1e-10 * Math.abs(there[index]!)));
  });
});

/** The numbers of printed texts without the `[1]` that begin their lines; infinite and missing ones are compared as text above. */
const numbersIn = (texts: readonly string[]): number[] => texts.flatMap(text => [...text.replace(/^ *\[\d+\]/gm, '').matchAll(/-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g)].map(([number]) => Number(number)));

const isNumeric = (recorded: Recorded): boolean => recorded.exact.join() !== recorded.printed.join();

/** Each visible statement of the expression, wrapped in print(). */
async function printedHere(expression: string, options: string): Promise<string[]> {
  const { program } = parseProgram(expression);
  const statements = program.statements.map(statement => {
    const text = expression.slice(statement.from, statement.to);
    return statement.kind === 'assignment' ? text : `print(${text}${options})`;
  });
  const outcome = await new Session({ files: noFiles }).run(statements.join('\n'));
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.flatMap(output => (output.kind === 'text' && !output.text.startsWith('Warning: ') ? [withoutTrailingBlanks(output.text)] : []));
}

const withoutTrailingBlanks = (text: string): string => text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '');
