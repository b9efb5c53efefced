/** Runs the host tests in a desktop VS Code: `node scripts/desktop-host.mjs node|web BUNDLE`. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runTests } from '@vscode/test-electron';
import { root, script } from './prerequisites.mjs';

await script(async () => {
  const [kind, bundle] = process.argv.slice(2);
  const profile = mkdtempSync(path.join(os.tmpdir(), 'glmm-desktop-'));
  const workspace = path.join(profile, 'workspace');
  cpSync(path.join(root, 'samples'), workspace, { recursive: true });
  try {
    return await runTests({
      ...(process.env.VSCODE_EXECUTABLE ? { vscodeExecutablePath: process.env.VSCODE_EXECUTABLE } : { version: 'stable', cachePath: path.join(os.homedir(), '.cache/glmm-notebooks/vscode-desktop') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, bundle),
      launchArgs: [
        workspace,
        `--user-data-dir=${path.join(profile, 'user')}`,
        `--extensions-dir=${path.join(profile, 'extensions')}`,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        ...(kind === 'web' ? ['--extensionDevelopmentKind=web'] : []),
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});
