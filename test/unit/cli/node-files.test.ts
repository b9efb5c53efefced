// What the command line says of files that cannot be read, and how little it takes to say it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';
import { nodeFiles } from '../../../engine/node/node-files.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'glmm-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(name: string): Promise<string> {
  const outcome: unknown = await nodeFiles(folder).read(name).then(() => 'it was read', (reason: unknown) => reason);
  if (outcome instanceof UserError) return outcome.message;
  throw outcome instanceof Error ? outcome : new Error(String(outcome));
}

/** A file of zero bytes that takes no room on the disk. */
function holed(name: string, size: number): void {
  const file = path.join(folder, name);
  writeFileSync(file, 'x');
  truncateSync(file, size);
}

test('a file of two gigabytes without a line end is refused by its beginning', async () => {
  holed('line.csv', 1_999_999_999);
  const before = process.memoryUsage().arrayBuffers;
  expect(await refusal('line.csv')).toBe('The first 64 MB of "line.csv" have no line end, so it is no table of text.');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000_000);
});

test('a file that is larger than can be read is refused by its size', async () => {
  holed('large.csv', 3_000_000_000);
  expect(await refusal('large.csv')).toBe('"large.csv" has 3000 MB; files of up to 2000 MB can be read.');
});

test('a folder is no file', async () => {
  mkdirSync(path.join(folder, 'data.csv'));
  expect(await refusal('data.csv')).toBe('"data.csv" is a folder, not a file.');
});

test('an address on the network is no file', async () => {
  expect(await refusal('https://example.org/d.csv')).toBe('"https://example.org/d.csv" is an address on the network; cells read files only.');
});

const NOBODY = 65534;

/** The superuser may read everything, and acts as another user meanwhile. */
async function withoutPrivileges<Result>(act: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid!(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
  }
}

test.skipIf(process.platform === 'win32')('a file without permission says so', async () => {
  const file = path.join(folder, 'secret.csv');
  writeFileSync(file, 'a\n1\n');
  chmodSync(file, 0);
  expect(await withoutPrivileges(() => refusal('secret.csv'))).toBe('"secret.csv" cannot be read: you have no permission to read it.');
});
