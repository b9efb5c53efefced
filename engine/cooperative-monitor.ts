/** The monitor of a live session: gives the event loop a turn about every 50 ms and notices when the user has cancelled. */
import { Cancelled, type Monitor } from './estimation/monitor.js';
import type { FitProgress } from './results.js';

export interface CooperativeMonitorOptions {
  /** Asked often: a look at a flag, nothing more. */
  readonly isCancelled: () => boolean;
  readonly onProgress?: (progress: FitProgress) => void;
}

const INTERVAL_MILLISECONDS = 50;

export function cooperativeMonitor(options: CooperativeMonitorOptions): Monitor {
  let lastPause = performance.now();
  return {
    isDue: () => options.isCancelled() || performance.now() - lastPause >= INTERVAL_MILLISECONDS,
    async pause(progress?: FitProgress): Promise<void> {
      if (progress) options.onProgress?.(progress);
      if (options.isCancelled()) throw new Cancelled();
      await eventLoopTurn();
      lastPause = performance.now();
      if (options.isCancelled()) throw new Cancelled();
    },
  };
}

/** A macrotask: messages that wait are delivered before it resolves. */
const eventLoopTurn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));
