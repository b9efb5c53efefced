/**
 * How journals print tables: one record a style, read wherever a document is built.
 * Sources: Publication Manual of the American Psychological Association, 7th ed. (2020), sections 6.36–6.45 and 7.8–7.21;
 * AMA Manual of Style, 11th ed. (2020), chapters 4.1, 17 and 18.
 */
import { fromJsonNumber, type JsonNumber } from '../../results.js';
import { formatP, formatPercentLevel } from '../numbers.js';
import type { Inline } from './document.js';

export interface JournalStyle {
  /** As it is asked for: `apa`. */
  readonly name: StyleName;
  /** As people call it: `APA 7`. */
  readonly title: string;
  /** Significant digits that the standard error of an estimate shows, and so the decimals of the estimate. */
  readonly digits: number;
  /** Whether a heading of a table capitalises its words, and a column's its first. */
  readonly hasCapitals: boolean;
  /** Whether each factor has a row of its own over its levels, the reference among them. */
  readonly namesReference: boolean;
  /** Whether an interval stands in one column with its estimate: `0.37 (0.20-0.68)`. */
  readonly joinsInterval: boolean;
  /** Whether the title inside a picture is left out, because it stands beside it. */
  readonly hasBarePictures: boolean;
  /** Names of statistics that are set in italics, as they stand at the head of a column or in a note. */
  readonly symbols: readonly string[];
  /** Other names that a style gives to statistics. */
  readonly names: Readonly<Record<string, string>>;
  /** The label of a table or figure with its title: what stands on the first lines. */
  readonly caption: (label: string, title: readonly Inline[]) => readonly Inline[];
  /** Whether the caption of a figure stands over the picture, and what is said of it below. */
  readonly isFigureCaptionAbove: boolean;
  /** Such as `95% CI`. */
  readonly intervalName: (level: number) => string;
  /** Two limits that are formatted already; without brackets around an interval that stands beside its estimate. */
  readonly interval: (lower: string, upper: string) => string;
  readonly p: (value: JsonNumber) => string;
  /** A number that cannot be larger than one, such as a correlation or a share of variance. */
  readonly share: (formatted: string) => string;
  /** Abbreviations with their meaning, and remarks, as the paragraphs below a table. */
  readonly notes: (abbreviations: readonly (readonly [short: string, long: string])[], remarks: readonly string[]) => readonly (readonly Inline[])[];
}

export type StyleName = 'plain' | 'apa' | 'ama';

const text = (words: string): Inline => ({ kind: 'text', text: words });
const strong = (words: string): Inline => ({ kind: 'text', text: words, isStrong: true });
const emphasised = (run: Inline): Inline => (run.kind === 'text' ? { ...run, isEmphasis: true } : run);
const strengthened = (run: Inline): Inline => (run.kind === 'text' || run.kind === 'symbol' ? { ...run, isStrong: true } : run);

const dash = (lower: string, upper: string): string => (/^−/.test(lower) || /^−/.test(upper) ? `${lower} to ${upper}` : `${lower} – ${upper}`);
const hyphen = (lower: string, upper: string): string => (/^−/.test(lower) || /^−/.test(upper) ? `${lower} to ${upper}` : `${lower}-${upper}`);
const withoutZero = (formatted: string): string => formatted.replace(/^(−?(?:[<>] ?)?)0\./, '$1.');

export const journalStyles: Readonly<Record<StyleName, JournalStyle>> = {
  plain: {
    name: 'plain',
    title: 'Plain',
    digits: 3,
    hasCapitals: false,
    namesReference: false,
    joinsInterval: false,
    hasBarePictures: false,
    symbols: ['p', 'z', 't', 'F'],
    names: {},
    caption: (label, title) => [strong(`${label}.`), text(' '), ...title],
    isFigureCaptionAbove: false,
    intervalName: level => `${formatPercentLevel(level)} CI`,
    interval: dash,
    p: formatP,
    share: formatted => formatted,
    notes: (_abbreviations, remarks) => (remarks.length === 0 ? [] : [[text(remarks.join(' '))]]),
  },
  apa: {
    name: 'apa',
    title: 'APA 7',
    digits: 2,
    hasCapitals: true,
    namesReference: true,
    joinsInterval: false,
    hasBarePictures: true,
    symbols: ['p', 'z', 't', 'F', 'df', 'SE', 'SD', 'R²', 'N', 'n', 'M'],
    names: {},
    caption: (label, title) => [strong(label), { kind: 'break' }, ...title.map(emphasised)],
    isFigureCaptionAbove: true,
    intervalName: level => `${formatPercentLevel(level).replace(' ', '')} CI`,
    interval: (lower, upper) => `[${lower}, ${upper}]`,
    p: value => withoutZero(formatP(value).replace('< ', '< ')),
    share: withoutZero,
    notes: (abbreviations, remarks) => {
      const general = [...remarks, ...(abbreviations.length === 0 ? [] : [`${abbreviations.map(([short, long]) => `${short} = ${long}`).join('; ')}.`])];
      return general.length === 0 ? [] : [[emphasised(text('Note.')), text(` ${general.join(' ')}`)]];
    },
  },
  ama: {
    name: 'ama',
    title: 'AMA 11',
    digits: 2,
    hasCapitals: true,
    namesReference: true,
    joinsInterval: true,
    hasBarePictures: true,
    symbols: ['P', 'z', 't', 'F', 'R²'],
    names: { p: 'P' },
    caption: (label, title) => [strong(`${label}. `), ...title.map(strengthened)],
    isFigureCaptionAbove: false,
    intervalName: level => `${formatPercentLevel(level).replace(' ', '')} CI`,
    interval: hyphen,
    p: medicalP,
    share: formatted => formatted,
    notes: (abbreviations, remarks) => [
      ...(abbreviations.length === 0 ? [] : [[text(`Abbreviations: ${abbreviations.map(([short, long]) => `${short}, ${long}`).join('; ')}.`)]]),
      ...remarks.map((remark, place): readonly Inline[] => [{ kind: 'superscript', text: String.fromCharCode(97 + place) }, text(remark)]),
    ],
  },
};

/** Two decimals, three below .01 and where two would hide on which side of .05 it lies; from <.001 to >.99 (AMA 18.5.2 and 19.5). */
function medicalP(value: JsonNumber): string {
  const p = fromJsonNumber(value);
  if (!Number.isFinite(p)) return formatP(value);
  if (p < 0.001) return '<.001';
  if (p > 0.99) return '>.99';
  const two = p.toFixed(2);
  const hidesSide = p !== Number(two) && (two === '0.05' || Number(two) < 0.05 !== p < 0.05);
  return withoutZero(p < 0.01 || hidesSide ? p.toFixed(3) : two);
}
