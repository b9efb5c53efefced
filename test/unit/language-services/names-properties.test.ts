import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../../../engine/language/names/notebook-names.js';
import { definitionsAt, referencesAt } from '../../../engine/language/navigate.js';
import type { NotebookText } from '../../../engine/language/notebook-text.js';
import type { FileAccess } from '../../../engine/language/registry.js';
import { rename } from '../../../engine/language/rename.js';
import { Session } from '../../../engine/session.js';

const snapshot = { variables: [] };
const notebookAt = (cells: readonly string[], cell: number): NotebookText => ({ cells, cell, snapshot });

const expressions = readFileSync(new URL('../../fixtures/r-values/expressions.txt', import.meta.url), 'utf8').split('\n').filter(line => line !== '' && !line.startsWith('#'));
const statements = [
  'd <- data.frame(x = 1:3, g = c("a", "b", "a"))', 'd$y <- d$x * 2', 'd[["z"]] <- log(d$x)', 'e <- subset(d, x > 1)', 'e <- transform(e, w = x + 1)', 'x <- 1:3', 'f <- data.frame(x, k = x)',
  'with(d, mean(x))', 'm <- lmer(y ~ x + (1 | g), data = d)', 'fixef(m)', 'merge(d, e, by = "g")$x', 'd |> within({ q <- x }) -> h', 'h$q', 'names(e)[1] <- "first"', 'levels(d$g)', 'data(cbpp)', 'cbpp$period', 'aggregate(x ~ g, data = d, FUN = mean)$x', 'd$',
];
const cells = fc.array(fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...statements) }, fc.constantFrom(...expressions)), { minLength: 1, maxLength: 4 }).map(lines => lines.join('\n')), { minLength: 1, maxLength: 5 });

describe('for any notebook', () => {
  it('every name is among its own references, and so is every definition that it leads to', () => {
    fc.assert(
      fc.property(cells, texts => {
        for (const occurrence of namesOf(notebookAt(texts, 0)).cells.flat()) {
          const notebook = notebookAt(texts, occurrence.cell);
          const references = referencesAt(notebook, occurrence.from, true).map(({ cell, from }) => `${cell} ${from}`);
          expect(references).toContain(`${occurrence.cell} ${occurrence.from}`);
          if (occurrence.bindings.every(({ place }) => place)) for (const { cell, from } of definitionsAt(notebook, occurrence.from)) expect(references).toContain(`${cell} ${from}`);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('a name that is changed and changed back leaves the text as it was', () => {
    let changed = 0;
    fc.assert(
      fc.property(cells, fc.nat(), (texts, pick) => {
        const all = namesOf(notebookAt(texts, 0)).cells.flat();
        const occurrence = all[pick % Math.max(1, all.length)];
        if (!occurrence) return;
        const there = renamed(texts, occurrence.cell, occurrence.from, 'freshName');
        if (!there) return;
        changed++;
        const place = there.findIndex(text => text.includes('freshName'));
        const back = renamed(there, place, there[place]!.indexOf('freshName'), occurrence.use.referent.name);
        expect(back).toEqual(texts);
      }),
      { numRuns: 120 },
    );
    expect(changed).toBeGreaterThan(10);
  });
});

function renamed(texts: readonly string[], cell: number, offset: number, name: string): string[] | null {
  const edits = rename(notebookAt(texts, cell), offset, name);
  if ('refusal' in edits) return null;
  return texts.map((text, index) => edits.filter(edit => edit.cell === index).sort((a, b) => b.from - a.from).reduce((changed, { from, to, insert }) => changed.slice(0, from) + insert + changed.slice(to), text));
}

const files: FileAccess = {
  read: path => Promise.reject(new Error(`no file ${path} in this test`)),
  readDataset: name => Promise.resolve(new Uint8Array(readFileSync(new URL(`../../../engine/data/datasets/${name}`, import.meta.url)))),
};

describe('a notebook in which any one name has been changed', () => {
  const texts = [
    'data(cbpp)\nherds <- subset(cbpp, size > 1)\nherds$rate <- herds$incidence / herds$size\nherds$rate <- herds$rate * 100',
    'limit <- 5\nmany <- herds[herds$rate > limit, c("rate", "herd", "size")]\nmany <- transform(many, half = rate / 2)',
    'model <- lmer(rate ~ period + (1 | herd), data = herds, subset = rate < 90)\neffects <- fixef(model)',
    'wide <- within(many, {\n  double <- half * 4\n  less <- double - limit\n})\ndays <- 1:4\ntable2 <- data.frame(days, squared = days^2)',
    'total <- sum(wide$less) + with(table2, sum(squared * days)) + nrow(many) + sum(effects)\ntotal',
  ];

  /** What the last cell shows. */
  async function shown(cellTexts: readonly string[]): Promise<string> {
    const session = new Session({ files });
    let last = '';
    for (const text of cellTexts) {
      const { error, outputs } = await session.run(text);
      expect(error, text).toBeUndefined();
      last = JSON.stringify(outputs);
    }
    return last;
  }

  it('computes what it computed before', async () => {
    const before = await shown(texts);
    const names = namesOf(notebookAt(texts, 0)).cells.flat().filter(({ use }) => use.role === 'definition');
    const changed = new Set<string>();
    for (const { cell, from, use } of names) {
      const after = renamed(texts, cell, from, 'freshName');
      if (!after) continue;
      changed.add(use.referent.name);
      expect(await shown(after), use.referent.name).toBe(before);
    }
    expect([...changed].sort()).toEqual(['days', 'double', 'effects', 'half', 'herds', 'less', 'limit', 'many', 'model', 'rate', 'squared', 'table2', 'total', 'wide']);
  });
});
