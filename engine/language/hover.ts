/** What stands under the pointer, in words: a coefficient, a random term, a function, an argument, a column, an operator of a formula. */
import { datasetNames } from '../data/datasets/catalogue.js';
import { families } from '../model/families/families.js';
import { splitRandomTerms, type RandomTermSyntax } from '../model/random-terms.js';
import { interpretFixedEffect, interpretRandomTerm } from '../report/words.js';
import type { ModelResult } from '../results.js';
import { functions } from './functions.js';
import type { NotebookText } from './notebook-text.js';
import { describeColumn, describeConstant, describeDataset, describeFamily, describeFunction, describeParameter, describeVariable } from './services/describe.js';
import { explainOperator, termsOf } from './services/formula-operators.js';
import { columnsIn, describeColumns, describeModelSize, describeRandomCost, type ColumnOf } from './services/formula-size.js';
import { code } from './services/markdown.js';
import { fixedEffectsAt, interactionEffects, randomTermsAt } from './services/model-terms.js';
import { parsed } from './services/parsed.js';
import { callsAt, frameAt } from './services/place.js';
import { plannedFunctions } from './services/planned-functions.js';
import { modelOfCall, Scope, textOf } from './services/scope.js';
import { deparse } from './syntax/deparse.js';
import { UserError, type TextRange } from './syntax/diagnostic.js';
import type { Binary, Expression, Formula, Program } from './syntax/tree.js';
import { formulaIn, isBar, pathAt } from './syntax/walk.js';

export interface Hover extends TextRange {
  readonly markdown: string;
}

/** Null where there is nothing to say. */
export function hoverAt(notebook: NotebookText, offset: number): Hover | null {
  const { program } = parsed(notebook.cells[notebook.cell] ?? '');
  const path = pathAt(program, offset);
  const fitted = modelSections(notebook, path, offset);
  const sections = [...fitted, ...operatorSections(notebook, program, path, offset), ...(fitted.length > 0 ? [] : costSections(notebook, program, path, offset)), ...nameSections(notebook, program, path, offset)];
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

/** Before a fit: what a random term in brackets, or the whole formula at its `~`, will ask of the data. */
function costSections(notebook: NotebookText, program: Program, path: readonly Expression[], offset: number): string[] {
  const formula = formulaIn(path);
  if (!formula) return [];
  const columnOf = (): ColumnOf => columnsIn(Scope.at(notebook, program.statements, formula.from), frameAt(notebook, program, offset));
  const bracketed = path.find((part) => part.kind === 'parenthesised' && isBar(part.inner));
  if (bracketed) {
    const terms = randomTermsIn(formula).filter(({ range }) => bracketed.from <= range.from && range.to <= bracketed.to);
    return terms.length > 0 ? [describeRandomCost(terms, columnOf()).join('\n\n')] : [];
  }
  const isAtTilde = path.at(-1) === formula && formula.left !== null && formula.left.to <= offset && offset < formula.right.from;
  const size = isAtTilde ? describeModelSize(formula, columnOf()) : null;
  return size === null ? [] : [size];
}

function randomTermsIn(formula: Formula): readonly RandomTermSyntax[] {
  try {
    return splitRandomTerms(formula.right).random;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function operatorSections(notebook: NotebookText, program: Program, path: readonly Expression[], offset: number): string[] {
  const operation = operationAt(path, offset);
  const bar = path.find((part): part is Binary => isBar(part));
  const isInGrouping = operation !== null && bar !== undefined && bar !== operation && bar.right.from <= operation.from;
  const formula = formulaIn(path);
  if (!operation || !formula) return [];
  const explanation = explainOperator(isInGrouping ? bar : operation);
  if (explanation === null) return [];
  const labels = bar ? null : termsOf(operation);
  const columns = labels && describeColumns(formula, new Set(labels), columnsIn(Scope.at(notebook, program.statements, formula.from), frameAt(notebook, program, offset)));
  return [columns ? `${explanation}\n\n${columns}` : explanation];
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
  if (last?.kind === 'constant') return asList(describeConstant(last.name));
  if (last?.kind !== 'name' && last?.kind !== 'namespace') return [];
  const name = textOf(last);
  const description = functions.get(name);
  const version = plannedFunctions.get(name);
  const planned = version === undefined ? [] : [`${code(name)} is planned for version ${version} and not there yet.`];
  if (parent?.kind === 'call' && parent.callee === last) return description ? [describeFunction(description)] : planned;
  const family = callsAt(program, offset)[0]?.parameter?.type === 'family' ? families.get(name) : undefined;
  if (family) return [describeFamily(family)];
  const frame = frameAt(notebook, program, offset);
  const column = frame?.columns.get(name);
  if (frame && column) return [describeColumn(frame, column)];
  const variable = scope.variable(name);
  if (variable) return [describeVariable(variable)];
  if (datasetNames.has(name)) return [describeDataset(name)];
  if (description) return [describeFunction(description)];
  return planned.length > 0 ? planned : asList(describeConstant(name));
}

const asList = (text: string | null): string[] => (text === null ? [] : [text]);

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
