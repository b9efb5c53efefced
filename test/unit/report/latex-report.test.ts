import { describe, expect, test } from 'vitest';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { buildDocument, type DocumentOptions } from '../../../engine/report/document/build-document.js';
import { latexProse, latexText } from '../../../engine/report/latex/characters.js';
import { latexReport } from '../../../engine/report/latex/latex-report.js';
import { tikzPicture } from '../../../engine/report/latex/tikz.js';
import type { ReportInput } from '../../../engine/report/report-input.js';
import type { CellOutcome, Result } from '../../../engine/results.js';
import { HOSTILE, readModel, readRandomEffects, withEffect } from './fixtures.js';

const ran = (...outputs: Result[]): CellOutcome => ({ status: 'ok', milliseconds: 1, outputs });
const chart = caterpillarChart(readRandomEffects('cbpp-herd'), readModel('cbpp'));
const write = (cells: ReportInput['cells'], options: DocumentOptions = {}): Promise<string> => latexReport(buildDocument({ title: 'Cattle', engine: '0.1.0', cells }, options));

/**
 * What TeX would stumble over, by the rules of its input (Knuth, The TeXbook, chapters 7 and 8): braces and environments that do not
 * match, a special character that no backslash precedes, a bare percent sign within a line.
 */
function faultsOf(latex: string): readonly string[] {
  const faults: string[] = [];
  const environments: string[] = [];
  let depth = 0;
  for (const [index, line] of latex.split('\n').entries()) {
    if (line.startsWith('%')) continue;
    const text = line.replace(/%$/, '').replaceAll(/\\(?:[a-zA-Z]+\*?|[^a-zA-Z])/g, command => (command === '\\begin' || command === '\\end' ? command : '\u0001'));
    for (const [, kind, name] of text.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
      if (kind === 'begin') environments.push(name!);
      else if (environments.pop() !== name) faults.push(`line ${index + 1}: \\end{${name}}`);
    }
    for (const character of text) {
      if (character === '{') depth++;
      if (character === '}' && --depth < 0) faults.push(`line ${index + 1}: }`);
    }
    const isArgument = /^¤\{.*#1/.test(text) || line.includes('\\newcommand') || line.includes('\\ifXeTeX') || line.includes('\\ifLuaTeX') || line.includes('\\newenvironment');
    if (/[$%]/.test(text) || (/#/.test(text) && !isArgument) || (/_|\^/.test(text) && !environments.includes('aligned'))) faults.push(`line ${index + 1}: ${line}`);
  }
  return [...faults, ...environments, ...(depth === 0 ? [] : [`depth ${depth}`])];
}

describe('text for LaTeX', () => {
  test('prints every character that means something to TeX', () => {
    expect(latexText('50% of $x_1^2 & #3 {~\\}')).toBe('50\\% of \\$x\\_1\\textasciicircum{}2 \\& \\#3 \\{\\textasciitilde{}\\textbackslash{}\\}');
  });

  test('lets no two characters join to a third', () => {
    expect(latexText("a--b ,, '' ``")).toBe('a-{}-b ,{}, \\textquotesingle{}\\textquotesingle{} \\textasciigrave{}\\textasciigrave{}');
    expect(latexText('?` !`')).toBe('?{}\\textasciigrave{} !{}\\textasciigrave{}');
    expect(latexProse("herd's ''")).toBe("herd's '{}'");
  });

  test('names what pdfLaTeX has no letter for, and turns words from right to left', () => {
    expect(latexText('−0.5 × 10⁻⁷ – β²')).toBe('\\ensuremath{-}0.5 \\ensuremath{\\times} 10\\textsuperscript{\\ensuremath{-}7} -- \\ensuremath{\\beta}\\textsuperscript{2}');
    expect(latexText('odds of שלום עולם 2')).toBe('odds of \\reportRTL{שלום עולם} 2');
    expect(latexText('a\tb\u0007c\nd')).toBe('a bc d');
  });
});

describe('a LaTeX report', () => {
  test('is whole: every brace and environment closed, every special character escaped', async () => {
    for (const style of ['plain', 'apa', 'ama'] as const) {
      for (const name of ['cbpp', 'sleepstudy', 'grouseticks', 'verbagg', 'spinal']) {
        const latex = await write([{ kind: 'markdown', text: '# 50% _a_\n\n- *x*\n  1. [y](https://a.org/b_c%20d#e)\n\n| a & b | c |\n|---|--:|\n| 1 | `x_1` |\n\n> q\n\n```\n a  {b}\\\n```' }, { kind: 'code', source: 'm ~ x %in% y # z', outcome: ran(readModel(name), chart, { kind: 'text', text: '  a   b_c\n$' }) }], { style });
        expect(faultsOf(latex)).toEqual([]);
      }
    }
  });

  test('sets tables with rules of booktabs, points under each other', async () => {
    const latex = await write([{ kind: 'code', source: 'm', outcome: ran(readModel('cbpp')) }], { style: 'ama' });
    expect(latex).toContain('\\refstepcounter{table}\\label{tab:1}\\caption*{\\textbf{Table 1. }\\textbf{Fixed Effects of}');
    expect(latex).toContain('\\toprule\n{}Term & Odds ratio (95\\% CI) & Log odds & SE & \\textit{z} & \\textit{P} \\\\\n\\midrule');
    expect(latex).toContain('{}\\enspace{}\\enspace{}2 & 0.37 (0.20-0.68) & \\ensuremath{-}0.99 & 0.31 & \\ensuremath{-}3.24 & .001 \\\\');
    expect(await write([{ kind: 'code', source: 'm', outcome: ran(readModel('verbagg')) }])).toContain(' & 1.22\\phantom{0} & ');
  });

  test('breaks long tables across pages', async () => {
    const latex = await write([{ kind: 'code', source: 'm', outcome: ran({ kind: 'table', title: 'Long', columns: [{ name: 'x', type: 'integer' }], rows: Array.from({ length: 60 }, (_, row) => [row]), notes: ['N.'] }) }]);
    expect(latex).toMatch(/\\begin\{longtable\}\{@\{\}r@\{\}\}\n\\refstepcounter\{table\}\\label\{tab:1\}\\caption\*\{\\textbf\{Table 1\.\} Long\}\\\\\n[\s\S]*\\endfirsthead[\s\S]*\\endhead[\s\S]*\\endfoot/);
    expect(faultsOf(latex)).toEqual([]);
  });

  test('takes the title from the first heading and sets the equation of a model', async () => {
    const latex = await write([{ kind: 'markdown', text: '# Own & title\n\n## Part' }, { kind: 'code', source: 'm', outcome: ran(readModel('cbpp')) }]);
    expect(latex).toContain('\\title{Own \\& title}');
    expect(latex).toContain('\\maketitle\n\n\\section{Part}');
    expect(latex).toContain('\\[\n\\begin{aligned}');
  });

  test('draws charts in the file, with their caption and what they show in words', async () => {
    const latex = await write([{ kind: 'code', source: 'plot(m)', outcome: ran(chart) }]);
    expect(latex).toContain('\\begin{tikzpicture}');
    expect(latex).toMatch(/\\node\[anchor=base east[^\]]*\] at \([\d.]+,[\d.]+\) \{14\};/);
    expect(latex).toContain('% In words: Conditional modes of herd in m1. Caterpillar plot');
    expect(latex).toContain('\\caption*{\\textbf{Figure 1.} Conditional modes of 15 herds with 95 \\% intervals, on the scale of log odds.}');
  });

  test('carries hostile names, in every place, as text', async () => {
    const hostile = `${HOSTILE} \\input{/etc/passwd} \\write18{x} \\end{document} ^^5c %`;
    const model = withEffect({ ...readModel('cbpp'), name: hostile, formula: hostile }, 1, { term: hostile, meaning: { kind: 'contrast', variable: hostile, level: hostile, reference: hostile } });
    const latex = await write([{ kind: 'markdown', text: `# ${hostile}` }, { kind: 'code', source: hostile, outcome: ran(model, { ...chart, title: hostile, caption: hostile, description: `${hostile}\n\\input{x}` }, { kind: 'text', text: hostile }) }], { style: 'ama' });
    const commands = latex.split('\n').filter(line => !line.startsWith('%')).join('\n');
    expect(commands).not.toMatch(/\\(?:input|write)\b/);
    expect(commands.match(/\\end\{document\}/g)).toHaveLength(1);
    expect(faultsOf(latex)).toEqual([]);
  });

  test('tells pdfLaTeX of letters that it lacks', async () => {
    const latex = await write([{ kind: 'code', source: 'm', outcome: ran({ kind: 'text', text: '😀 שלום é' }) }]);
    expect(latex).toContain('\\ifPDFTeX\n\\DeclareUnicodeCharacter{05D5}{\\reportMissing{05D5}}');
    expect(latex).toContain('\\DeclareUnicodeCharacter{1F600}{\\reportMissing{1F600}}');
    expect(latex).not.toContain('{00E9}');
  });
});

describe('a drawing in TikZ', () => {
  test('has shapes with their colours and text at its anchor', () => {
    expect(tikzPicture({ width: 100, height: 50, marks: [
      { kind: 'path', path: 'M0 0L10 5C1 2 3 4 5 6Z', fill: { colour: '#0969da', opacity: 0.5 }, stroke: null },
      { kind: 'clip', path: 'M0,0L1,0L1,1Z', marks: [{ kind: 'path', path: 'M0 1L2 3', fill: null, stroke: { colour: '#000000', opacity: 1, width: 2, cap: 'round', join: 'bevel', dash: [4, 2], dashOffset: 0 } }] },
      { kind: 'text', text: 'a_b', x: 3, y: 4, anchor: 'end', angle: -Math.PI / 2, size: 12, isBold: true, isItalic: false, isMonospaced: false, fill: { colour: '#0969da', opacity: 1 } },
    ] })).toBe([
      '\\begin{tikzpicture}[x=0.75bp, y=-0.75bp, line cap=butt, line join=miter]',
      '\\definecolor{chart1}{HTML}{0969DA}',
      '\\definecolor{chart2}{HTML}{000000}',
      '\\useasboundingbox (0,0) rectangle (100,50);',
      '\\path[fill=chart1, fill opacity=0.5] (0,0) -- (10,5) .. controls (1,2) and (3,4) .. (5,6) -- cycle;',
      '\\begin{scope}',
      '\\clip (0,0) -- (1,0) -- (1,1) -- cycle;',
      '\\path[draw=chart2, line width=1.5bp, line cap=round, line join=bevel, dash pattern=on 3bp off 1.5bp, dash phase=0bp] (0,1) -- (2,3);',
      '\\end{scope}',
      '\\node[anchor=base east, inner sep=0pt, outer sep=0pt, text=chart1, rotate=90, font=\\fontsize{9bp}{10.8bp}\\selectfont\\sffamily\\bfseries] at (3,4) {a\\_b};',
      '\\end{tikzpicture}',
    ].join('\n'));
  });
});
