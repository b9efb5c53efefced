import { describe, expect, it } from 'vitest';
import { foldsIn, type Fold } from '../../../engine/language/folding.js';

/** The folds as first and last line, counted from 0. */
function folds(source: string): [number, number, Fold['kind']][] {
  const line = (offset: number): number => source.slice(0, offset).split('\n').length - 1;
  return foldsIn(source).map(({ from, to, kind }): [number, number, Fold['kind']] => [line(from), line(to), kind]).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

describe('foldsIn', () => {
  it('folds a call over several lines and leaves the line of its closing bracket', () => {
    expect(folds('m <- lmer(\n  y ~ x,\n  data = d\n)\nm')).toEqual([[0, 2, 'code']]);
    expect(folds('m <- lmer(y ~ x,\n  data = d)')).toEqual([[0, 1, 'code']]);
  });

  it('folds brackets within brackets', () => {
    expect(folds('with(d, {\n  f(\n    x\n  )\n})')).toEqual([[0, 3, 'code'], [1, 2, 'code']]);
  });

  it('does not fold what stands on one line', () => {
    expect(folds('f(g(x))\n# one comment\ny')).toEqual([]);
  });

  it('folds comments that stand below each other, and no comment at the end of a line', () => {
    expect(folds('# a\n# b\n# c\n\n# d\nx # e\n# f')).toEqual([[0, 2, 'comment']]);
  });

  it('folds a section to the next heading of its level', () => {
    expect(folds('# Data ----\na\n## Clean ####\nb\n\n# Models ====\nm')).toEqual([[0, 3, 'region'], [2, 3, 'region'], [5, 6, 'region']]);
  });

  it('folds regions', () => {
    expect(folds('# region data\na\n#region b\nb\n#endregion\n# endregion')).toEqual([[0, 5, 'region'], [2, 4, 'region']]);
  });

  it('sees no brackets or comments in strings, and folds what it can in a half-typed cell', () => {
    expect(folds('x <- "(\n# a ----\n)"')).toEqual([]);
    expect(folds('f(\n  x\n)\ng(')).toEqual([[0, 1, 'code']]);
  });
});
