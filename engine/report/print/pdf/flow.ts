/** Pieces of a document set one below the other on pages. */

/** What stays on one page. */
export interface Piece {
  readonly height: number;
  /** Space above, which is left out at the top of a page. */
  readonly before: number;
  /** Whether a page may not end with it. */
  readonly keepsWithNext: boolean;
  /** Draws it with its upper edge at `y`; `gap` is the space above that was kept. */
  readonly draw: (y: number, gap: number) => void;
  /** What is drawn again where a page begins with it, such as the heads of a table. */
  readonly again?: readonly Piece[];
}

export interface PageFrame {
  readonly top: number;
  readonly bottom: number;
  readonly newPage: () => void;
}

/** Draws all pieces in their order. Pieces that hold together move to a new page together, unless no page could hold them. */
export function setPages(pieces: readonly Piece[], { top, bottom, newPage }: PageFrame): void {
  let y = top;
  let isAtTop = true;
  const place = (piece: Piece): void => {
    const gap = isAtTop ? 0 : piece.before;
    piece.draw(y + gap, gap);
    y += gap + piece.height;
    isAtTop = false;
  };
  newPage();
  for (let next = 0; next < pieces.length; ) {
    const together = held(pieces, next, bottom - top);
    const needed = together.reduce((sum, piece, at) => sum + piece.height + (at === 0 && isAtTop ? 0 : piece.before), 0);
    if (!isAtTop && y + needed > bottom + 0.01) {
      newPage();
      [y, isAtTop] = [top, true];
      for (const piece of pieces[next]!.again ?? []) place(piece);
    }
    for (const piece of together) place(piece);
    next += together.length;
  }
}

/** The pieces from one on that must be on one page; it alone where all of them are too high for any. */
function held(pieces: readonly Piece[], from: number, room: number): readonly Piece[] {
  let end = from;
  while (end < pieces.length - 1 && pieces[end]!.keepsWithNext) end++;
  const together = pieces.slice(from, end + 1);
  const height = together.reduce((sum, piece, at) => sum + piece.height + (at === 0 ? 0 : piece.before), 0);
  return height <= room ? together : together.slice(0, 1);
}
