/** Starts the engine in a web worker. */
import * as vscode from 'vscode';
import type { ToHost, WorkerHandle } from './protocol.js';

export function spawnInWebWorker(extensionUri: vscode.Uri): WorkerHandle {
  let worker: Worker | null = null;
  let address = '';
  let isEnded = false;
  let onMessage: (message: ToHost) => void = () => undefined;
  let onDeath: (reason: string) => void = () => undefined;
  const unsent: [unknown, Transferable[]][] = [];

  // The script is fetched and started from a blob: an extension's address may be of another origin, where a worker may not start.
  vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js')).then(
    script => {
      if (isEnded) return;
      address = URL.createObjectURL(new Blob([new Uint8Array(script)], { type: 'text/javascript' }));
      worker = new Worker(address); // VS Code's own Worker loads the script only later, so the address must outlive this call
      worker.onmessage = (event: MessageEvent<ToHost>) => onMessage(event.data);
      worker.onerror = event => onDeath(event.message);
      for (const [message, transfer] of unsent) worker.postMessage(message, transfer);
    },
    (error: unknown) => onDeath(String(error)),
  );

  return {
    post: (message, transfer = []) => {
      if (worker) worker.postMessage(message, [...transfer]);
      else unsent.push([message, [...transfer]]);
    },
    onMessage: listener => {
      onMessage = listener;
    },
    onDeath: listener => {
      onDeath = listener;
    },
    terminate: () => {
      isEnded = true;
      worker?.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
