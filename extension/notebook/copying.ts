/** Puts outputs on the clipboard, in the form that was chosen in their menu. */
import * as vscode from 'vscode';
import { copiedAs } from '../../engine/report/copy-forms.js';
import type { CopyForm } from '../../engine/report/view/host.js';
import type { Result } from '../../engine/results.js';
import type { RendererMessage } from './renderer-messages.js';

export function copyOutputs(messages: vscode.Event<RendererMessage>): vscode.Disposable {
  return messages(({ message }) => {
    if (!isCopy(message)) return;
    void vscode.env.clipboard.writeText(copiedAs(message.result, message.form)).then(() => vscode.window.setStatusBarMessage(vscode.l10n.t('Copied.'), 3000));
  });
}

const isCopy = (message: unknown): message is { readonly form: CopyForm; readonly result: Result } => {
  const { kind, form, result } = (message ?? {}) as { kind?: unknown; form?: unknown; result?: { kind?: unknown } | null };
  return kind === 'copy' && typeof form === 'string' && typeof result?.kind === 'string';
};
