/** Functions that stand in formulas: `I`, `offset`, `poly`. */
import { isColumn } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { orthogonalPolynomials } from '../../model/polynomial.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';

export const formulaFunctions: readonly FunctionDescription[] = [
  {
    name: 'I',
    group: 'formula',
    package: 'base',
    summary: 'Arithmetic inside a formula.',
    help: 'In a formula the operators + - * / ^ : combine terms. Inside `I( )` they are arithmetic again: `I(age^2)` is the square of age, while `age^2` is just age.',
    example: 'lmer(Reaction ~ Days + I(Days^2) + (1 | Subject), data = sleepstudy)',
    parameters: [{ name: 'x', type: 'any', help: 'An expression, evaluated as it stands.', isRequired: true }],
    call: callArguments => callArguments.get('x')!,
  },
  {
    name: 'offset',
    group: 'formula',
    package: 'stats',
    summary: 'A covariate whose coefficient is fixed at 1.',
    help: 'Adds its argument to the linear predictor as it is. In a Poisson model `offset(log(exposure))` turns counts into rates.',
    example: 'lmer(Reaction ~ Days + offset(5 * Days) + (1 | Subject), data = sleepstudy)',
    parameters: [{ name: 'object', type: 'vector', help: 'What is added to the linear predictor.', isRequired: true }],
    call: callArguments => callArguments.get('object')!,
  },
  {
    name: 'poly',
    group: 'formula',
    package: 'stats',
    summary: 'Polynomials of a covariate, orthogonal unless raw = TRUE.',
    help: 'Columns of degree 1 to `degree`. Orthogonal columns are uncorrelated with each other, so a higher degree does not change the lower coefficients; with `raw = TRUE` they are the plain powers.',
    example: 'lmer(Reaction ~ poly(Days, 2) + (1 | Subject), data = sleepstudy)',
    parameters: [
      { name: 'x', type: 'vector', help: 'The covariate, without missing values.', isRequired: true },
      { name: 'degree', type: 'integer', help: 'The highest degree.', default: '1' },
      { name: 'raw', type: 'logical', help: 'Plain powers in place of orthogonal polynomials?', default: 'FALSE' },
    ],
    call: poly,
  },
];

function poly(callArguments: CallArguments): Value {
  const value = callArguments.get('x');
  const at = callArguments.expression('x');
  if (!value || !isColumn(value) || value.type === 'factor' || value.type === 'character' || value.dim) {
    throw new UserError('GLMM253', 'poly() takes a numeric vector.', { range: at ?? null });
  }
  const x = asDouble(value).values;
  const degree = numberOf(callArguments.get('degree')) ?? 1;
  if (!Number.isInteger(degree) || degree < 1) {
    throw new UserError('GLMM253', 'The degree of poly() is a whole number from 1.', { range: callArguments.expression('degree') ?? null });
  }
  const missing = x.findIndex(element => Number.isNaN(element));
  if (missing >= 0) {
    throw new UserError('GLMM253', `poly() takes no missing values, and element ${missing + 1} is missing.`, { range: at ?? null, advice: ['Leave out incomplete rows first, with na.omit() or subset().'] });
  }
  const n = x.length;
  const columnNames = Array.from({ length: degree }, (_, j) => String(j + 1));
  if (numberOf(callArguments.get('raw')) === 1) {
    const values = new Float64Array(n * degree);
    for (let j = 0; j < degree; j++) for (let i = 0; i < n; i++) values[j * n + i] = x[i]! ** (j + 1);
    return { type: 'double', values, dim: [n, degree], columnNames };
  }
  if (new Set(x).size <= degree) {
    throw new UserError('GLMM253', `A polynomial of degree ${degree} needs more than ${degree} distinct values, and there are ${new Set(x).size}.`, { range: at ?? null, advice: ['Choose a lower degree.'] });
  }
  const { columns, basis } = orthogonalPolynomials(x, degree);
  return { type: 'double', values: columns, dim: [n, degree], columnNames, basis: { alpha: basis.alpha, norm2: basis.norm2 } };
}

/** A number or a logical value as a number; null when it is neither or missing. */
function numberOf(value: Value | undefined): number | null {
  if (!value || (value.type !== 'double' && value.type !== 'integer' && value.type !== 'logical')) return null;
  const first = value.values[0];
  return first === undefined || Number.isNaN(first) ? null : first;
}
