/** A notebook with its results as one LaTeX file, its charts drawn in it: pdfLaTeX, XeLaTeX and LuaLaTeX set it with packages of every TeX Live. */
import { drawChart } from '../charts/draw-chart.js';
import { figuresIn, plainInlines, type Block, type Document } from '../document/document.js';
import { characterDeclarations, latexProse } from './characters.js';
import { blocksLatex } from './blocks.js';
import { tikzPicture } from './tikz.js';

/** Tables with booktabs, figures with TikZ, equations with amsmath, links with hyperref. The first heading becomes the title. */
export async function latexReport(document: Document): Promise<string> {
  const drawings = new Map(await Promise.all(figuresIn(document.blocks).map(async figure => [figure.number, tikzPicture(await drawChart(figure.chart))] as const)));
  const [first, ...rest] = withoutContainer(document.blocks);
  const title = first?.kind === 'heading' ? plainInlines(first.content) : document.title;
  const body = blocksLatex(first?.kind === 'heading' ? rest : document.blocks, drawings);
  const declarations = characterDeclarations(title + body);
  return [
    `% Made with GLMM Notebooks ${document.engine.replaceAll(/[\r\n]/g, ' ')}. pdflatex, xelatex or lualatex sets it.`,
    '\\documentclass[11pt,a4paper]{article}',
    ...preamble,
    ...(declarations.length === 0 ? [] : ['\\ifPDFTeX', ...declarations, '\\fi']),
    `\\title{${latexProse(title)}}`,
    '\\author{}',
    '\\date{}',
    `\\hypersetup{pdftitle={${latexProse(title)}}, pdflang={${document.language}}}`,
    '',
    '\\begin{document}',
    '\\maketitle',
    '',
    body,
    '',
    '\\end{document}',
    '',
  ].join('\n');
}

/** The blocks of the first cell where it is prose: its heading is the title of the paper. */
function withoutContainer(blocks: readonly Block[]): readonly Block[] {
  const [first, ...rest] = blocks;
  return first?.kind === 'prose' ? [...first.blocks, ...rest] : blocks;
}

const preamble: readonly string[] = [
  '\\usepackage{iftex}',
  '\\ifPDFTeX',
  '\\usepackage[T1]{fontenc}',
  '\\usepackage[utf8]{inputenc}',
  '\\usepackage{lmodern}',
  '\\newcommand{\\reportRTL}[1]{#1}',
  '\\newcommand{\\reportOther}[1]{#1}',
  '% A character that these fonts lack is printed by its number; xelatex and lualatex print it as it is.',
  '\\newcommand{\\reportMissing}[1]{{\\ttfamily\\small[U+#1]}}',
  '\\else',
  '\\usepackage{fontspec}',
  '\\IfFontExistsTF{DejaVu Serif}{\\setmainfont{DejaVu Serif}[Scale=0.9]\\setsansfont{DejaVu Sans}[Scale=0.9]\\setmonofont{DejaVu Sans Mono}[Scale=0.85]\\newfontfamily\\reportfallback{DejaVu Sans}[Scale=0.9]}{\\newcommand{\\reportfallback}{}}',
  '\\newcommand{\\reportOther}[1]{{\\reportfallback#1}}',
  '\\ifXeTeX\\TeXXeTstate=1\\newcommand{\\reportRTL}[1]{{\\reportfallback\\beginR#1\\endR}}\\fi',
  '\\ifLuaTeX\\newcommand{\\reportRTL}[1]{{\\reportfallback\\textdir TRT#1}}\\fi',
  '\\fi',
  '\\usepackage{textcomp}',
  '\\usepackage{amsmath}',
  '\\usepackage[margin=2.5cm]{geometry}',
  '\\usepackage{booktabs,longtable,array,graphicx,xcolor,tikz}',
  '\\usepackage{float}',
  '\\usepackage[normalem]{ulem}',
  '\\usepackage[font=small,singlelinecheck=false,justification=raggedright]{caption}',
  '\\usepackage{hyperref}',
  '\\hypersetup{hidelinks}',
  '\\setcounter{secnumdepth}{0}',
  '\\setlength{\\parindent}{0pt}',
  '\\setlength{\\parskip}{6pt plus 2pt}',
  '\\setlength{\\LTcapwidth}{\\textwidth}',
  '\\emergencystretch=3em',
  '% Code and printed output: every line as it is, in a type of one width.',
  '\\newenvironment{reportcode}{\\par\\medskip\\begingroup\\small\\ttfamily\\raggedright\\setlength{\\parskip}{0pt}\\hangindent=1em}{\\par\\endgroup\\medskip}',
];
