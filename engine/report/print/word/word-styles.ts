/** The styles of a Word document: native names, so that a journal's template can take their place. */
import { AlignmentType, BorderStyle, LineRuleType, type IStylesOptions } from 'docx';
import { CODE_FONT } from './word-inlines.js';

const TEXT_FONT = 'Times New Roman';
const INK = '1A1A1A';

export function wordStyles(language: string): IStylesOptions {
  const heading = (points: number, before: number, italics = false): { run: object; paragraph: object } => ({
    run: { font: TEXT_FONT, size: points * 2, bold: true, italics, color: INK },
    paragraph: { keepNext: true, keepLines: true, spacing: { before: before * 20, after: 80 } },
  });
  return {
    default: {
      document: {
        run: { font: TEXT_FONT, size: 22, language: { value: regional(language) } },
        paragraph: { spacing: { after: 140, line: 276, lineRule: LineRuleType.AUTO } },
      },
      heading1: heading(18, 0),
      heading2: heading(14, 16),
      heading3: heading(12, 12),
      heading4: heading(11, 10),
      heading5: heading(11, 10, true),
      heading6: heading(11, 10, true),
      caption: { run: { font: TEXT_FONT, size: 20, color: INK, italics: false }, paragraph: { spacing: { before: 120, after: 80 } } },
      hyperlink: { run: { color: '0B4F9E', underline: {} } },
    },
    paragraphStyles: [
      { id: 'TableText', name: 'Table Text', basedOn: 'Normal', quickFormat: true, run: { size: 20 }, paragraph: { spacing: { before: 30, after: 30, line: 240, lineRule: LineRuleType.AUTO } } },
      { id: 'TableNotes', name: 'Table Notes', basedOn: 'Normal', quickFormat: true, run: { size: 18 }, paragraph: { spacing: { before: 60, after: 0, line: 240, lineRule: LineRuleType.AUTO } } },
      { id: 'SourceCode', name: 'Source Code', basedOn: 'Normal', quickFormat: true, run: { font: CODE_FONT, size: 18, noProof: true }, paragraph: { spacing: { before: 160, after: 160, line: 250, lineRule: LineRuleType.AUTO }, shading: { fill: 'F4F5F7' }, border: { left: { style: BorderStyle.SINGLE, size: 12, space: 6, color: 'C4CAD2' } }, indent: { left: 140 } } },
      { id: 'Output', name: 'Output', basedOn: 'Normal', quickFormat: true, run: { font: CODE_FONT, size: 17, noProof: true }, paragraph: { spacing: { before: 40, after: 140, line: 240, lineRule: LineRuleType.AUTO } } },
      { id: 'Quote', name: 'Quote', basedOn: 'Normal', quickFormat: true, run: { color: '404040' }, paragraph: { indent: { left: 400, right: 400 } } },
      { id: 'Figure', name: 'Figure', basedOn: 'Normal', quickFormat: true, paragraph: { keepNext: true, spacing: { before: 160, after: 60, line: 240, lineRule: LineRuleType.AUTO } } },
      { id: 'Equation', name: 'Equation', basedOn: 'Normal', quickFormat: true, paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 100, after: 160 } } },
    ],
    characterStyles: [{ id: 'VerbatimChar', name: 'Verbatim Char', quickFormat: true, run: { font: CODE_FONT, size: 19, noProof: true } }],
  };
}

/** Word checks spelling by region. */
const regional = (language: string): string => ({ en: 'en-GB', de: 'de-DE' })[language] ?? language;
