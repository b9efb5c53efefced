import { describe, expect, it } from 'vitest';
import { Remembered } from '../../../engine/language/services/remembered.js';

describe('what is remembered for texts', () => {
  it('is made once, and kept while the texts together are short enough, the longest unused forgotten first', () => {
    const made: string[] = [];
    const lengths = new Remembered<number>(10);
    const ask = (text: string): number => lengths.of(text, (one) => (made.push(one), one.length));
    for (const text of ['aaaa', 'bbbb', 'aaaa', 'cccc', 'aaaa', 'bbbb']) expect(ask(text)).toBe(4);
    // bbbb had not been asked for when cccc came, and was forgotten; aaaa was kept
    expect(made).toEqual(['aaaa', 'bbbb', 'cccc', 'bbbb']);
  });

  it('holds a text that alone is longer than all may be', () => {
    const lengths = new Remembered<number>(3);
    lengths.set('abcdef', 6);
    expect(lengths.get('abcdef')).toBe(6);
    lengths.set('x', 1);
    expect([lengths.get('abcdef'), lengths.get('x')]).toEqual([undefined, 1]);
  });
});
