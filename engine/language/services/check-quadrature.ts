/** `nAGQ = ` of a call: a number of points that exists, and a model that quadrature can integrate. */
import { MOST_POINTS } from '../../estimation/gauss-hermite.js';
import { MOST_EFFECTS } from '../../estimation/quadrature.js';
import { readModelFormula } from '../../model/formula.js';
import { UserError, type Diagnostic } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';

/** Only what the text alone says: a number that is written, and a formula that stands in the call. */
export function checkQuadrature(points: Expression | undefined, formula: Expression | undefined): Diagnostic[] {
  const value = points?.kind === 'number' ? points.value : points?.kind === 'unary' && points.operator === '-' && points.operand.kind === 'number' ? -points.operand.value : null;
  if (!points || value === null) return [];
  const { from, to } = points;
  const fixes = [{ title: 'Use 1, the Laplace approximation', edits: [{ from, to, insert: '1' }] }];
  if (!Number.isInteger(value) || value < 0 || value > MOST_POINTS) {
    return [{ code: 'GLMM250', severity: 'error', message: `nAGQ takes a whole number from 0 to ${MOST_POINTS}; 1 is the Laplace approximation.`, from, to, fixes }];
  }
  const effects = value > 1 && formula?.kind === 'formula' ? describeEffects(formula) : null;
  if (effects === null) return [];
  return [{ code: 'GLMM419', severity: 'error', message: `Quadrature with more than one point is for one grouping factor or two nested ones, with up to ${MOST_EFFECTS} effects a level; this model has ${effects}.`, from, to, fixes }];
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
  const groups = new Set(random.map(({ group }) => group));
  if (groups.size > 2) return `${groups.size} of them`;
  const atLeast = random.reduce((sum, { terms }) => sum + terms.terms.length + (terms.hasIntercept ? 1 : 0), 0);
  return atLeast > MOST_EFFECTS ? `at least ${atLeast} effects a level` : null;
}
