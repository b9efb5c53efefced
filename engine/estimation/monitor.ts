/** How a long computation stays polite: it reports progress, lets the event loop turn, and stops when asked. */
import type { FitProgress } from '../results.js';

/** Thrown by `Monitor.pause` when the user has cancelled; the session's variables stay as they are. */
export class Cancelled extends Error {
  override readonly name: string = 'Cancelled';
  constructor() {
    super('cancelled');
  }
}

export interface Monitor {
  /** True about every 50 ms: time to `await pause()`. Cheap enough for every inner iteration. */
  isDue(): boolean;
  /** Gives the event loop a turn, so that messages (a cancellation) arrive. Throws `Cancelled` if one has. */
  pause(progress?: FitProgress): Promise<void>;
  /** Told when the estimates of a fit stand with their standard errors; what follows only checks them. */
  estimated?(): void;
}

/** Never interrupts: for tests and scripts. */
export const uninterrupted: Monitor = { isDue: () => false, pause: () => Promise.resolve() };
