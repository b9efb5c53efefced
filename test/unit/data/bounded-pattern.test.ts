// Patterns that are matched here instead of by the platform: the same matches, in a time that does not explode.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundedPattern } from '../../../engine/data/bounded-pattern.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

/** A pattern with a part that makes it one of those that are never left to the platform; the part itself matches nothing. */
const forced = (source: string, flags = 'u'): RegExp => boundedPattern(`${source}(?:(?:b*)*c){0}`, flags);

const matches = (pattern: RegExp, text: string): unknown => {
  const found = pattern.exec(text);
  return found && [found.index, ...found];
};

describe('the first match and its groups are those of the platform', () => {
  test.each([
    ['(a+)+$', 'aaaab'], ['(a|ab)(c|bcd)(d*)', 'abcd'], ['(?:a|ab)*?c', 'abaabc'], ['^(\\w+)\\s(\\w+)$', 'two words'], ['(x+)*', 'b'],
    ['(?=(a+))a*b', 'baaabac'], ['(?!foo)\\w+', 'foobar'], ['(.)\\1', 'abccd'], ['(?<y>\\d{4})-(?<m>\\d\\d)', 'on 2024-02-29'], ['[^,]+,(?:[^,]+,)*', 'a,bb,ccc,d'],
    ['a{2,3}?', 'aaaa'], ['a{2,}', 'aaaa'], ['(ab){0,2}', 'ababab'], ['\\bfoo\\b', 'a foo b'], ['\\Boo', 'foo'], ['[\\]\\-a]+', 'x]-a'], ['\\p{Lu}+', 'abÄÖc'], ['.', '😀'], ['\\u{1F600}+', 'a😀😀'],
    ['(a)|(b)', 'b'], ['', 'abc'], ['a||b', 'b'], ['\\.\\*\\/', '.*/'], ['((a)|b)*', 'ab'],
  ])('%s in %s', (source, text) => {
    expect(matches(forced(source), text)).toEqual(matches(new RegExp(`${source}(?:(?:b*)*c){0}`, 'u'), text));
  });

  /** A pattern, and whether it can match nothing: such parts are not repeated, since JavaScript goes its own way there. */
  interface Made {
    readonly source: string;
    readonly isEmptyMatched: boolean;
  }
  const { made } = fc.letrec<{ made: Made }>(tie => ({
    made: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '(ab)').map(source => ({ source, isEmptyMatched: false })),
      fc.tuple(tie('made'), tie('made')).map(([a, b]) => ({ source: a.source + b.source, isEmptyMatched: a.isEmptyMatched && b.isEmptyMatched })),
      fc.tuple(tie('made'), tie('made')).map(([a, b]) => ({ source: `(?:${a.source}|${b.source})`, isEmptyMatched: a.isEmptyMatched || b.isEmptyMatched })),
      fc.tuple(tie('made'), fc.constantFrom('+', '*', '?', '{0,2}', '{2}', '+?', '??')).map(([a, times]) => (a.isEmptyMatched ? a : { source: `(${a.source})${times}`, isEmptyMatched: /[*?0]/.test(times[0] === '{' ? times[1]! : times[0]!) })),
      tie('made').map(({ source }) => ({ source: `(?=${source})`, isEmptyMatched: true })),
      tie('made').map(({ source }) => ({ source: `(?!${source})`, isEmptyMatched: true })),
      fc.constantFrom('^', '$', '\\b').map(source => ({ source, isEmptyMatched: true })),
    ),
  }));

  test('of random patterns in random texts', () => {
    fc.assert(
      fc.property(made, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }), ({ source }, text) => {
        expect(matches(forced(source), text)).toEqual(matches(new RegExp(source, 'u'), text));
      }),
      { numRuns: 1500 },
    );
  });

  test('replacing, testing and finding all go through the same matches', () => {
    const text = 'herd 12, herd 7; HERD 3';
    const [bounded, platform] = ['gu', 'giu'].map(flags => [boundedPattern('(?:herd )+(\\d+)+', flags), new RegExp('(?:herd )+(\\d+)+', flags)] as const);
    for (const [ours, theirs] of [bounded!, platform!]) {
      expect(text.replace(ours, '<$1>')).toBe(text.replace(theirs, '<$1>'));
      expect([...text.matchAll(ours)].map(found => [found.index, ...found])).toEqual([...text.matchAll(theirs)].map(found => [found.index, ...found]));
    }
  });
});

describe('patterns that make the platform double its steps with each letter end', () => {
  const long = 'a'.repeat(20_000);

  test.each([['(a+)+$', false], ['(a|aa)+$', false], ['(a|a?)+$', true], ['^(\\w+\\s?)*$', false], ['(.*)*x', false], ['a*a*a*a*a*b', false], ['(a+)+', true]])('%s', (source, expected) => {
    expect(boundedPattern(source, 'u').test(`${long}!`)).toBe(expected);
  });

  test('or are refused where they refer back', () => {
    expect(() => boundedPattern('(a*)*\\1b', 'u').test(long)).toThrow(UserError);
  });

  test('in a cell', async () => {
    const outcome = await new Session({ files: noFiles }).run('x <- paste0(strrep("a", 5000), "!")\nc(grepl("(a+)+$", x), nchar(sub("(a+)+!", "", x)), length(strsplit(x, "(a|aa)+!")[[1]]))');
    expect(outcome.outputs).toMatchObject([{ type: 'integer', values: [0, 0, 1] }]);
  });
});
