/** `npm run package`: builds and packs the extension as a .vsix; `buildPackage` is also what the browser tests install. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { Unmet, root, run, script } from './prerequisites.mjs';

/** What the marketplace package may weigh at most. */
const PACKAGE_BUDGET = 3_000_000;

/** Packs what is in dist/ (build first). @returns {Promise<string>} the file */
export async function buildPackage() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.join(root, 'dist', `${name}-${version}.vsix`);
  mkdirSync(path.dirname(file), { recursive: true });
  await createVSIX({ cwd: root, packagePath: file, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
  const { size } = statSync(file);
  if (size > PACKAGE_BUDGET) throw new Unmet(`The package weighs ${size} bytes; it may weigh ${PACKAGE_BUDGET}.`);
  return file;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    run('node', ['esbuild.mjs']);
    const file = await buildPackage();
    console.log(`${path.relative(root, file)}: ${(statSync(file).size / 1000).toFixed(0)} kB`);
  });
}
