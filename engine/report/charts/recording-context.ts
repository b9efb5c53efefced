/** The part of a canvas that vega draws on, which writes down what it is told as a drawing. */
import type { ClipMark, Drawing, Mark, Paint, Stroke, TextMark } from './shapes.js';

/** a, b, c, d, e, f of the canvas: x' = a x + c y + e, y' = b x + d y + f. */
type Matrix = readonly [number, number, number, number, number, number];

interface State {
  readonly matrix: Matrix;
  readonly fillStyle: unknown;
  readonly strokeStyle: unknown;
  readonly globalAlpha: number;
  readonly lineWidth: number;
  readonly lineCap: Stroke['cap'];
  readonly lineJoin: Stroke['join'];
  readonly lineDashOffset: number;
  readonly dash: readonly number[];
  readonly font: string;
  readonly textAlign: string;
  readonly marks: Mark[];
}

const KAPPA = (4 / 3) * Math.tan(Math.PI / 8);

export class RecordingContext {
  fillStyle: unknown = '#000000';
  strokeStyle: unknown = '#000000';
  globalAlpha = 1;
  globalCompositeOperation = 'source-over';
  lineWidth = 1;
  lineCap: Stroke['cap'] = 'butt';
  lineJoin: Stroke['join'] = 'miter';
  miterLimit = 10;
  lineDashOffset = 0;
  font = '10px sans-serif';
  textAlign = 'left';
  readonly pixelRatio = 1;

  #matrix: Matrix = [1, 0, 0, 1, 0, 0];
  #dash: readonly number[] = [];
  #path: string[] = [];
  #x = 0;
  #y = 0;
  #marks: Mark[] = [];
  readonly #all = this.#marks;
  readonly #saved: State[] = [];
  #size: { readonly width: number; readonly height: number } | null = null;

  /** What was drawn; the first rectangle that was filled by itself is the background, and tells the size. */
  get drawing(): Drawing {
    if (!this.#size) throw new Error('A drawing takes its size from its background, but none was drawn.');
    return { ...this.#size, marks: this.#all };
  }

  save(): void {
    const { fillStyle, strokeStyle, globalAlpha, lineWidth, lineCap, lineJoin, lineDashOffset, font, textAlign } = this;
    this.#saved.push({ fillStyle, strokeStyle, globalAlpha, lineWidth, lineCap, lineJoin, lineDashOffset, font, textAlign, matrix: this.#matrix, dash: this.#dash, marks: this.#marks });
  }

  restore(): void {
    const state = this.#saved.pop();
    if (!state) return;
    const { matrix, dash, marks, ...properties } = state;
    Object.assign(this, properties);
    this.#matrix = matrix;
    this.#dash = dash;
    this.#marks = marks;
  }

  translate(x: number, y: number): void {
    this.#transform([1, 0, 0, 1, x, y]);
  }

  scale(x: number, y: number): void {
    this.#transform([x, 0, 0, y, 0, 0]);
  }

  rotate(angle: number): void {
    this.#transform([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]);
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#matrix = [a, b, c, d, e, f];
  }

  setLineDash(lengths: readonly number[]): void {
    this.#dash = [...lengths];
  }

  beginPath(): void {
    this.#path = [];
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push('Z');
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${this.#point(x, y)}`);
    [this.#x, this.#y] = [x, y];
  }

  lineTo(x: number, y: number): void {
    if (this.#path.length === 0) return this.moveTo(x, y);
    this.#path.push(`L${this.#point(x, y)}`);
    [this.#x, this.#y] = [x, y];
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    if (this.#path.length === 0) this.moveTo(x1, y1);
    this.#path.push(`C${this.#point(x1, y1)} ${this.#point(x2, y2)} ${this.#point(x, y)}`);
    [this.#x, this.#y] = [x, y];
  }

  quadraticCurveTo(x1: number, y1: number, x: number, y: number): void {
    const [x0, y0] = [this.#x, this.#y];
    this.bezierCurveTo(x0 + (2 / 3) * (x1 - x0), y0 + (2 / 3) * (y1 - y0), x + (2 / 3) * (x1 - x), y + (2 / 3) * (y1 - y), x, y);
  }

  /** Quarter circles at most, each as one curve. */
  arc(x: number, y: number, radius: number, start: number, end: number, isCounterclockwise = false): void {
    const turn = 2 * Math.PI;
    let sweep = isCounterclockwise ? start - end : end - start;
    sweep = sweep >= turn ? turn : ((sweep % turn) + turn) % turn;
    if (sweep === 0 && start !== end) sweep = turn;
    const pieces = Math.max(1, Math.ceil(sweep / (Math.PI / 2) - 1e-9));
    const step = ((isCounterclockwise ? -1 : 1) * sweep) / pieces;
    const reach = pieces === 4 ? KAPPA * Math.sign(step) : (4 / 3) * Math.tan(step / 4);
    this.lineTo(x + radius * Math.cos(start), y + radius * Math.sin(start));
    for (let piece = 0; piece < pieces; piece++) {
      const [from, to] = [start + piece * step, start + (piece + 1) * step];
      const [cosFrom, sinFrom, cosTo, sinTo] = [Math.cos(from), Math.sin(from), Math.cos(to), Math.sin(to)];
      this.bezierCurveTo(x + radius * (cosFrom - reach * sinFrom), y + radius * (sinFrom + reach * cosFrom), x + radius * (cosTo + reach * sinTo), y + radius * (sinTo - reach * cosTo), x + radius * cosTo, y + radius * sinTo);
    }
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
    this.moveTo(x, y);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (!this.#size) {
      this.#size = { width, height };
      return;
    }
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }

  fill(): void {
    const fill = this.#paint(this.fillStyle);
    const path = this.#pathText();
    if (fill && path !== '') this.#marks.push({ kind: 'path', path, fill, stroke: null });
  }

  stroke(): void {
    const paint = this.#paint(this.strokeStyle);
    const path = this.#pathText();
    if (!paint || path === '' || this.lineWidth <= 0) return;
    const scale = this.#scale();
    this.#marks.push({
      kind: 'path', path, fill: null,
      stroke: { ...paint, width: round(this.lineWidth * scale), cap: this.lineCap, join: this.lineJoin, dash: this.#dash.map(length => round(length * scale)), dashOffset: round(this.lineDashOffset * scale) },
    });
  }

  clip(): void {
    const clipped: ClipMark & { readonly marks: Mark[] } = { kind: 'clip', path: this.#pathText(), marks: [] };
    this.#marks.push(clipped);
    this.#marks = clipped.marks;
  }

  fillText(text: string, x: number, y: number): void {
    const fill = this.#paint(this.fillStyle);
    if (!fill || text === '') return;
    const [a, b, c, d, e, f] = this.#matrix;
    this.#marks.push({ kind: 'text', text, x: round(a * x + c * y + e), y: round(b * x + d * y + f), anchor: anchorOf(this.textAlign), angle: Math.atan2(b, a), ...fontOf(this.font, this.#scale()), fill });
  }

  /** Outlined text has no place in our charts. */
  strokeText(): void {
    throw new Error('Charts fill their text.');
  }

  isPointInPath(): boolean {
    return false;
  }

  isPointInStroke(): boolean {
    return false;
  }

  #transform([a, b, c, d, e, f]: Matrix): void {
    const [A, B, C, D, E, F] = this.#matrix;
    this.#matrix = [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
  }

  #point(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.#matrix;
    return `${round(a * x + c * y + e)} ${round(b * x + d * y + f)}`;
  }

  #scale(): number {
    const [a, b, c, d] = this.#matrix;
    return Math.sqrt(Math.abs(a * d - b * c));
  }

  /** Without places that nothing is drawn from. */
  #pathText(): string {
    return this.#path.filter((command, place) => !(command.startsWith('M') && (this.#path[place + 1]?.startsWith('M') ?? true))).join('');
  }

  #paint(style: unknown): Paint | null {
    const paint = parseColour(style);
    const opacity = paint.opacity * this.globalAlpha;
    return opacity > 0 ? { colour: paint.colour, opacity: round(opacity) } : null;
  }
}

const names: Readonly<Record<string, string>> = { black: '#000000', white: '#ffffff', red: '#ff0000', lightgray: '#d3d3d3', gray: '#808080', steelblue: '#4682b4' };

/** A CSS colour as charts write it; a gradient or an unknown word is a fault of the chart. */
function parseColour(style: unknown): Paint {
  if (typeof style !== 'string') throw new Error('A drawing is painted in plain colours.');
  const text = (Object.hasOwn(names, style) ? names[style]! : style).trim().toLowerCase();
  if (text === 'transparent' || text === 'none' || text === '') return { colour: '#000000', opacity: 0 };
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(text);
  if (short) return { colour: `#${short.slice(1).map(digit => digit + digit).join('')}`, opacity: 1 };
  const long = /^(#[0-9a-f]{6})([0-9a-f]{2})?$/.exec(text);
  if (long) return { colour: long[1]!, opacity: long[2] === undefined ? 1 : parseInt(long[2], 16) / 255 };
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+))?\s*\)$/.exec(text);
  if (parts) return { colour: `#${parts.slice(1, 4).map(part => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`, opacity: parts[4] === undefined ? 1 : Number(parts[4]) };
  throw new Error(`A chart is painted in "${text}", which is no colour that a drawing knows.`);
}

function anchorOf(align: string): TextMark['anchor'] {
  return align === 'center' ? 'middle' : align === 'right' || align === 'end' ? 'end' : 'start';
}

/** As vega writes it: `italic 600 12px family`. */
function fontOf(font: string, scale: number): Pick<TextMark, 'size' | 'isBold' | 'isItalic' | 'isMonospaced'> {
  const size = /([\d.]+)px/.exec(font);
  const before = font.slice(0, size?.index ?? 0);
  return { size: round(Number(size?.[1] ?? 10) * scale), isBold: /\b(bold|[6-9]00)\b/.test(before), isItalic: /\b(italic|oblique)\b/.test(before), isMonospaced: /mono/i.test(font.slice(size?.index ?? 0)) };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
