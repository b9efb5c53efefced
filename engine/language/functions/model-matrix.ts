/** The columns that a formula makes. */
import type { DataFrame, NumericVector } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { withChosenContrasts } from '../../model/contrasts.js';
import { matrixAt } from '../../model/matrix-recipe.js';
import { buildModelFrame } from '../../model/model-frame.js';
import { modelMatrix } from '../../model/model-matrix.js';
import { splitRandomTerms } from '../../model/random-terms.js';
import { readTerms } from '../../model/terms.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Formula } from '../syntax/tree.js';
import { chosenContrasts } from './contrasts.js';
import { frameArgument, optional, required, requiredValue } from './describe.js';
import { evaluateAt, modelVariable, placedAt } from './other-data.js';
import { relocated } from './relocated.js';

export const modelMatrixFunctions: readonly FunctionDescription[] = [
  {
    name: 'model.matrix',
    group: 'look',
    package: 'stats',
    summary: 'The columns of the fixed effects, of a formula or of a fitted model.',
    help: 'One row for each complete row of the data and one column for each coefficient, factors coded by their contrasts: what `y ~ x * f` turns into. Random-effects terms of a formula are left out. For a fitted model with `data =` they are the columns at other data, with the knots, centres and levels of the model.',
    example: 'head(model.matrix(~ period * size, data = cbpp))',
    parameters: [
      required('object', 'formula', 'A formula, or a fitted model.'),
      optional('data', 'dataFrame', 'NULL', 'The data frame that holds the variables; for a model, other data.'),
      optional('contrasts.arg', 'list', 'NULL', 'Contrasts of factors by name, such as list(period = "contr.sum").'),
    ],
    call: async (given, context) => {
      const object = requiredValue(given, 'object');
      if (object.type === 'model') return ofModel(object.model, given, context);
      if (object.type !== 'formula') throw new UserError('GLMM215', `model.matrix() takes a formula or a model, but this is ${describeValue(object)}.`);
      const written = given.expression('object');
      return ofFormula(written?.kind === 'formula' ? object.formula : relocated(object.formula, written ?? context.call), given, context);
    },
  },
];

/** The columns that were fitted, or those at other data: splines keep their knots then, and factors their levels. */
async function ofModel({ design, recipe }: MixedModel, given: CallArguments, context: CallContext): Promise<NumericVector> {
  const { x, columnCount, names } = design.fixed;
  const data = dataOf(given);
  if (!data) return matrixOf(x, design.rowCount, columnCount, names);
  const place = given.expression('data') ?? null;
  return matrixOf(await placedAt(place, () => matrixAt(recipe.fixed, data.rowCount, evaluateAt(context, data, place))), data.rowCount, columnCount, names);
}

async function ofFormula(formula: Formula, given: CallArguments, context: CallContext): Promise<NumericVector> {
  const data = dataOf(given);
  const terms = readTerms(splitRandomTerms(formula.right).fixed, { dot: data && [...data.columns.keys()] });
  const frame = await buildModelFrame({
    variables: terms.variables,
    rowCount: data ? data.rowCount : null,
    subset: null,
    dataName: '',
    evaluate: async ({ expression }) => modelVariable(await context.evaluate(expression, data ?? undefined), expression),
  });
  const columns = withChosenContrasts(frame.columns, chosenContrasts(given, 'contrasts.arg'), given.expression('contrasts.arg') ?? null);
  const { x, names } = modelMatrix(terms, columns, frame.rowCount, context.settings.contrasts);
  return matrixOf(x, frame.rowCount, names.length, names);
}

function dataOf(given: CallArguments): DataFrame | null {
  return (given.get('data') ?? { type: 'null' }).type === 'null' ? null : frameArgument(given, 'data');
}

const matrixOf = (values: Float64Array, rows: number, columns: number, columnNames: readonly string[]): NumericVector => ({ type: 'double', values, dim: [rows, columns], columnNames });
