/** Data frames as sources of columns: made anew, taken over from others, changed by a column. */
import type { Definition, FrameNode } from './cell-names.js';

const none: ReadonlyMap<string, Definition> = new Map();

/** One of which nothing is known; what is read from it comes from outside the text. */
export const newFrame = (): FrameNode => ({ own: none, inherits: [], entry: null, isCertain: true, madeFor: null });

/** The data frame that a variable holds before the cell. */
export const entryFrame = (variable: string): FrameNode => ({ own: none, inherits: [], entry: variable, isCertain: true, madeFor: null });

/** With more columns, or other ones in place of those of the same names. */
export const withColumns = (frame: FrameNode, own: ReadonlyMap<string, Definition>): FrameNode => ({
  own,
  inherits: [{ frame, columns: null }],
  entry: null,
  isCertain: true,
  madeFor: frame.madeFor,
});

export const madeOf = (own: ReadonlyMap<string, Definition>, inherits: FrameNode['inherits'], isCertain: boolean): FrameNode => ({ own, inherits, entry: null, isCertain, madeFor: null });
