// Expected: R 4.2.2 after the same options(digits =).
import { describe, expect, test } from 'vitest';
import { toPlainText } from '../../../engine/report/plain-text.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const shown = async (source: string, digits?: number): Promise<string[]> => {
  const outcome = await new Session({ files: noFiles, settings: digits === undefined ? {} : { digits } }).run(source);
  expect(outcome.error).toBeUndefined();
  return outcome.outputs.map(toPlainText);
};

describe('the digits of a session', () => {
  test('are those of values that are shown without print()', async () => {
    expect(await shown('pi\nc(1.23456, 100)', 3)).toEqual(['[1] 3.14', '[1]   1.23 100.00']);
    expect(await shown('options(digits = 12)\npi')).toEqual(['[1] 3.14159265359']);
    expect(await shown('pi')).toEqual(['[1] 3.141593']);
  });

  test('are those of the numbers in a data frame', async () => {
    expect((await shown('data.frame(x = c(pi, 2.5))', 3))[0]).toContain('3.14\n2.50');
    expect((await shown('data.frame(x = c(pi, 2.5))', 12))[0]).toContain('3.14159265359\n2.50000000000');
  });
});
