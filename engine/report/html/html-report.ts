/** A notebook with its results as one HTML page that needs nothing else: no network, and no script unless charts are to be interactive. */
import { buildDocument, type DocumentOptions } from '../document/build-document.js';
import type { Block } from '../document/document.js';
import type { ReportInput } from '../report-input.js';
import { escapeMarkup } from '../svg.js';
import { blocksHtml } from './blocks.js';
import { contentsHtml, withAnchors } from './contents.js';
import { pageStyle } from './page-style.js';

export interface HtmlAssets {
  /** The script that makes charts interactive (built from renderers/report/runtime.ts); empty for a report without scripts. */
  readonly script: string;
}

/**
 * Prose, code and outputs in the order of the notebook, in light and dark after the reader's preference, ready to print.
 * What the user wrote is text: HTML in prose is shown, not run. The page's policy allows its own script by hash and nothing else.
 * In plain style results are the views of the notebook; in the style of a journal they are its tables.
 */
export async function htmlReport(notebook: ReportInput, assets: HtmlAssets, options: DocumentOptions = {}): Promise<string> {
  const document = buildDocument(notebook, options);
  const { contents, main } = await partsOf(document.blocks, options);
  const script = await pageScript(document.blocks, assets.script);
  const title = escapeMarkup(document.title);
  return [
    '<!DOCTYPE html>',
    `<html lang="${document.language}" dir="ltr">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${script === null ? "'none'" : `'sha256-${script.hash}'`}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="generator" content="GLMM Notebooks ${escapeMarkup(document.engine)}">`,
    `<title>${title}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    `<body class="${options.style ?? 'plain'}">`,
    contents,
    `<main>${main}</main>`,
    ...(script === null ? [] : [`<script>${script.text}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What stands in the page, without the page: for a view of it that is brought up to date in place. */
export interface PageParts {
  /** The list of contents; empty for a short page. */
  readonly contents: string;
  readonly main: string;
}

export const pageParts = (notebook: ReportInput, options: DocumentOptions = {}): Promise<PageParts> => partsOf(buildDocument(notebook, options).blocks, options);

async function partsOf(blocks: readonly Block[], { style = 'plain' }: DocumentOptions): Promise<PageParts> {
  const anchored = withAnchors(blocks);
  return { contents: contentsHtml(anchored), main: await blocksHtml(anchored, { hasViews: style === 'plain' }) };
}

/** The script and its hash; null where there is none, nothing to draw, or no way to hash (a page without a secure context). */
async function pageScript(blocks: readonly Block[], source: string): Promise<{ text: string; hash: string } | null> {
  if (source === '' || !blocks.some(block => block.kind === 'result') || globalThis.crypto?.subtle === undefined) return null;
  const text = source.replaceAll('</script', '\\x3C/script').replaceAll('<!--', '\\x3C!--');
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return { text, hash: btoa(String.fromCharCode(...new Uint8Array(digest))) };
}
