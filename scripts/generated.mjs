/**
 * `npm run generate`: writes what is made from sources and kept in the repository: the parser, the kernels, the reference pages and the faces of printed reports.
 * With `--check` it writes nothing and fails where a file is not what its source makes.
 */
import asc from 'assemblyscript/asc';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { Unmet, root, script } from './prerequisites.mjs';
import { printFonts } from './print-fonts.mjs';
import { referencePages } from './reference-pages.mjs';

await script(async () => {
  /** @type {Record<string, string | Uint8Array>} */
  const files = { ...parser(), ...(await kernels()), ...(await referencePages()), ...(await printFonts()) };
  const isCheck = process.argv.includes('--check');
  const stale = Object.entries(files).filter(([file, content]) => !existsSync(path.join(root, file)) || !readFileSync(path.join(root, file)).equals(Buffer.from(content)));
  if (!isCheck) for (const [file, content] of stale) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  }
  const names = stale.map(([file]) => file).join(', ');
  if (isCheck && stale.length > 0) throw new Unmet(`Out of date: ${names}. Run: npm run generate`);
  console.log(stale.length === 0 ? 'Everything generated is up to date.' : `Written: ${names}.`);
});

/** The parser that Lezer makes of the grammar. @returns {Record<string, string>} */
function parser() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'glmm-parser-'));
  try {
    const generator = path.join(root, 'node_modules/@lezer/generator/src/lezer-generator.cjs');
    const { status, stderr } = spawnSync(process.execPath, [generator, '--typeScript', '--output', path.join(folder, 'parser.ts'), 'engine/language/glmm.grammar'], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Unmet(`The grammar does not compile:\n${stderr}`);
    return Object.fromEntries(readdirSync(folder).map(name => [`engine/language/syntax/generated/${name}`, readFileSync(path.join(folder, name), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The WebAssembly module that AssemblyScript makes of the kernels, as text that every bundle carries. @returns {Promise<Record<string, string>>} */
async function kernels() {
  /** @type {Uint8Array | null} */
  let module = null;
  const { error } = await asc.main(
    ['engine/linalg/assembly/tiles.ts', 'engine/linalg/assembly/rows.ts', '--outFile', 'kernels.wasm', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--importMemory', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--use', 'abort='],
    { readFile: name => (existsSync(path.join(root, name)) ? readFileSync(path.join(root, name), 'utf8') : null), writeFile: (_, contents) => void (module = /** @type {Uint8Array} */ (contents)), listFiles: () => [] },
  );
  if (error || !module) throw new Unmet(`The kernels do not compile: ${error?.message}`);
  const lines = Buffer.from(module).toString('base64').match(/.{1,140}/g) ?? [];
  const text = [
    '// Made from engine/linalg/assembly/ by `npm run generate`.',
    '/** The module in base 64. */',
    'export const kernelsModule =',
    lines.map(line => `  '${line}'`).join(' +\n') + ';',
    '',
  ].join('\n');
  return { 'engine/linalg/generated/kernels-module.ts': text };
}
