/** `AIC(m1, m2)` of models whose likelihoods cannot be compared, as far as the calls that fitted them tell. */
import { datasetNamed } from '../../data/datasets/catalogue.js';
import { readModelFormula } from '../../model/formula.js';
import type { StaticModel } from '../static/values.js';
import { UserError, type Diagnostic, type QuickFix, type TextRange } from '../syntax/diagnostic.js';
import { deparse, deparseName } from '../syntax/deparse.js';
import type { Call, Expression } from '../syntax/tree.js';
import { namesIn } from '../syntax/walk.js';
import { textOf, type Scope } from './scope.js';

interface Compared {
  readonly name: string;
  readonly at: TextRange;
  readonly model: StaticModel;
}

export function checkComparedModels(call: Call, scope: Scope): Diagnostic[] {
  const called = textOf(call.callee);
  if (called !== 'AIC' && called !== 'BIC' && called !== 'anova') return [];
  const compared = call.arguments.flatMap(({ name, value }): Compared[] => {
    const model = name === null && value?.kind === 'name' ? scope.variable(value.name)?.model : null;
    return model && value?.kind === 'name' ? [{ name: value.name, at: value, model }] : [];
  });
  const [first, ...others] = compared;
  if (!first) return [];
  for (const other of others) {
    const why = differentResponses(first, other) ?? differentRows(first, other, scope);
    if (why !== null) return [diagnostic(why, other.at, [])];
  }
  // anova() of R fits again by maximum likelihood
  const different = called === 'anova' ? undefined : others.find(other => isByREML(first.model) && isByREML(other.model) && haveDifferentFixedEffects(first.model, other.model));
  return different ? [diagnostic(`\`${first.name}\` and \`${different.name}\` are fitted by REML and have different fixed effects, so that their likelihoods are of different things: compare fits by maximum likelihood, REML = FALSE.`, different.at, byMaximumLikelihood(compared))] : [];
}

function differentResponses(first: Compared, other: Compared): string | null {
  const [a, b] = [first.model.formula?.left, other.model.formula?.left];
  if (!a || !b || !(isTransformed(a, b) || isTransformed(b, a))) return null;
  return `\`${first.name}\` is a model of ${deparse(a)} and \`${other.name}\` of ${deparse(b)}: likelihoods of different responses cannot be compared.`;
}

/** Whether one is a function of the other alone, as log(y) is of y. */
const isTransformed = (response: Expression, of: Expression): boolean => of.kind === 'name' && response.kind === 'call' && textOf(response.callee) !== 'I' && namesIn(response).length > 0 && namesIn(response).every(name => name === of.name);

function differentRows(first: Compared, other: Compared, scope: Scope): string | null {
  const [a, b] = [first.model.data, other.model.data];
  const areOtherData = isBundled(a, scope) && isBundled(b, scope) && a !== b;
  if (areOtherData) return `\`${first.name}\` is fitted to ${a} and \`${other.name}\` to ${b}: likelihoods of different data cannot be compared.`;
  const [rowsOfFirst, rowsOfOther] = [subsetOf(first.model), subsetOf(other.model)];
  if (rowsOfFirst === rowsOfOther || a !== b) return null;
  return `\`${first.name}\` and \`${other.name}\` are fitted to different rows (${rowsOfFirst ?? 'all'}; ${rowsOfOther ?? 'all'}): likelihoods of different data cannot be compared.`;
}

const isBundled = (data: string, scope: Scope): boolean => datasetNamed(data) !== undefined && scope.variable(data) === undefined;

function subsetOf({ call }: StaticModel): string | null {
  const value = call.arguments.find(({ name }) => name === 'subset')?.value;
  return value ? deparse(value) : null;
}

const isByREML = ({ function: name, call }: StaticModel): boolean => name === 'lmer' && call.arguments.every(({ name: given, value }) => given !== 'REML' || (value?.kind === 'constant' && (value.name === 'TRUE' || value.name === 'T')));

function haveDifferentFixedEffects(a: StaticModel, b: StaticModel): boolean {
  const [left, right] = [fixedEffectsOf(a), fixedEffectsOf(b)];
  return left !== null && right !== null && left !== right;
}

/** The fixed effects in one order; null where they cannot be read from the formula alone. */
function fixedEffectsOf({ formula }: StaticModel): string | null {
  if (!formula || namesIn(formula).includes('.')) return null;
  try {
    const { fixed } = readModelFormula(formula, null);
    return [String(fixed.hasIntercept), ...fixed.terms.map(({ label }) => label.split(':').sort().join(':')).sort()].join(' ');
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function byMaximumLikelihood(compared: readonly Compared[]): QuickFix[] {
  const edits = compared.filter(({ model }) => isByREML(model)).map(({ name, at: { from, to } }) => ({ from, to, insert: `update(${deparseName(name)}, REML = FALSE)` }));
  return [{ title: 'Compare fits by maximum likelihood', edits }];
}

const diagnostic = (message: string, { from, to }: TextRange, fixes: readonly QuickFix[]): Diagnostic => ({ code: 'GLMM249', severity: 'warning', message, from, to, fixes });
