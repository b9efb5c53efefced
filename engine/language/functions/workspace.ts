/** The session's variables, and what scripts do around their computations: conditions, timing, trying. */
import { characterVector, doubleVector, isAtomic, logicalVector } from '../../data/atomic.js';
import { LOGICAL_NA } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { deparse } from '../syntax/deparse.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { dots, logicalArgument, NOTHING_TO_SHOW, NULL_VALUE, optional, required, requiredValue, textArgument, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const workspaceFunctions: readonly FunctionDescription[] = [
  {
    name: 'rm',
    group,
    package: 'base',
    summary: 'Removes variables.',
    help: '`rm(a, b)` by name, `rm(list = ls())` all of them.',
    example: 'x <- 1\nrm(x)',
    isInvisible: true,
    parameters: [dots('Names of variables.', { isLazy: true }), optional('list', 'vector', 'character()', 'Names as text.')],
    call: (given, context) => {
      const written = given.dots.map(({ expression }) => {
        if (expression.kind === 'name') return expression.name;
        if (expression.kind === 'string') return expression.value;
        throw new UserError('GLMM215', 'rm() takes names of variables.', { range: expression });
      });
      for (const name of [...written, ...(textsArgument(given, 'list') ?? [])]) context.remove(name);
      return NOTHING_TO_SHOW;
    },
  },
  {
    name: 'ls',
    group,
    package: 'base',
    summary: 'The names of the variables.',
    help: 'Those that cells have assigned, in order.',
    example: 'x <- 1\nls()',
    parameters: [],
    call: (_, context) => characterVector([...context.variableNames()].sort()),
  },
  {
    name: 'exists',
    group,
    package: 'base',
    summary: 'Whether there is a variable of a name.',
    help: 'The name is given as text.',
    example: 'exists("x")',
    parameters: [required('x', 'string', 'A name.'), dots('Accepted and not needed.')],
    call: (given, context) => logicalVector([context.variableNames().includes(textArgument(given, 'x', ''))]),
  },
  {
    name: 'identity',
    group,
    package: 'base',
    summary: 'Gives its argument.',
    help: 'For places where a function has to be named.',
    example: 'sapply(1:3, identity)',
    parameters: [required('x', 'any', 'Any value.')],
    call: given => requiredValue(given, 'x'),
  },
  {
    name: 'stopifnot',
    group,
    package: 'base',
    summary: 'Ends the cell unless all conditions are TRUE.',
    help: 'For what must be so before going on, such as `stopifnot(nrow(d) == 56)`.',
    example: 'stopifnot(nrow(cbpp) == 56, !anyNA(cbpp))',
    isInvisible: true,
    parameters: [dots('Conditions.')],
    call: given => {
      for (const { name, value, expression } of given.dots) {
        const isMet = isAtomic(value) && value.type === 'logical' && value.values.every(code => code === 1);
        if (isMet || value.type === 'null') continue;
        const isMixed = isAtomic(value) && value.type === 'logical' && value.values.length > 1;
        throw new UserError('GLMM218', name ?? `${deparse(expression)} ${isAtomic(value) && value.type === 'logical' ? (isMixed ? 'are not all TRUE' : `is ${value.values[0] === LOGICAL_NA ? 'NA' : 'not TRUE'}`) : `is ${describeValue(value)}, not TRUE`}.`, { range: expression });
      }
      return NOTHING_TO_SHOW;
    },
  },
  {
    name: 'stop',
    group,
    package: 'base',
    summary: 'Ends the cell with a message.',
    help: 'The arguments are put together to one text.',
    example: 'try(stop("no data"))',
    parameters: [dots('Texts and numbers.'), optional('call.', 'logical', 'TRUE', 'Accepted and not needed.')],
    call: given => {
      throw new UserError('GLMM218', given.dots.map(({ value }) => (isAtomic(value) ? [...value.values].join('') : describeValue(value))).join('') || 'The cell was ended by stop().');
    },
  },
  {
    name: 'try',
    group,
    package: 'base',
    summary: 'Goes on where an expression fails.',
    help: 'Gives the value of the expression; where it fails its message is shown, unless `silent = TRUE`, and the cell goes on.',
    example: 'try(log("a"), silent = TRUE)',
    parameters: [required('expr', 'any', 'Any expression.', { isLazy: true }), optional('silent', 'logical', 'FALSE', 'Whether the message is left out.')],
    call: tried,
  },
  {
    name: 'system.time',
    group,
    package: 'base',
    summary: 'How many seconds an expression takes.',
    help: 'The expression is evaluated, assignments in it hold. The time of the processor is not known here: the first and third number are both the time that has passed.',
    example: 'system.time(m <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy))',
    parameters: [required('expr', 'any', 'Any expression.', { isLazy: true })],
    call: async (given, context) => {
      const started = performance.now();
      await context.evaluate(given.expression('expr')!);
      const seconds = Math.round(performance.now() - started) / 1000;
      return doubleVector([seconds, 0, seconds], { names: ['user', 'system', 'elapsed'] });
    },
  },
  ...['par', 'dev.off', 'graphics.off', 'dev.new', 'layout', 'gc', 'flush.console'].map(withoutEffect),
];

async function tried(given: CallArguments, context: CallContext): Promise<Value> {
  try {
    return await context.evaluate(given.expression('expr')!);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!logicalArgument(given, 'silent', false)) context.display({ kind: 'text', text: `Error: ${error.message}` });
    return NOTHING_TO_SHOW;
  }
}

/** Charts stand one below the other in the notebook, and memory looks after itself. */
function withoutEffect(name: string): FunctionDescription {
  const isMemory = name === 'gc' || name === 'flush.console';
  return {
    name,
    group: isMemory ? 'shape' : 'draw',
    package: isMemory ? 'base' : 'graphics',
    summary: 'Accepted, so that R code runs as it is; has no effect.',
    help: isMemory ? 'Memory looks after itself here.' : 'Charts have no device here: each stands below its cell.',
    example: name === 'par' ? 'par(mfrow = c(1, 2))' : name.endsWith('.off') ? `is.function(${name})` : name === 'layout' ? 'layout(matrix(1:2, 1))' : `${name}()`,
    isInvisible: true,
    parameters: [dots('Accepted and not needed.')],
    call: () => NULL_VALUE,
  };
}
