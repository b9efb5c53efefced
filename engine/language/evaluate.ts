/** Evaluates the statements of a cell against the session's variables. */
import { isColumn } from '../data/atomic.js';
import type { Warn } from '../data/coercion.js';
import { readBundledDataset } from '../data/datasets/bundled.js';
import { datasetNames } from '../data/datasets/catalogue.js';
import type { MersenneTwister } from '../probability/mersenne-twister.js';
import type { Monitor } from '../estimation/monitor.js';
import type { Result } from '../results.js';
import { matchArguments } from './arguments.js';
import { constantValue, wellKnownVariables } from './constants.js';
import { describeValue } from './describe-value.js';
import { applyBinary, applyUnary, isOperatorName, isTrue } from './operators.js';
import type { AppliedArgument, CallArguments, CallContext, FileAccess, FunctionDescription, SessionSettings } from './registry.js';
import { replaceElement, replaceMember, replaceSubset, replaceThroughFunction } from './replacement.js';
import { absenceOf } from './services/absent-functions.js';
import { element, member, subset, type IndexValue } from './subsetting.js';
import { deparse } from './syntax/deparse.js';
import { UserError } from './syntax/diagnostic.js';
import { namesListed, nearestName, suggestion } from './syntax/nearest-name.js';
import type { Argument, Assignment, BinaryOperator, Call, Expression, Index, Unary } from './syntax/tree.js';
import type { Value } from './values.js';

export interface EvaluationEnvironment {
  /** The session's variables; assignments go here at once. */
  readonly variables: Map<string, Value>;
  readonly functions: ReadonlyMap<string, FunctionDescription>;
  readonly files: FileAccess;
  /** Those in force when a call begins. */
  readonly settings: SessionSettings;
  changeSettings(changed: Partial<SessionSettings>): void;
  readonly random: MersenneTwister;
  readonly monitor: Monitor;
  readonly source: string;
  display(result: Result): void;
}

/** The value of a statement, and whether R would print it. Errors of the user are `UserError`s with a place in the cell. */
export async function evaluateStatement(statement: Expression, environment: EvaluationEnvironment): Promise<{ value: Value; isVisible: boolean }> {
  const evaluator = new Evaluator(environment);
  const value = await evaluator.evaluate(statement);
  return { value, isVisible: !evaluator.isInvisible(statement) };
}

const NULL_VALUE: Value = { type: 'null' };
/** No user can write a name that begins with a blank. */
const APPLIED = ' argument ';

class Evaluator {
  private readonly environment: EvaluationEnvironment;
  /** Names are looked up here first; the innermost mask is last. */
  private readonly masks: ReadonlyMap<string, Value>[] = [];

  constructor(environment: EvaluationEnvironment) {
    this.environment = environment;
  }

  /** What R does not print: assignments, and calls of functions such as `print` and `set.seed`. */
  isInvisible(statement: Expression): boolean {
    if (statement.kind === 'assignment') return true;
    if (statement.kind === 'block') return statement.statements.length > 0 && this.isInvisible(statement.statements.at(-1)!);
    if (statement.kind === 'binary' && statement.operator === '|>') return this.isInvisible(statement.right);
    const name = statement.kind === 'call' ? calleeName(statement.callee) : null;
    if (statement.kind !== 'call' || name === null) return false;
    if (this.environment.functions.get(name)?.isInvisible) return true;
    // these give what their argument gives, and with it whether it is printed
    const [first] = statement.arguments;
    return passingOn.has(name) && first?.value ? this.isInvisible(first.value) : false;
  }

  async evaluate(expression: Expression): Promise<Value> {
    try {
      return await this.evaluateKind(expression);
    } catch (error) {
      throw error instanceof UserError ? error.at(expression) : error;
    }
  }

  private async evaluateKind(expression: Expression): Promise<Value> {
    switch (expression.kind) {
      case 'number':
        return { type: expression.isInteger ? 'integer' : 'double', values: Float64Array.of(expression.value) };
      case 'string':
        return { type: 'character', values: [expression.value] };
      case 'constant':
        return constantValue(expression.name);
      case 'name':
        return this.lookUp(expression.name);
      case 'parenthesised':
        return this.evaluate(expression.inner);
      case 'block':
        return this.evaluateBlock(expression.statements);
      case 'unary':
        return applyUnary(expression.operator, await this.evaluate(expression.operand));
      case 'binary':
        return this.evaluateBinary(expression);
      case 'formula':
        return { type: 'formula', formula: expression, text: deparse(expression) };
      case 'assignment':
        return this.assign(expression);
      case 'member':
        if (expression.operator === '@') throw new UserError('GLMM235', '`@` takes a slot of an R object; cells have none.', { advice: ['Use `$` for a column of a data frame or an element of a list.'] });
        return member(await this.evaluate(expression.object), expression.name, textOf(expression.object));
      case 'index':
        return this.evaluateIndex(expression);
      case 'namespace':
        return this.functionValue(expression.name);
      case 'call':
        return this.call(expression);
      case 'unsupported':
        throw new UserError('GLMM107', expression.message, { range: expression.keywordRange });
      case 'missing':
        throw new UserError('GLMM104', 'Something is missing here.');
    }
  }

  private async evaluateBlock(statements: readonly Expression[]): Promise<Value> {
    let value = NULL_VALUE;
    for (const statement of statements) value = await this.evaluate(statement);
    return value;
  }

  private async evaluateBinary(expression: Extract<Expression, { kind: 'binary' }>): Promise<Value> {
    const { operator, left, right } = expression;
    if (operator === '|>') return this.call(pipedCall(left, right));
    if (operator === '%>%') throw new UserError('GLMM209', 'The pipe of cells is `|>`, not `%>%`.', { range: expression.operatorRange, advice: ['Write x |> summary().'] });
    const first = await this.evaluate(left);
    if (operator === '&&' || operator === '||') {
      const known = isTrue(first, `\`${operator}\``);
      if (known === (operator === '||')) return { type: 'logical', values: Int8Array.of(known ? 1 : 0) };
    }
    return applyBinary(operator, first, await this.evaluate(right), this.warn);
  }

  private async evaluateIndex(expression: Index): Promise<Value> {
    const object = await this.evaluate(expression.object);
    const { indices, drop } = await this.indicesOf(expression.arguments);
    if (!expression.isDouble) return subset(object, indices, drop);
    return element(object, indices);
  }

  private async indicesOf(given: readonly Argument[]): Promise<{ indices: IndexValue[]; drop: boolean | null }> {
    let drop: boolean | null = null;
    const indices: IndexValue[] = [];
    for (const argument of given) {
      const value = argument.value ? await this.evaluate(argument.value) : null;
      if (argument.name === 'drop' && value) drop = isTrue(value, '`drop`');
      else if (argument.name !== 'exact') indices.push(value);
    }
    return { indices, drop };
  }

  private async lookUp(name: string): Promise<Value> {
    for (let depth = this.masks.length - 1; depth >= 0; depth--) {
      const value = this.masks[depth]?.get(name);
      if (value) return value;
    }
    const { variables, functions, files } = this.environment;
    const bound = variables.get(name) ?? wellKnownVariables.get(name);
    if (bound) return bound;
    if (datasetNames.has(name)) return readBundledDataset(name, files);
    if (functions.has(name)) return { type: 'function', name };
    if (isOperatorName(name)) return { type: 'function', name };
    const columns = this.masks.flatMap(mask => [...mask.keys()]).filter(column => !column.startsWith(APPLIED));
    if (columns.length > 0) {
      throw new UserError('GLMM204', `There is no column or variable \`${name}\`.${suggestion(nearestName(name, [...columns, ...variables.keys()]))}`, { advice: [`The columns are ${namesListed(columns)}.`] });
    }
    // a name of one or two letters is near to many functions and meant none of them
    const nearest = nearestName(name, [...variables.keys(), ...datasetNames, ...(name.length > 2 ? functions.keys() : [])]);
    throw new UserError('GLMM201', `There is no variable \`${name}\`.${suggestion(nearest)}`, { advice: ['Run the cell that makes it first.'] });
  }

  private functionValue(name: string): Value {
    if (this.environment.functions.has(name)) return { type: 'function', name };
    throw this.unknownFunction(name);
  }

  private unknownFunction(name: string): UserError {
    const nearest = nearestName(name, this.environment.functions.keys());
    const bound = this.environment.variables.get(name);
    if (bound) return new UserError('GLMM202', `\`${name}\` is ${describeValue(bound)}, not a function.`, { advice: ['Use [ ] to take elements of it.'] });
    const absence = absenceOf(name);
    if (absence) return new UserError(absence.code, absence.message, { advice: absence.advice === '' ? [] : [absence.advice] });
    return new UserError('GLMM202', `There is no function \`${name}\`.${suggestion(nearest)}`);
  }

  private async call(expression: Call): Promise<Value> {
    const description = await this.callee(expression);
    const matched = matchArguments(description, expression.arguments);
    const lazy = new Set(description.parameters.filter(parameter => parameter.isLazy).map(parameter => parameter.name));
    const areDotsLazy = description.parameters.some(parameter => parameter.type === 'dots' && parameter.isLazy);
    const values = new Map<string, Value>();
    for (const [name, argument] of matched.named) {
      if (argument.value && !lazy.has(name)) values.set(name, await this.evaluate(argument.value));
    }
    for (const parameter of description.parameters) {
      if (parameter.isRequired && !matched.named.has(parameter.name)) {
        throw new UserError('GLMM206', `${description.name}() needs the argument \`${parameter.name}\`: ${lowerFirst(parameter.help)}`);
      }
      checkAllowed(description, parameter, values.get(parameter.name), matched.named.get(parameter.name));
    }
    const dots: CallArguments['dots'][number][] = [];
    for (const argument of matched.dots) {
      if (argument.value) dots.push({ name: argument.name, value: areDotsLazy ? NULL_VALUE : await this.evaluate(argument.value), expression: argument.value });
    }
    const callArguments: CallArguments = {
      get: name => values.get(name),
      expression: name => matched.named.get(name)?.value ?? undefined,
      dots,
    };
    return description.call(callArguments, this.contextFor(expression));
  }

  private async callee(expression: Call): Promise<FunctionDescription> {
    const { callee } = expression;
    const name = calleeName(callee);
    if (name === null) {
      const value = await this.evaluate(callee);
      if (value.type !== 'function') throw new UserError('GLMM202', `This is ${describeValue(value)}, not a function.`, { range: callee });
      return this.environment.functions.get(value.name)!;
    }
    const description = this.environment.functions.get(name);
    if (description) return description;
    const bound = this.environment.variables.get(name);
    const aliased = bound?.type === 'function' ? this.environment.functions.get(bound.name) : undefined;
    if (aliased) return aliased;
    throw this.unknownFunction(name).at(callee);
  }

  private contextFor(call: Call): CallContext {
    const { source, monitor, files, settings, random, variables } = this.environment;
    return {
      call,
      source,
      monitor,
      files,
      settings,
      changeSettings: changed => this.environment.changeSettings(changed),
      random,
      evaluate: (expression, mask) => (mask ? this.evaluateWith(mask.columns, expression) : this.evaluate(expression)),
      apply: (chosen, given, what) => this.apply(chosen, given, what, call),
      display: result => this.environment.display(result),
      assign: (name, value) => void variables.set(name, value),
      remove: name => void variables.delete(name),
      variableNames: () => [...variables.keys()],
    };
  }

  private async evaluateWith(mask: ReadonlyMap<string, Value>, expression: Expression): Promise<Value> {
    this.masks.push(mask);
    try {
      return await this.evaluate(expression);
    } finally {
      this.masks.pop();
    }
  }

  private async apply(chosen: Value, given: readonly AppliedArgument[], what: string, { from, to }: Call): Promise<Value> {
    const name = chosen.type === 'function' ? chosen.name : chosen.type === 'character' && chosen.values.length === 1 ? chosen.values[0] : null;
    if (!name) throw new UserError('GLMM215', `${what} must be a function by its name, such as mean, but it is ${describeValue(chosen)}.`);
    const [first, second] = given;
    if (isOperatorName(name)) return this.applyOperator(name, given.map(({ value }) => value));
    if (name === '[[' && first && second) return element(first.value, [second.value]);
    const place = { from, to };
    const mask = new Map(given.map(({ value }, index) => [APPLIED + String(index), value]));
    const call: Call = {
      kind: 'call',
      callee: { kind: 'name', name, ...place },
      // in brackets, so that no function takes the name of a place for that of a column
      arguments: given.map((argument, index): Argument => ({ name: argument.name, nameRange: null, value: { kind: 'parenthesised', inner: { kind: 'name', name: APPLIED + String(index), ...place }, ...place }, ...place })),
      argumentsRange: place,
      isClosed: true,
      ...place,
    };
    return this.evaluateWith(mask, call);
  }

  private applyOperator(operator: BinaryOperator | '!' | '[', values: readonly Value[]): Value {
    const [first, second] = values;
    if (!first || values.length > 2 || (operator === '!' && second)) throw new UserError('GLMM203', `\`${operator}\` takes ${operator === '!' ? 'one operand' : 'two operands'}, but ${values.length} were given.`);
    if (operator === '[') return subset(first, [second ?? null], null);
    if (operator === '!' || !second) return applyUnary(operator as Unary['operator'], first);
    return applyBinary(operator, first, second, this.warn);
  }

  private async assign(expression: Assignment): Promise<Value> {
    const value = await this.evaluate(expression.value);
    if (value.type === 'display' && value.results.length === 0) return value;
    await this.assignTo(expression.target, value);
    return value;
  }

  /** R's rule: `f(x) <- v` is `x <- "f<-"(x, v)`, at every depth of the target. */
  private async assignTo(target: Expression, value: Value): Promise<void> {
    try {
      switch (target.kind) {
        case 'name':
          this.environment.variables.set(target.name, value);
          return;
        case 'string':
          this.environment.variables.set(target.value, value);
          return;
        case 'parenthesised':
          await this.assignTo(target.inner, value);
          return;
        case 'member':
          await this.assignTo(target.object, replaceMember(await this.targetObject(target.object), target.name, value));
          return;
        case 'index': {
          const object = await this.targetObject(target.object);
          const { indices } = await this.indicesOf(target.arguments);
          await this.assignTo(target.object, target.isDouble ? replaceElement(object, indices, value) : replaceSubset(object, indices, value));
          return;
        }
        case 'call': {
          const [object, ...others] = target.arguments;
          if (target.callee.kind !== 'name' || !object?.value) break;
          const further: Value[] = [];
          for (const argument of others) if (argument.value) further.push(await this.evaluate(argument.value));
          await this.assignTo(object.value, replaceThroughFunction(target.callee.name, await this.targetObject(object.value), value, further));
          return;
        }
        default:
      }
    } catch (error) {
      throw error instanceof UserError ? error.at(target) : error;
    }
    throw new UserError('GLMM207', 'This cannot be assigned to.', { range: target, advice: ['A target is a name, such as x, or a part of one: x$a, x[i], x[["a"]], names(x).'] });
  }

  private targetObject(target: Expression): Promise<Value> {
    return this.evaluate(target);
  }

  private readonly warn: Warn = message => this.environment.display({ kind: 'text', text: `Warning: ${message}` });
}

function checkAllowed(description: FunctionDescription, parameter: FunctionDescription['parameters'][number], value: Value | undefined, argument: Argument | undefined): void {
  if (!parameter.allowed || !value || !isColumn(value)) return;
  if (value.type === 'character') {
    const [text] = value.values;
    if (value.values.length !== 1 || text === null || text === undefined || parameter.allowed.some(allowed => allowed === text)) return;
    throw new UserError('GLMM208', `\`${parameter.name}\` of ${description.name}() cannot be "${text}".${suggestion(nearestName(text, parameter.allowed))}`, {
      range: argument?.value ?? null,
      advice: [`It can be ${parameter.allowed.map(allowed => `"${allowed}"`).join(', ')}.`],
    });
  }
}

/** `x |> f(y)` is `f(x, y)`, and `x |> f(y, data = _)` is `f(y, data = x)`. */
function pipedCall(left: Expression, right: Expression): Call {
  if (right.kind !== 'call') throw new UserError('GLMM209', 'The right side of `|>` must be a call, such as `x |> summary()`.', { range: right });
  const isPlace = ({ name, value }: Argument): boolean => name !== null && value?.kind === 'name' && value.name === '_';
  if (right.arguments.some(isPlace)) return { ...right, arguments: right.arguments.map(argument => (isPlace(argument) ? { ...argument, value: left } : argument)) };
  const first: Argument = { name: null, nameRange: null, value: left, from: left.from, to: left.to };
  return { ...right, arguments: [first, ...right.arguments] };
}

const passingOn: ReadonlySet<string> = new Set(['suppressMessages', 'suppressWarnings', 'suppressPackageStartupMessages', 'try']);

const calleeName = (callee: Expression): string | null => (callee.kind === 'name' || callee.kind === 'namespace' ? callee.name : callee.kind === 'string' ? callee.value : null);

const textOf = (expression: Expression): string => (expression.kind === 'name' ? expression.name : deparse(expression));
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
