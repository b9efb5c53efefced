/** From the call of a function that fits to everything that its estimation takes: what is wrong with the data shows here, before any estimate. */
import { isColumn } from '../../data/atomic.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import type { FitSpecification } from '../../estimation/fit-mixed-model.js';
import { buildDesign } from '../../model/build-design.js';
import { familyOf } from '../../model/families/families.js';
import { links } from '../../model/families/links.js';
import { readModelFormula } from '../../model/formula.js';
import type { Variable } from '../../model/terms.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, PreparedFit } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import { namesListed } from '../syntax/nearest-name.js';
import type { Expression, Formula } from '../syntax/tree.js';
import type { FamilyValue } from '../values.js';
import { chosenContrasts } from './contrasts.js';
import { formulaFromText } from './formula-text.js';
import { relocated } from './relocated.js';

/** Reads the arguments that all functions for mixed models share, and builds the design. Throws `UserError`. */
export async function prepareFit(chosen: FamilyValue, method: Omit<FitSpecification, 'family' | 'link'>, callArguments: CallArguments, context: CallContext): Promise<PreparedFit> {
  const family = familyOf(chosen.family, chosen.shape);
  const specification = { family, link: links.get(chosen.link)!, ...method };
  const formula = formulaOf(callArguments, context);
  const data = dataOf(callArguments);
  const dataExpression = callArguments.expression('data');
  const dataName = data && dataExpression ? deparse(dataExpression) : '';
  const started = performance.now();
  const built = await buildDesign({
    formula: readModelFormula(formula, data ? [...data.columns.keys()] : null),
    family,
    weights: variableOf(callArguments, 'weights'),
    offset: variableOf(callArguments, 'offset'),
    subset: variableOf(callArguments, 'subset'),
    contrasts: { defaults: context.settings.contrasts, chosen: chosenContrasts(callArguments, 'contrasts'), range: callArguments.expression('contrasts') ?? null },
    rowCount: data ? data.rowCount : null,
    dataName,
    evaluate: variable => evaluateVariable(variable, data, context),
    pause: () => politePause(context),
  });
  await politePause(context);
  const action = actionOf(callArguments);
  requireComplete(action, callArguments, built.design.dropped);
  return { built, specification, formula, dataName, action, started };
}

export async function politePause({ monitor }: CallContext): Promise<void> {
  if (monitor.isDue()) await monitor.pause();
}

function formulaOf(callArguments: CallArguments, context: CallContext): Formula {
  const value = callArguments.get('formula');
  const expression = callArguments.expression('formula');
  if (value?.type === 'character' && value.values.length === 1) return formulaFromText(value.values[0] ?? 'NA', expression ?? context.call).formula;
  if (value?.type !== 'formula') {
    throw new UserError('GLMM242', `The first argument is ${value ? describeValue(value) : 'missing'}, not a formula.`, { range: expression ?? null, advice: ['Write y ~ x + (1 | g).'] });
  }
  // a formula that was made elsewhere has offsets into another cell; messages point to its name here
  return expression?.kind === 'formula' ? value.formula : relocated(value.formula, expression ?? context.call);
}

function dataOf(callArguments: CallArguments): DataFrame | null {
  const value = callArguments.get('data');
  if (!value || value.type === 'null') return null;
  if (value.type === 'dataFrame') return value;
  throw new UserError('GLMM254', `data = is ${describeValue(value)}, not a data frame.`, { range: callArguments.expression('data') ?? null, advice: ['Read one with read.csv(), or make one with data.frame().'] });
}

function variableOf(callArguments: CallArguments, name: string): Variable | null {
  const expression = callArguments.expression(name);
  if (!expression || (expression.kind === 'constant' && expression.name === 'NULL')) return null;
  return { label: deparse(expression), expression };
}

export async function evaluateVariable(variable: Variable, data: DataFrame | null, context: CallContext): Promise<Column> {
  const value = await context.evaluate(variable.expression, data ?? undefined).catch((error: unknown) => {
    throw error instanceof UserError && error.code === 'GLMM201' && !data ? withoutData(error) : error;
  });
  if (isColumn(value)) return value;
  const { expression, label } = variable;
  const isFromSession = data !== null && expression.kind === 'name';
  throw new UserError('GLMM319', `${isFromSession ? `The data have no column \`${label}\`, and the variable of that name` : `\`${label}\``} is ${describeValue(value)}, which cannot be a variable of a model.`, {
    range: expression,
    advice: isFromSession ? [`The columns are ${namesListed([...data.columns.keys()])}.`] : [],
  });
}

/** A call without `data =` most likely forgot it. */
const withoutData = (error: UserError): UserError =>
  new UserError(error.code, error.message, { range: error.range, advice: ['The call names no data frame: add data = and the one that has the columns.'] });

/** na.omit, na.exclude, na.fail or na.pass. */
function actionOf(callArguments: CallArguments): string {
  const action = callArguments.expression('na.action');
  if (!action || (action.kind === 'constant' && action.name === 'NULL')) return 'na.omit';
  const name = nameOfAction(action);
  if (name !== null && naActions.includes(name)) return name;
  throw new UserError('GLMM250', `na.action = ${deparse(action)} is not there.`, { range: action, advice: [`There are ${naActions.join(', ')}.`] });
}

const naActions: readonly string[] = ['na.omit', 'na.exclude', 'na.fail', 'na.pass'];

/** A model has no use for incomplete rows, so that na.pass is content with none as well. */
function requireComplete(action: string, callArguments: CallArguments, dropped: { readonly count: number; readonly byColumn: Readonly<Record<string, number>> }): void {
  if (action === 'na.omit' || action === 'na.exclude' || dropped.count === 0) return;
  const columns = Object.entries(dropped.byColumn).map(([column, count]) => `${column} ${count}`).join(', ');
  const why = action === 'na.fail' ? 'na.action = na.fail refuses that' : 'na.action = na.pass would hand them to the model, which needs complete ones';
  throw new UserError('GLMM311', `${dropped.count} ${dropped.count === 1 ? 'row has' : 'rows have'} missing values (${columns}), and ${why}.`, { range: callArguments.expression('na.action') ?? null, advice: ['Leave na.action out to fit to the complete rows.'] });
}

const nameOfAction = (expression: Expression): string | null => (expression.kind === 'name' || expression.kind === 'namespace' ? expression.name : expression.kind === 'string' ? expression.value : null);
