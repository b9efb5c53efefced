/** The user's settings, as a session takes them. */
import * as vscode from 'vscode';
import type { SessionSettings } from '../engine/language/registry.js';
import { journalStyles, type StyleName } from '../engine/report/document/journal-styles.js';
import { CONFIGURATION } from './identifiers.js';

export function sessionSettings(scope: vscode.Uri): Partial<SessionSettings> {
  const settings = vscode.workspace.getConfiguration(CONFIGURATION, scope);
  return {
    confidenceLevel: settings.get('confidenceLevel', 0.95),
    degreesOfFreedom: settings.get('dfMethod', 'Satterthwaite'),
    digits: settings.get('digits', 7),
    seed: settings.get('seed', 1),
  };
}

/** How reports are written unless a command says otherwise; a style that is none is the plain one. */
export function reportOptions(scope: vscode.Uri): { readonly style: StyleName; readonly showsCode: boolean } {
  const settings = vscode.workspace.getConfiguration(CONFIGURATION, scope);
  const style: string = settings.get('reportStyle', 'plain');
  return { style: Object.hasOwn(journalStyles, style) ? (style as StyleName) : 'plain', showsCode: settings.get('reportShowsCode', true) };
}
