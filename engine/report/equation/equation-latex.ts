/** The equation of a model in LaTeX, with no package but amsmath. */
import type { ModelResult } from '../../results.js';
import { escapeLatex, numberInLatex } from '../latex/escape.js';
import { brokenLines } from './break-lines.js';
import { equationOf, type MathSymbol, type Symbols } from './equation.js';

/** An `aligned` environment, to be set in display mode. */
export function equationLatex(model: ModelResult): string {
  const lines = equationOf(model).flatMap(({ left, relation, right }) =>
    brokenLines(right).map((part, place) => `${place === 0 ? `${latexOf(left)} &${relation === '∼' ? '\\sim' : '='} ` : '&\\quad '}${latexOf(part)}`));
  return `\\begin{aligned}\n${lines.join(' \\\\\n')}\n\\end{aligned}`;
}

const latexOf = (symbols: Symbols): string => symbols.map(latex).join(' ');

const LETTERS: Readonly<Record<string, string>> = { β: '\\beta', σ: '\\sigma', π: '\\pi', μ: '\\mu', θ: '\\theta', φ: '\\phi', Σ: '\\Sigma' };
const SIGNS: Readonly<Record<string, string>> = { '': '\\,', '|': '\\mid', '⋯': '\\cdots', '·': '\\cdot', '(': '\\left(', ')': '\\right)' };

function latex(symbol: MathSymbol): string {
  switch (symbol.kind) {
    case 'name': return `\\text{${escapeLatex(symbol.text)}}`;
    case 'letter': return LETTERS[symbol.text] ?? symbol.text;
    case 'function': return symbol.text === 'N' ? '\\mathcal{N}' : `\\operatorname{${escapeLatex(symbol.text)}}`;
    case 'number': return numberInLatex(symbol.text);
    case 'sign': return SIGNS[symbol.text] ?? symbol.text;
    case 'subscript': return `${latexOf(symbol.base)}_{${latexOf(symbol.below)}}`;
    case 'superscript': return `{${latexOf(symbol.base)}}^{${latexOf(symbol.above)}}`;
    case 'root': return `\\sqrt{${latexOf(symbol.inside)}}`;
    case 'matrix': return `\\begin{pmatrix} ${symbol.rows.map(row => row.map(latexOf).join(' & ')).join(' \\\\ ')} \\end{pmatrix}`;
  }
}
