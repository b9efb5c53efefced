/** `m$coefficients`: a fitted model has no elements, and functions that give its parts. */
import type { Diagnostic } from '../syntax/diagnostic.js';
import { deparseName } from '../syntax/deparse.js';
import type { Member } from '../syntax/tree.js';
import type { Scope } from './scope.js';

export function checkModelPart({ object, operator, name, from, to }: Member, scope: Scope): Diagnostic[] {
  if (operator !== '$' || object.kind !== 'name' || name === '' || scope.variable(object.name)?.kind !== 'model') return [];
  const part = functionsOfParts.get(name);
  const insert = `${part ?? ''}(${deparseName(object.name)})`;
  const message = part ? `A mixed model has no elements, in R neither; ${insert} gives this.` : 'A mixed model has no elements, in R neither; fixef(m), ranef(m), VarCorr(m) and summary(m)$coefficients give its parts.';
  return [{ code: 'GLMM235', severity: 'error', message, from, to, fixes: part ? [{ title: `Replace by ${insert}`, edits: [{ from, to, insert }] }] : [] }];
}

/** What `$` gives of models of `lm` and `glm`, and the functions that give it of mixed ones. */
const functionsOfParts: ReadonlyMap<string, string> = new Map([
  ['coefficients', 'fixef'],
  ['coef', 'fixef'],
  ['residuals', 'residuals'],
  ['resid', 'residuals'],
  ['fitted.values', 'fitted'],
  ['fitted', 'fitted'],
  ['aic', 'AIC'],
  ['AIC', 'AIC'],
  ['BIC', 'BIC'],
  ['logLik', 'logLik'],
  ['deviance', 'deviance'],
  ['df.residual', 'df.residual'],
  ['sigma', 'sigma'],
]);
