/** Settings of the session. */
import type { Value } from '../values.js';
import { version } from '../../../package.json';
import { kernelModule } from '../../linalg/web-assembly.js';
import { contrastRule } from '../../model/contrast-rules.js';
import type { DefaultContrasts } from '../../model/contrasts.js';
import type { CallContext, FunctionDescription, SessionSettings } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { dots } from './describe.js';

export const optionFunctions: readonly FunctionDescription[] = [
  {
    name: 'options',
    isInvisible: true,
    group: 'shape',
    package: 'base',
    summary: 'Sets how factors are coded, how many digits are printed, and how degrees of freedom are found.',
    help: '`options(contrasts = c("contr.sum", "contr.poly"))` sets the contrasts of factors and of ordered factors for the rest of the session, `options(digits = 4)` the digits that are printed, `options(glmm.ddf = "Kenward-Roger")` how linear mixed models get degrees of freedom (`"none"` for none). Other options of R are read over.',
    example: 'options(contrasts = c("contr.sum", "contr.poly"))\ncontrasts(cbpp$period)\noptions(contrasts = c("contr.treatment", "contr.poly"))',
    parameters: [dots('Options by name.')],
    call: (given, context) => {
      const before: [string, Value][] = [];
      for (const { name, value, expression } of given.dots) {
        const set = name === null ? undefined : settable[name];
        if (name === null || !set) continue;
        before.push([name, set.current(context)]);
        try {
          set.change(value, context);
        } catch (error) {
          throw error instanceof UserError ? error.at(expression) : error;
        }
      }
      return { type: 'list', names: before.map(([name]) => name), values: before.map(([, value]) => value) };
    },
  },
  {
    name: 'sessionInfo',
    group: 'shape',
    package: 'utils',
    summary: 'The version, and what the fits of this session are computed with.',
    help: 'The version of GLMM Notebooks, whether large matrices are factored in WebAssembly or in TypeScript (with the same digits), and the platform: what a paper or a report of a problem should say.',
    example: 'sessionInfo()',
    parameters: [],
    call: () => ({ type: 'display', results: [{ kind: 'text', text: sessionText() }] }),
  },
];

interface Settable {
  current(context: CallContext): Value;
  change(value: Value, context: CallContext): void;
}

const settable: Readonly<Record<string, Settable>> = {
  contrasts: {
    current: ({ settings: { contrasts } }) => ({ type: 'character', values: [contrasts.unordered, contrasts.ordered], names: ['unordered', 'ordered'] }),
    change: (value, context) => context.changeSettings({ contrasts: contrastsIn(value) }),
  },
  'glmm.ddf': {
    current: ({ settings: { degreesOfFreedom } }) => ({ type: 'character', values: [degreesOfFreedom] }),
    change: (value, context) => context.changeSettings({ degreesOfFreedom: methodIn(value) }),
  },
  digits: {
    current: ({ settings: { digits } }) => ({ type: 'integer', values: Float64Array.of(digits) }),
    change: (value, context) => context.changeSettings({ digits: digitsIn(value) }),
  },
};

function contrastsIn(value: Value): DefaultContrasts {
  if (value.type === 'character' && value.values.length === 2) {
    const [unordered, ordered] = value.values.map(name => contrastRule(name ?? 'NA').name);
    return { unordered: unordered!, ordered: ordered! };
  }
  throw new UserError('GLMM225', 'options(contrasts =) takes two names: the contrasts of factors, and those of ordered factors.', { advice: ['Write options(contrasts = c("contr.sum", "contr.poly")).'] });
}

function methodIn(value: Value): SessionSettings['degreesOfFreedom'] {
  const method = value.type === 'character' && value.values.length === 1 ? value.values[0] : null;
  if (method === 'Satterthwaite' || method === 'Kenward-Roger' || method === 'none') return method;
  throw new UserError('GLMM215', 'options(glmm.ddf =) takes "Satterthwaite", "Kenward-Roger" or "none".');
}

function digitsIn(value: Value): number {
  const digits = (value.type === 'double' || value.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (Number.isInteger(digits) && digits >= 1 && digits <= 22) return digits;
  throw new UserError('GLMM215', 'options(digits =) takes a whole number from 1 to 22.');
}

function sessionText(): string {
  const { process, navigator } = globalThis as { process?: { versions?: { node?: string } }; navigator?: { userAgent?: string } };
  const node = process?.versions?.node;
  return [
    `GLMM Notebooks ${version}`,
    `Kernels: ${kernelModule() ? 'WebAssembly with SIMD' : 'TypeScript'}`,
    `Platform: ${node ? `Node ${node}` : (navigator?.userAgent ?? 'unknown')}`,
  ].join('\n');
}
