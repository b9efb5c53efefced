// Whatever a function is given, it gives a value or says what is wrong: never an error of the program's own.
import { expect, test } from 'vitest';
import { functions } from '../../../engine/language/functions.js';
import { Session } from '../../../engine/session.js';
import { noFiles } from '../../fixtures/no-files.js';

const variables = `d <- data.frame(x = c(1.5, NA, 3), g = factor(c("a", "b", "a")), s = c("u", NA, "w"))
m <- matrix(1:6, 2, dimnames = list(c("a", "b"), NULL))
l <- list(a = 1, b = "x", c = list(2))
t2 <- table(c("a", "b"), c("x", "y"))`;

const odd = ['-1', 'NA', 'Inf', '1e10', '""', 'c(a = 1, b = NA)', 'NULL', 'character(0)', 'factor(c("b", NA))', 'd', 'l', 'm', 't2', 'mean', 'y ~ x'];

/** Files are read through the host, and models are tried in their own rooms. */
const isTried = (group: string): boolean => group !== 'fit' && group !== 'read';

test.each([...functions.values()].filter(({ group }) => isTried(group)).map(({ name }) => name))('%s', async name => {
  const session = new Session({ files: noFiles });
  await session.run(variables);
  const wrong: string[] = [];
  for (const [index, value] of odd.entries()) {
    for (const call of [`${name}(${value})`, `${name}(${odd[(index * 7 + 3) % odd.length]!}, ${value})`]) {
      const { error } = await session.run(call);
      if (error?.code === 'GLMM900') wrong.push(`${call}: ${error.message}`);
    }
  }
  expect(wrong).toEqual([]);
});
