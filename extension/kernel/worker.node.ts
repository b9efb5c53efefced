/** Entry of the worker thread in Node hosts: gives the script of the web worker what it finds in a browser, and runs it, so that the package holds the engine once. */
import { parentPort } from 'node:worker_threads';
import type { ToHost, ToWorker } from './protocol.js';

/** Beside this file in the package. */
const SCRIPT: string = './worker.js';

/** An address that the bundler cannot know, and so leaves to be loaded when it is asked for. */
const beside = (name: string): string => `./${name}`;

const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');
Object.assign(globalThis, {
  self: {
    postMessage: (message: ToHost) => port.postMessage(message),
    importProgram: (name: string) => import(beside(name)) as Promise<unknown>,
    addEventListener: (_type: 'message', listener: (event: { readonly data: ToWorker }) => void) => port.on('message', (data: ToWorker) => listener({ data })),
  },
});
void import(SCRIPT);
