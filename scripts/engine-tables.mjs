/** What the generated pages are made of: the tables of the engine, and its parts that the examples on the pages are tried with. */
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './prerequisites.mjs';

/** @typedef {import('../engine/language/registry.js').FunctionDescription} FunctionDescription */
/** @typedef {import('../engine/model/families/family.js').Family} Family */
/** @typedef {import('../engine/model/families/link.js').LinkDescription} LinkDescription */
/** @typedef {import('../engine/language/syntax/diagnostic.js').CodeDescription} CodeDescription */
/**
 * @typedef {{
 *   noticeDescriptions: readonly CodeDescription[], diagnosticDescriptions: readonly CodeDescription[],
 *   functions: ReadonlyMap<string, FunctionDescription>, plannedFunctions: ReadonlyMap<string, string>,
 *   families: ReadonlyMap<string, Family>, links: ReadonlyMap<string, LinkDescription>,
 *   checkCell: typeof import('../engine/language/check.js').checkCell,
 *   Session: typeof import('../engine/session.js').Session,
 *   Rehearsal: typeof import('../engine/rehearsal.js').Rehearsal,
 *   positionAt: typeof import('../engine/language/syntax/position.js').positionAt,
 * }} Tables
 */

const modules = {
  './engine/language/functions.ts': 'functions',
  './engine/model/families/families.ts': 'families',
  './engine/model/families/links.ts': 'links',
  './engine/inference/notice-descriptions.ts': 'noticeDescriptions',
  './engine/language/diagnostic-descriptions.ts': 'diagnosticDescriptions',
  './engine/language/services/planned-functions.ts': 'plannedFunctions',
  './engine/language/check.ts': 'checkCell',
  './engine/language/syntax/position.ts': 'positionAt',
  './engine/session.ts': 'Session',
  './engine/rehearsal.ts': 'Rehearsal',
};

/** The engine's tables, from the sources as they are now. @returns {Promise<Tables>} */
export async function loadTables() {
  const folder = mkdtempSync(path.join(root, 'node_modules/.glmm-tables-'));
  const outfile = path.join(folder, 'tables.mjs');
  try {
    await build({
      absWorkingDir: root,
      stdin: { resolveDir: root, contents: Object.entries(modules).map(([file, name]) => `export { ${name} } from '${file}';`).join('\n') },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const generated = '<!-- Generated from the tables of the engine by `npm run generate`. Edit those, not this. -->';

/** Where the page on the language has a function. @param {string} name */
export function anchor(name) {
  return `f-${name.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`;
}

/** Text inside a table. @param {string} text */
export function cell(text) {
  return text.replaceAll('\n', ' ').replaceAll('|', '\\|');
}

/** @param {string} language @param {string} text */
export function fence(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}
