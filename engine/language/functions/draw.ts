/** Drawing a fitted model. */
import type { MixedModel } from '../../inference/mixed-model.js';
import { caterpillarChart } from '../../report/charts/caterpillar.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { Value } from '../values.js';

const EXAMPLE = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\n';
const HELP = 'One line for each level of a grouping factor: its conditional mode with an interval, levels sorted by mode. An interval that leaves out zero marks a level that stands out from the average. Takes a model or `ranef(m)`.';

export const drawFunctions: readonly FunctionDescription[] = [
  drawing('caterpillar', 'glmm', 'A caterpillar plot of the random effects.', `${EXAMPLE}caterpillar(m)`),
  drawing('dotplot', 'lattice', 'A caterpillar plot of the random effects, as `dotplot(ranef(m))` draws it in R.', `${EXAMPLE}dotplot(ranef(m))`),
];

function drawing(name: string, packageName: string, summary: string, example: string): FunctionDescription {
  return {
    name,
    group: 'draw',
    package: packageName,
    summary,
    help: HELP,
    example,
    parameters: [
      { name: 'x', type: 'model', help: 'A fitted model, or its random effects.', isRequired: true },
      { name: 'group', type: 'string', default: 'NULL', help: 'The grouping factor to draw; without it all are drawn.' },
    ],
    call: callArguments => drawEffects(name, callArguments),
  };
}

/** Caterpillar plots of what stands in the argument `x`. */
export function drawEffects(name: string, callArguments: CallArguments): Value {
  const value = callArguments.get('x')!;
  const expression = callArguments.expression('x');
  const model = value.type === 'model' ? value.model : value.type === 'list' ? value.randomEffectsOf : undefined;
  if (!model) {
    throw new UserError('GLMM256', `${name}() draws the random effects of a fitted model, and this is ${describeValue(value)}.`, { range: expression ?? null, advice: [`Write ${name}(m) with m a model, or ${name}(ranef(m)).`] });
  }
  const context = { ...model.summary, name: modelName(expression) };
  return { type: 'display', results: chosenEffects(model, callArguments).map(effects => caterpillarChart(effects, context)) };
}

function chosenEffects(model: MixedModel, callArguments: CallArguments): MixedModel['randomEffects'] {
  const value = callArguments.get('group');
  if (!value || value.type === 'null') return model.randomEffects;
  const group = value.type === 'character' ? value.values[0] : null;
  const chosen = model.randomEffects.filter(effects => effects.group === group);
  if (chosen.length > 0) return chosen;
  throw new UserError('GLMM256', `The model has no grouping factor ${group ?? ''}.`, {
    range: callArguments.expression('group') ?? null,
    advice: [`It has ${model.randomEffects.map(effects => `"${effects.group}"`).join(', ')}.`],
  });
}

/** The variable that holds the model: `m` in `plot(m)` and `dotplot(ranef(m))`. */
export function modelName(expression: Expression | undefined): string {
  if (expression?.kind === 'name') return expression.name;
  return expression?.kind === 'call' ? modelName(expression.arguments[0]?.value ?? undefined) : '';
}
