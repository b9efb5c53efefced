/** Notices about data and fits at the part of the call that they are about, with edits of the call that mend it. */
import type { Notice } from '../../results.js';
import type { Diagnostic, QuickFix, Severity, TextRange } from '../syntax/diagnostic.js';
import { deparse, deparseName, deparseString } from '../syntax/deparse.js';
import type { Expression } from '../syntax/tree.js';
import { descendants } from '../syntax/walk.js';
import { fix, fixedTerm, formulaOf, modelOf, namedData, settingArgument, withoutArgument, withoutSummand, writtenTerms, type FitCall, type WrittenTerm } from './fit-call.js';

/** A notice, or a hint that is given before there is a fit. */
export type Finding = Omit<Notice, 'severity'> & { readonly severity: Severity };

export function noticeDiagnostics(fit: FitCall, findings: readonly Finding[]): Diagnostic[] {
  return findings.map(finding => {
    const { from, to } = placeOf(fit, finding);
    return { code: finding.code, severity: finding.severity, message: finding.message, from, to, fixes: mendsOf(fit, finding) };
  });
}

function placeOf(fit: FitCall, { code, term, evidence }: Finding): TextRange {
  const { call, given } = fit;
  const argument = ARGUMENTS.get(code);
  const label = typeof evidence['fixedTerm'] === 'string' ? evidence['fixedTerm'] : null;
  return (
    (argument === undefined ? undefined : given.get(argument)) ??
    (code === 'GLMM305' ? formulaOf(fit)?.left : undefined) ??
    (label === null ? undefined : fixedTerm(fit, label)) ??
    (term === null ? undefined : (randomTerm(fit, term)?.range ?? grouping(fit, term)?.bar.right ?? offsetCall(fit, term) ?? fixedTerm(fit, term))) ??
    call.callee
  );
}

/** Codes about one argument of the call. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([['GLMM301', 'data'], ['GLMM322', 'contrasts'], ['GLMM328', 'weights'], ['GLMM420', 'family']]);

/** The term that stands for, or gives, the one with this label. */
const randomTerm = (fit: FitCall, label: string): WrittenTerm | undefined => writtenTerms(fit).find(({ terms }) => terms.some(term => term.label === label));

/** The first term of a grouping factor. */
const grouping = (fit: FitCall, group: string): WrittenTerm | undefined => writtenTerms(fit).find(({ terms }) => terms.some(term => term.group === group));

/** The argument of `offset(…)` or `offset =`. */
function offsetCall(fit: FitCall, label: string): Expression | null {
  const parts = [...(formulaOf(fit) ? descendants(formulaOf(fit)!) : []), ...(fit.given.get('offset') ? [fit.given.get('offset')!] : [])];
  return parts.find(part => (part.kind === 'call' || part === fit.given.get('offset')) && deparse(part) === label) ?? null;
}

function mendsOf(fit: FitCall, finding: Finding): QuickFix[] {
  const { mend, code, term } = finding;
  if (mend) return [{ title: mend.title, edits: [settingArgument(fit, mend.argument, mend.value)] }];
  const about = term === null ? undefined : (randomTerm(fit, term) ?? grouping(fit, term));
  switch (code) {
    case 'GLMM301':
      return incompleteRows(fit);
    case 'GLMM302':
      return withoutTerm(fit, finding);
    case 'GLMM303':
      return about ? asFixedEffect(fit, about, group => `factor(${group})`) : [];
    case 'GLMM304':
      return about ? asFixedEffect(fit, about, group => group) : [];
    case 'GLMM305':
      return oneOutcome(fit, finding);
    case 'GLMM308':
      return about ? [...interceptOnly(about), ...withoutRandomTerm(fit, about)] : [];
    case 'GLMM309':
      return about ? withoutRandomTerm(fit, about) : [];
    case 'GLMM324':
      return scaled(fit, term);
    case 'GLMM326':
      return about ? interceptOnly(about) : [];
    case 'GLMM327':
      return logarithm(offsetCall(fit, term ?? ''));
    case 'GLMM328':
      return fix('Remove the weights', withoutArgument(fit, 'weights'));
    case 'GLMM401':
      return about ? smallerTerm(fit, about, finding) : [];
    case 'GLMM402':
      return writtenTerms(fit).flatMap(written => doubleBar(written)).slice(0, 1);
    case 'GLMM405':
      return fix('Fit a Poisson model', { ...rangeOf(fit.call.callee), insert: 'glmer' }, settingArgument(fit, 'family', 'poisson'));
    case 'GLMM408':
      return fix('Write lmer', { ...rangeOf(fit.call.callee), insert: 'lmer' }, ...(fit.given.has('family') ? [withoutArgument(fit, 'family')] : []));
    case 'GLMM420':
      return [...effectOfEachRow(fit), ...negativeBinomial(fit)];
    default:
      return [];
  }
}

const rangeOf = ({ from, to }: TextRange): TextRange => ({ from, to });

function incompleteRows(fit: FitCall): QuickFix[] {
  const data = namedData(fit);
  if (!data || data.used.length === 0) return [];
  const columns = `c(${data.used.map(name => deparseString(name)).join(', ')})`;
  const rows = `${data.name}[!complete.cases(${data.name}[, ${columns}]), ]`;
  return [
    ...fix('Write out that complete rows are used', { ...rangeOf(data.expression), insert: `na.omit(${data.name}[, ${columns}])` }),
    ...(fit.statement ? fix('Show the incomplete rows', { from: fit.statement.from, to: fit.statement.from, insert: `${rows}\n` }) : []),
  ];
}

/** `a * b` loses its interaction, and any other summand goes as a whole. */
function withoutTerm(fit: FitCall, { evidence }: Finding): QuickFix[] {
  const formula = formulaOf(fit);
  const label = evidence['fixedTerm'];
  const part = typeof label === 'string' ? fixedTerm(fit, label) : null;
  if (!formula || !part || typeof label !== 'string') return [];
  if (part.kind === 'binary' && part.operator === '*') return fix(`Remove the interaction ${label}`, { from: part.operatorRange.from, to: part.operatorRange.to, insert: '+' });
  return fix(`Remove ${label}`, withoutSummand(formula, part));
}

/** A grouping factor whose intercepts vary becomes a fixed effect, where other terms stay random. */
function asFixedEffect(fit: FitCall, { range, bar, terms }: WrittenTerm, written: (group: string) => string): QuickFix[] {
  const [only] = terms;
  const isIntercept = terms.length === 1 && only !== undefined && only.grouping.kind === 'variable' && only.terms.hasIntercept && only.terms.terms.length === 0;
  if (!isIntercept || writtenTerms(fit).length < 2) return [];
  return fix(`Write ${only.group} as a fixed effect`, { ...range, insert: written(deparse(bar.right)) });
}

function oneOutcome(fit: FitCall, { evidence }: Finding): QuickFix[] {
  const response = formulaOf(fit)?.left;
  const levels = evidence['levels'];
  if (response?.kind !== 'name' || !Array.isArray(levels)) return [];
  return levels.slice(1, 4).flatMap((level: unknown) => fix(`Count ${String(level)} as success and all others as failure`, { ...rangeOf(response), insert: `I(${deparseName(response.name)} == ${deparseString(String(level))})` }));
}

const hasSlopes = ({ terms }: WrittenTerm): boolean => terms.some(term => term.terms.terms.length > 0);

const interceptOnly = (written: WrittenTerm): QuickFix[] => (hasSlopes(written) ? fix(`Let the intercept alone vary: (1 | ${deparse(written.bar.right)})`, { ...written.range, insert: `(1 | ${deparse(written.bar.right)})` }) : []);

function withoutRandomTerm(fit: FitCall, { range, bar }: WrittenTerm): QuickFix[] {
  const formula = formulaOf(fit);
  return formula && writtenTerms(fit).length > 1 ? fix(`Remove (${deparse(bar)})`, withoutSummand(formula, range)) : [];
}

/** Where all effects are numeric and correlated, so that a double bar parts them. */
function doubleBar({ bar, range, terms }: WrittenTerm): QuickFix[] {
  const [term] = terms;
  if (bar.operator !== '|' || !term?.terms.hasIntercept || term.terms.terms.length === 0) return [];
  return fix(`Leave out the correlation: (${deparse(bar.left)} || ${deparse(bar.right)})`, { ...range, insert: `(${deparse(bar.left)} || ${deparse(bar.right)})` });
}

/** The smaller model that a singular fit amounts to. */
function smallerTerm(fit: FitCall, written: WrittenTerm, { term, evidence }: Finding): QuickFix[] {
  const zero = Array.isArray(evidence['zero']) ? evidence['zero'].map(String) : [];
  const effects = Array.isArray(evidence['effects']) ? evidence['effects'].map(String) : [];
  const { bar, range, terms } = written;
  // (x || g) and (1 | a/b) are several terms, each of which may go alone
  if (terms.length > 1 && bar.operator === '||' && zero.length === effects.length) return withoutPart(fit, written, term);
  if (terms.length > 1 && zero.length === effects.length) return withoutNesting(written, term);
  if (zero.length === 0) return [...(evidence['canPart'] === 'TRUE' ? doubleBar(written) : []), ...interceptOnly(written)];
  if (zero.length === effects.length) return withoutRandomTerm(fit, written);
  const isNumeric = effects.every(name => name === '(Intercept)' || terms[0]!.terms.terms.some(({ label }) => label === name));
  if (!isNumeric) return zero.includes('(Intercept)') ? [] : interceptOnly(written);
  const left = effects.filter(name => !zero.includes(name) && name !== '(Intercept)');
  const smaller = `(${zero.includes('(Intercept)') ? ['0', ...left].join(' + ') : left.length > 0 ? left.join(' + ') : '1'} | ${deparse(bar.right)})`;
  return fix(`Fit the smaller model ${smaller}`, { ...range, insert: smaller });
}

function withoutPart(fit: FitCall, written: WrittenTerm, label: string | null): QuickFix[] {
  const left = written.terms.filter(term => term.label !== label);
  const group = deparse(written.bar.right);
  const [only] = left;
  const parts = left.flatMap(term => (term.terms.hasIntercept ? ['1'] : term.terms.terms.map(each => each.label)));
  if (!only || parts.length === 0) return withoutRandomTerm(fit, written);
  const hasIntercept = parts.includes('1');
  const slopes = parts.filter(part => part !== '1');
  const smaller = slopes.length === 0 ? `(1 | ${group})` : `(${hasIntercept ? '' : '0 + '}${slopes.join(' + ')} ${left.length > 1 ? '||' : '|'} ${group})`;
  return fix(`Fit the smaller model ${smaller}`, { ...written.range, insert: smaller });
}

/** Of `(1 | a/b)` one of the two factors stays. */
function withoutNesting({ bar, range, terms }: WrittenTerm, label: string | null): QuickFix[] {
  const left = terms.filter(term => term.label !== label);
  if (left.length === terms.length || left.length === 0) return [];
  const smaller = left.map(term => `(${deparse(bar.left)} | ${term.group})`).join(' + ');
  return fix(`Fit the smaller model ${smaller}`, { ...range, insert: smaller });
}

/** Every place of the covariate in the formula; inside another call, such as `log(x)`, it stays. */
function scaled(fit: FitCall, variable: string | null): QuickFix[] {
  const formula = formulaOf(fit);
  if (!formula || variable === null) return [];
  const places = [...termParts(formula.right)].filter(part => deparse(part) === variable);
  return places.length > 0 ? fix(`Write scale(${variable})`, ...places.map(part => ({ ...rangeOf(part), insert: `scale(${variable})` }))) : [];
}

/** The variables of a formula as they are written, not what stands inside them. */
function* termParts(part: Expression): Generator<Expression> {
  const isAlgebra = part.kind === 'parenthesised' || (part.kind === 'binary' && (ALGEBRA.has(part.operator)));
  if (!isAlgebra) return void (yield part);
  if (part.kind === 'parenthesised') return void (yield* termParts(part.inner));
  yield* termParts(part.left);
  if (part.operator !== '|' && part.operator !== '||') yield* termParts(part.right);
}

const ALGEBRA: ReadonlySet<string> = new Set(['+', '-', '*', ':', '/', '|', '||']);

function logarithm(offset: Expression | null): QuickFix[] {
  const inner = offset?.kind === 'call' && deparse(offset.callee) === 'offset' ? offset.arguments[0]?.value : offset;
  return inner ? fix(`Write log(${deparse(inner)})`, { from: inner.from, to: inner.to, insert: `log(${deparse(inner)})` }) : [];
}

/** `(1 | obs)`, with a column of the row numbers made before the fit. */
function effectOfEachRow(fit: FitCall): QuickFix[] {
  const formula = formulaOf(fit);
  const data = fit.given.get('data');
  if (!formula || data?.kind !== 'name' || !fit.statement || !modelOf(fit)) return [];
  const name = ['obs', 'observation', 'row_id'].find(each => !fit.columns?.has(each)) ?? 'obs_';
  const frame = deparse(data);
  return fix(`Add a random effect for each row, (1 | ${name})`, { from: fit.statement.from, to: fit.statement.from, insert: `${frame}$${name} <- factor(seq_len(nrow(${frame})))\n` }, { from: formula.to, to: formula.to, insert: ` + (1 | ${name})` });
}

function negativeBinomial(fit: FitCall): QuickFix[] {
  const family = fit.given.get('family');
  const isPlainPoisson = family !== undefined && /^poisson(?:\(\))?$|^"poisson"$/.test(deparse(family));
  return isPlainPoisson ? fix('Fit a negative binomial model: glmer.nb', { ...rangeOf(fit.call.callee), insert: 'glmer.nb' }, withoutArgument(fit, 'family')) : [];
}
