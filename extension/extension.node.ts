/** Entry in Node extension hosts, the desktop and remote servers: adds what only Node has to the script of web hosts, so that the package holds the extension once. */
import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { activateIn as ActivateIn, GlmmExtension } from './extension.js';
import { beginningOnDisk } from './kernel/beginning.node.js';
import { spawnInThread } from './kernel/spawn.node.js';

/** Beside this file in the package. */
const { activateIn } = createRequire(__filename)('./extension.web.cjs') as { readonly activateIn: typeof ActivateIn };

export const activate = (context: vscode.ExtensionContext): GlmmExtension => activateIn(context, { spawn: spawnInThread, readBeginning: beginningOnDisk });
