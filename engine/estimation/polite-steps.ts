import type { Monitor } from './monitor.js';

/** Runs a computation in steps, giving the event loop a turn when the monitor says so. Throws `Cancelled` where the monitor does. */
export async function runPolitely<T>(steps: Generator<void, T>, monitor: Monitor): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    if (monitor.isDue()) await monitor.pause();
    step = steps.next();
  }
  return step.value;
}

/** A monitor that tells at every pause how far the fit is. */
export function politely(monitor: Monitor, message: () => string): Monitor {
  return {
    isDue: () => monitor.isDue(),
    pause: () => monitor.pause({ message: message(), objective: null }),
    estimated: () => monitor.estimated?.(),
  };
}
