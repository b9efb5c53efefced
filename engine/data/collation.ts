/** The order of text: that of R in an English locale, the same on every machine. */

const collator = new Intl.Collator('en', { caseFirst: 'lower' });

/** Negative, zero or positive; zero only for equal texts. */
export function compareText(left: string, right: string): number {
  return collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
