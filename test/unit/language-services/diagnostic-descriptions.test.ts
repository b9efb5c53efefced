import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diagnosticDescriptions } from '../../../engine/language/diagnostic-descriptions.js';

const language = new URL('../../../engine/language/', import.meta.url);
const sources = ['check.ts', ...['syntax', 'services'].flatMap((folder) => readdirSync(new URL(folder, language)).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`)), '../notebook-file.ts'];

it('describes every code that the parser and the checks give, once and in order', () => {
  const given = new Set(sources.flatMap((name) => readFileSync(new URL(name, language), 'utf8').match(/'GLMM\d{3}'/g) ?? []).map((code) => code.slice(1, -1)));
  const described = diagnosticDescriptions.map(({ code }) => code);
  expect([...given].filter((code) => !described.includes(code))).toEqual([]);
  expect(described).toEqual([...new Set(described)].sort());
});
