/** Pieces of Markdown made of what users wrote: text stays text. */

/** Text with everything that Markdown or HTML would read as markup kept from doing so. */
export const plain = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replace(/[\\`*_{}[\]()#+!|>~]/g, '\\$&');

/** Text as code. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${text} ${fence}` : fence + text + fence;
}

/** A program as a block. */
export function program(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}glmm\n${text}\n${fence}`;
}
