/** What is wrong with a cell, as far as its text, the cells above it, the bundled data and the live session tell. */
import { datasetNames } from '../data/datasets/catalogue.js';
import type { ColumnSnapshot, ModelResult } from '../results.js';
import { matchArguments } from './arguments.js';
import { wellKnownVariables } from './constants.js';
import { functions } from './functions.js';
import { isOperatorName } from './operators.js';
import type { NotebookText } from './notebook-text.js';
import type { FunctionDescription, ParameterDescription } from './registry.js';
import { absenceOf } from './services/absent-functions.js';
import { checkComparedLevels, checkFactorLevels, checkMissingCompared, checkReference } from './services/check-comparisons.js';
import { checkComparedModels } from './services/check-compared-models.js';
import { checkFamily } from './services/check-family.js';
import { checkModelFormula } from './services/check-formula.js';
import { checkLastFit } from './services/check-last-fit.js';
import { checkModelArgument } from './services/check-model-argument.js';
import { checkModelPart } from './services/check-model-part.js';
import { checkQuadrature } from './services/check-quadrature.js';
import { checkResponse } from './services/check-response.js';
import { checkStrayArguments } from './services/check-stray-arguments.js';
import { parsed } from './services/parsed.js';
import { rememberedCheck } from './services/remembered-check.js';
import { plannedFunctions } from './services/planned-functions.js';
import { dataOf, piped } from './services/calls.js';
import { withoutArgument } from './services/edits.js';
import { modelOfCall, textOf, type Frame, type Scope } from './services/scope.js';
import { UserError, type Diagnostic, type QuickFix, type TextRange } from './syntax/diagnostic.js';
import { deparse, deparseName, deparseString } from './syntax/deparse.js';
import { nearestName, suggestion } from './syntax/nearest-name.js';
import { positionAt } from './syntax/position.js';
import type { Argument, Binary, Call, Expression, Index, Member } from './syntax/tree.js';
import { childrenOf, descendants, isBar, namesIn } from './syntax/walk.js';

/**
 * The diagnostics of one cell, in the order of the text: its syntax, then its names and types.
 * Nothing is called wrong that might be right: a data frame whose columns are not known has none that are unknown.
 */
export const checkCell = (notebook: NotebookText): readonly Diagnostic[] => rememberedCheck(notebook, checkAnew);

function checkAnew(notebook: NotebookText, scope: Scope): Diagnostic[] {
  const source = notebook.cells[notebook.cell] ?? '';
  const { program, diagnostics } = parsed(source);
  const checker = new Checker(source, scope, call => modelOfCall(notebook, call));
  const torn = diagnostics.filter(({ code }) => guessedCodes.has(code));
  program.statements.forEach((statement, index) => {
    const end = program.statements[index + 1]?.from ?? source.length;
    const isTorn = torn.some(({ from }) => (statement.from <= from && from < end) || (statement.to <= from && /^[ \t]*$/.test(source.slice(statement.to, from))));
    if (isTorn) scope.add(statement);
    else checker.statement(statement);
  });
  return [...diagnostics, ...checker.diagnostics].sort((a, b) => a.from - b.from);
}

/** Where brackets, quotes or operators are missing, what the parser made of the statement is a guess, and nothing more is said of it. */
const guessedCodes: ReadonlySet<string> = new Set(['GLMM101', 'GLMM102', 'GLMM103', 'GLMM105']);

/** Columns that names are looked up in before the variables; `unknown` where there may be any. */
type Mask = Frame | 'unknown' | null;

class Checker {
  readonly diagnostics: Diagnostic[] = [];
  /** Data sets that are not there, which has been said where they were asked for. */
  private readonly withoutData = new Set<string>();
  private current: Expression | null = null;

  constructor(
    private readonly source: string,
    private readonly scope: Scope,
    private readonly lastFitOf: (call: string) => ModelResult | null,
  ) {}

  statement(statement: Expression): void {
    this.current = statement;
    this.expression(statement, null);
    this.scope.add(statement);
  }

  private expression(expression: Expression, mask: Mask): void {
    switch (expression.kind) {
      case 'name':
        return this.name(expression, mask);
      case 'call':
        return this.call(expression, mask);
      case 'member':
        return this.member(expression, mask);
      case 'index':
        return this.index(expression, mask);
      case 'assignment':
        return this.assignment(expression.target, expression.value, mask);
      case 'formula':
        // Its names are looked up where the formula is used.
        return;
      case 'block':
        return expression.statements.forEach((statement) => {
          this.expression(statement, mask);
          this.scope.add(statement);
        });
      case 'binary': {
        const call = piped(expression);
        if (call) return this.call(call, mask);
        if (expression.operator === '%>%') return this.foreignPipe(expression, mask);
        if (expression.operator === '+' && isLayered(expression)) return this.expression(firstSummand(expression), mask);
        if (expression.operator === '==' || expression.operator === '!=' || expression.operator === '%in%') {
          this.diagnostics.push(...checkComparedLevels(expression, this.column(expression.left, mask)), ...checkMissingCompared(expression, this.source));
        }
        return childrenOf(expression).forEach((part) => this.expression(part, mask));
      }
      default:
        return childrenOf(expression).forEach((part) => this.expression(part, mask));
    }
  }

  private foreignPipe({ left, operatorRange: { from, to } }: Binary, mask: Mask): void {
    this.report('GLMM209', 'The pipe of cells is `|>`, not `%>%`.', { from, to }, [{ title: 'Replace by |>', edits: [{ from, to, insert: '|>' }], isSafe: true }]);
    this.expression(left, mask);
  }

  private name({ name, from, to }: Extract<Expression, { kind: 'name' }>, mask: Mask): void {
    if (mask === 'unknown' || mask?.columns.has(name) || this.isKnown(name)) return;
    if (mask && !mask.isComplete) return;
    if (mask?.assignedBelow.has(name)) return this.assignedBelow(mask, name, { from, to });
    const below = mask ? null : this.scope.madeBelow(name, from);
    if (below) return this.report('GLMM201', `There is no variable \`${name}\` yet: it is made below, in ${below.cell === 0 ? `line ${positionAt(this.source, below.from).line}` : below.cell === 1 ? 'the next cell' : `a cell further down`}.`, { from, to });
    // a function is seldom meant by one or two letters
    const known = name.length > 2 ? [...datasetNames, ...functions.keys()] : datasetNames;
    const near = nearestName(name, [...(mask?.columns.keys() ?? []), ...this.scope.names, ...(mask ? [] : known), ...(name.length > 3 ? ['TRUE', 'FALSE', 'NULL'] : [])]);
    const constant = mistypedConstants.get(name.toLowerCase());
    if (constant !== undefined) return this.report(mask ? 'GLMM204' : 'GLMM201', `There is no ${mask ? 'column' : 'variable'} \`${name}\`; the constant is written ${constant}.`, { from, to }, [{ title: `Write ${constant}`, edits: [{ from, to, insert: constant }], isSafe: true }]);
    const message = mask ? `${described(mask)} no column \`${name}\`, and there is no variable of that name.` : `There is no variable \`${name}\`.`;
    const isConstant = near === 'TRUE' || near === 'FALSE' || near === 'NULL';
    this.report(mask ? 'GLMM204' : 'GLMM201', message + suggestion(near), { from, to }, replacing({ from, to }, near, isConstant ? near : undefined));
  }

  private isKnown(name: string): boolean {
    return this.withoutData.has(name) || this.scope.has(name) || datasetNames.has(name) || functions.has(name) || wellKnownVariables.has(name) || isOperatorName(name) || /^(?:\.+|\.\.\d+|_|)$/.test(name);
  }

  private call(written: Call, mask: Mask): void {
    const call = functions.get(textOf(written.callee))?.group === 'fit' ? this.asMeant(written) : written;
    const name = textOf(call.callee);
    if (name === '') this.expression(call.callee, mask);
    const description = functions.get(name);
    if (!description) {
      if (name !== '' && !this.scope.has(name)) this.unknownFunction(call, name, mask);
      // what is given to a function that is not there is rewritten with it
      if (!this.scope.has(name) && absenceOf(name)) return;
      for (const { value } of call.arguments) if (value) this.expression(value, mask ?? 'unknown');
      return;
    }
    let matched: ReturnType<typeof matchArguments>;
    try {
      matched = matchArguments(description, call.arguments);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.argumentMismatch(error, call, description);
      return call.arguments.forEach(({ value, nameRange, from }) => value && (nameRange?.from ?? from) !== error.range?.from && this.expression(value, 'unknown'));
    }
    this.requireArguments(call, description, matched.named);
    const data = dataOf(description, matched.named, this.scope);
    for (const [parameterName, argument] of matched.named) {
      const parameter = description.parameters.find((one) => one.name === parameterName);
      if (parameter && argument.value) this.argument(description, parameter, argument.value, data.isGiven ? (data.frame ?? 'unknown') : mask, mask);
    }
    this.diagnostics.push(...checkQuadrature(matched.named.get('nAGQ')?.value ?? undefined, matched.named.get('formula')?.value ?? undefined));
    if (description.group === 'fit') {
      this.diagnostics.push(...checkResponse(call, matched.named, data.frame, this.source));
      this.lastFit(call, matched.named, data.frame);
    }
    this.diagnostics.push(...checkComparedModels(call, this.scope));
    if (name === 'relevel') this.diagnostics.push(...checkReference(matched.named.get('ref')?.value ?? undefined, this.columnOf(matched.named.get('x'), mask)));
    if (name === 'factor') this.diagnostics.push(...checkFactorLevels(matched.named, this.columnOf(matched.named.get('x'), mask)));
    const dots = description.parameters.find(({ type }) => type === 'dots');
    for (const { value } of matched.dots) if (value && dots && !dots.isLazy) this.expression(value, mask);
    if (name === 'transform') for (const { value } of matched.dots) if (value) this.expression(value, data.frame ?? 'unknown');
    if (name === 'data') this.datasets(matched.dots);
  }

  private asMeant(call: Call): Call {
    const { diagnostics, meant } = checkStrayArguments(call, this.source, this.scope);
    this.diagnostics.push(...diagnostics);
    return meant;
  }

  private columnOf(argument: Argument | undefined, mask: Mask): ColumnSnapshot | undefined {
    return argument?.value ? this.column(argument.value, mask) : undefined;
  }

  private lastFit(call: Call, named: ReadonlyMap<string, Argument>, data: Frame | null): void {
    const model = this.lastFitOf(deparse(call));
    const given = new Map([...named].flatMap(([name, { value }]): [string, Expression][] => (value ? [[name, value]] : [])));
    if (model && this.current) this.diagnostics.push(...checkLastFit({ call, given, statement: this.current, ...(data?.isComplete ? { columns: new Set(data.columns.keys()) } : {}) }, model));
  }

  private argument(description: FunctionDescription, parameter: ParameterDescription, value: Expression, dataMask: Mask, mask: Mask): void {
    const unusable = description.group === 'fit' ? checkModelArgument(parameter, value, this.scope) : null;
    if (unusable) this.diagnostics.push(unusable);
    else if (parameter.type === 'formula' && value.kind === 'formula') {
      if (dataMask !== null || !this.dataForgotten(value)) this.formulaNames(value, dataMask);
      if (description.group === 'fit') this.diagnostics.push(...checkModelFormula(value, dataMask === 'unknown' || dataMask === null ? null : dataMask, this.source));
    } else if (parameter.type === 'family') this.family(value, mask);
    else if (parameter.allowed) this.allowed(description, parameter, value, mask);
    else if (parameter.type === 'dataFrame' && value.kind === 'name') this.dataFrame(value);
    else if (parameter.type === 'file' && value.kind === 'name' && !this.isKnown(value.name)) this.unquotedFile(value);
    else if (parameter.type === 'column' || parameter.type === 'columns') this.expression(value, dataMask);
    else if (!parameter.isLazy) this.expression(value, mask);
  }

  /** A formula without `data =` whose variables are columns of one data frame: says so once, and offers to add it. */
  private dataForgotten(formula: Extract<Expression, { kind: 'formula' }>): boolean {
    const unknown = [...new Set(namesIn(formula))].filter((name) => !this.isKnown(name));
    if (unknown.length === 0) return false;
    const frames = [...this.scope.all.flatMap(({ frame }) => frame ?? []), ...[...datasetNames].flatMap((name) => this.scope.frameNamed(name) ?? [])];
    const frame = frames.find(({ columns }) => unknown.every((name) => columns.has(name)));
    if (!frame) return false;
    const insert = `, data = ${deparseName(frame.name)}`;
    const list = unknown.map((name) => `\`${name}\``).join(', ');
    this.report('GLMM201', `There is no variable ${list}; the data frame \`${frame.name}\` has ${unknown.length > 1 ? 'columns of these names' : 'a column of this name'}.`, formula, [
      { title: `Add data = ${frame.name}`, edits: [{ from: formula.to, to: formula.to, insert }] },
    ]);
    return true;
  }

  /** The names of a formula; in `(1 | a/b)` and `a * b` every operand is one. */
  private formulaNames(formula: Extract<Expression, { kind: 'formula' }>, mask: Mask): void {
    for (const side of childrenOf(formula)) this.formulaPart(side, mask ?? null);
  }

  private formulaPart(expression: Expression, mask: Mask): void {
    if (expression.kind === 'call') {
      const last = expression.arguments[0]?.value;
      const name = textOf(expression.callee);
      if (!functions.has(name) && !plannedFunctions.has(name) && last && isBar(last)) return this.missingPlus(expression, mask);
      return this.call(expression, mask);
    }
    if (expression.kind === 'name' || expression.kind === 'member' || expression.kind === 'index') return this.expression(expression, mask);
    for (const part of childrenOf(expression)) this.formulaPart(part, mask);
  }

  /** `x (1 | g)`: R reads a call of x. */
  private missingPlus(call: Call, mask: Mask): void {
    const { from, to } = call.argumentsRange;
    const at = call.callee.to;
    this.report('GLMM202', `A + is missing between ${this.source.slice(call.callee.from, at)} and the brackets.`, { from: call.callee.from, to }, [
      { title: 'Insert +', edits: [{ from: at, to: from, insert: ' + ' }] },
    ]);
    for (const part of childrenOf(call)) this.formulaPart(part, mask);
  }

  private family(value: Expression, mask: Mask): void {
    const unknown = checkFamily(value, this.scope);
    if (unknown) this.diagnostics.push(unknown);
    else if (value.kind === 'call' && functions.has(textOf(value.callee))) this.call(value, mask);
    else if (value.kind === 'name' && !functions.has(value.name)) this.expression(value, mask);
  }

  private allowed(description: FunctionDescription, parameter: ParameterDescription, value: Expression, mask: Mask): void {
    const allowed = parameter.allowed ?? [];
    const isName = value.kind === 'name' && parameter.isLazy === true;
    if (value.kind !== 'string' && value.kind !== 'number' && !isName) return parameter.isLazy ? undefined : this.expression(value, mask);
    const written = value.kind === 'number' ? String(value.value) : textOf(value);
    if (allowed.includes(written)) return;
    const near = nearestName(written, allowed);
    const isLink = parameter.name === 'link' && description.group === 'family';
    const message = isLink ? `The ${description.name} family has no link ${written} here.` : `\`${parameter.name}\` of ${description.name}() cannot be ${written}.`;
    const list = allowed.length === 1 ? ` It can only be ${allowed[0]!}.` : ` It can be ${allowed.join(', ')}.`;
    const only = near ?? (allowed.length === 1 ? allowed[0]! : null);
    const insert = only === null ? undefined : value.kind === 'string' ? deparseString(only) : only;
    this.report(isLink ? 'GLMM252' : 'GLMM208', message + (near ? suggestion(near) : list), value, replacing(value, only, insert));
  }

  private dataFrame(value: Extract<Expression, { kind: 'name' }>): void {
    if (this.isKnown(value.name)) return;
    const frames = this.scope.all.filter(({ kind }) => kind === 'dataFrame' || kind === 'unknown').map(({ name }) => name);
    const near = nearestName(value.name, [...frames, ...datasetNames]);
    this.report('GLMM201', `There is no data frame \`${value.name}\`.${suggestion(near)}`, value, replacing(value, near));
  }

  private unquotedFile({ name, from, to }: Extract<Expression, { kind: 'name' }>): void {
    const insert = deparseString(name);
    this.report('GLMM201', `There is no variable \`${name}\`; the name of a file stands in quotation marks.`, { from, to }, [{ title: `Write ${insert}`, edits: [{ from, to, insert }] }]);
  }

  private datasets(given: readonly Argument[]): void {
    for (const { name, value } of given) {
      const written = value ? textOf(value) : '';
      if (name !== null || !value || written === '' || datasetNames.has(written)) continue;
      this.withoutData.add(written);
      const near = nearestName(written, datasetNames);
      this.report('GLMM260', `There is no bundled data set \`${written}\`.${near ? suggestion(near) : ` They are ${[...datasetNames].join(', ')}.`}`, value, replacing(value, near));
    }
  }

  private member(member: Member, mask: Mask): void {
    this.expression(member.object, mask);
    this.diagnostics.push(...checkModelPart(member, this.scope));
    const frame = member.operator === '$' ? this.scope.frame(member.object) : null;
    if (frame?.isComplete && member.name !== '' && !startsAColumn(frame, member.name)) this.unknownColumn(frame, member.name, member.nameRange, deparseName);
  }

  private index(index: Index, mask: Mask): void {
    this.expression(index.object, mask);
    for (const { value } of index.arguments) if (value) this.expression(value, mask);
    const frame = this.scope.frame(index.object);
    if (frame && this.isCondition(index, frame)) {
      const at = index.arguments[0]!.to;
      this.report('GLMM236', 'A condition that chooses rows has a comma after it, as in d[condition, ].', index.arguments[0]!, [{ title: 'Insert a comma', edits: [{ from: at, to: at, insert: ', ' }] }]);
    }
    const columns = index.arguments.length === 2 ? index.arguments[1]! : index.arguments.length === 1 ? index.arguments[0]! : null;
    if (!frame?.isComplete || !columns?.value) return;
    const texts = columns.value.kind === 'call' && textOf(columns.value.callee) === 'c' ? columns.value.arguments.map(({ value }) => value) : [columns.value];
    for (const text of texts) if (text?.kind === 'string' && !frame.columns.has(text.value)) this.unknownColumn(frame, text.value, text, deparseString);
  }

  /** `d[d$x > 1]`, which asks for columns by a condition on rows. */
  private isCondition({ arguments: given, isDouble }: Index, frame: Frame): boolean {
    const condition = given.length === 1 && !isDouble ? given[0]!.value : null;
    if (condition?.kind !== 'binary' || !/^(?:[<>]=?|[!=]=|%in%|[&|])$/.test(condition.operator)) return false;
    return [...descendants(condition)].some(part => part.kind === 'member' && this.scope.frame(part.object)?.name === frame.name && frame.columns.has(part.name));
  }

  private unknownColumn(frame: Frame, name: string, range: TextRange, written: (name: string) => string): void {
    if (frame.assignedBelow.has(name)) return this.assignedBelow(frame, name, range);
    const near = nearestName(name, frame.columns.keys());
    this.report('GLMM204', `${described(frame)} no column \`${name}\`.${suggestion(near)}`, range, replacing(range, near, near === null ? undefined : written(near)));
  }

  /** It may have been run out of order; a run from the top stops here. */
  private assignedBelow(frame: Frame, name: string, range: TextRange): void {
    this.report('GLMM204', `\`${frame.name}\` gets its column \`${name}\` only further below; in a run from the top it is not there yet.`, range, [], 'warning');
  }

  private assignment(target: Expression, value: Expression, mask: Mask): void {
    this.expression(value, mask);
    if (target.kind === 'member' || target.kind === 'index') {
      // A new column may be assigned; the data frame must be there.
      this.expression(target.object, mask);
      if (target.kind === 'index') for (const argument of target.arguments) if (argument.value && argument.value.kind !== 'string') this.expression(argument.value, mask);
    } else if (target.kind === 'call') for (const argument of target.arguments) if (argument.value) this.expression(argument.value, mask);
  }

  private column(expression: Expression, mask: Mask): ColumnSnapshot | undefined {
    if (mask === 'unknown' || (expression.kind !== 'member' && expression.kind !== 'name')) return undefined;
    return this.scope.column(expression, mask) ?? undefined;
  }

  private unknownFunction(call: Call, name: string, mask: Mask): void {
    if (datasetNames.has(name) || (mask !== null && mask !== 'unknown' && mask.columns.has(name))) {
      return this.report('GLMM202', `\`${name}\` is data, not a function; elements are taken with [ ].`, call.callee);
    }
    const absence = absenceOf(name);
    if (absence) return this.report(absence.code, absence.message + (absence.advice === '' ? '' : ` ${absence.advice}`), call.callee);
    const near = name.length > 2 ? nearestName(name, functions.keys()) : null;
    const range = call.callee.kind === 'namespace' ? call.callee.nameRange : call.callee;
    this.report('GLMM202', `There is no function \`${name}\`.${suggestion(near)}`, range, replacing(range, near));
  }

  private argumentMismatch(error: UserError, call: Call, description: FunctionDescription): void {
    const range = error.range ?? call;
    const argument = call.arguments.find(({ nameRange, from }) => (nameRange?.from ?? from) === range.from);
    if (error.code === 'GLMM203' && argument?.name && argument.value && this.scope.frame(call.arguments[0]?.value)?.columns.has(argument.name)) {
      const { from, to } = { from: argument.nameRange!.to, to: argument.value.from };
      return this.report('GLMM203', `${description.name}() has no argument \`${argument.name}\`; a comparison with the column of that name is written ==.`, range, [{ title: 'Write ==', edits: [{ from, to, insert: ' == ' }] }]);
    }
    const near = argument?.name && argument.nameRange ? nearestName(argument.name, description.parameters.map(({ name }) => name)) : null;
    const removal = description.group === 'fit' && argument?.name ? [{ title: `Remove ${argument.name}`, edits: [withoutArgument(call, argument, this.source)] }] : [];
    this.report(error.code, error.message, range, [...replacing(range, near, near === null ? undefined : deparseName(near)), ...removal]);
  }

  private requireArguments(call: Call, description: FunctionDescription, named: ReadonlyMap<string, Argument>): void {
    if (!call.isClosed) return;
    const absent = description.parameters.filter(({ isRequired, name }) => isRequired && !named.has(name));
    if (absent.length === 0) return;
    const list = absent.map(({ name }) => `\`${name}\``).join(' and ');
    this.report('GLMM206', `${description.name}() needs the argument${absent.length > 1 ? 's' : ''} ${list}: ${absent[0]!.help.charAt(0).toLowerCase()}${absent[0]!.help.slice(1)}`, call.callee);
  }

  private report(code: string, message: string, { from, to }: TextRange, fixes: readonly QuickFix[] = [], severity: Diagnostic['severity'] = 'error'): void {
    this.diagnostics.push({ code, severity, message, from, to, fixes });
  }
}

const firstSummand = (sum: Binary): Expression => (sum.left.kind === 'binary' && sum.left.operator === '+' ? firstSummand(sum.left) : sum.left);

/** `ggplot(…) + geom_point() + …`: one chart, and one thing to say of it. */
function isLayered(sum: Binary): boolean {
  const first = firstSummand(sum);
  return first.kind === 'call' && !functions.has(textOf(first.callee)) && /^(?:ggplot|qplot)$/.test(textOf(first.callee));
}

/** Constants as other languages write them; R tells upper from lower case. */
const mistypedConstants: ReadonlyMap<string, string> = new Map([['true', 'TRUE'], ['false', 'FALSE'], ['null', 'NULL'], ['none', 'NULL'], ['na', 'NA'], ['nan', 'NaN'], ['inf', 'Inf']]);

/** `$` takes the beginning of a column's name too, as in R. */
const startsAColumn = (frame: Frame, name: string): boolean => frame.columns.has(name) || [...frame.columns.keys()].filter((column) => column.startsWith(name)).length === 1;

const described = (frame: Frame): string => (frame.name === '' ? 'The data have' : `\`${frame.name}\` has`);

const replacing = ({ from, to }: TextRange, near: string | null, insert = near === null ? '' : deparseName(near)): QuickFix[] =>
  near === null ? [] : [{ title: `Replace by ${near}`, edits: [{ from, to, insert }] }];

