/** Contrasts of factors: the rules as functions, and setting them for a factor. */
import { isColumn } from '../../data/atomic.js';
import { asCharacter, asDouble } from '../../data/coercion.js';
import { asFactor } from '../../data/factor.js';
import type { ContrastMatrix, Contrasts, Factor, NumericVector } from '../../data/vectors.js';
import { contrastRule, contrastRules, numberedLevels, type ContrastOptions, type ContrastRule } from '../../model/contrast-rules.js';
import { contrastMatrixOf, contrastsOf, withContrasts, type ContrastChoice } from '../../model/contrasts.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { UserError, type TextRange } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, numberArgument, optional, required } from './describe.js';
import { factorArgument } from './factors.js';

const group = 'formula';

const options: Readonly<Record<string, readonly ParameterDescription[]>> = {
  'contr.treatment': [optional('base', 'integer', '1', 'Position of the reference level.')],
  'contr.poly': [optional('scores', 'vector', '1:n', 'A number for each level.')],
};

export const contrastFunctions: readonly FunctionDescription[] = [
  ...Array.from(contrastRules.values(), describeRule),
  {
    name: 'contrasts',
    group,
    package: 'stats',
    summary: 'The contrasts of a factor. Assign to it to choose others.',
    help: 'A matrix with a row for each level and a column for each coefficient. `contrasts(d$f) <- "contr.sum"` chooses a rule by name; a matrix of your own has one row for each level.',
    example: 'contrasts(cbpp$period)\nd <- cbpp\ncontrasts(d$period) <- "contr.sum"\ncontrasts(d$period)',
    parameters: [required('x', 'factor', 'A factor.')],
    call: (given, context) => {
      const factor = factorArgument(given, 'x');
      const { contrasts: defaults } = context.settings;
      return shownMatrix(contrastMatrixOf(factor, defaults), factor.levels, contrastsOf(factor, defaults));
    },
  },
  {
    name: 'C',
    group,
    package: 'stats',
    summary: 'A factor with contrasts of its own, inside a formula.',
    help: '`C(f, contr.sum)` and `C(f, sum)` are f with sum contrasts; a matrix with a row for each level works too. Further arguments go to the rule, as in `C(f, contr.treatment, base = 2)`.',
    example: 'lmer(Reaction ~ C(factor(Days), contr.helmert) + (1 | Subject), data = sleepstudy)',
    parameters: [
      required('object', 'vector', 'A factor, or a vector to make one of.'),
      optional('contr', 'any', 'NULL', 'A rule, such as contr.sum or sum, or a matrix.', { isLazy: true }),
      optional('how.many', 'integer', 'NULL', 'How many columns to make.'),
      dots('Options of the rule: base, scores.'),
    ],
    call: codedFactor,
  },
];

/** What a value chooses as contrasts: the name of a rule, a rule as a function, or a matrix; null for NULL. Throws `UserError` for anything else. */
function contrastChoice(value: Value): ContrastChoice | null {
  if (value.type === 'null') return null;
  if (value.type === 'function') return { ruleOfCount: contrastRule(value.name).name };
  if (value.type === 'character' && value.values.length === 1) return contrastRule(value.values[0] ?? 'NA').name;
  if (value.type === 'double' || value.type === 'integer') return contrastMatrix(value);
  throw new UserError('GLMM225', `Contrasts are the name of a rule or a matrix, but this is ${describeValue(value)}.`, { advice: ['Write "contr.sum", for example, or a matrix with a row for each level.'] });
}

function contrastChoiceAt(value: Value, range: TextRange | null): ContrastChoice | null {
  try {
    return contrastChoice(value);
  } catch (error) {
    throw error instanceof UserError && range ? error.at(range) : error;
  }
}

/** R's `contrasts(x, columnCount) <- value`. */
export function replaceContrasts(object: Value, value: Value, columnCount: number | undefined): Factor {
  if (object.type !== 'factor' && !(isColumn(object) && object.type === 'logical')) {
    throw new UserError('GLMM225', `contrasts() can be set for a factor, but this is ${describeValue(object)}.`, { advice: ['Make it a factor first: factor(x).'] });
  }
  return withContrasts(asFactor(object), contrastChoice(value), columnCount);
}

/** A list of contrasts by variable, as `contrasts = list(f = "contr.sum")` gives it. */
export function chosenContrasts(given: CallArguments, name: string): ReadonlyMap<string, ContrastChoice> {
  const value = given.get(name);
  if (!value || value.type === 'null') return new Map();
  const range = given.expression(name) ?? null;
  if (value.type !== 'list' || value.values.some((_, i) => !value.names?.[i])) {
    throw new UserError('GLMM225', `${name} = takes a list with a name for each variable.`, { range, advice: [`Write ${name} = list(f = "contr.sum"), for example.`] });
  }
  const entries = value.values.map((choice, i): [string, ContrastChoice | null] => [value.names![i]!, contrastChoiceAt(choice, range)]);
  return new Map(entries.filter((entry): entry is [string, ContrastChoice] => entry[1] !== null));
}

function contrastMatrix({ values, dim, columnNames }: NumericVector): ContrastMatrix {
  return { values, columnCount: dim ? dim[1] : 1, columnNames: columnNames ?? null };
}

function describeRule(rule: ContrastRule): FunctionDescription {
  return {
    name: rule.name,
    group,
    package: rule.package,
    summary: rule.summary,
    help: `${rule.help} Choose it by \`contrasts(d$f) <- "${rule.name}"\`, by \`contrasts = list(f = "${rule.name}")\` in the call of a model, or by \`C(f, ${rule.name})\` in a formula.`,
    example: `${rule.name}(4)`,
    parameters: [required('n', 'vector', 'How many levels, or the levels.'), ...(options[rule.name] ?? [])],
    call: given => {
      const levels = levelsArgument(given);
      return shownMatrix(rule.matrix(levels, optionsOf(name => given.get(name))), levels, rule.name);
    },
  };
}

/** A matrix as R shows it: polynomials do not name their rows. */
function shownMatrix({ values, columnCount, columnNames }: ContrastMatrix, levels: readonly string[], contrasts: Contrasts): NumericVector {
  return { type: 'double', values, dim: [levels.length, columnCount], ...(contrasts === 'contr.poly' ? {} : { rowNames: levels }), ...(columnNames ? { columnNames } : {}) };
}

const MOST_LEVELS = 10_000;

function levelsArgument(given: CallArguments): readonly string[] {
  const column = columnArgument(given, 'n');
  if ((column.type !== 'double' && column.type !== 'integer') || column.values.length !== 1) return asCharacter(column).values.map(level => level ?? 'NA');
  const count = numberArgument(given, 'n', 2);
  if (count > MOST_LEVELS) throw new UserError('GLMM225', `Contrasts are made here for at most ${MOST_LEVELS} levels, but there are ${count}.`);
  if (Number.isInteger(count) && count >= 2) return numberedLevels(count);
  throw new UserError('GLMM225', `Contrasts need at least two levels, but there are ${count}.`);
}

function optionsOf(get: (name: string) => Value | undefined): ContrastOptions {
  const numbers = (name: string): number[] | undefined => {
    const value = get(name);
    if (!value || value.type === 'null') return undefined;
    if (value.type === 'double' || value.type === 'integer') return Array.from(asDouble(value).values);
    throw new UserError('GLMM215', `\`${name}\` takes numbers, but this is ${describeValue(value)}.`);
  };
  const [base] = numbers('base') ?? [];
  const scores = numbers('scores');
  return { ...(base === undefined ? {} : { base }), ...(scores ? { scores } : {}) };
}

/** Rules that `C` knows by their last name. */
const shortNames = new Set(['treatment', 'sum', 'helmert', 'poly', 'SAS']);

async function codedFactor(given: CallArguments, context: CallContext): Promise<Factor> {
  const factor = asFactor(columnArgument(given, 'object'));
  const written = given.expression('contr');
  const { contrasts: defaults } = context.settings;
  const choice = !written
    ? factor.isOrdered ? defaults.ordered : defaults.unordered
    : written.kind === 'name' && shortNames.has(written.name) ? `contr.${written.name}` : contrastChoice(await context.evaluate(written));
  const howMany = given.get('how.many') ? numberArgument(given, 'how.many', factor.levels.length - 1) : undefined;
  if (howMany !== undefined && !(Number.isInteger(howMany) && howMany >= 1 && howMany < factor.levels.length)) {
    throw new UserError('GLMM225', `how.many = ${howMany} is not a number of columns.`, { range: given.expression('how.many') ?? null, advice: [`It can be a whole number from 1 to ${factor.levels.length - 1}.`] });
  }
  if (howMany === undefined && given.dots.length === 0) return withContrasts(factor, choice);
  if (choice === null) return withContrasts(factor, null);
  const rule = typeof choice === 'string' ? choice : 'ruleOfCount' in choice ? choice.ruleOfCount : null;
  const matrix = rule === null ? (choice as ContrastMatrix) : contrastRule(rule).matrix(numberedLevels(factor.levels.length), optionsOf(optionInDots(given, rule)));
  return withContrasts(factor, matrix, howMany);
}

/** Options by name, or by position where they have none. */
function optionInDots(given: CallArguments, rule: string): (name: string) => Value | undefined {
  return name => {
    const named = given.dots.find(dot => dot.name === name);
    if (named) return named.value;
    const isFirst = options[rule]?.[0]?.name === name;
    return isFirst ? given.dots.find(dot => dot.name === null)?.value : undefined;
  };
}
