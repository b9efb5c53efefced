/** Equations as Word's own, which can be edited there. */
import { Math as WordMath, MathFraction, MathLimitLower, MathLimitUpper, MathRadical, MathRun, MathSubScript, MathSubSuperScript, MathSuperScript, type MathComponent } from 'docx';
import { MathAccent, MathBar, MathMatrix, type MathAccentName } from 'docx/math';
import { isInvisible, type MathNode } from '../mathml.js';
import { printable } from '../typeset/spans.js';

export function wordMath(equation: MathNode): WordMath {
  return new WordMath({ children: components(equation) });
}

function components(node: MathNode): readonly MathComponent[] {
  switch (node.kind) {
    case 'identifier': return run(node.text, node.isUpright);
    case 'number': return run(node.text, false);
    case 'operator': return isInvisible(node.text) ? (node.spaces ? run('\u2009', true) : []) : run(node.text, false);
    case 'text': return run(node.text, true);
    case 'space': return run(node.width >= 0.9 ? '\u2003' : node.width >= 0.3 ? '\u2005' : '\u2009', true);
    case 'row': return node.children.flatMap(components);
    case 'fraction': return [new MathFraction({ numerator: components(node.numerator), denominator: components(node.denominator) })];
    case 'root': return [new MathRadical({ children: components(node.radicand), ...(node.index ? { degree: components(node.index) } : {}) })];
    case 'scripts': {
      const children = components(node.base);
      if (node.sub && node.super) return [new MathSubSuperScript({ children, subScript: components(node.sub), superScript: components(node.super) })];
      if (node.sub) return [new MathSubScript({ children, subScript: components(node.sub) })];
      return node.super ? [new MathSuperScript({ children, superScript: components(node.super) })] : children;
    }
    case 'limits': {
      const lower = node.under ? [new MathLimitLower({ children: components(node.base), limit: components(node.under) })] : components(node.base);
      return node.over ? [new MathLimitUpper({ children: lower, limit: components(node.over) })] : lower;
    }
    case 'accent': {
      const accent = accents[node.accent];
      return accent === undefined ? [new MathBar({ children: components(node.base) })] : [new MathAccent({ accent, children: components(node.base) })];
    }
    case 'table': return [new MathMatrix({ rows: node.rows.map(row => row.map(components)), columnAlignment: (node.rows[0] ?? []).map((_, place) => node.alignments[place] ?? node.alignments.at(-1) ?? 'center') })];
  }
}

const accents: Readonly<Record<string, MathAccentName>> = {
  '^': 'hat', '\u02c6': 'hat', '\u0302': 'hat', '~': 'tilde', '\u02dc': 'tilde', '\u0303': 'tilde', '\u02d9': 'dot', '\u0307': 'dot',
};

function run(text: string, isUpright: boolean): readonly MathComponent[] {
  const shown = printable(text);
  return shown === '' ? [] : [isUpright ? new MathRun({ text: shown, normalText: true }) : new MathRun(shown)];
}
