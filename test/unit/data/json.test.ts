// JSON texts read here and by jsonlite: read-json.R reads the lines of json-texts.txt and writes what comes of them.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isColumn } from '../../../engine/data/atomic.js';
import { labelsOf } from '../../../engine/data/coercion.js';
import { parseJson } from '../../../engine/data/readers/json.js';
import type { FileAccess } from '../../../engine/language/registry.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import type { Value } from '../../../engine/language/values.js';
import { Session } from '../../../engine/session.js';
import { valueAfter } from '../../fixtures/model/reference-frames.js';
import { noFiles } from '../../fixtures/no-files.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

interface Described {
  readonly kind: string;
  readonly rows?: number;
  readonly names?: readonly string[] | null;
  readonly parts?: readonly Described[];
  readonly dim?: readonly number[] | null;
  readonly values?: readonly (string | null)[];
  readonly rowNames?: readonly string[] | null;
}

const answers = JSON.parse(readFileSync(new URL('read-json.json', import.meta.url), 'utf8')) as readonly { readonly text: string; readonly answer: Described }[];

/** Keys that come twice: R takes the first, JavaScript the last. */
const DIFFERENT = new Set(['[{"a":1,"a":2}]']);

const comparable = (kind: string, text: string | null): string | number | null => (text === null || kind !== 'double' ? text : text === 'NaN' ? 'NaN' : Number(text.replace('Inf', 'Infinity')));
const asCompared = (answer: Described): unknown => ({
  kind: answer.kind,
  ...(answer.rows === undefined ? {} : { rows: answer.rows }),
  ...(answer.names ? { names: answer.names } : {}),
  ...(answer.parts ? { parts: answer.parts.map(asCompared) } : {}),
  ...(answer.dim ? { dim: answer.dim } : {}),
  ...(answer.values ? { values: answer.values.map(value => comparable(answer.kind, value)) } : {}),
  ...(answer.rowNames ? { rowNames: answer.rowNames } : {}),
});

function described(value: Value): unknown {
  if (value.type === 'null') return { kind: 'null' };
  if (value.type === 'dataFrame') return { kind: 'frame', rows: value.rowCount, names: [...value.columns.keys()], parts: [...value.columns.values()].map(described), ...(value.rowNames ? { rowNames: value.rowNames } : {}) };
  if (value.type === 'list') return { kind: 'list', ...(value.names ? { names: value.names } : {}), parts: value.values.map(described) };
  if (!isColumn(value) || value.type === 'factor') throw new Error(`an unexpected ${value.type}`);
  const values = value.type === 'double' ? Array.from(value.values, (number, at) => (Number.isNaN(number) ? (value.notANumber?.[at] === 1 ? 'NaN' : null) : number)) : labelsOf(value);
  return { kind: value.type, ...(value.dim ? { dim: [...value.dim] } : {}), values };
}

const withText = (text: string): FileAccess => ({ ...noFiles, read: () => Promise.resolve(new TextEncoder().encode(text)) });

async function mistake(text: string, call = 'fromJSON("d.json")'): Promise<UserError> {
  const error: unknown = await valueAfter([`d <- ${call}`], withText(text)).then(() => new Error('nothing was refused'), (reason: unknown) => reason);
  if (error instanceof UserError) return error;
  throw error;
}

describe('reads as jsonlite does', () => {
  test.each(answers.filter(({ text }) => !DIFFERENT.has(text)).map(({ text, answer }) => [text, answer] as const))('%s', async (text, answer) => {
    expect(described(await valueAfter(['d <- fromJSON("d.json")'], withText(text)))).toEqual(asCompared(answer));
  });

  test('objects in records are flattened when asked to', async () => {
    // R: str(fromJSON('[{"a":{"x":1,"y":2}},{"a":{"x":3}}]', flatten = TRUE))
    expect(described(await valueAfter([`d <- fromJSON('[{"a":{"x":1,"y":2}},{"a":{"x":3}}]', flatten = TRUE)`]))).toEqual({
      kind: 'frame', rows: 2, names: ['a.x', 'a.y'], parts: [{ kind: 'integer', values: ['1', '3'] }, { kind: 'integer', values: ['2', null] }],
    });
  });

  test('records line by line become a data frame, and blank lines are passed over', async () => {
    expect(described(await valueAfter(['d <- stream_in(file("study.ndjson"))'], sampleFiles))).toEqual({
      kind: 'frame', rows: 3, names: ['herd', 'size'], parts: [{ kind: 'character', values: ['a', 'b', 'c'] }, { kind: 'double', values: [14, null, 9.5] }],
    });
  });

  test('read_json keeps lists unless asked to simplify', async () => {
    expect((await valueAfter(['d <- read_json("study.json")'], sampleFiles)).type).toBe('list');
    expect((await valueAfter(['d <- read_json("study.json", simplifyVector = TRUE)'], sampleFiles)).type).toBe('dataFrame');
  });
});

describe('mistakes are told with their line and column', () => {
  test.each([
    ['a comma after the last record', '[\n  {"a": 1},\n]', 'line 3, column 1: a value was expected, and there is "]"'],
    ['a missing comma', '[{"a": 1}\n {"a": 2}]', 'line 2, column 2: a comma or ] was expected, and there is "{"'],
    ['a missing colon', '{"a" 1}', 'line 1, column 6: a colon was expected, and there is "1"'],
    ['single quotes', "[{'a': 1}]", 'line 1, column 3: a name in double quotes was expected, and there is "\'"'],
    ['a bracket that is never closed', '[{"a": 1}', 'line 1, column 10: a comma or ] was expected, and the text ends'],
    ['a text that is never closed', '["a\\", 1]', 'line 1, column 2: a text in quotes is never closed'],
    ['a line end in a text', '["a\nb"]', 'line 1, column 4: a text in quotes goes over the end of a line'],
    ['an unknown escape', '["\\q"]', 'line 1, column 3: a backslash begins an escape that does not exist'],
    ['NaN', '[1, NaN]', 'line 1, column 5: a value was expected, and there is "N"'],
    ['a number with a leading zero', '[007]', 'line 1, column 3: a comma or ] was expected, and there is "0"'],
    ['something after the end', '[1] 2', 'line 1, column 5: the end was expected, and there is "2"'],
    ['a comma after the last name', '{"a": 1,}', 'line 1, column 9: a name in double quotes was expected, and there is "}"'],
  ])('%s', async (_, text, place) => {
    const error = await mistake(text);
    expect([error.code, error.message]).toEqual(['GLMM297', `"d.json" is no JSON: ${place}.`]);
  });

  test('the line of a record is that of its file', async () => {
    expect((await mistake('{"a": 1}\n{"a": 2\n', 'stream_in("d.ndjson")')).message).toBe('"d.ndjson" is no JSON: line 2, column 8: a comma or } was expected, and the text ends.');
  });

  test('every text that the platform refuses is refused with a place inside it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', 'x', '0', '\n'), (json, at, piece) => {
        const position = at % (json.length + 1);
        const text = json.slice(0, position) + piece + json.slice(position + 1);
        let isGood = true;
        try {
          JSON.parse(text);
        } catch {
          isGood = false;
        }
        let message = '';
        try {
          parseJson(text, 'it');
        } catch (error) {
          message = error instanceof UserError ? error.message : 'a bug';
        }
        if (isGood) expect(message).toBe('');
        else expect(message).toMatch(/^it is no JSON: line \d+, column \d+: .+\.$/);
        expect(message).not.toContain('it cannot be read');
      }),
      { numRuns: 2000 },
    );
  });

  test('what a column cannot hold is told with its path', async () => {
    expect((await mistake('{"data": [{"a": 1}, {"a": {"b": 2}}]}')).message).toBe('data[2].a is an object, which a column of a data frame cannot hold.');
    expect((await mistake('[{"visits": [1, 2]}]')).message).toBe('records[1].visits is a list, which a column of a data frame cannot hold.');
  });

  test('a hundred thousand brackets take no stack', async () => {
    expect((await mistake('['.repeat(100_000))).code).toBe('GLMM297');
    expect((await mistake(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).message).toBe('The JSON is nested more than 100 deep.');
  });

  test('another format is named', async () => {
    expect((await mistake('PAR1\u0015')).message).toBe('"d.json" is a Parquet file, not a JSON file.');
  });
});

test('a model is fitted to records as to the same data from a text', async () => {
  const records = JSON.stringify(Array.from({ length: 40 }, (_, index) => ({ g: `g${index % 5}`, y: Math.sin(index) })));
  const text = `g,y\\n${Array.from({ length: 40 }, (_, index) => `g${index % 5},${Math.sin(index)}`).join('\\n')}`;
  const fit = async (call: string) => (await new Session({ files: withText(records) }).run(`d <- ${call}\nm <- lmer(y ~ (1 | g), data = d)\nround(as.numeric(logLik(m)), 10)`)).outputs.at(-1);
  expect(await fit('fromJSON("d.json")')).toEqual(await fit(`read.csv(text = "${text}")`));
});
