/** What the last fit of a call says about the fit itself; what it says about the data, the data say better as they are now. */
import type { ModelResult } from '../../results.js';
import type { Diagnostic } from '../syntax/diagnostic.js';
import type { FitCall } from './fit-call.js';
import { noticeDiagnostics } from './notice-diagnostics.js';

export function checkLastFit(fit: FitCall, { notices }: ModelResult): Diagnostic[] {
  return noticeDiagnostics(fit, notices.filter(({ code }) => code.startsWith('GLMM4')));
}
