/** The blocks of a document in LaTeX. Every text is escaped here, and nothing but what stands here becomes a command. */
import { plainInlines, type Block, type DocumentFigure, type DocumentTable, type Inline } from '../document/document.js';
import { latexProse, latexText } from './characters.js';

/** LaTeX nests lists four deep. */
const DEEPEST_LIST = 4;

/** Tables of more rows than this may break across pages. */
const MOST_ROWS_ON_A_PAGE = 32;

/** Characters of a line in small type; wider tables are scaled down to the page. */
const WIDEST_TABLE = 88;

/** The blocks with a blank line between them; `drawings`: the picture of each figure, by its number. */
export const blocksLatex = (blocks: readonly Block[], drawings: ReadonlyMap<number, string>, depth = 0): string => blocks.map(block => blockLatex(block, drawings, depth)).filter(text => text !== '').join('\n\n');

function blockLatex(block: Block, drawings: ReadonlyMap<number, string>, depth: number): string {
  switch (block.kind) {
    case 'heading': return `\\${HEADINGS[block.level]}{${inlinesLatex(block.content)}}`;
    case 'paragraph': return inlinesLatex(block.content);
    case 'list': return listLatex(block, drawings, depth);
    case 'quote':
    case 'notice': return `\\begin{quote}\n${blocksLatex(block.blocks, drawings, depth)}\n\\end{quote}`;
    case 'code':
    case 'output': return codeLatex(block.text);
    case 'equation': return `\\[\n${block.latex}\n\\]`;
    case 'table': return tableLatex(block);
    case 'figure': return figureLatex(block, drawings);
    case 'rule': return '\\par\\noindent\\rule{\\textwidth}{0.4pt}';
    case 'prose':
    case 'result': return blocksLatex(block.blocks, drawings, depth);
  }
}

const HEADINGS = { 1: 'section', 2: 'section', 3: 'subsection', 4: 'subsubsection', 5: 'paragraph', 6: 'subparagraph' } as const;

function listLatex({ isOrdered, start, items }: Extract<Block, { kind: 'list' }>, drawings: ReadonlyMap<number, string>, depth: number): string {
  const texts = items.map(item => blocksLatex(item, drawings, depth + 1));
  if (depth >= DEEPEST_LIST) return texts.map((text, place) => `${isOrdered ? `${start + place}. ` : '-- '}${text}`).join('\\par\n');
  const environment = isOrdered ? 'enumerate' : 'itemize';
  const counter = isOrdered && start !== 1 ? `\\setcounter{enum${['i', 'ii', 'iii', 'iv'][depth]!}}{${start - 1}}\n` : '';
  return `\\begin{${environment}}\n${counter}${texts.map(text => `\\item {}${text}`).join('\n')}\n\\end{${environment}}`;
}

/** Line by line, with every space kept. */
function codeLatex(text: string): string {
  const lines = text.split('\n').map(line => `{}${latexText(line.trimEnd()).replaceAll(/^ +| {2,}/g, spaces => '\\ '.repeat(spaces.length))}\\strut\\par`);
  return `\\begin{reportcode}\n${lines.join('\n')}\n\\end{reportcode}`;
}

function tableLatex(table: DocumentTable): string {
  const { columns, rows } = table;
  const places = columns.map((column, place) => (column.align === 'decimal' ? Math.max(0, ...rows.map(row => decimals(plainInlines(row.cells[place] ?? [])))) : 0));
  const specification = `@{}${columns.map(({ align }) => ({ left: 'l', centre: 'c', right: 'r', decimal: 'r' })[align]).join('')}@{}`;
  const head = rowLatex(columns.map(({ head: content }) => inlinesLatex(content)));
  const body = rows.map(({ cells, isGroup }) => rowLatex(isGroup ? [inlinesLatex(cells[0] ?? [])] : cells.map((content, place) => inlinesLatex(content) + padding(plainInlines(content), places[place]!))));
  return rows.length > MOST_ROWS_ON_A_PAGE ? longTable(table, specification, head, body) : floatingTable(table, specification, head, body);
}

/** A first cell that begins with a star or a bracket would be an argument of the line break before it. */
const rowLatex = (cells: readonly string[]): string => `{}${cells.join(' & ')} \\\\`;

function floatingTable(table: DocumentTable, specification: string, head: string, body: readonly string[]): string {
  const tabular = ['\\begin{tabular}{' + specification + '}', '\\toprule', head, '\\midrule', ...body, '\\bottomrule', '\\end{tabular}'].join('\n');
  return [
    table.number === null ? '\\begin{center}\\small' : '\\begin{table}[H]\\centering\\small',
    ...captionLatex(table),
    widthOf(table) > WIDEST_TABLE ? `\\resizebox{\\textwidth}{!}{%\n${tabular}}` : tabular,
    ...notesLatex(table),
    table.number === null ? '\\end{center}' : '\\end{table}',
  ].join('\n');
}

function longTable(table: DocumentTable, specification: string, head: string, body: readonly string[]): string {
  const caption = captionLatex(table).join('');
  return [
    '{\\small',
    `\\begin{longtable}{${specification}}`,
    ...(caption === '' ? [] : [`${caption}\\\\`]),
    '\\toprule', head, '\\midrule', '\\endfirsthead',
    '\\toprule', head, '\\midrule', '\\endhead',
    '\\bottomrule', '\\endfoot',
    ...body,
    '\\end{longtable}',
    ...notesLatex(table),
    '}',
  ].join('\n');
}

/** The label is part of the caption; the counter goes along, so that `\ref` finds it. */
const captionLatex = ({ number, caption }: DocumentTable): readonly string[] => (number === null ? [] : [`\\refstepcounter{table}\\label{tab:${number}}\\caption*{${inlinesLatex(caption)}}`]);

const notesLatex = ({ notes }: DocumentTable): readonly string[] => notes.map(note => `\\par\\smallskip{\\footnotesize\\begin{minipage}{\\textwidth}${inlinesLatex(note)}\\end{minipage}}`);

/** Characters that the widest cells take side by side. */
const widthOf = ({ columns, rows }: DocumentTable): number => columns.reduce((sum, { head }, place) => sum + Math.max(plainInlines(head).length, ...rows.filter(row => !row.isGroup).map(row => plainInlines(row.cells[place] ?? []).length)) + 3, 0);

/** Digits that are not seen, so that points stand under each other. */
function padding(text: string, places: number): string {
  const missing = places - decimals(text);
  if (missing <= 0 || !/^[−<> ]*[\d.]+$/.test(text)) return '';
  return `\\phantom{${decimals(text) === 0 ? `.${'0'.repeat(missing - 1)}` : '0'.repeat(missing)}}`;
}

const decimals = (text: string): number => (/^[−<> ]*\d*\.\d+$/.test(text) ? text.length - text.indexOf('.') : 0);

function figureLatex({ number, heading, caption, chart }: DocumentFigure, drawings: ReadonlyMap<number, string>): string {
  const alternative = `${chart.title}. ${chart.description}`.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return [
    '\\begin{figure}[H]\\centering',
    `\\refstepcounter{figure}\\label{fig:${number}}`,
    ...(heading.length === 0 ? [] : [`\\caption*{${inlinesLatex(heading)}}`]),
    `% In words: ${alternative}`,
    drawings.get(number) ?? '',
    ...(caption.length === 0 ? [] : [`\\caption*{${inlinesLatex(caption)}}`]),
    '\\end{figure}',
  ].join('\n');
}

const inlinesLatex = (content: readonly Inline[]): string => content.map(inlineLatex).join('');

function inlineLatex(run: Inline): string {
  switch (run.kind) {
    case 'text': {
      const text = run.isCode ? `\\texttt{${latexText(run.text)}}` : latexProse(run.text);
      const marks = [...(run.isStruck ? ['sout'] : []), ...(run.isStrong ? ['textbf'] : []), ...(run.isEmphasis ? ['emph'] : [])];
      return marks.reduceRight((inside, mark) => `\\${mark}{${inside}}`, text);
    }
    case 'symbol': return run.isStrong ? `\\textbf{\\textit{${latexProse(run.text)}}}` : `\\textit{${latexProse(run.text)}}`;
    case 'subscript': return `\\textsubscript{${latexProse(run.text)}}`;
    case 'superscript': return `\\textsuperscript{${latexProse(run.text)}}`;
    case 'link': return `\\href{${addressLatex(run.href)}}{${inlinesLatex(run.content)}}`;
    case 'image': return `[${latexProse(run.text === '' ? 'picture' : run.text)}]`;
    case 'break': return '\\newline{}';
  }
}

/** An address in the characters that all addresses are made of; a percent sign and its like escaped. */
function addressLatex(href: string): string {
  const encoded = href.replaceAll(/[^!-~]|[\\{}^~"<>|`]/gu, character => encodeURIComponent(character));
  return encoded.replaceAll(/[%#&_$]/g, '\\$&');
}
