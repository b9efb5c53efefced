import { describe, expect, test } from 'vitest';
import { errorStack } from '../../../extension/notebook/error-stack.js';

const error = { name: 'UserError', code: 'GLMM201', message: 'There is no column "hurd" in cbpp.', line: 2, column: 6, advice: ['Did you mean "herd"?'] };

/** The pattern by which VS Code 1.139's output renderer finds a cell and a line, from its extensions/notebook-renderers. */
const CELL_LINK = /^(?<prefix>Cell\s*In\s*\[(?<executionCount>\d+)\][\s,]+)(?<lineLabel>line (?<lineNumber>\d+))[^\n]*$/m;

describe('the stack of an error', () => {
  test('names the cell and the line in the shape that VS Code makes a link of', () => {
    const { groups } = CELL_LINK.exec(errorStack(error, 'x\ncbpp$hurd\n', 3)) ?? {};
    expect(groups?.executionCount).toBe('3');
    expect(groups?.lineNumber).toBe('2');
  });

  test('marks the column under the line', () => {
    const lines = errorStack(error, 'x\ncbpp$hurd\n', 3).split('\n');
    const shown = lines.findIndex(line => line.trim() === 'cbpp$hurd');
    expect(lines[shown + 1]?.indexOf('^')).toBe((lines[shown]?.indexOf('cbpp') ?? 0) + error.column - 1);
  });

  test('shows a part of a very long line with the mark at the same character', () => {
    const source = `${'a'.repeat(5000)}!${'b'.repeat(5000)}`;
    const lines = errorStack({ ...error, line: 1, column: 5001 }, source, 1).split('\n');
    expect(lines[1]?.length).toBeLessThan(200);
    expect(lines[1]?.[lines[2]?.indexOf('^') ?? 0]).toBe('!');
  });

  test('keeps text of the user’s from being read as a link', () => {
    expect(errorStack({ ...error, message: 'no column "<a href=\'x\'>b</a>"' }, 'x\ny', 1)).not.toMatch(/<a\s/);
  });
});
