/** Models before they are fitted, and the lists that their parts come in. */
import { splitRandomTerms } from '../../model/random-terms.js';
import { updateFormula } from '../../model/update-formula.js';
import { formulaFromText } from '../functions/formula-text.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Formula } from '../syntax/tree.js';
import { infer } from './infer.js';
import type { Given, ResultRule } from './infer-call.js';
import { double, unknown, type StaticValue } from './values.js';

export const modelResults: Readonly<Record<string, ResultRule>> = {
  // every fitting function is read alike
  lmer: modelOf,
  update: updated,
  ranef: (given) => byGroup(given, { kind: 'dataFrame', columns: new Map(), isComplete: false }),
  coef: (given) => byGroup(given, { kind: 'dataFrame', columns: new Map(), isComplete: false }),
  VarCorr: (given) => byGroup(given, unknown),
  fixef: () => double,
  fitted: () => double,
  residuals: () => double,
  resid: () => double,
  predict: ({ expression }) => (expression('se.fit') ? unknown : double),
  summary: (given) => {
    const of = first(given);
    return of.kind === 'model' ? { kind: 'list', elements: new Map([['coefficients', unknown]]), isComplete: false } : unknown;
  },
};

const first = ({ call, names }: Given): StaticValue => (call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown);

function modelOf({ call, names, expression }: Given): StaticValue {
  const written = expression('formula');
  const formula = written ? infer(written, names) : unknown;
  const name = call.callee.kind === 'name' || call.callee.kind === 'namespace' ? call.callee.name : '';
  const text = (parameter: string): string => {
    const given = expression(parameter);
    return given ? deparse(given) : '';
  };
  return { kind: 'model', call, function: name, formula: formula.kind === 'formula' ? formula.formula : null, family: text('family'), data: text('data') };
}

function updated(given: Given): StaticValue {
  const old = first(given);
  const written = given.expression('formula.');
  const change = written ? infer(written, given.names) : unknown;
  if (old.kind === 'formula') return unknown;
  if (old.kind !== 'model' || !written) return old;
  const family = given.expression('family');
  const data = given.expression('data');
  return {
    ...old,
    formula: old.formula && change.kind === 'formula' ? changedFormula(old.formula, change.formula) : null,
    family: family ? deparse(family) : old.family,
    data: data ? deparse(data) : old.data,
  };
}

function changedFormula(old: Formula, change: Formula): Formula | null {
  try {
    return formulaFromText(updateFormula(old, change), null).formula;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** A list with one element for each grouping factor of a model. */
function byGroup(given: Given, element: StaticValue): StaticValue {
  const model = first(given);
  const groups = model.kind === 'model' && model.formula ? groupsOf(model.formula) : null;
  return groups ? { kind: 'list', elements: new Map(groups.map((group) => [group, element])), isComplete: true } : unknown;
}

/** The names of the grouping factors of a formula; null where it has no reading. */
export function groupsOf(formula: Formula): string[] | null {
  try {
    return [...new Set(splitRandomTerms(formula.right).random.map(({ group }) => group))];
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
