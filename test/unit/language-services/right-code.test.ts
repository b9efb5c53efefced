// What is right is not called wrong: the models of the references, of the varied data and of the documentation have nothing said of them.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';

const root = new URL('../../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

/** What is said of a cell, hints included. */
const said = (cells: readonly string[]): string[] =>
  cells.flatMap((text, cell) => checkCell({ cells, cell, snapshot: { variables: [] } }).map(({ code, from, to, message }) => `${code} at ${text.slice(from, to)}: ${message}`));

interface Reference {
  readonly name: string;
  readonly formula: string;
  readonly data: string;
  readonly family: string;
  readonly link: string;
}

const references = readdirSync(new URL('test/reference/models/', root)).map((name) => JSON.parse(read(`test/reference/models/${name}`)) as Reference);

describe('models that were published', () => {
  it.each(references.map(({ name, formula, data, family, link }) => ({ name, text: family === 'gaussian' ? `m <- lmer(${formula}, data = ${data})` : `m <- glmer(${formula}, data = ${data}, family = ${family}(link = "${link}"))`, data })))('$name', ({ text, data }) => {
    expect(said([`${data} <- read.csv("data.csv")\n${text}`])).toEqual([]);
  });
});
