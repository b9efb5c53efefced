/** Words of scripts that run from right to left, kept apart so that they do not pull the numbers and marks around them out of order. */

/** A run that begins and ends in letters of such a script: Unicode's classes R and AL, by their blocks. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}](?:[^<>&]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}])?/gu;

/** A tag as a whole, quoted attributes included; a drawing or a script with all that is in it. */
const NOT_TEXT = /(<svg\b[\s\S]*?<\/svg>|<(script|style|title)\b[\s\S]*?<\/\2>|<(?:"[^"]*"|'[^']*'|[^"'>])*>)/;

/** Puts each such run of the texts of a piece of HTML into an element `bdi`. */
export function isolated(html: string): string {
  if (!/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(html)) return html;
  // The pattern captures twice: text, markup, name of the element, text, …
  return html.split(NOT_TEXT).map((piece, place) => (place % 3 === 0 ? piece.replace(RIGHT_TO_LEFT, run => `<bdi>${run}</bdi>`) : place % 3 === 1 ? piece : '')).join('');
}
