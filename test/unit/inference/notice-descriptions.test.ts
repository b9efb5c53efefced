import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { noticeDescriptions } from '../../../engine/inference/notice-descriptions.js';

const engine = path.join(import.meta.dirname, '../../../engine');

const codesIn = (folder: string): string[] =>
  readdirSync(path.join(engine, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => readFileSync(path.join(engine, folder, file), 'utf8').match(/GLMM[34]\d\d/g) ?? []);

describe('the table of notices', () => {
  test('describes every data and fit code that the model code uses', () => {
    const described = new Set(noticeDescriptions.map(description => description.code));
    const used = new Set([...codesIn('model'), ...codesIn('estimation'), ...codesIn('language/functions')]);
    expect(used.size).toBeGreaterThan(8);
    expect([...used].filter(code => !described.has(code))).toEqual([]);
  });

  test('has each code once', () => {
    const codes = noticeDescriptions.map(description => description.code);
    expect(new Set(codes).size).toBe(codes.length);
  });
});
