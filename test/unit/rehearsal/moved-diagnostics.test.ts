// Squiggles that were told of an earlier text stay on their words, or go; they never stand on other ones.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { movedWithEdit } from '../../../engine/language/services/moved-diagnostics.js';
import type { Diagnostic } from '../../../engine/language/syntax/diagnostic.js';

const at = (from: number, to: number): Diagnostic => ({ code: 'GLMM303', severity: 'warning', message: '', from, to, fixes: [{ title: '', edits: [{ from, to, insert: 'x' }] }] });

it.each([
  ['ab cd ef', 'ab cd ef', 'cd'],
  ['ab cd ef', 'new ab cd ef', 'cd'],
  ['ab cd ef', 'ab cd', 'cd'],
  ['ab cd ef', 'ab  cd ef', 'cd'],
  ['ab cd ef', 'ab cd ', 'cd'],
  ['ab cd ef', 'ab cxd ef', null],
  ['ab cd ef', 'ab ef', null],
])('from %j to %j the word stays on %j', (before, after, word) => {
  const [moved] = movedWithEdit([at(3, 5)], before, after);
  expect(moved ? after.slice(moved.from, moved.to) : null).toBe(word);
  if (moved) expect(moved.fixes[0]?.edits[0]).toMatchObject({ from: moved.from, to: moved.to });
});

it('whatever was typed, what is left stands on the same letters', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n') });
  fc.assert(
    fc.property(word, fc.string({ unit: fc.constantFrom('x', 'y'), minLength: 1 }), word, word, (head, middle, tail, insert) => {
      const before = head + middle + tail;
      for (let place = 0; place <= before.length; place++) {
        const after = before.slice(0, place) + insert + before.slice(place);
        for (const moved of movedWithEdit([at(head.length, head.length + middle.length)], before, after)) expect(after.slice(moved.from, moved.to)).toBe(middle);
      }
    }),
  );
});
