/** What a printed report is made of. */
import type { Drawing } from '../charts/shapes.js';
import type { Document } from '../document/document.js';
import type { FontFiles } from './face-names.js';

/** Forms that are bytes, with everything in its place. */
export type PrintedForm = 'docx' | 'pdf';

export interface PrintInput {
  readonly document: Document;
  /** The charts of the document's figures, by number. */
  readonly drawings: ReadonlyMap<number, Drawing>;
  readonly fonts: FontFiles;
}

/** The bytes of a document in a printed form. */
export type Print = (form: PrintedForm, input: PrintInput) => Promise<Uint8Array>;
