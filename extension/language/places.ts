/** Places in a notebook's cells as locations in their documents. */
import * as vscode from 'vscode';
import type { Place } from '../../engine/language/names/notebook-names.js';
import type { LiveNotebooks } from '../notebook/live-notebooks.js';
import { family, rangeIn } from './documents.js';

/** The places that are in documents that are open, as all cells of an open notebook are. */
export function locationsOf(places: readonly Place[], document: vscode.TextDocument, live: LiveNotebooks): vscode.Location[] {
  const documents = family(document, live);
  return places.flatMap(place => {
    const there = documents[place.cell];
    return there ? [new vscode.Location(there.uri, rangeIn(there, place))] : [];
  });
}
