/** A formula that was written as a text. */
import { UserError, type TextRange } from '../syntax/diagnostic.js';
import { parseProgram } from '../syntax/parse.js';
import type { FormulaValue } from '../values.js';
import { deparse } from '../syntax/deparse.js';
import { relocated } from './relocated.js';

/** Every part of the formula stands at `place`, so that messages point to where the text is used. Throws `UserError`. */
export function formulaFromText(text: string, place: TextRange | null): FormulaValue {
  const { program, diagnostics } = parseProgram(text);
  const wrong = diagnostics.find(diagnostic => diagnostic.severity === 'error');
  const [expression] = program.statements;
  if (wrong || expression?.kind !== 'formula' || program.statements.length !== 1) {
    const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    throw new UserError('GLMM242', `The text "${shown}" is not a formula.${wrong ? ` ${wrong.message}` : ''}`, { range: place, advice: ['Write y ~ x + (1 | g).'] });
  }
  return { type: 'formula', formula: relocated(expression, place ?? { from: 0, to: 0 }), text: deparse(expression) };
}
