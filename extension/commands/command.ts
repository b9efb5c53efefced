/** A command is a value; the composition root registers them all in one place. */
import * as vscode from 'vscode';

export interface Command {
  readonly id: string;
  readonly execute: (...callArguments: unknown[]) => unknown;
}

export function register(commands: readonly Command[]): vscode.Disposable {
  return vscode.Disposable.from(...commands.map(({ id, execute }) => vscode.commands.registerCommand(id, execute)));
}
