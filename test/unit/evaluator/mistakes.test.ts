// What a user may get wrong, and what is said about it and where.
import { describe, expect, test } from 'vitest';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const errorOf = async (source: string) => (await new Session({ files: noFiles }).run(source)).error;

describe('a mistake names the place, what was found and what would work', () => {
  test.each([
    ['y <- 1\nx', 2, 1, 'GLMM201', 'There is no variable `x`.'],
    ['cbp', 1, 1, 'GLMM201', 'Did you mean `cbpp`?'],
    ['1\nmeen(1)', 2, 1, 'GLMM202', 'Did you mean `mean`?'],
    ['cbpp$hurd', 1, 1, 'GLMM204', 'Did you mean `herd`?'],
    ['cbpp[["hurd"]]', 1, 1, 'GLMM204', 'Did you mean `herd`?'],
    ['mean(1:3, nara = TRUE)', 1, 11, 'GLMM203', '`nara`'],
    ['factor(1:3, level = 1, levels = 2)', 1, 13, 'GLMM203', '`level`'],
    ['mean()', 1, 1, 'GLMM206', '`x`'],
    ['nrow(1, 2, 3)', 1, 9, 'GLMM203', 'takes one argument'],
    ['x <- 1\nx + "a"', 2, 1, 'GLMM210', 'text'],
    ['x <- 1\nx(2)', 2, 1, 'GLMM202', 'not a function'],
    ['cbpp$size[c(-1, 2)]', 1, 1, 'GLMM230', 'mix'],
    ['d <- cbpp\nd$x <- 1:3', 2, 1, 'GLMM271', '3 elements, but the data have 56 rows'],
    ['f <- factor(c("a", "b"))\nf[1] <- "z"', 2, 1, 'GLMM234', '"a", "b"'],
    ['x <- c(1, 2)\nnames(x) <- c("a", "b", "c")', 2, 1, 'GLMM237', '3 names do not go to 2 elements'],
    ['data(cbp)', 1, 6, 'GLMM260', 'Did you mean `cbpp`?'],
    ['data.frame(x = 1:3, y = 1:2)', 1, 1, 'GLMM270', '"y" has 2 rows'],
    ['table(VerbAgg$r2, useNA = "sometimes")', 1, 27, 'GLMM208', '"sometimes"'],
    ['1:1e12', 1, 1, 'GLMM211', '50 million'],
    ['rep(1:10, 1e9)', 1, 1, 'GLMM211', '50 million'],
    ['outer(1:1e6, 1:1e6)', 1, 1, 'GLMM211', '50 million'],
    ["sprintf('%1000000000d', 1L)", 1, 1, 'GLMM215', 'at most 10000'],
    ['contr.sum(1e6)', 1, 1, 'GLMM225', 'at most 10000 levels'],
    ['subset(cbpp, hurd == "1")', 1, 14, 'GLMM204', 'Did you mean `herd`?'],
    ['merge(Contraception["use"], VerbAgg)', 1, 1, 'GLMM274', 'no column in common'],
    ['f(x) <- 1', 1, 3, 'GLMM201', '`x`'],
    ['x <- 1\nf(x) <- 1', 2, 1, 'GLMM237', '`f(x) <- value`'],
  ])('%s', async (source, line, column, code, words) => {
    const error = await errorOf(source);
    expect(error).toMatchObject({ line, column, code });
    expect([error?.message, ...(error?.advice ?? [])].join(' ')).toContain(words);
  });

  test('recycling that does not come out even is done, with a warning', async () => {
    const outcome = await new Session({ files: noFiles }).run('1:3 + 1:2');
    expect(outcome.outputs).toEqual([
      { kind: 'text', text: 'Warning: longer object length is not a multiple of shorter object length' },
      { kind: 'vector', type: 'integer', values: [2, 4, 4], names: [] },
    ]);
  });

  test('words that are names of inherited properties are ordinary unknown names', async () => {
    for (const name of ['constructor', '__proto__', 'valueOf', 'hasOwnProperty']) {
      expect((await errorOf(`x <- 1\n\`${name}\``))?.code).toBe('GLMM201');
      expect((await errorOf(`\`${name}\`(1)`))?.code).toBe('GLMM202');
      expect((await errorOf(`x <- 1\n\`${name}\`(x) <- 2`))?.code).toBe('GLMM237');
      expect((await errorOf(`d <- data.frame(x = 1)\nd$\`${name}\``))?.code).toBe('GLMM204');
    }
  });
});
