/** What notices are made of. */
import type { Notice } from '../results.js';
import { noticeDescriptions } from './notice-descriptions.js';

/** A notice as severe as its code is described; a hint of the editor is information beside a fit. */
export function notice(code: string, message: string, details: { term?: string; evidence?: Notice['evidence']; advice: readonly string[]; mend?: NonNullable<Notice['mend']> }): Notice {
  const described = noticeDescriptions.find(description => description.code === code)?.severity ?? 'warning';
  const severity = described === 'hint' ? 'information' : described;
  return { code, severity, message, term: details.term ?? null, evidence: details.evidence ?? {}, advice: details.advice, ...(details.mend ? { mend: details.mend } : {}) };
}

/** `a`, `a and b`, `a, b and c`. */
export const joined = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
