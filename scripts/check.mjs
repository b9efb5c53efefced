/** `npm run check`: types of every room, lint, unused code, and that generated files are what their sources generate. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { ensurePackages, root, script } from './prerequisites.mjs';

const rooms = ['.', 'engine/report/print', 'engine/node', 'extension', 'extension/tsconfig.node.json', 'renderers', 'test', 'test/host', 'scripts'];

const checks = [
  ...rooms.map(room => ({ name: `types of ${room === '.' ? 'engine' : room}`, command: ['tsc', '-p', room] })),
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'unused code', command: ['knip'] },
  { name: 'generated files', command: ['node', 'scripts/generated.mjs', '--check'] },
];

await script(async () => {
  ensurePackages();
  let failures = 0;
  for (const { name, command } of checks) {
    const started = Date.now();
    const { code, output } = await run(command);
    if (code !== 0) failures++;
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (code !== 0) console.log(output.replace(/^/gm, '    '));
  }
  console.log(failures === 0 ? 'All checks passed.' : `${failures} of ${checks.length} checks failed.`);
  return failures === 0 ? 0 : 1;
});

/** @param {string[]} command @returns {Promise<{ code: number | null, output: string }>} */
function run([command, ...values]) {
  const bin = path.join(root, 'node_modules/.bin');
  const child = spawn(command, values, { cwd: root, env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` }, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text));
  return new Promise((resolve, reject) => child.once('error', reject).once('close', code => resolve({ code, output })));
}
