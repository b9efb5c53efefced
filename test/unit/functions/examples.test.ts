// Every function's example is a program that runs on its own, and every description is complete.
import { describe, expect, test } from 'vitest';
import { functions } from '../../../engine/language/functions.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import { Session } from '../../../engine/session.js';
import { plannedFunctions } from '../../../engine/language/services/planned-functions.js';
import { sampleFiles } from '../../fixtures/sample-files.js';

const described = [...functions.values()].map(description => [description.name, description] as const);

describe('the example of', () => {
  test.each(described)('%s runs', async (name, description) => {
    expect(description.example).toContain(name);
    const outcome = await new Session({ files: sampleFiles }).run(description.example);
    expect(outcome.error).toBeUndefined();
  });
});

describe('the description of', () => {
  test.each(described)('%s is complete', (_, description) => {
    expect(description.summary).not.toBe('');
    expect(description.help).not.toBe('');
    expect(description.package).not.toBe('');
    const names = description.parameters.map(parameter => parameter.name);
    expect(new Set(names).size).toBe(names.length);
    for (const parameter of description.parameters) {
      expect(parameter.help, parameter.name).not.toBe('');
      if (parameter.type !== 'dots') expect(parameter.isRequired === true || parameter.default !== undefined, parameter.name).toBe(true);
    }
  });
});

test('names and defaults are R: every default parses', () => {
  for (const [, description] of described) {
    for (const { default: source } of description.parameters) {
      if (source === undefined || source.includes(' for ')) continue;
      expect(parseProgram(source).diagnostics.filter(({ severity }) => severity === 'error'), `${description.name}: ${source}`).toEqual([]);
    }
  }
});

test('nothing is called planned that is there', () => {
  expect([...plannedFunctions.keys()].filter(name => functions.has(name))).toEqual([]);
});
