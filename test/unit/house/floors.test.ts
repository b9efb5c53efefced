import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { floors, problemOf } from '../../../scripts/floors.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the floors of the house', () => {
  test.each([
    ['engine/estimation/laplace.ts', '../linalg/dense.js'],
    ['engine/language/functions/fit.ts', '../../inference/mixed-model.js'],
    ['engine/cli.ts', './session.js'],
    ['engine/cli.ts', 'node:fs'],
    ['engine/node/files.ts', 'node:path'],
    ['extension/kernel/spawn.node.ts', 'node:worker_threads'],
    ['extension/kernel/worker.ts', '../../engine/session.js'],
    ['extension/extension.ts', 'vscode'],
    ['renderers/model/renderer.tsx', '../../engine/report/view/model-summary.js'],
    ['renderers/model/renderer.tsx', '../../engine/results.js'],
    ['engine/data/frame.ts', 'ml-matrix'],
    ['test/unit/house/any.test.ts', '../../../engine/session.js'],
  ])('let %s import %s', (file, specifier) => {
    expect(problemOf(file, specifier)).toBeNull();
  });

  test.each([
    ['engine/linalg/dense.ts', '../estimation/laplace.js', 'goes down'],
    ['engine/model/terms.ts', '../language/evaluate.js', 'goes down'],
    ['engine/language/syntax/parse.ts', '../check.js', 'goes down'],
    ['engine/report/words.ts', '../session.js', 'goes down'],
    ['engine/session.ts', './cli.js', 'goes down'],
    ['engine/session.ts', 'vscode', 'Only extension/'],
    ['renderers/model/renderer.tsx', 'vscode', 'Only extension/'],
    ['engine/data/frame.ts', 'fs', 'Node built-ins'],
    ['engine/session.ts', 'node:path', 'Node built-ins'],
    ['extension/kernel/worker.ts', 'node:worker_threads', 'Node built-ins'],
    ['renderers/model/renderer.tsx', '../../engine/language/check.js', 'engine/report/ only'],
    ['extension/extension.ts', '../renderers/shared/theme.js', 'results and messages'],
    ['engine/attic/thing.ts', '../results.js', 'lives on no floor'],
  ])('do not let %s import %s', (file, specifier, reason) => {
    expect(problemOf(file, specifier)).toContain(reason);
  });

  test('have a place for every file and folder of the engine', () => {
    const placed = floors.flat();
    const homeless = readdirSync(path.join(root, 'engine'), { withFileTypes: true })
      .map(entry => `engine/${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .filter(name => !placed.some(prefix => name.startsWith(prefix)));
    expect(homeless).toEqual([]);
  });
});
