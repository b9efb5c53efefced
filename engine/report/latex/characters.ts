/** Text for LaTeX, whichever engine sets it: pdfLaTeX knows few characters beyond those of western Europe. */
import { escapeLatex } from './escape.js';

/** Characters that our own words and numbers use, and the Greek alphabet, as commands that every engine knows. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    '−': '\\ensuremath{-}', '×': '\\ensuremath{\\times}', '·': '\\ensuremath{\\cdot}', '±': '\\ensuremath{\\pm}', '≤': '\\ensuremath{\\le}', '≥': '\\ensuremath{\\ge}', '≈': '\\ensuremath{\\approx}',
    '≠': '\\ensuremath{\\ne}', '√': '\\ensuremath{\\surd}', '∞': '\\ensuremath{\\infty}', '→': '\\ensuremath{\\to}', '←': '\\ensuremath{\\leftarrow}', '↔': '\\ensuremath{\\leftrightarrow}', '∼': '\\ensuremath{\\sim}', '∈': '\\ensuremath{\\in}', '⋯': '\\ensuremath{\\cdots}',
    '…': '\\dots{}', '–': '--', '—': '---', '‘': '`', '’': "'", '“': '``', '”': "''", '•': '\\textbullet{}', '✓': '\\ensuremath{\\surd}', '\u00a0': '~', '\u2002': '\\enspace{}', '\u2003': '\\quad{}', '\u2009': '\\,', '\u202f': '\\,',
  }),
  ...Object.entries({
    α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'varepsilon', ζ: 'zeta', η: 'eta', θ: 'theta', ι: 'iota', κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', π: 'pi', ρ: 'rho', σ: 'sigma', τ: 'tau', υ: 'upsilon', φ: 'varphi', χ: 'chi', ψ: 'psi', ω: 'omega',
    Γ: 'Gamma', Δ: 'Delta', Θ: 'Theta', Λ: 'Lambda', Ξ: 'Xi', Π: 'Pi', Σ: 'Sigma', Φ: 'Phi', Ψ: 'Psi', Ω: 'Omega',
  }).map(([letter, name]) => [letter, `\\ensuremath{\\${name}}`] as const),
]);

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉';

/** Letters of scripts that run from right to left, and what stands between them. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\p{M}\p{P}\p{N}\s]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?/gu;

/** Characters that fonts for reading lack: emoji with their joiners, and writing beyond the alphabets of Europe and its neighbours. */
const PICTURES = /(?:\p{Extended_Pictographic}|[\u3000-\u9fff\uac00-\ud7af])(?:\p{Extended_Pictographic}|[\u3000-\u9fff\uac00-\ud7af]|\p{Emoji_Modifier}|\u200d|\ufe0f)*/gu;

/** The text as LaTeX sets it letter for letter: nothing in it is a command, no two characters join to a third, and no space at an end is lost. */
export function latexText(text: string): string {
  const printable = text.replaceAll(/\s*\n\s*|\t/g, ' ').replaceAll(/\p{Cc}/gu, '');
  return escapeLatex(printable.replaceAll(/`/g, '\u0001').replaceAll(/'/g, '\u0002'))
    .replaceAll('\u0001', '\\textasciigrave{}')
    .replaceAll('\u0002', '\\textquotesingle{}')
    .replaceAll(/([-,])(?=\1)|([!?])(?=\\textasciigrave)/g, '$&{}')
    .replaceAll(new RegExp(`[${RAISED}⁻]+`, 'g'), digits => `\\textsuperscript{${[...digits].map(digit => (digit === '⁻' ? '−' : RAISED.indexOf(digit))).join('')}}`)
    .replaceAll(new RegExp(`[${LOWERED}]+`, 'g'), digits => `\\textsubscript{${[...digits].map(digit => LOWERED.indexOf(digit)).join('')}}`)
    .replaceAll(RIGHT_TO_LEFT, '\\reportRTL{$&}')
    .replaceAll(PICTURES, '\\reportOther{$&}')
    .replaceAll(/[^\0-~]/gu, character => COMMANDS.get(character) ?? character);
}

/** Prose, where an apostrophe is one. */
export const latexProse = (text: string): string => latexText(text).replaceAll('\\textquotesingle{}', "'").replaceAll("''", "'{}'");

/** What the preamble must tell an engine of the characters that a text holds: pdfLaTeX prints those that it has no letter for by their number. */
export function characterDeclarations(body: string): readonly string[] {
  const foreign = [...new Set(body.match(/[^\0-\u017f]/gu) ?? [])].sort();
  return foreign.map(character => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `\\DeclareUnicodeCharacter{${code}}{\\reportMissing{${code}}}`;
  });
}
