/** What stands under the pointer, in words: a coefficient, a random term, a function, an argument, a column, an operator of a formula. */
import { datasetNames } from '../data/datasets/catalogue.js';
import { interpretFixedEffect, interpretRandomTerm } from '../report/words.js';
import type { ModelResult } from '../results.js';
import { functions } from './functions.js';
import type { NotebookText } from './notebook-text.js';
import { describeColumn, describeDataset, describeFunction, describeParameter, describeVariable } from './services/describe.js';
import { explainOperator } from './services/formula-operators.js';
import { code } from './services/markdown.js';
import { fixedEffectsAt, interactionEffects, randomTermsAt } from './services/model-terms.js';
import { parsed } from './services/parsed.js';
import { callsAt, frameAt } from './services/place.js';
import { modelOfCall, Scope, textOf } from './services/scope.js';
import { deparse } from './syntax/deparse.js';
import type { TextRange } from './syntax/diagnostic.js';
import type { Binary, Expression, Program } from './syntax/tree.js';
import { formulaIn, isBar, pathAt } from './syntax/walk.js';

export interface Hover extends TextRange {
  readonly markdown: string;
}

/** Null where there is nothing to say. */
export function hoverAt(notebook: NotebookText, offset: number): Hover | null {
  const { program } = parsed(notebook.cells[notebook.cell] ?? '');
  const path = pathAt(program, offset);
  const sections = [...modelSections(notebook, path, offset), ...operatorSections(path, offset), ...nameSections(notebook, program, path, offset)];
  const range = rangeAt(program, path, offset);
  return sections.length === 0 || !range ? null : { markdown: sections.join('\n\n---\n\n'), ...range };
}

/** No more coefficients of one term are put into words at a time. */
const MOST_READINGS = 6;

/** The reading of the coefficients or random terms under the pointer, if the call around it has been fitted. */
function modelSections(notebook: NotebookText, path: readonly Expression[], offset: number): string[] {
  const formula = formulaIn(path);
  if (!formula) return [];
  const model = path.flatMap((part) => (part.kind === 'call' ? [modelOfCall(notebook, deparse(part))] : [])).find((one) => one !== null);
  if (!model) return [];
  const bracketed = path.find((part) => part.kind === 'parenthesised' && isBar(part.inner));
  if (bracketed) return readings(randomTermsAt(model, formula, bracketed), (index) => interpretRandomTerm(model, index).markdown);
  const operation = operationAt(path, offset);
  const indices = operation ? interactionEffects(model, operation) : fixedEffectsAt(model, formula, path);
  return readings(indices, (index) => fixedReading(model, index));
}

const fixedReading = (model: ModelResult, index: number): string => `${code(model.fixed[index]!.term)}: ${interpretFixedEffect(model, index).markdown}`;

function readings(indices: readonly number[], read: (index: number) => string): string[] {
  if (indices.length === 0) return [];
  const more = indices.length - MOST_READINGS;
  return [[...indices.slice(0, MOST_READINGS).map(read), ...(more > 0 ? [`… and ${more} more in the summary of the model.`] : [])].join('\n\n')];
}

function operatorSections(path: readonly Expression[], offset: number): string[] {
  const operation = operationAt(path, offset);
  const bar = path.find((part): part is Binary => isBar(part));
  const isInGrouping = operation !== null && bar !== undefined && bar !== operation && bar.right.from <= operation.from;
  const explanation = operation && formulaIn(path) ? explainOperator(isInGrouping ? bar : operation) : null;
  return explanation === null ? [] : [explanation];
}

/** The operation whose operator sign an offset is on; a plus says nothing that needs words. */
function operationAt(path: readonly Expression[], offset: number): Binary | null {
  for (const part of path) if (part.kind === 'binary' && part.operator !== '+' && part.operatorRange.from <= offset && offset < part.operatorRange.to) return part;
  return null;
}

function nameSections(notebook: NotebookText, program: Program, path: readonly Expression[], offset: number): string[] {
  const argument = argumentNameAt(program, offset);
  if (argument) return [argument.markdown];
  const last = path.at(-1);
  const parent = path.at(-2);
  const scope = Scope.at(notebook, program.statements, last?.from ?? offset);
  if (last?.kind === 'member' && last.nameRange.from <= offset) {
    const frame = scope.frame(last.object);
    const column = frame?.columns.get(last.name);
    return frame && column ? [describeColumn(frame, column)] : [];
  }
  if (last?.kind !== 'name' && last?.kind !== 'namespace') return [];
  const name = textOf(last);
  const description = functions.get(name);
  if (parent?.kind === 'call' && parent.callee === last) return description ? [describeFunction(description)] : [];
  const frame = frameAt(notebook, program, offset);
  const column = frame?.columns.get(name);
  if (frame && column) return [describeColumn(frame, column)];
  const variable = scope.variable(name);
  if (variable) return [describeVariable(variable)];
  if (datasetNames.has(name)) return [describeDataset(name)];
  return description ? [describeFunction(description)] : [];
}

function argumentNameAt(program: Program, offset: number): { readonly markdown: string; readonly range: TextRange } | null {
  const [place] = callsAt(program, offset);
  const range = place?.argument?.nameRange;
  if (!place?.parameter || !range || offset < range.from || offset > range.to) return null;
  return { markdown: describeParameter(place.description, place.parameter), range };
}

/** What the hover is about: the sign of an operator, an argument's name, a bracketed random term, or the innermost expression. */
function rangeAt(program: Program, path: readonly Expression[], offset: number): TextRange | null {
  const operation = operationAt(path, offset);
  if (operation) return operation.operatorRange;
  const argument = argumentNameAt(program, offset);
  if (argument) return argument.range;
  const last = path.at(-1);
  if (!last) return null;
  if (last.kind === 'member' && last.nameRange.from <= offset) return last.nameRange;
  return { from: last.from, to: last.to };
}
