/** How wide a text will be where there is no canvas to measure it on: in a worker and on the command line. */

/**
 * Widths of the printable ASCII characters from the space on, in thousandths of the size of the font: Helvetica (Adobe font metrics),
 * which Arial and Liberation Sans share and other sans-serif faces come near.
 */
const HELVETICA = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** Bold letters are wider by about so much. */
const BOLD = 1.07;
const LETTER = 580;
const FULL_WIDTH = 1000;

/** Width in pixels of a text at a font size, of an upright sans-serif face. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let thousandths = 0;
  for (const character of text) thousandths += characterWidth(character.codePointAt(0)!);
  return (thousandths * fontSize * (isBold ? BOLD : 1)) / 1000;
}

function characterWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || isCombining(code)) return 0;
  if (code < 0x7f) return HELVETICA[code - 0x20]!;
  if (code === 0x2212) return 584;
  return isFullWidth(code) ? FULL_WIDTH : LETTER;
}

const isCombining = (code: number): boolean => (code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x2069) || (code >= 0xfe00 && code <= 0xfe0f);

/** East Asian scripts, and pictographs. */
const isFullWidth = (code: number): boolean => (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0x1f300 && code <= 0x1faff) || code >= 0x20000;
