/** Whether the response of a model and its family go together, as far as the call and the types of its columns tell. */
import { families } from '../../model/families/families.js';
import type { Diagnostic, QuickFix, Severity, TextRange } from '../syntax/diagnostic.js';
import { deparse, deparseName } from '../syntax/deparse.js';
import type { Argument, Call, Expression } from '../syntax/tree.js';
import { withArgument, withoutArgument } from './edits.js';
import { textOf, type Frame } from './scope.js';

/** `named` are the arguments of the call by their parameter; `data` is null where nothing is known about it. */
export function checkResponse(call: Call, named: ReadonlyMap<string, Argument>, data: Frame | null, source: string): Diagnostic[] {
  const formula = named.get('formula')?.value;
  if (formula?.kind !== 'formula' || !formula.left) return [];
  const family = familyOf(call, named);
  const response = unbracketed(formula.left);
  const isPair = response.kind === 'call' && textOf(response.callee) === 'cbind';
  const column = response.kind === 'name' ? data?.columns.get(response.name) : undefined;
  const isBinary = column?.type === 'factor' && column.levels.length === 2;
  if (family === 'gaussian' && (isPair || isBinary)) return [needsFamily(call, named, formula.left, isPair, source)];
  if (family === 'gaussian' && textOf(call.callee) === 'glmer' && !named.has('family')) return [linearModel(call, named, source)];
  if (family === 'binomial') return binomialResponse(call, named, response, data, source);
  return family !== null && families.get(family)?.isCount ? transformedCount(family, response, source) : [];
}

/** The name of the family; null where only running the cell tells. */
function familyOf(call: Call, named: ReadonlyMap<string, Argument>): string | null {
  const name = textOf(call.callee);
  if (name === 'lmer') return 'gaussian';
  if (name === 'glmer.nb') return 'negative.binomial';
  const value = named.get('family')?.value;
  if (!value) return name === 'glmer' ? 'gaussian' : null;
  const written = value.kind === 'call' ? textOf(value.callee) : textOf(value);
  return families.has(written) ? written : null;
}

function needsFamily(call: Call, named: ReadonlyMap<string, Argument>, response: Expression, isPair: boolean, source: string): Diagnostic {
  const family = named.get('family');
  const reml = named.get('REML');
  const { from, to } = calledName(call);
  const edits = family?.value
    ? [{ from: family.value.from, to: family.value.to, insert: 'binomial' }]
    : [...(textOf(call.callee) === 'lmer' ? [{ from, to, insert: 'glmer' }] : []), ...(reml ? [withoutArgument(call, reml, source)] : []), withArgument(call, 'family = binomial')];
  const what = isPair ? 'cbind(successes, failures)' : 'A response with two levels';
  return diagnostic('GLMM319', 'error', `${what} goes with family = binomial; the gaussian family takes one number a row.`, response, [{ title: 'Fit a binomial model', edits }]);
}

function linearModel(call: Call, named: ReadonlyMap<string, Argument>, source: string): Diagnostic {
  const { from, to } = calledName(call);
  const points = named.get('nAGQ');
  const edits = [{ from, to, insert: 'lmer' }, ...(points ? [withoutArgument(call, points, source)] : [])];
  return diagnostic('GLMM408', 'information', 'Without family = this is a linear mixed model, which lmer() fits.', { from, to }, [
    { title: 'Call lmer()', edits },
    ...['binomial', 'poisson'].map((name): QuickFix => ({ title: `Add family = ${name}`, edits: [withArgument(call, `family = ${name}`)] })),
  ]);
}

function binomialResponse(call: Call, named: ReadonlyMap<string, Argument>, response: Expression, data: Frame | null, source: string): Diagnostic[] {
  const isColumn = (expression: Expression): expression is Extract<Expression, { kind: 'name' }> => expression.kind === 'name' && data?.columns.has(expression.name) !== false;
  if (response.kind === 'binary' && response.operator === '/' && isColumn(response.left) && isColumn(response.right) && !named.has('weights')) {
    const trials = deparseName(response.right.name);
    return [diagnostic('GLMM314', 'error', `A proportion needs the number of trials of each row: weights = ${trials}, or cbind(${deparse(response.left)}, ${trials} - ${deparse(response.left)}) in its place.`, response, [
      { title: `Add weights = ${trials}`, edits: [withArgument(call, `weights = ${trials}`)] },
    ])];
  }
  if (response.kind !== 'call' || textOf(response.callee) !== 'cbind') return [];
  const [successes, failures, ...more] = response.arguments.map(({ value }) => value);
  if (more.length > 0 || successes?.kind !== 'name' || failures?.kind !== 'name' || !totals.test(failures.name)) return [];
  const insert = `${source.slice(failures.from, failures.to)} - ${source.slice(successes.from, successes.to)}`;
  return [diagnostic('GLMM259', 'hint', `cbind() takes successes and failures; if ${failures.name} counts all trials, the failures are ${insert}.`, failures, [{ title: `Replace by ${insert}`, edits: [{ from: failures.from, to: failures.to, insert }] }])];
}

/** What columns of numbers of trials are called. */
const totals = /^(?:n|ntot|n_?trials|trials|total|totals|size|tested|denominator)$/i;

function transformedCount(family: string, response: Expression, source: string): Diagnostic[] {
  if (response.kind !== 'call' || !/^(?:log|log10|log2|log1p|sqrt)$/.test(textOf(response.callee))) return [];
  const inner = response.arguments[0]?.value;
  const counts = inner?.kind === 'binary' && inner.operator === '+' && inner.right.kind === 'number' ? inner.left : inner;
  if (counts?.kind !== 'name') return [];
  const insert = source.slice(counts.from, counts.to);
  return [diagnostic('GLMM314', 'error', `The ${family} family takes the counts themselves; the link, not the response, has the logarithm.`, response, [{ title: `Replace by ${insert}`, edits: [{ from: response.from, to: response.to, insert }] }])];
}

const unbracketed = (expression: Expression): Expression => (expression.kind === 'parenthesised' ? unbracketed(expression.inner) : expression);

const calledName = ({ callee }: Call): TextRange => (callee.kind === 'namespace' ? callee.nameRange : callee);

const diagnostic = (code: string, severity: Severity, message: string, { from, to }: TextRange, fixes: readonly QuickFix[]): Diagnostic => ({ code, severity, message, from, to, fixes });
