/** The runs of a document as text with a style; a forced break is a line feed. */
import type { Inline } from '../../document/document.js';
import type { StyledText, TextStyle } from './fragments.js';

/** Size of subscripts and superscripts, and how far they stand from the baseline, in parts of the size of the text (as STIX Two has them in its OS/2 table, rounded). */
const SCRIPT = { size: 0.7, up: 0.35, down: -0.15 };

const LINK = '#0b4f9e';

export function spansOf(content: readonly Inline[], style: TextStyle): readonly StyledText[] {
  return content.flatMap((run): readonly StyledText[] => {
    switch (run.kind) {
      case 'text': {
        const emphasis = { ...(run.isStrong ? { isBold: true } : {}), ...(run.isEmphasis ? { isItalic: true } : {}) };
        // the letters of a monospaced face are larger than those of the text beside it
        const code = run.isCode ? { family: 'mono' as const, size: style.size * 0.86 } : {};
        return [{ text: printable(run.text), style: { ...style, ...emphasis, ...code, ...(run.isStruck ? { isStruck: true } : {}) } }];
      }
      case 'symbol': return symbolSpans(printable(run.text), { ...style, ...(run.isStrong ? { isBold: true } : {}) });
      case 'subscript': return [{ text: printable(run.text), style: { ...style, size: style.size * SCRIPT.size, rise: style.size * SCRIPT.down } }];
      case 'superscript': return [{ text: printable(run.text), style: { ...style, size: style.size * SCRIPT.size, rise: style.size * SCRIPT.up } }];
      case 'link': return spansOf(run.content, { ...style, colour: LINK, link: run.href });
      case 'image': return run.text === '' ? [] : [{ text: `[${printable(run.text)}]`, style: { ...style, isItalic: true } }];
      case 'break': return [{ text: '\n', style }];
    }
  });
}

/** Letters in italics, figures and signs upright. */
export function symbolSpans(text: string, style: TextStyle): readonly StyledText[] {
  return [...text.matchAll(/\p{L}[\p{L}\p{M}]*|[^\p{L}]+/gu)].map(([part]) => ({ text: part, style: /^\p{L}/u.test(part) ? { ...style, isItalic: true } : style }));
}

/** Without the characters that no page and no XML can hold: controls and halves of pairs become the sign for what cannot be shown. */
export function printable(text: string): string {
  return text
    .replaceAll('\t', '    ')
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
