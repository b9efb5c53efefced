/** Text that LaTeX sets as it stands. */

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', '$': '\\$', '&': '\\&', '#': '\\#', '%': '\\%', '_': '\\_', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}',
  '<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}', '"': '\\textquotedbl{}', '[': '{[}', ']': '{]}',
};

/** Every character that means something to LaTeX as the command that prints it; line breaks as spaces. Needs T1 or Unicode fonts for `"`. */
export const escapeLatex = (text: string): string => text.replaceAll(/[\\{}$&#%_^~<>|"[\]]/g, character => ESCAPED[character]!).replaceAll(/\s*\n\s*/g, ' ');

/** A formatted number as LaTeX math: a minus sign and powers of ten as it writes them; words, such as NA, upright. */
export function numberInLatex(formatted: string): string {
  const plain = formatted.replaceAll('−', '-').replaceAll('∞', '\\infty');
  const [, mantissa, power] = / × 10/.test(plain) ? (/^(.*) × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(plain) ?? []) : [];
  if (mantissa !== undefined && power !== undefined) return `${mantissa} \\times 10^{${[...power].map(digit => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('')}}`;
  return /^[-\d.]+$|infty/.test(plain) ? plain : `\\text{${escapeLatex(plain)}}`;
}
