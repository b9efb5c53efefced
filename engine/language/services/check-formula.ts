/** What is wrong, or worth a second look, in the formula of a mixed model. */
import { readModelFormula } from '../../model/formula.js';
import { noRandomTerm } from '../../model/random-terms.js';
import { functions } from '../functions.js';
import { UserError, type Diagnostic, type QuickFix, type TextRange } from '../syntax/diagnostic.js';
import { deparse, deparseName } from '../syntax/deparse.js';
import type { Binary, Expression, Formula } from '../syntax/tree.js';
import { childrenOf, descendants, isBar } from '../syntax/walk.js';
import { checkRandomTerms } from './check-random-terms.js';
import { summands, withoutSummand } from './edits.js';
import type { Frame } from './scope.js';

/** `data` is null where nothing is known about it. */
export function checkModelFormula(formula: Formula, data: Frame | null, source: string): Diagnostic[] {
  if ([...descendants(formula)].some(({ kind }) => kind === 'missing' || kind === 'unsupported')) return [];
  const loose = barOutsideBrackets(formula.right);
  if (loose) return [barDiagnostic(loose)];
  const usesDot = [...descendants(formula.right)].some((part) => part.kind === 'name' && part.name === '.');
  if (usesDot && !data) return [];
  try {
    const model = readModelFormula(formula, data ? [...data.columns.keys()] : null);
    // a bar in a call of something that is no function is a + left out, which is told where names are checked
    if (model.random.length === 0) return [...descendants(formula)].some(isMistakenCall) ? [] : [withoutRandomTerm(formula, data)];
    const repeated = repeatedTerms(formula.right);
    return [...repeated, ...powers(formula.right, source), ...(usesDot ? [] : checkRandomTerms(formula, model, data, new Set(repeated.map(({ from }) => from))))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [asDiagnostic(error, formula, mendsOf(error, formula, source))];
  }
}

const isMistakenCall = (part: Expression): boolean =>
  part.kind === 'call' && part.arguments.some(({ value }) => value !== null && isBar(value)) && !(part.callee.kind === 'name' && functions.has(part.callee.name));

function asDiagnostic({ code, message, advice, range }: UserError, formula: Formula, fixes: readonly QuickFix[]): Diagnostic {
  const { from, to } = range ?? formula;
  return { code, severity: 'error', message: [message, ...advice].join(' '), from, to, fixes };
}

/** How many factors are offered as the grouping of a formula that has none. */
const MOST_OFFERED = 3;

function withoutRandomTerm(formula: Formula, data: Frame | null): Diagnostic {
  const error = noRandomTerm(formula);
  if (error.code !== 'GLMM243') return asDiagnostic(error, formula, []);
  const slash = summands(formula.right).flatMap((term) => (term.kind === 'parenthesised' && term.inner.kind === 'binary' && term.inner.operator === '/' && term.inner.left.kind === 'number' ? [term.inner] : []))[0];
  if (slash) return { ...asDiagnostic(error, formula, [{ title: 'Write |', edits: [{ from: slash.operatorRange.from, to: slash.operatorRange.to, insert: '|' }] }]), message: `A random-effects term has a bar, (1 | ${deparse(slash.right)}); here is a slash.`, from: slash.from, to: slash.to };
  const factors = [...(data?.columns.values() ?? [])].filter(({ type, levels }) => type === 'factor' && levels.length >= 5).slice(0, MOST_OFFERED);
  const fixes = factors.map(({ name }): QuickFix => ({ title: `Add (1 | ${name})`, edits: [{ from: formula.to, to: formula.to, insert: ` + (1 | ${deparseName(name)})` }] }));
  return asDiagnostic(error, formula, fixes);
}

/** What would mend a formula that cannot be read, from the form of the part that the error is about. */
function mendsOf({ code, range }: UserError, formula: Formula, source: string): QuickFix[] {
  if (!range) return [];
  const written = ({ from, to }: TextRange): string => source.slice(from, to);
  const isThere = (part: Expression): boolean => part.from === range.from && part.to === range.to;
  const replace = ({ from, to }: TextRange, insert: string): QuickFix[] => [{ title: `Write ${insert}`, edits: [{ from, to, insert }] }];
  const parts = [...descendants(formula.right)];
  if (code === 'GLMM242') {
    const edit = summands(formula.right).filter(isThere).map((term) => withoutSummand(formula.right, term)).find((one) => one !== null);
    return edit ? [{ title: `Remove ${written(range)}`, edits: [edit] }] : [];
  }
  if (code === 'GLMM240') {
    const arithmetic = parts.find((part): part is Binary => part.kind === 'binary' && '*/^'.includes(part.operator) && (isThere(part.left) || isThere(part.right)));
    if (arithmetic) return replace(arithmetic, `I(${written(arithmetic)})`);
    const edit = summands(formula.right).filter(isThere).map((term) => withoutSummand(formula.right, term)).find((one) => one !== null);
    return edit ? [{ title: `Remove ${written(range)}`, edits: [edit] }] : [];
  }
  const product = parts.find((part): part is Binary => part.kind === 'binary' && isThere(part) && (part.operator === '*' || part.operator === ':') && [part.left, part.right].some((side) => side.kind === 'parenthesised' && isBar(side.inner)));
  if (product) return [{ title: 'Write +', edits: [{ ...product.operatorRange, insert: '+' }] }];
  const difference = parts.find((part): part is Binary => part.kind === 'binary' && part.operator === '-' && isThere(part.right));
  if (difference) return [{ title: 'Write +', edits: [{ ...difference.operatorRange, insert: '+' }] }];
  const bar = parts.filter(isBar).find(({ right, from, to }) => isThere(right) || (from <= range.from && range.to <= to));
  if (!bar) return [];
  const { left, operator, right } = bar;
  if (right.kind === 'string') return replace(right, deparseName(right.value));
  if (right.kind === 'number' && left.kind === 'name') return replace(bar, `${written(right)} ${operator} ${written(left)}`);
  if (right.kind !== 'binary' || (right.operator !== '+' && right.operator !== '*') || !isThere(right)) return [];
  const groups = [written(right.left), written(right.right), ...(right.operator === '*' ? [`${written(right.left)}:${written(right.right)}`] : [])];
  return replace({ from: bar.from, to: bar.to }, groups.map((group) => `${written(left)} ${operator} ${group}`).join(') + ('));
}

const barOutsideBrackets = (right: Expression): Binary | null => summands(right).find(isBar) ?? null;

function barDiagnostic(bar: Binary): Diagnostic {
  const from = summands(bar.left).at(-1)!.from;
  const fix: QuickFix = { title: 'Put brackets around it', edits: [{ from, to: from, insert: '(' }, { from: bar.to, to: bar.to, insert: ')' }] };
  return { code: 'GLMM241', severity: 'error', message: `A random-effects term stands in brackets of its own, as in (1 | ${deparse(bar.right)}).`, from, to: bar.to, fixes: [fix] };
}

function repeatedTerms(right: Expression): Diagnostic[] {
  const seen = new Set<string>();
  return summands(right).flatMap((term): Diagnostic[] => {
    const label = deparse(term);
    if (!seen.has(label)) {
      seen.add(label);
      return [];
    }
    const edit = withoutSummand(right, term);
    return [{ code: 'GLMM246', severity: 'warning', message: `${label} stands in the formula twice; once is enough.`, from: term.from, to: term.to, fixes: edit ? [{ title: `Remove the second ${label}`, edits: [edit], isSafe: true }] : [] }];
  });
}

/** `x^2` of one variable, which a formula takes for x. */
function powers(expression: Expression, source: string): Diagnostic[] {
  if (expression.kind === 'binary' && expression.operator === '^' && expression.left.kind === 'name' && expression.right.kind === 'number' && expression.right.value >= 2) {
    const { from, to } = expression;
    const written = source.slice(from, to);
    const message = `In a formula ${written} is ${expression.left.name} alone, as in R: ^ multiplies terms. A power is written I(${written}).`;
    return [{ code: 'GLMM248', severity: 'warning', message, from, to, fixes: [{ title: `Write I(${written})`, edits: [{ from, to, insert: `I(${written})` }] }] }];
  }
  return expression.kind === 'binary' || expression.kind === 'parenthesised' || expression.kind === 'unary' ? childrenOf(expression).flatMap((part) => powers(part, source)) : [];
}
