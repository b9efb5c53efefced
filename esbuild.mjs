/**
 * Bundles everything that runs outside the sources: `node esbuild.mjs [--tests] [--tolerant]`.
 *
 * One table below says what is built from what. Targets are always given: without one, esbuild emits
 * `Uint8Array.fromBase64` and the like, which Node 20 and the extension hosts of today do not have.
 */
import { build } from 'esbuild';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = path.dirname(fileURLToPath(import.meta.url));
const isTolerant = process.argv.includes('--tolerant');

/** The marketplace package must stay below this; what is measured here is its compressed size. */
const PACKAGE_BUDGET = 3_000_000;

/** What the script of a renderer must stay below, minified: a summary shows at once, a chart soon. */
const RENDERER_BUDGETS = new Map(Object.entries({ 'dist/renderers/model.js': 80_000, 'dist/renderers/table.js': 80_000, 'dist/renderers/random-effects.js': 80_000, 'dist/renderers/chart.js': 700_000 }));

/** @type {import('esbuild').BuildOptions} */
const node = { platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true, sourcemap: 'linked', external: ['vscode'] };
/** @type {import('esbuild').BuildOptions} */
const browser = { platform: 'browser', target: 'es2022', minify: true, external: ['vscode'], define: { 'process.env.NODE_ENV': '"production"' } };

// Charts become SVG text and read nothing: the variants for Node would look for a native canvas, files and the network.
const vegaForBrowsers = Object.fromEntries(['vega-canvas', 'vega-loader'].map(name => [name, path.join(root, `node_modules/${name}/build/${name}.browser.js`)]));

// Our faces are not compressed: fontkit's decompressor for WOFF2, with its dictionary, would be for nothing.
const fontsWithoutBrotli = { 'brotli/decompress.js': path.join(root, 'engine/report/print/no-brotli.ts') };

// The command line is an ES module; the CommonJS packages inside it still want a `require`.
const commandLineBanner = "#!/usr/bin/env node\nimport { createRequire as createRequireOfBundle } from 'node:module';\nconst require = createRequireOfBundle(import.meta.url);";

/** @type {{ from: string, to: string, options: import('esbuild').BuildOptions }[]} */
const bundles = [
  { from: 'extension/extension.node.ts', to: 'dist/extension.cjs', options: { ...node, minify: true, format: 'cjs' } },
  { from: 'extension/extension.web.ts', to: 'dist/extension.web.cjs', options: { ...browser, format: 'cjs' } },
  // The worker thread of Node hosts runs the web worker's script: the engine with its charts is in the package once.
  { from: 'extension/kernel/worker.node.ts', to: 'dist/worker.node.cjs', options: { ...node, format: 'cjs' } },
  { from: 'extension/kernel/worker.web.ts', to: 'dist/worker.js', options: { ...browser, format: 'iife' } },
  ...['model', 'chart', 'table', 'random-effects'].map(name => ({
    from: `renderers/${name}/renderer.tsx`,
    to: `dist/renderers/${name}.js`,
    // modules are read as UTF-8, so that signs need no escapes
    options: { ...browser, charset: /** @type {const} */ ('utf8'), format: /** @type {const} */ ('esm') },
  })),
  { from: 'renderers/report/runtime.ts', to: 'dist/report-runtime.js', options: { ...browser, format: 'iife' } },
  { from: 'renderers/report/preview.ts', to: 'dist/report-preview.js', options: { ...browser, format: 'iife' } },
  // What prints is as large as the rest of the engine; the worker reads it when a first Word or PDF document is written.
  // In a web worker it comes from a blob, beside whose address pdfkit could not name the colour profile that it looks for when it loads (and that nothing here uses).
  { from: 'engine/report/print/print.ts', to: 'dist/print.js', options: { ...browser, format: 'esm', define: { ...browser.define, 'import.meta.url': '"file:///"' } } },
  // What a command loads late (drawing charts) lies in files of its own, so that the others start without reading it.
  { from: 'engine/cli.ts', to: 'dist/cli.js', options: { ...node, format: 'esm', banner: { js: commandLineBanner }, splitting: true, chunkNames: 'cli-[hash]' } },
];

/** Words that the titles of the host tests must have; empty: all of them. */
const onlyTests = { GLMM_ONLY_TESTS: JSON.stringify(process.env.GLMM_ONLY_TESTS ?? '') };

/** @type {typeof bundles} */
const testBundles = [
  { from: 'test/host/run-node.ts', to: 'out-test/host-node.cjs', options: { ...node, format: 'cjs', external: ['vscode', 'mocha'], define: onlyTests } },
  // Mocha's browser build is taken for an ES module and puts itself into `module.exports`; the footer puts the entry back.
  { from: 'test/host/run-web.ts', to: 'out-test/host-web.cjs', options: { ...browser, minify: false, format: 'cjs', define: { ...browser.define, ...onlyTests, global: 'globalThis' }, footer: { js: 'module.exports = { run };' } } },
];

const withTests = process.argv.includes('--tests');
if (!isTolerant) await rm(path.join(root, 'dist'), { recursive: true, force: true });
const sizes = await Promise.all([...bundles, ...(withTests ? testBundles : [])].map(bundle));
await copyDatasets();
await copyFonts();
await gatherDiagnosticPages();
report(sizes.filter(size => size !== null));

/** @param {(typeof bundles)[number]} entry */
async function bundle({ from, to, options }) {
  if (!(await exists(from))) {
    return problem(`${to} is built from ${from}, which is not there.`);
  }
  const result = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [from],
    ...(options.splitting ? { outdir: path.dirname(to), entryNames: path.parse(to).name } : { outfile: to }),
    bundle: true,
    metafile: true,
    alias: { ...vegaForBrowsers, ...fontsWithoutBrotli },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  }).catch(problem);
  if (!result) return null;
  return { file: to, bytes: result.metafile.outputs[to].bytes, compressed: gzipSync(await readFile(path.join(root, to))).length };
}

/** While the project grows, `--tolerant` builds what can be built. @param {unknown} reason */
function problem(reason) {
  if (typeof reason === 'string') console.error(reason); // esbuild has told its own errors already
  if (!isTolerant) process.exitCode = 1;
  return null;
}

/** Bundled data lie beside the bundles: they are read when a cell asks for them. */
async function copyDatasets() {
  const from = path.join(root, 'engine/data/datasets');
  if (!(await exists('engine/data/datasets'))) return;
  await mkdir(path.join(root, 'dist/datasets'), { recursive: true });
  const files = (await readdir(from)).filter(name => name.endsWith('.csv') || name.endsWith('.csv.gz'));
  await Promise.all(files.map(name => cp(path.join(from, name), path.join(root, 'dist/datasets', name))));
}

/** The fonts of printed reports, read when one is written. */
async function copyFonts() {
  const from = path.join(root, 'engine/report/print/fonts');
  await cp(from, path.join(root, 'dist/fonts'), { recursive: true });
}

/** The pages on the codes of diagnostics in one file, without their links into other pages of the documentation. */
async function gatherDiagnosticPages() {
  const from = path.join(root, 'docs/diagnostics');
  const names = (await readdir(from)).filter(name => name.endsWith('.md')).sort();
  const pages = await Promise.all(names.map(async name => [name, (await readFile(path.join(from, name), 'utf8')).replace(/^<!--.*?-->\n*/, '').replace(/^- \[.*\]\(\.\.\/.*\n/gm, '').replace(/## See also\n+(?=\[|$)/, '')]));
  await mkdir(path.join(root, 'dist'), { recursive: true });
  await writeFile(path.join(root, 'dist/diagnostic-pages.json'), JSON.stringify(Object.fromEntries(pages)));
}

/** @param {{ file: string, bytes: number, compressed: number }[]} built */
function report(built) {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(0)} kB`.padStart(9);
  for (const { file, bytes, compressed } of built) console.log(`${file.padEnd(34)}${kilobytes(bytes)}${kilobytes(compressed)} compressed`);
  for (const { file, bytes } of built) if (bytes > (RENDERER_BUDGETS.get(file) ?? Infinity)) problem(`${file} is larger than the ${kilobytes(RENDERER_BUDGETS.get(file) ?? 0).trim()} that it may be.`);
  const total = built.filter(({ file }) => file.startsWith('dist/') && file !== 'dist/cli.js').reduce((sum, { compressed }) => sum + compressed, 0);
  console.log(`${'the extension, compressed'.padEnd(34)}${kilobytes(total)} of ${kilobytes(PACKAGE_BUDGET).trim()}`);
  if (total > PACKAGE_BUDGET) problem('The bundles are larger than the package may be.');
}

/** @param {string} file */
async function exists(file) {
  return stat(path.join(root, file)).then(() => true, () => false);
}
