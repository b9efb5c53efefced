/** Entry in web extension hosts, such as vscode.dev; the entry of Node hosts takes `activateIn` from it. */
import type * as vscode from 'vscode';
import { activateIn, type GlmmExtension } from './extension.js';
import { spawnInWebWorker } from './kernel/spawn.web.js';

export { activateIn };

export const activate = (context: vscode.ExtensionContext): GlmmExtension => activateIn(context, { spawn: spawnInWebWorker, readBeginning: () => Promise.resolve(null) });
