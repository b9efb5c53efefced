/** The entry of what prints: a bundle of its own, larger than all else that writes reports, and read when a first printed report is asked for. */
import { pdfReport } from './pdf/pdf-report.js';
import type { PrintInput } from './print-input.js';
import { wordReport } from './word/word-report.js';

export type PrintedForm = 'docx' | 'pdf';

/** The bytes of a document in a printed form. */
export function print(form: PrintedForm, input: PrintInput): Promise<Uint8Array> {
  return form === 'docx' ? wordReport(input) : pdfReport(input);
}
