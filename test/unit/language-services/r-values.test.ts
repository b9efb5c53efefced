// What R accepts is not called wrong: the checks find no fault in the expressions that were recorded in R.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';

const record = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../fixtures/r-values/values.json'), 'utf8')) as Record<'expressions' | 'distributions', { expression: string }[]>;

test.each([...record.expressions, ...record.distributions].map(({ expression }) => expression))('%s', expression => {
  expect(checkCell({ cells: [expression], cell: 0, snapshot: { variables: [] } }).filter(({ severity }) => severity !== 'hint')).toEqual([]);
});
