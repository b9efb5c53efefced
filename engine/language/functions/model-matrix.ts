/** The columns that a formula makes. */
import { isColumn } from '../../data/atomic.js';
import type { Column, DataFrame, NumericVector } from '../../data/vectors.js';
import { withChosenContrasts } from '../../model/contrasts.js';
import { buildModelFrame } from '../../model/model-frame.js';
import { modelMatrix } from '../../model/model-matrix.js';
import { splitRandomTerms } from '../../model/random-terms.js';
import { readTerms, type Variable } from '../../model/terms.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Formula } from '../syntax/tree.js';
import { chosenContrasts } from './contrasts.js';
import { frameArgument, optional, required, requiredValue } from './describe.js';
import { relocated } from './relocated.js';

export const modelMatrixFunctions: readonly FunctionDescription[] = [
  {
    name: 'model.matrix',
    group: 'look',
    package: 'stats',
    summary: 'The columns of the fixed effects, of a formula or of a fitted model.',
    help: 'One row for each complete row of the data and one column for each coefficient, factors coded by their contrasts: what `y ~ x * f` turns into. Random-effects terms of a formula are left out.',
    example: 'head(model.matrix(~ period * size, data = cbpp))',
    parameters: [
      required('object', 'formula', 'A formula, or a fitted model.'),
      optional('data', 'dataFrame', 'NULL', 'The data frame that holds the variables.'),
      optional('contrasts.arg', 'list', 'NULL', 'Contrasts of factors by name, such as list(period = "contr.sum").'),
    ],
    call: async (given, context) => {
      const object = requiredValue(given, 'object');
      if (object.type === 'model') {
        const { x, columnCount, names } = object.model.design.fixed;
        return matrixOf(x, object.model.design.rowCount, columnCount, names);
      }
      if (object.type !== 'formula') throw new UserError('GLMM215', `model.matrix() takes a formula or a model, but this is ${describeValue(object)}.`);
      const written = given.expression('object');
      return ofFormula(written?.kind === 'formula' ? object.formula : relocated(object.formula, written ?? context.call), given, context);
    },
  },
];

async function ofFormula(formula: Formula, given: CallArguments, context: CallContext): Promise<NumericVector> {
  const hasData = (given.get('data') ?? { type: 'null' }).type !== 'null';
  const data = hasData ? frameArgument(given, 'data') : null;
  const terms = readTerms(splitRandomTerms(formula.right).fixed, { dot: data && [...data.columns.keys()] });
  const frame = await buildModelFrame({
    variables: terms.variables,
    rowCount: data ? data.rowCount : null,
    subset: null,
    dataName: '',
    evaluate: variable => evaluateIn(variable, data, context),
  });
  const columns = withChosenContrasts(frame.columns, chosenContrasts(given, 'contrasts.arg'), given.expression('contrasts.arg') ?? null);
  const { x, names } = modelMatrix(terms, columns, frame.rowCount, context.settings.contrasts);
  return matrixOf(x, frame.rowCount, names.length, names);
}

async function evaluateIn({ expression, label }: Variable, data: DataFrame | null, context: CallContext): Promise<Column> {
  const value = await context.evaluate(expression, data ?? undefined);
  if (isColumn(value)) return value;
  throw new UserError('GLMM319', `\`${label}\` is ${describeValue(value)}, which cannot be a variable of a model.`, { range: expression });
}

const matrixOf = (values: Float64Array, rows: number, columns: number, columnNames: readonly string[]): NumericVector => ({ type: 'double', values, dim: [rows, columns], columnNames });
