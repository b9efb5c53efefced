/** Long sums broken into lines. */
import type { MathSymbol, Symbols } from './equation.js';

/** Characters that fit a line, about: an equation stands in a column of text. */
const LINE_WIDTH = 64;

/** The summands joined into as many lines as they need; each line after the first begins with its plus. */
export function brokenLines(summands: readonly Symbols[]): readonly Symbols[] {
  const lines: { symbols: MathSymbol[]; width: number }[] = [];
  for (const summand of summands) {
    const width = widthOf(summand);
    const last = lines.at(-1);
    if (last && last.width + width <= LINE_WIDTH) {
      last.symbols.push(...summand);
      last.width += width;
    } else {
      lines.push({ symbols: [...summand], width });
    }
  }
  return lines.map(line => line.symbols);
}

function widthOf(symbols: Symbols): number {
  return symbols.reduce((total, symbol) => total + symbolWidth(symbol), 0);
}

function symbolWidth(symbol: MathSymbol): number {
  switch (symbol.kind) {
    case 'sign': return symbol.text === '+' || symbol.text === '=' ? 3 : symbol.text.length;
    case 'subscript': return widthOf(symbol.base) + 0.7 * widthOf(symbol.below);
    case 'superscript': return widthOf(symbol.base) + 1;
    case 'root': return widthOf(symbol.inside) + 1;
    case 'matrix': return symbol.rows[0]!.reduce((total, cell) => total + widthOf(cell) + 2, 0);
    default: return [...symbol.text].length;
  }
}
