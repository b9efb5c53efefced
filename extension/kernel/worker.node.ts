/** Entry of the worker thread in Node hosts. */
import { parentPort } from 'node:worker_threads';
import type { ToHost, ToWorker } from './protocol.js';
import { serve } from './worker.js';

const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');
serve({
  post: (message: ToHost) => port.postMessage(message),
  onMessage: listener => port.on('message', (message: ToWorker) => listener(message)),
});
