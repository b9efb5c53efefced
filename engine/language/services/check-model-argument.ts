/** Arguments of a model whose text alone shows that they cannot be used: texts in place of columns, columns in place of data. */
import type { ParameterDescription } from '../registry.js';
import type { Diagnostic, QuickFix } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import type { Expression } from '../syntax/tree.js';
import { parsed } from './parsed.js';
import type { Scope } from './scope.js';

/** Null where the argument may be right. */
export function checkModelArgument(parameter: ParameterDescription, value: Expression, scope: Scope): Diagnostic | null {
  if (parameter.type === 'dataFrame') return dataArgument(value, scope);
  if (parameter.type === 'column' && value.kind === 'string') {
    const what = parameter.name === 'subset' ? 'a condition on columns' : 'a column';
    return diagnostic('GLMM318', `${parameter.name} = takes ${what}, not a text; write it without quotation marks.`, value, unquoted(value.value, value));
  }
  if (parameter.name === 'REML') return reml(value);
  if (parameter.name === 'nAGQ' && value.kind === 'string') return diagnostic('GLMM250', 'nAGQ takes a number, not a text.', value, unquoted(value.value, value));
  return null;
}

function dataArgument(value: Expression, scope: Scope): Diagnostic | null {
  if (value.kind === 'string') {
    const isKnown = scope.frameNamed(value.value) !== null || scope.variable(value.value) !== undefined;
    return diagnostic('GLMM254', 'data = takes a data frame, not its name in quotation marks.', value, isKnown ? unquoted(value.value, value) : []);
  }
  if (value.kind !== 'member' || value.operator !== '$') return null;
  const frame = scope.frame(value.object);
  // an element of unknown type may be a data frame
  if (!frame?.columns.has(value.name) || frame.columns.get(value.name)!.type === 'other') return null;
  const insert = deparse(value.object);
  return diagnostic('GLMM254', `data = takes the data frame, and ${deparse(value)} is one of its columns.`, value, [{ title: `Replace by ${insert}`, edits: [{ from: value.from, to: value.to, insert }] }]);
}

function reml(value: Expression): Diagnostic | null {
  if (value.kind !== 'string' && value.kind !== 'number') return null;
  const isOff = value.kind === 'number' ? value.value === 0 : /^(?:ML|F|FALSE|0)$/i.test(value.value);
  const insert = isOff ? 'FALSE' : 'TRUE';
  return diagnostic('GLMM250', 'REML = takes TRUE or FALSE.', value, [{ title: `Write ${insert}`, edits: [{ from: value.from, to: value.to, insert }] }]);
}

/** A text that is an expression, without its quotation marks. */
function unquoted(text: string, { from, to }: Expression): QuickFix[] {
  const { program, diagnostics } = parsed(text);
  return diagnostics.length === 0 && program.statements.length === 1 ? [{ title: `Write ${text}`, edits: [{ from, to, insert: text }], isSafe: true }] : [];
}

const diagnostic = (code: string, message: string, { from, to }: Expression, fixes: readonly QuickFix[]): Diagnostic => ({ code, severity: 'error', message, from, to, fixes });
