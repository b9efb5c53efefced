/** The user's settings, as a session takes them. */
import * as vscode from 'vscode';
import type { SessionSettings } from '../engine/language/registry.js';
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
