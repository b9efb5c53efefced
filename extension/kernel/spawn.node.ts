/** Starts the engine in a worker thread. */
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { ToHost, WorkerHandle } from './protocol.js';

export function spawnInThread(extensionUri: vscode.Uri): WorkerHandle {
  const worker = new Worker(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.node.cjs').fsPath);
  worker.unref(); // an editor that quits does not wait for a fit
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: listener => worker.on('message', (message: ToHost) => listener(message)),
    onDeath: listener => {
      worker.once('error', error => listener(error.message));
      worker.once('exit', code => listener(`exit code ${code}`));
    },
    terminate: () => {
      worker.removeAllListeners();
      worker.on('error', () => undefined); // an error of a worker that nobody waits for
      void worker.terminate();
    },
  };
}
