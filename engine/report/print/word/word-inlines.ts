/** Runs of a document as runs of a Word document. */
import { ExternalHyperlink, TextRun, type IRunPropertiesOptions, type ParagraphChild } from 'docx';
import type { Inline } from '../../document/document.js';
import { printable } from '../typeset/spans.js';

export const CODE_FONT = 'Consolas';

export function wordInlines(content: readonly Inline[], style: IRunPropertiesOptions = {}): readonly ParagraphChild[] {
  return content.flatMap((run): readonly ParagraphChild[] => {
    switch (run.kind) {
      case 'text': return wordText(run.text, {
        ...style,
        ...(run.isStrong ? { bold: true } : {}),
        ...(run.isEmphasis ? { italics: true } : {}),
        ...(run.isStruck ? { strike: true } : {}),
        ...(run.isCode ? { style: 'VerbatimChar' } : {}),
      });
      case 'symbol': return [...run.text.matchAll(/\p{L}[\p{L}\p{M}]*|[^\p{L}]+/gu)].flatMap(([part]) => wordText(part, { ...style, ...(run.isStrong ? { bold: true } : {}), ...(/^\p{L}/u.test(part) ? { italics: true } : {}) }));
      case 'subscript': return wordText(run.text, { ...style, subScript: true });
      case 'superscript': return wordText(run.text, { ...style, superScript: true });
      case 'link': return isAddress(run.href) ? [new ExternalHyperlink({ link: run.href, children: wordInlines(run.content, { ...style, style: 'Hyperlink' }) })] : wordInlines(run.content, style);
      case 'image': return run.text === '' ? [] : wordText(`[${run.text}]`, { ...style, italics: true });
      case 'break': return [new TextRun({ break: 1 })];
    }
  });
}

/** Text in runs of one direction; line feeds become breaks. */
export function wordText(text: string, style: IRunPropertiesOptions): readonly TextRun[] {
  return printable(text).split('\n').flatMap((line, place) => [
    ...(place > 0 ? [new TextRun({ ...style, break: 1 })] : []),
    ...[...line.matchAll(directions)].map(([part]) => new TextRun({ ...style, text: part, ...(runsLeft.test(part) ? { rightToLeft: true } : {}) })),
  ]);
}

/** Whether a text begins to the left: its first letter tells (Unicode Standard Annex 9, rules P2 and P3). */
export function beginsLeft(text: string): boolean {
  const first = /\p{L}/u.exec(text);
  return first !== null && runsLeft.test(first[0]);
}

const runsLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const directions = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[\s\p{P}]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*|[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+/gu;

/** A path in a link leads nowhere once the document has been handed on. */
const isAddress = (href: string): boolean => /^(https?|mailto):/i.test(href);
