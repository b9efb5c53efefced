/** Entry in Node extension hosts: the desktop and remote servers. */
import type * as vscode from 'vscode';
import { activateIn, type GlmmExtension } from './extension.js';
import { beginningOnDisk } from './kernel/beginning.node.js';
import { spawnInThread } from './kernel/spawn.node.js';

export const activate = (context: vscode.ExtensionContext): GlmmExtension => activateIn(context, { spawn: spawnInThread, readBeginning: beginningOnDisk });
