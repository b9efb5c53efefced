/** The equation of a model in characters: `logit(π_i) = β₀ + β₁ [period_i = 2] + u_herd[i]`. */
import type { ModelResult } from '../../results.js';
import { equationOf, type MathSymbol, type Symbols } from './equation.js';

/** Lines separated by `;  `. */
export function equationText(model: ModelResult): string {
  return equationOf(model).map(({ left, relation, right }) => `${textOf(left)} ${relation === '∼' ? '~' : relation} ${textOf(right.flat())}`).join(';  ');
}

/** Signs that stand apart from what is around them. */
const SPACED = new Set(['+', '=', '|', '⋯']);

function textOf(symbols: Symbols): string {
  return symbols.reduce((text, symbol, place) => {
    const before = symbols[place - 1];
    return text + (before !== undefined && (isSpaced(symbol) || isSpaced(before) || isSign(before, ',')) ? ' ' : '') + plain(symbol);
  }, '');
}

const isSpaced = (symbol: MathSymbol): boolean => symbol.kind === 'sign' && SPACED.has(symbol.text);
const isSign = (symbol: MathSymbol, text: string): boolean => symbol.kind === 'sign' && symbol.text === text;

function plain(symbol: MathSymbol): string {
  switch (symbol.kind) {
    case 'subscript': {
      const index = symbol.below.map(plain).join('');
      return /^\d+$/.test(index) ? plainAll(symbol.base) + lowered(index) : `${plainAll(symbol.base)}_${index}`;
    }
    case 'superscript': return `${plainAll(symbol.base)}²`;
    case 'root': return `√${plainAll(symbol.inside)}`;
    case 'matrix': return `[${symbol.rows.map(row => row.map(textOf).join(', ')).join('; ')}]`;
    case 'sign': return symbol.text === '' ? ' ' : symbol.text;
    default: return symbol.text;
  }
}

const plainAll = (symbols: Symbols): string => symbols.map(plain).join('');

const lowered = (digits: string): string => [...digits].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
