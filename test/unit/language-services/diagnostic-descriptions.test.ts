import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { noticeDescriptions } from '../../../engine/inference/notice-descriptions.js';
import { diagnosticDescriptions } from '../../../engine/language/diagnostic-descriptions.js';

const root = new URL('../../../', import.meta.url);
const tables = ['engine/language/diagnostic-descriptions.ts', 'engine/inference/notice-descriptions.ts'];
const sources = ['engine', 'extension'].flatMap((room) => readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => `${room}/${name}`));
const codesIn = (name: string): string[] => (readFileSync(new URL(name, root), 'utf8').match(/'GLMM\d{3}'/g) ?? []).map((code) => code.slice(1, -1));

const described = diagnosticDescriptions.map(({ code }) => code);

it('describes every code that the engine or the editor gives, here or among the notices', () => {
  const given = new Set(sources.filter((name) => !tables.includes(name)).flatMap(codesIn));
  const known = new Set([...described, ...noticeDescriptions.map(({ code }) => code)]);
  expect(given.size).toBeGreaterThan(90);
  expect([...given].filter((code) => !known.has(code))).toEqual([]);
});

it('has each code once and in order, and none that is a notice', () => {
  expect(described).toEqual([...new Set(described)].sort());
  const notices = new Set(noticeDescriptions.map(({ code }) => code));
  expect(described.filter((code) => notices.has(code))).toEqual([]);
});

it('describes no code that nothing gives', () => {
  const given = new Set(sources.filter((name) => name !== tables[0]).flatMap(codesIn));
  expect(described.filter((code) => !given.has(code))).toEqual([]);
});
