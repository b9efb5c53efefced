/** What a printed report is made of. */
import type { Drawing } from '../charts/shapes.js';
import type { Document } from '../document/document.js';
import type { FontFiles } from './typeset/faces.js';

export interface PrintInput {
  readonly document: Document;
  /** The charts of the document's figures, by number. */
  readonly drawings: ReadonlyMap<number, Drawing>;
  readonly fonts: FontFiles;
}
