/** What the renderers of outputs tell the extension. */
import * as vscode from 'vscode';
import { RENDERERS } from '../identifiers.js';

export interface RendererMessage {
  readonly renderer: string;
  readonly message: unknown;
}

export function listenToRenderers(): { readonly onDidReceive: vscode.Event<RendererMessage>; readonly disposable: vscode.Disposable } {
  const received = new vscode.EventEmitter<RendererMessage>();
  const listeners = RENDERERS.map(renderer =>
    vscode.notebooks.createRendererMessaging(renderer).onDidReceiveMessage(({ message }) => received.fire({ renderer, message })),
  );
  return { onDidReceive: received.event, disposable: vscode.Disposable.from(received, ...listeners) };
}
