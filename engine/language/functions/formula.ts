/** Functions that mean something in formulas alone: `I` and `offset`. */
import type { FunctionDescription } from '../registry.js';

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
];
