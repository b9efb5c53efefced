import { describe, expect, test } from 'vitest';
import { foundLevels, levelsOf, limitsOf, orderedLevels, type LevelOrder } from '../../../renderers/random-effects/levels.js';
import { readRandomEffects } from '../report/fixtures.js';

const herds = levelsOf(readRandomEffects('cbpp-herd'));
const subjects = levelsOf(readRandomEffects('sleepstudy-subject'));

const names = (levels: typeof herds, order: LevelOrder, isReversed = false): string[] => Array.from(orderedLevels(levels, order, isReversed), place => levels.names[place]!);

describe('levels in order', () => {
  test('of their modes are as in dotplot(ranef(m)) of lme4, highest first', () => {
    expect(names(herds, { by: 'mode', term: 0 })).toEqual(['14', '7', '8', '1', '3', '4', '12', '11', '5', '9', '2', '6', '15', '10', '13']);
  });

  test('of a second term are in the order of its modes', () => {
    // rownames(r)[order(-r$Days)][1:3], r <- ranef(m)$Subject
    expect(names(subjects, { by: 'mode', term: 1 }).slice(0, 3)).toEqual(['308', '337', '350']);
  });

  test('of names take numbers as numbers', () => {
    expect(names(herds, { by: 'name' })).toEqual(Array.from({ length: 15 }, (_, i) => String(i + 1)));
    expect(names(herds, { by: 'name' }, true)[0]).toBe('15');
  });

  test('of the data stay as they are', () => {
    expect(names(subjects, { by: 'data' })).toEqual(subjects.names);
  });

  test('have those without a number last, both ways', () => {
    const rows = [['a', 1], ['b', null], ['c', 2]].map(([level, mode]) => ({ level: level as string, term: 't', mode: mode as number | null, sd: 1, lower: null, upper: null }));
    const gaps = levelsOf({ kind: 'randomEffects', group: 'g', rows });
    expect(names(gaps, { by: 'mode', term: 0 })).toEqual(['c', 'a', 'b']);
    expect(names(gaps, { by: 'mode', term: 0 }, true)).toEqual(['a', 'c', 'b']);
    expect(limitsOf(gaps.terms[0]!)).toEqual({ lower: 0, upper: 2 });
  });
});

describe('searching levels', () => {
  const order = orderedLevels(herds, { by: 'mode', term: 0 }, false);

  test('finds parts of names, in the order of the list', () => {
    expect(Array.from(foundLevels(herds, order, ' 1 '), place => herds.names[place])).toEqual(['14', '1', '12', '11', '15', '10', '13']);
    expect(foundLevels(herds, order, '')).toBe(order);
  });

  test('takes the text as it is, not as a pattern, and capital letters as small ones', () => {
    const odd = levelsOf({ kind: 'randomEffects', group: 'g', rows: ['a.b', 'A(b', 'axb'].map(level => ({ level, term: 't', mode: 0, sd: 1, lower: -1, upper: 1 })) });
    const all = orderedLevels(odd, { by: 'data' }, false);
    expect(Array.from(foundLevels(odd, all, 'A.B'), place => odd.names[place])).toEqual(['a.b']);
    expect(Array.from(foundLevels(odd, all, 'a(')).length).toBe(1);
  });
});
