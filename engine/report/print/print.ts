/** The entry of what prints: a bundle of its own, larger than all else that writes reports, and read when a first printed report is asked for. */
import { pdfReport } from './pdf/pdf-report.js';
import type { Print } from './print-input.js';
import { wordReport } from './word/word-report.js';

export const print: Print = (form, input) => (form === 'docx' ? wordReport(input) : pdfReport(input));
