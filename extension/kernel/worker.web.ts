/** Entry of the web worker. */
import type { ToHost, ToWorker } from './protocol.js';
import { serve } from './worker.js';

serve({
  post: (message: ToHost) => self.postMessage(message),
  onMessage: listener => self.addEventListener('message', (event: MessageEvent<ToWorker>) => listener(event.data)),
});
