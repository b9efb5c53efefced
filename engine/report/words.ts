/** A fitted model in words: what each coefficient and each random term says, conditional on the random effects and averaged over them. */
import type { ModelResult } from '../results.js';
import { readFixedEffect, type Reading } from './words/fixed-effect.js';
import { readRandomTerm } from './words/random-term.js';

/** A reading with its text and Markdown. */
export interface Interpretation extends Reading {
  /** All of it as one line of text. */
  readonly text: string;
  /** All of it as Markdown; whatever the user named is escaped. */
  readonly markdown: string;
}

/**
 * What coefficient `index` of the fixed effects says, in one sentence conditional on the random effects, with its interval,
 * and in remarks: the population-averaged counterpart, the change for a typical group, and what the reading depends on.
 */
export const interpretFixedEffect = (model: ModelResult, index: number): Interpretation => interpretation(readFixedEffect(model, index));

/** What a random term says: how much its levels differ, what share of the variation that is, and how far apart they lie. */
export const interpretRandomTerm = (model: ModelResult, index: number): Interpretation => interpretation(readRandomTerm(model, index));

function interpretation(read: Reading): Interpretation {
  const { reading, remarks } = read;
  return {
    ...read,
    text: [reading.map(piece => piece.text).join(''), ...remarks].join(' '),
    markdown: [
      reading.map(piece => (piece.isStrong ? `**${escapeMarkdown(piece.text)}**` : escapeMarkdown(piece.text))).join(''),
      ...remarks.map(escapeMarkdown),
    ].join('\n\n'),
  };
}

/** Characters that Markdown or HTML would read as markup, made literal. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&$!]/g, character => (character === '<' ? '&lt;' : character === '>' ? '&gt;' : character === '&' ? '&amp;' : `\\${character}`));
}
