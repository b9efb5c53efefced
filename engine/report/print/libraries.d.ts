/** What is used of libraries that bring no types of their own, or types that would let the engine see Node. */

declare module 'pdfkit' {
  export interface StructureElement {
    /** A closure draws on the page that is current; it runs at once where the element already hangs in the document. */
    add(child: StructureElement | (() => void)): this;
    end(): void;
    /** What will be written of it. */
    readonly dictionary: { readonly data: Record<string, unknown> };
  }
  export interface StructureOptions {
    readonly alt?: string;
    readonly actual?: string;
    readonly lang?: string;
    readonly title?: string;
    readonly scope?: 'Column' | 'Row' | 'Both';
    /** Left, top, right, bottom. */
    readonly bbox?: readonly [number, number, number, number];
    readonly placement?: 'Block' | 'Inline';
  }
  export interface Outline {
    addItem(title: string, options?: { readonly expanded?: boolean }): Outline;
  }
  class PDFDocument {
    constructor(options: {
      readonly size?: readonly [number, number];
      readonly margin?: number;
      readonly font?: null;
      readonly pdfVersion?: '1.7';
      readonly tagged?: boolean;
      readonly lang?: string;
      readonly displayTitle?: boolean;
      readonly autoFirstPage?: boolean;
      readonly bufferPages?: boolean;
      readonly subset?: 'PDF/UA';
      readonly info?: Readonly<Record<string, string | Date>>;
    });
    readonly outline: Outline;
    on(event: 'data', listener: (chunk: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    addContent(content: string): this;
    addPage(): this;
    bufferedPageRange(): { readonly start: number; readonly count: number };
    switchToPage(page: number): unknown;
    end(): void;
    registerFont(name: string, font: unknown): this;
    font(name: string): this;
    fontSize(points: number): this;
    text(text: string, x: number, y: number, options: { readonly lineBreak: false; readonly baseline: 'alphabetic'; readonly oblique?: boolean }): this;
    struct(type: string, options?: StructureOptions): StructureElement;
    addStructure(element: StructureElement): this;
    markContent(tag: 'Artifact', options: { readonly type: 'Pagination' | 'Layout' }): this;
    endMarkedContent(): this;
    link(x: number, y: number, width: number, height: number, address: string, options: { readonly structParent: StructureElement; readonly Contents: object }): this;
    save(): this;
    restore(): this;
    transform(a: number, b: number, c: number, d: number, e: number, f: number): this;
    translate(x: number, y: number): this;
    scale(factor: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    path(svgPath: string): this;
    clip(): this;
    fill(rule?: 'even-odd'): this;
    stroke(): this;
    fillAndStroke(): this;
    lineWidth(points: number): this;
    lineCap(cap: 'butt' | 'round' | 'square'): this;
    lineJoin(join: 'miter' | 'round' | 'bevel'): this;
    dash(lengths: readonly number[], options: { readonly phase: number }): this;
    undash(): this;
    fillColor(colour: readonly number[] | string): this;
    strokeColor(colour: readonly number[] | string): this;
    fillOpacity(opacity: number): this;
    strokeOpacity(opacity: number): this;
  }
  export { PDFDocument as default };
}

declare module 'fontkit' {
  export interface Path {
    readonly commands: readonly { readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath'; readonly args: readonly number[] }[];
  }
  /** In units of the font. */
  export interface GlyphRun {
    readonly glyphs: readonly { readonly id: number; readonly path: Path; readonly bbox: { readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number }; readonly advanceWidth: number }[];
    readonly positions: readonly { readonly xAdvance: number; readonly yAdvance: number; readonly xOffset: number; readonly yOffset: number }[];
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    readonly xHeight: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string): GlyphRun;
  }
  export function create(bytes: Uint8Array): Font;
}

declare module 'linebreak' {
  /** Opportunities to break lines: Unicode Standard Annex 14. */
  class LineBreaker {
    constructor(text: string);
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
  export { LineBreaker as default };
}
