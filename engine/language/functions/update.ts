/** `update`: the call of a fitted model with parts of it changed, fitted again. */
import { updateFormula } from '../../model/update-formula.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { parseProgram } from '../syntax/parse.js';
import type { Argument, Call, Formula } from '../syntax/tree.js';
import type { Value } from '../values.js';
import { dots, logicalArgument } from './describe.js';
import { formulaFromText } from './formula-text.js';
import { relocated } from './relocated.js';

const update: FunctionDescription = {
  name: 'update',
  group: 'look',
  package: 'stats',
  summary: 'The same model with another formula or other arguments.',
  help: 'Changes the call that fitted a model and fits again. In the formula a dot stands for what that side was: `. ~ . + x` adds a term, `. ~ . - (1 | g)` takes one out, `log(.) ~ .` changes the response. Other arguments, such as `REML = FALSE`, replace those of the call or are added to it; `= NULL` takes one out. `update(f, . ~ . + x)` changes a formula.',
  example: 'm <- lmer(Reaction ~ 1 + (1 | Subject), data = sleepstudy)\nupdate(m, . ~ . + Days, REML = FALSE)',
  parameters: [
    { name: 'object', type: 'any', isRequired: true, help: 'A fitted model, or a formula.' },
    { name: 'formula.', type: 'formula', default: 'NULL', help: 'The changes of the formula, in which a dot stands for what it was.' },
    dots('Arguments of the call that are to be replaced, added or, as NULL, taken out.', { isLazy: true }),
    { name: 'evaluate', type: 'logical', default: 'TRUE', help: 'Accepted as TRUE: the model is fitted.' },
  ],
  call: updated,
};

export const updateFunctions: readonly FunctionDescription[] = [update];

async function updated(callArguments: CallArguments, context: CallContext): Promise<Value> {
  const object = callArguments.get('object');
  const change = changeOf(callArguments);
  if (!logicalArgument(callArguments, 'evaluate', true)) {
    throw new UserError('GLMM215', 'evaluate = FALSE gives a call, which cells have no value for.', { range: callArguments.expression('evaluate') ?? null, advice: ['Leave it out: the model is fitted.', 'formula(m) shows the formula of a model.'] });
  }
  if (object?.type === 'formula') return change ? formulaFromText(updateFormula(object.formula, change), context.call) : object;
  if (object?.type !== 'model') {
    throw new UserError('GLMM256', `update() takes a fitted model or a formula; this is ${object ? describeValue(object) : 'missing'}.`, { range: callArguments.expression('object') ?? null });
  }
  const { call, formula } = object.model.summary;
  const fit = parseProgram(call).program.statements[0];
  if (fit?.kind !== 'call') throw new Error(`The call of a model is ${call}`);
  const placed = relocated(fit, context.call);
  const changes: Change[] = callArguments.dots.map(({ name, expression }) => ({ name, expression }));
  if (change) changes.unshift({ name: 'formula', expression: formulaFromText(updateFormula(formulaFromText(formula, null).formula, change), context.call).formula });
  return context.evaluate(changes.reduce(withChange, placed));
}

interface Change {
  readonly name: string | null;
  readonly expression: NonNullable<Argument['value']>;
}

function changeOf(callArguments: CallArguments): Formula | null {
  const change = callArguments.get('formula.');
  if (!change || change.type === 'null') return null;
  const range = callArguments.expression('formula.') ?? null;
  if (change.type === 'formula') return change.formula;
  if (change.type === 'character' && change.values.length === 1) return formulaFromText(change.values[0] ?? 'NA', range).formula;
  throw new UserError('GLMM242', `The second argument of update() is ${describeValue(change)}, not a formula.`, { range, advice: ['Write update(m, . ~ . + x).'] });
}

/** The formula may stand first without its name; other arguments of a call keep theirs. */
function withChange(call: Call, { name, expression }: Change): Call {
  if (name === null) {
    throw new UserError('GLMM203', 'update() changes arguments by their names.', { range: expression, advice: ['Write the name, as in update(m, REML = FALSE).'] });
  }
  const { from, to } = call;
  const argument: Argument = { name, nameRange: { from, to }, value: expression, from, to };
  const isFormula = name === 'formula' && !call.arguments.some(given => given.name === 'formula');
  const index = isFormula ? call.arguments.findIndex(given => given.name === null) : call.arguments.findIndex(given => given.name === name);
  const isRemoved = expression.kind === 'constant' && expression.name === 'NULL';
  const replacement = isRemoved ? [] : [isFormula ? { ...argument, name: null, nameRange: null } : argument];
  return { ...call, arguments: index < 0 ? [...call.arguments, ...replacement] : call.arguments.toSpliced(index, 1, ...replacement) };
}
