/** A chart's drawing as a TikZ picture: shapes with their colours, text in the type of the document. */
import type { Drawing, Mark, Paint, PathMark, Stroke, TextMark } from '../charts/shapes.js';
import { latexProse } from './characters.js';

/** Width of the text of an A4 page with our margins, in CSS pixels of ¾ point. */
const PAGE_WIDTH = 600;

/** In CSS pixels of ¾ point, scaled down where it is wider than the page. */
export function tikzPicture({ width, height, marks }: Drawing): string {
  const colours = new Map<string, string>();
  const body = joined(marks).map(mark => markTikz(mark, colours));
  const picture = [
    `\\begin{tikzpicture}[x=0.75bp, y=-0.75bp, line cap=butt, line join=miter]`,
    ...[...colours].map(([colour, name]) => `\\definecolor{${name}}{HTML}{${colour.slice(1).toUpperCase()}}`),
    `\\useasboundingbox (0,0) rectangle (${number(width)},${number(height)});`,
    ...body,
    '\\end{tikzpicture}',
  ].join('\n');
  return width > PAGE_WIDTH ? `\\resizebox{\\textwidth}{!}{%\n${picture}}` : picture;
}

/** Neighbouring shapes of one look are one path, which sets faster; only where what is drawn twice looks as if drawn once. */
function joined(marks: readonly Mark[]): readonly Mark[] {
  const all: Mark[] = [];
  for (const mark of marks) {
    const last = all.at(-1);
    if (mark.kind === 'path' && last?.kind === 'path' && mark.fill === null && last.fill === null && mark.stroke?.opacity === 1 && isSameStroke(mark.stroke, last.stroke)) {
      all[all.length - 1] = { ...last, path: last.path + mark.path };
    } else {
      all.push(mark);
    }
  }
  return all;
}

const isSameStroke = (a: Stroke, b: Stroke | null): boolean => b !== null && JSON.stringify(a) === JSON.stringify(b);

function markTikz(mark: Mark, colours: Map<string, string>): string {
  switch (mark.kind) {
    case 'path': return pathTikz(mark, colours);
    case 'text': return textTikz(mark, colours);
    case 'clip': return ['\\begin{scope}', `\\clip ${segments(mark.path)};`, ...joined(mark.marks).map(inner => markTikz(inner, colours)), '\\end{scope}'].join('\n');
  }
}

function pathTikz({ path, fill, stroke }: PathMark, colours: Map<string, string>): string {
  const options = [
    ...(fill === null ? [] : [`fill=${colourName(fill, colours)}`, ...(fill.opacity < 1 ? [`fill opacity=${number(fill.opacity)}`] : [])]),
    ...(stroke === null ? [] : strokeOptions(stroke, colours)),
  ];
  return options.length === 0 ? '' : `\\path[${options.join(', ')}] ${segments(path)};`;
}

function strokeOptions(stroke: Stroke, colours: Map<string, string>): readonly string[] {
  return [
    `draw=${colourName(stroke, colours)}`,
    `line width=${points(stroke.width)}`,
    ...(stroke.opacity < 1 ? [`draw opacity=${number(stroke.opacity)}`] : []),
    ...(stroke.cap === 'butt' ? [] : [`line cap=${stroke.cap === 'round' ? 'round' : 'rect'}`]),
    ...(stroke.join === 'miter' ? [] : [`line join=${stroke.join}`]),
    ...(stroke.dash.length === 0 ? [] : [`dash pattern=${stroke.dash.map((length, place) => `${place % 2 === 0 ? 'on' : 'off'} ${points(length)}`).join(' ')}`, `dash phase=${points(stroke.dashOffset)}`]),
  ];
}

/** Text keeps the place of its anchor; its width is that of the document's own type. */
function textTikz({ text, x, y, anchor, angle, size, isBold, isItalic, isMonospaced, fill }: TextMark, colours: Map<string, string>): string {
  const font = `\\fontsize{${points(size)}}{${points(size * 1.2)}}\\selectfont${isMonospaced ? '\\ttfamily' : '\\sffamily'}${isBold ? '\\bfseries' : ''}${isItalic ? '\\itshape' : ''}`;
  const side = { start: 'base west', middle: 'base', end: 'base east' }[anchor];
  const options = [`anchor=${side}`, 'inner sep=0pt', 'outer sep=0pt', `text=${colourName(fill, colours)}`, ...(fill.opacity < 1 ? [`text opacity=${number(fill.opacity)}`] : []), ...(angle === 0 ? [] : [`rotate=${number((-angle * 180) / Math.PI)}`]), `font=${font}`];
  return `\\node[${options.join(', ')}] at (${number(x)},${number(y)}) {${latexProse(text)}};`;
}

/** A path of `M`, `L`, `C` and `Z` in TikZ's words. */
function segments(path: string): string {
  return [...path.matchAll(/([MLCZ])([^MLCZ]*)/g)].map(([, command, numbers]) => {
    const values = numbers!.trim() === '' ? [] : numbers!.trim().split(/[\s,]+/).map(Number);
    const point = (place: number): string => `(${number(values[place]!)},${number(values[place + 1]!)})`;
    switch (command) {
      case 'M': return point(0);
      case 'L': return `-- ${point(0)}`;
      case 'C': return `.. controls ${point(0)} and ${point(2)} .. ${point(4)}`;
      default: return '-- cycle';
    }
  }).join(' ');
}

/** Colours are named in the order in which they are met. */
function colourName({ colour }: Paint, colours: Map<string, string>): string {
  const known = colours.get(colour);
  if (known !== undefined) return known;
  const name = `chart${colours.size + 1}`;
  colours.set(colour, name);
  return name;
}

const number = (value: number): string => String(Number(value.toFixed(2)));

const points = (pixels: number): string => `${number(pixels * 0.75)}bp`;
