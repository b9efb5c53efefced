/**
 * A chart as plain shapes and text, in the order in which they are drawn: what PDF and Word pictures are made of.
 * Lengths are CSS pixels, y grows downward, and all transformations are worked in.
 */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

export type Mark = PathMark | TextMark | ClipMark;

export interface PathMark {
  readonly kind: 'path';
  /** Absolute SVG commands `M`, `L`, `C` and `Z` only. */
  readonly path: string;
  readonly fill: Paint | null;
  readonly stroke: Stroke | null;
}

export interface TextMark {
  readonly kind: 'text';
  readonly text: string;
  /** Where the anchor lies on the baseline. */
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Clockwise, in radians. */
  readonly angle: number;
  readonly size: number;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isMonospaced: boolean;
  readonly fill: Paint;
}

/** Marks that show only inside a path. */
export interface ClipMark {
  readonly kind: 'clip';
  readonly path: string;
  readonly marks: readonly Mark[];
}

export interface Paint {
  /** `#rrggbb`. */
  readonly colour: string;
  /** From 0 to 1. */
  readonly opacity: number;
}

export interface Stroke extends Paint {
  readonly width: number;
  readonly cap: 'butt' | 'round' | 'square';
  readonly join: 'miter' | 'round' | 'bevel';
  readonly dash: readonly number[];
  readonly dashOffset: number;
}
