/** The page of the preview: a bar of tools, and below it the report as its reader will see it. Only the extension's own two scripts may run. */
import * as vscode from 'vscode';
import { reportFormats } from '../../engine/report/formats.js';
import { journalStyles, type StyleName } from '../../engine/report/document/journal-styles.js';
import { escapeMarkup } from '../../engine/report/svg.js';
import { editorStyle, pageStyle } from '../../engine/report/html/page-style.js';

export interface PreviewState {
  readonly style: StyleName;
  readonly showsCode: boolean;
}

/** What the page asks for. */
export type PreviewMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'export'; readonly format: string }
  | { readonly type: 'options'; readonly style: string; readonly showsCode: boolean };

export function previewPage(webview: vscode.Webview, extensionUri: vscode.Uri, { style, showsCode }: PreviewState): string {
  const script = (name: string): string => `<script src="${escapeMarkup(webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString())}"></script>`;
  const styles = Object.values(journalStyles).map(({ name, title }) => `<option value="${name}"${name === style ? ' selected' : ''}>${escapeMarkup(title)}</option>`).join('');
  const buttons = reportFormats.map(({ name, title }) => `<button type="button" data-format="${name}">${escapeMarkup(title)}</button>`).join('');
  const text = (words: string): string => escapeMarkup(words);
  return [
    '<!DOCTYPE html>',
    `<html lang="${escapeMarkup(vscode.env.language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${webview.cspSource}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${text(vscode.l10n.t('Report Preview'))}</title>`,
    `<style>${pageStyle}${editorStyle}</style>`,
    '</head>',
    '<body>',
    `<header class="bar">`,
    `<label>${text(vscode.l10n.t('Style of tables'))} <select id="style">${styles}</select></label>`,
    `<label><input type="checkbox" id="code"${showsCode ? ' checked' : ''}> ${text(vscode.l10n.t('Show code'))}</label>`,
    `<span class="formats" role="group" aria-label="${text(vscode.l10n.t('Export Report'))}"><span aria-hidden="true">${text(vscode.l10n.t('Export as'))}</span>${buttons}</span>`,
    '</header>',
    '<div id="contents"></div>',
    `<main lang="en" aria-busy="true"><p class="remark">${text(vscode.l10n.t('Writing the report'))} …</p></main>`,
    script('report-runtime.js'),
    script('report-preview.js'),
    '</body>',
    '</html>',
  ].join('\n');
}
