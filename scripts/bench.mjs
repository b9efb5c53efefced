/** `npm run bench`: bundles test/bench/bench.ts and runs it; what follows `--` is handed on. */
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { root, run, script } from './prerequisites.mjs';

await script(async () => {
  const outfile = path.join(root, 'out-test/bench.mjs');
  await build({ absWorkingDir: root, entryPoints: ['test/bench/bench.ts'], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning' });
  run('node', [outfile, ...process.argv.slice(2)]);
});
