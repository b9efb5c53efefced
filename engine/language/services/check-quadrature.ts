/** `nAGQ = ` of a call: a number of points that exists, and a model that quadrature can integrate. */
import { MOST_POINTS } from '../../estimation/gauss-hermite.js';
import { readModelFormula } from '../../model/formula.js';
import { UserError, type Diagnostic } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';

/** Only what the text alone says: a number that is written, and a formula that stands in the call. */
export function checkQuadrature(points: Expression | undefined, formula: Expression | undefined): Diagnostic[] {
  if (points?.kind !== 'number') return [];
  const { value, from, to } = points;
  const fixes = [{ title: 'Use 1, the Laplace approximation', edits: [{ from, to, insert: '1' }] }];
  if (value === 0) return [{ code: 'GLMM255', severity: 'error', message: 'nAGQ = 0 is not there yet. nAGQ = 1, the Laplace approximation, works and is fast.', from, to, fixes }];
  if (!Number.isInteger(value) || value < 1 || value > MOST_POINTS) {
    return [{ code: 'GLMM250', severity: 'error', message: `nAGQ takes a whole number of points from 1, the Laplace approximation, to ${MOST_POINTS}.`, from, to, fixes }];
  }
  const effects = value > 1 && formula?.kind === 'formula' ? describeEffects(formula) : null;
  if (effects === null) return [];
  return [{ code: 'GLMM419', severity: 'error', message: `Quadrature with more than one point is for a model with a single random effect, such as (1 | g); this one has ${effects}.`, from, to, fixes }];
}

/** What is too much for quadrature; null where nothing is, or where only the data can tell. */
function describeEffects(formula: Extract<Expression, { kind: 'formula' }>): string | null {
  let random;
  try {
    ({ random } = readModelFormula(formula, null));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
  if (random.length > 1) return `${random.length} random-effects terms`;
  const terms = random[0]?.terms;
  const atLeast = terms ? terms.terms.length + (terms.hasIntercept ? 1 : 0) : 0;
  return atLeast > 1 ? 'several effects for each level' : null;
}
