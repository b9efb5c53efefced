/**
 * The floors of the house, low to high, and the lint rule that holds them up: an import goes downward or stays on its floor.
 * The longest matching path decides where a file lives, so a file may live lower than its folder.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuiltin } from 'node:module';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** @type {readonly (readonly string[])[]} */
export const floors = [
  ['engine/results.ts', 'package.json'],
  ['engine/language/syntax/', 'engine/notebook-file'],
  ['engine/linalg/'],
  ['engine/probability/'],
  ['engine/data/'],
  ['engine/model/'],
  ['engine/estimation/'],
  ['engine/inference/'],
  ['engine/report/'],
  ['engine/language/'],
  ['engine/session.ts', 'engine/report-writers.ts', 'engine/starter.ts', 'engine/cooperative-monitor.ts'],
  ['engine/warm-up.ts', 'engine/rehears'],
  ['engine/cli.ts', 'engine/node/'],
  ['extension/', 'renderers/'],
];

/** What `renderers/` may use of the engine: results as data, and what makes words of them. */
const renderersMayImport = ['engine/results.ts', 'engine/report/', 'renderers/'];

const usesNode = [/^engine\/(?:node\/|cli\.ts$)/, /\.node\.ts$/, /^(?:scripts|test)\//, /^[^/]+$/];
const usesVscode = [/^extension\//, /^test\/host\//];
const isProduct = /^(?:engine|extension|renderers)\//;

/** @type {import('eslint').Rule.RuleModule} */
export const downwardImports = {
  meta: { type: 'problem', schema: [], docs: { description: 'Imports go down the floors of the house, and walls stay closed.' } },
  create(context) {
    const file = relative(context.filename);
    /** @param {import('eslint').Rule.Node} node @param {unknown} specifier */
    const check = (node, specifier) => {
      const problem = typeof specifier === 'string' ? problemOf(file, specifier) : null;
      if (problem) context.report({ node, message: problem });
    };
    /** @param {any} node */
    const declaration = node => node.source && check(node, node.source.value);
    return { ImportDeclaration: declaration, ExportNamedDeclaration: declaration, ExportAllDeclaration: declaration, ImportExpression: declaration };
  },
};

/** A file that only passes on what others export hides where things live. @type {import('eslint').Rule.RuleModule} */
export const noBarrels = {
  meta: { type: 'problem', schema: [] },
  create: context => ({
    Program(node) {
      const statements = node.body.filter(statement => statement.type !== 'ImportDeclaration');
      const passesOn = statements.every(statement => statement.type === 'ExportAllDeclaration' || (statement.type === 'ExportNamedDeclaration' && !statement.declaration));
      if (statements.length > 0 && passesOn) context.report({ node, message: 'This file only re-exports. Import from where the thing is defined.' });
    },
  }),
};

/**
 * What is wrong with `file` importing `specifier`; null when nothing is.
 * @param {string} file path from the root, with slashes
 * @param {string} specifier
 */
export function problemOf(file, specifier) {
  const allows = (/** @type {RegExp[]} */ patterns) => patterns.some(pattern => pattern.test(file));
  if (specifier === 'vscode') return allows(usesVscode) ? null : 'Only extension/ talks to VS Code.';
  if (isBuiltin(specifier)) return allows(usesNode) ? null : 'Node built-ins stay in engine/node/, engine/cli.ts and *.node.ts: everything else also runs in a browser.';
  if (!specifier.startsWith('.') || !isProduct.test(file)) return null;
  const imported = path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  if (file.startsWith('renderers/') && !renderersMayImport.some(prefix => imported.startsWith(prefix)))
    return `renderers/ may import ${renderersMayImport.slice(0, 2).join(' and ')} only.`;
  if (file.startsWith('extension/') && imported.startsWith('renderers/')) return 'extension/ and renderers/ meet in results and messages only.';
  const [from, to] = [floorOf(file), floorOf(imported)];
  if (from === null || to === null) return `${from === null ? file : imported} lives on no floor; give it one in scripts/floors.mjs.`;
  return to > from ? `An import goes down: ${floors[from][0]} lies below ${floors[to][0]}.` : null;
}

/** @param {string} file */
function floorOf(file) {
  let best = { length: 0, floor: /** @type {number | null} */ (null) };
  floors.forEach((prefixes, floor) => {
    for (const prefix of prefixes) if (file.startsWith(prefix) && prefix.length > best.length) best = { length: prefix.length, floor };
  });
  return best.floor;
}

/** @param {string} file */
function relative(file) {
  return path.relative(root, file).split(path.sep).join('/');
}
