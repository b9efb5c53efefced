/** Assertions and waiting that work in Node and in a web worker. */

export function equal<T>(found: T, expected: T, what = 'value'): void {
  if (found !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

export function close(found: number, expected: number, tolerance: number, what = 'number'): void {
  if (!(Math.abs(found - expected) <= tolerance)) throw new Error(`${what}: expected ${expected} ± ${tolerance}, found ${found}`);
}

export function includes(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected text with "${part}", found: ${text.slice(0, 600)}`);
}

export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is not there`);
  return value;
}

/** Asks again and again until there is an answer. */
export async function until<T>(ask: () => T | null | undefined | false | Promise<T | null | undefined | false>, what: string, milliseconds = 20_000): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() - began > milliseconds) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await pause(20);
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));
