/** Arguments of a model that belong to another function, or to another place: what users of nlme, glm and other software write. */
import { families } from '../../model/families/families.js';
import { links } from '../../model/families/links.js';
import type { Diagnostic, QuickFix, TextRange } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import type { Argument, Binary, Call, Expression, Formula } from '../syntax/tree.js';
import { descendants, isBar } from '../syntax/walk.js';
import { withoutArgument } from './edits.js';
import { textOf, type Scope } from './scope.js';

interface Stray {
  readonly diagnostics: readonly Diagnostic[];
  /** The call as it is meant, so that the rest of it is checked without consequences of these mistakes. */
  readonly meant: Call;
}

/** What is told of one argument, and what stands in its place in the call that is meant. */
interface Finding {
  readonly code: string;
  readonly message: string;
  readonly range: TextRange;
  readonly fix: QuickFix | null;
  readonly instead: readonly Argument[];
  /** The function that is meant, where it is another one. */
  readonly callee?: string;
}

/** Looks at the arguments of a call of `lmer`, `glmer` or `glmer.nb` before they are matched to parameters. */
export function checkStrayArguments(call: Call, source: string, scope: Scope): Stray {
  const name = textOf(call.callee);
  const diagnostics: Diagnostic[] = [];
  let meant: readonly Argument[] = call.arguments;
  let { callee } = call;
  const joined = formulaInTwo(call, scope);
  if (joined) {
    diagnostics.push(asDiagnostic(joined));
    meant = [...joined.instead, ...call.arguments.slice(2)];
  }
  for (const argument of joined ? call.arguments.slice(2) : call.arguments) {
    const found = argument.value && findingOf(call, name, argument, source, scope);
    if (!found) continue;
    diagnostics.push(asDiagnostic(found));
    meant = meant.flatMap(one => (one === argument ? found.instead : [one]));
    if (found.callee !== undefined) {
      callee = { kind: 'name', name: found.callee, from: call.callee.from, to: call.callee.to };
      meant = meant.filter(one => one.name !== 'REML');
    }
  }
  const random = meant.find(({ name: given, value }) => given === 'random' && value && isOneSidedBar(value));
  if (random) meant = joinRandom(meant.filter(one => one !== random), random.value as Formula);
  return { diagnostics, meant: diagnostics.length === 0 ? call : { ...call, callee, arguments: meant } };
}

const asDiagnostic = ({ code, message, range: { from, to }, fix }: Finding): Diagnostic => ({ code, severity: 'error', message, from, to, fixes: fix ? [fix] : [] });

function findingOf(call: Call, name: string, argument: Argument, source: string, scope: Scope): Finding | null {
  const value = argument.value!;
  const range = argument.nameRange ?? argument;
  const removed = (what: string): QuickFix => ({ title: `Remove ${what}`, edits: [withoutArgument(call, argument, source)] });
  const unknown = (message: string, fix: QuickFix | null, instead: readonly Argument[] = []): Finding => ({ code: 'GLMM203', message, range, fix, instead });
  if (argument.name === null && (argument !== call.arguments[0] || value.kind !== 'binary' || !hasRandomTerm(value))) return misplaced(call, name, argument, scope);
  if (argument.name === null || argument.name === 'formula') return value.kind === 'binary' && hasRandomTerm(value) ? withoutTilde(argument, value) : null;
  if (value.kind !== 'formula' && hasRandomTerm(value)) {
    const { from, to } = { from: range.to, to: value.from };
    const instead = { name: null, nameRange: null, value: formulaOf({ kind: 'name', name: argument.name, ...range }, value), from: argument.from, to: argument.to };
    return { code: 'GLMM203', message: `A formula is written with ~, as in ${argument.name} ~ ${shortened(deparse(value))}; = names an argument.`, range, fix: { title: 'Write ~', edits: [{ from, to, insert: ' ~ ' }] }, instead: [instead] };
  }
  switch (argument.name) {
    case 'family':
      if (name === 'glmer.nb') return unknown('glmer.nb() is negative binomial and takes no family.', removed('family'));
      if (name === 'lmer') return familyOfLinearModel(call, argument, source);
      return null;
    case 'REML':
      return name === 'lmer' ? null : unknown(`${name}() fits by maximum likelihood; REML = belongs to lmer().`, removed('REML'));
    case 'nAGQ':
      return name === 'lmer' ? unknown('The likelihood of a linear mixed model needs no quadrature; nAGQ = belongs to glmer().', removed('nAGQ')) : null;
    case 'method':
      return methodArgument(name, argument, unknown, removed('method'));
    case 'link':
      return name === 'glmer' ? linkArgument(call, argument, source, unknown) : null;
    case 'na.rm':
      return unknown(`${name}() leaves incomplete rows out by itself; na.rm = belongs to mean() and its like.`, removed('na.rm'));
    case 'random':
      return randomArgument(call, name, argument, source, unknown);
    case 'fixed':
      return unknown(`${name}() takes fixed and random effects in one formula; fixed = belongs to lme() of nlme.`, { title: 'Write formula =', edits: [{ ...range, insert: 'formula' }] }, [{ ...argument, name: 'formula' }]);
    default:
      return null;
  }
}

/** `y - x + (1 | g)`, where the first operator was to be a tilde. */
function withoutTilde(argument: Argument, value: Binary): Finding | null {
  const parts = leftmost(value);
  if (!parts) return null;
  const { response, operator, effects } = parts;
  return { code: 'GLMM242', message: `A formula has a ~ between the response and the effects, as in ${deparse(response)} ~ ….`, range: value, fix: { title: 'Write ~', edits: [{ from: operator.from, to: operator.to, insert: '~' }] }, instead: [{ ...argument, value: formulaOf(response, effects) }] };
}

/** A sum as its first operand, the operator after that, and the rest. */
function leftmost(sum: Binary): { response: Expression; operator: TextRange; effects: Expression } | null {
  if (sum.operator !== '+' && sum.operator !== '-') return null;
  if (sum.left.kind !== 'binary' || (sum.left.operator !== '+' && sum.left.operator !== '-')) return { response: sum.left, operator: sum.operatorRange, effects: sum.right };
  const before = leftmost(sum.left);
  return before && { ...before, effects: { ...sum, left: before.effects } };
}

/** A family or a data frame that stands, without a name, where something else is expected. */
function misplaced(call: Call, name: string, argument: Argument, scope: Scope): Finding | null {
  const value = argument.value!;
  const position = call.arguments.filter(one => one.name === null).indexOf(argument);
  const text = value.kind === 'call' ? textOf(value.callee) : textOf(value);
  const isFamily = value.kind !== 'string' && families.has(text) && scope.variable(text) === undefined;
  const named = (as: string): Pick<Finding, 'range' | 'fix' | 'instead'> => ({
    range: value,
    fix: { title: `Write ${as} =`, edits: [{ from: argument.from, to: argument.from, insert: `${as} = ` }] },
    instead: [{ ...argument, name: as }],
  });
  const isGiven = (parameter: string): boolean => call.arguments.some(one => one.name === parameter);
  if (isFamily && name === 'lmer' && position > 0) return familyOfLinearModel(call, argument, '');
  if (isFamily && name === 'glmer' && position === 1 && !isGiven('data')) return { code: 'GLMM254', message: `${text} is a family, and the second argument is the data frame; write family = ${text}.`, ...named('family') };
  const formula = call.arguments.find(one => one !== argument && one.value?.kind === 'formula');
  if (position === 0 && formula && !isGiven('formula') && !isGiven('data') && scope.frame(value)) {
    const isPiped = argument.from < call.argumentsRange.from;
    const fix = isPiped ? { title: 'Write formula =', edits: [{ from: formula.from, to: formula.from, insert: 'formula = ' }] } : named('data').fix;
    return { code: 'GLMM242', message: `The first argument of ${name}() is the formula, and this is a data frame; name ${isPiped ? 'the formula: formula =' : 'it: data ='}.`, range: value, fix, instead: named('data').instead };
  }
  return null;
}

function familyOfLinearModel(call: Call, argument: Argument, source: string): Finding {
  const value = argument.value!;
  const family = value.kind === 'call' ? textOf(value.callee) : textOf(value);
  const range = argument.nameRange ?? argument;
  if (family === 'gaussian') {
    return { code: 'GLMM203', message: 'lmer() is always gaussian and takes no family.', range, fix: { title: 'Remove family', edits: [withoutArgument(call, argument, source)] }, instead: [] };
  }
  const { from, to } = call.callee.kind === 'namespace' ? call.callee.nameRange : call.callee;
  const reml = call.arguments.find(({ name }) => name === 'REML');
  const named = argument.name === null ? [{ from: argument.from, to: argument.from, insert: 'family = ' }] : [];
  const edits = [{ from, to, insert: 'glmer' }, ...named, ...(reml ? [withoutArgument(call, reml, source)] : [])];
  return { code: 'GLMM203', message: 'lmer() fits linear mixed models and takes no family; glmer() fits those with one.', range, fix: { title: 'Call glmer()', edits }, instead: [{ ...argument, name: 'family' }], callee: 'glmer' };
}

type Unknown = (message: string, fix: QuickFix | null, instead?: readonly Argument[]) => Finding;

function methodArgument(name: string, argument: Argument, unknown: Unknown, removed: QuickFix): Finding {
  const method = textOf(argument.value!);
  const { from, to } = argument;
  if (name === 'lmer' && (method === 'REML' || method === 'ML')) {
    const insert = `REML = ${method === 'REML' ? 'TRUE' : 'FALSE'}`;
    return unknown(`lmer() has no argument \`method\`; ${insert} asks for ${method}.`, { title: `Write ${insert}`, edits: [{ from, to, insert }] });
  }
  if (name === 'lmer') return unknown('lmer() has no argument `method`; REML = TRUE asks for REML and REML = FALSE for maximum likelihood.', removed);
  return unknown(`${name}() has no argument \`method\`; nAGQ = 1 is the Laplace approximation, and nAGQ = 25 quadrature with 25 points.`, removed);
}

function linkArgument(call: Call, argument: Argument, source: string, unknown: Unknown): Finding {
  const link = textOf(argument.value!);
  const family = call.arguments.find(({ name }) => name === 'family')?.value;
  const familyName = family ? textOf(family) : '';
  const fix = links.has(link) && family && families.has(familyName)
    ? { title: `Write ${familyName}(link = "${link}")`, edits: [{ from: family.from, to: family.to, insert: `${familyName}(link = "${link}")` }, withoutArgument(call, argument, source)] }
    : null;
  return unknown('The link belongs to the family, as in family = binomial(link = "probit").', fix);
}

function randomArgument(call: Call, name: string, argument: Argument, source: string, unknown: Unknown): Finding {
  const value = argument.value!;
  const formula = call.arguments.map(one => one.value).find(one => one?.kind === 'formula' && one !== value);
  if (!isOneSidedBar(value) || !formula) return unknown(`${name}() takes random effects in the formula, as in y ~ x + (1 | g); random = belongs to lme() of nlme.`, null);
  const term = `(${source.slice(value.right.from, value.right.to)})`;
  const removal = withoutArgument(call, argument, source);
  const addition = { from: formula.to, to: formula.to, insert: ` + ${term}` };
  const edits = removal.from === addition.to ? [{ ...removal, insert: addition.insert }] : [addition, removal];
  return unknown(`${name}() takes random effects in the formula, here + ${term}; random = belongs to lme() of nlme.`, { title: `Add ${term} to the formula`, edits }, [argument]);
}

const isOneSidedBar = (value: Expression): value is Formula => value.kind === 'formula' && value.left === null && isBar(value.right);

function joinRandom(given: readonly Argument[], { right }: Formula): Argument[] {
  return given.map(argument => {
    const { value } = argument;
    if (value?.kind !== 'formula') return argument;
    const bracketed: Expression = { kind: 'parenthesised', inner: right, from: right.from, to: right.to };
    const sum: Expression = { kind: 'binary', operator: '+', operatorRange: { from: value.to, to: value.to }, left: value.right, right: bracketed, from: value.right.from, to: value.to };
    return { ...argument, value: { ...value, right: sum } };
  });
}

/** `lmer(y, x + (1 | g), …)`: a comma where the tilde belongs. */
function formulaInTwo(call: Call, scope: Scope): Finding | null {
  const [first, second] = call.arguments;
  if (first?.name !== null || second?.name !== null || !first.value || !second.value) return null;
  if (first.value.kind === 'formula' || second.value.kind === 'formula' || !hasRandomTerm(second.value) || scope.frame(first.value)) return null;
  const { from, to } = { from: first.to, to: second.from };
  const instead = { name: null, nameRange: null, value: formulaOf(first.value, second.value), from: first.from, to: second.to };
  return { code: 'GLMM242', message: `A ~ parts the response from the effects, as in ${shortened(deparse(first.value))} ~ ${shortened(deparse(second.value))}.`, range: { from: first.from, to: second.to }, fix: { title: 'Write ~', edits: [{ from, to, insert: ' ~ ' }] }, instead: [instead] };
}

const formulaOf = (left: Expression, right: Expression): Formula => ({ kind: 'formula', left, right, from: left.from, to: right.to });

const hasRandomTerm = (expression: Expression): boolean => [...descendants(expression)].some(part => part.kind === 'parenthesised' && isBar(part.inner) && part.inner.operator === '|' && isSimple(part.inner.right));

/** What a grouping factor may be; `(a > 1 | b > 2)` is a condition. */
const isSimple = (expression: Expression): boolean => expression.kind === 'name' || (expression.kind === 'binary' && (expression.operator === '/' || expression.operator === ':'));

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
