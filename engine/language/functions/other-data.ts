/** The variables of a model at other data than its own. */
import { isColumn } from '../../data/atomic.js';
import type { Column, DataFrame } from '../../data/vectors.js';
import type { EvaluateAt } from '../../model/design-recipe.js';
import { describeValue } from '../describe-value.js';
import type { CallContext } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError, type TextRange } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';

/** Evaluates the variables of a model in `data`. Their expressions stand in the cell that fitted it, so that mistakes are told at `place`. */
export function evaluateAt(context: CallContext, data: DataFrame, place: TextRange | null): EvaluateAt {
  return async expression => {
    try {
      return modelVariable(await context.evaluate(expression, data), expression);
    } catch (error) {
      throw replaced(error, place);
    }
  };
}

/** Runs what reads other data, its mistakes told at `place`. */
export async function placedAt<T>(place: TextRange | null, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw replaced(error, place);
  }
}

export function modelVariable(value: Value, expression: Expression): Column {
  if (isColumn(value)) return value;
  throw new UserError('GLMM319', `\`${deparse(expression)}\` is ${describeValue(value)}, which cannot be a variable of a model.`, { range: expression });
}

const replaced = (error: unknown, range: TextRange | null): unknown => (error instanceof UserError ? new UserError(error.code, error.message, { range, advice: error.advice }) : error);
