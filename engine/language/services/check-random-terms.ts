/** What is worth a second look in the random effects of a formula that can be read. */
import type { ModelFormula } from '../../model/formula.js';
import type { RandomTermSyntax } from '../../model/random-terms.js';
import type { Diagnostic, QuickFix, Severity, TextRange } from '../syntax/diagnostic.js';
import type { Expression, Formula } from '../syntax/tree.js';
import { namesIn } from '../syntax/walk.js';
import { summands, withoutSummand } from './edits.js';
import type { Frame } from './scope.js';

/** `data` is null where nothing is known about it; terms that begin at an offset of `reported` have been told to be repeated. */
export function checkRandomTerms(formula: Formula, model: ModelFormula, data: Frame | null, reported: ReadonlySet<number>): Diagnostic[] {
  return [...slopesWithoutFixedEffect(formula, model), ...repeatedEffects(formula, model, reported), ...groupsAmongFixed(formula, model), ...(data ? stillCorrelated(formula, model, data) : [])];
}

function slopesWithoutFixedEffect(formula: Formula, { fixed, random }: ModelFormula): Diagnostic[] {
  const fixedLabels = new Set(fixed.terms.map(({ label }) => label));
  const fixedNames = new Set(fixed.terms.flatMap(({ variables }) => variables.flatMap(({ expression }) => [...namesIn(expression)])));
  // `poly(Days, 2)` is a fixed effect of Days too.
  const isFixed = ({ label, variables }: RandomTermSyntax['terms']['terms'][number]): boolean =>
    fixedLabels.has(label) || variables.every(({ expression }) => [...namesIn(expression)].every((name) => fixedNames.has(name)));
  return byRange(random).flatMap((terms): Diagnostic[] => {
    const labels = [...new Set(terms.flatMap((term) => term.terms.terms.filter((effect) => !isFixed(effect)).map(({ label }) => label)))];
    if (labels.length === 0) return [];
    const { range, group } = terms[0]!;
    const at = summandAt(formula, range).from;
    const message = labels.length === 1
      ? `${labels[0]!} varies over ${group} here, and has no fixed effect: its average effect is taken to be 0.`
      : `${joined(labels)} vary over ${group} here, and have no fixed effects: their average effects are taken to be 0.`;
    const title = labels.length === 1 ? `Add the fixed effect ${labels[0]!}` : `Add the fixed effects ${joined(labels)}`;
    return [diagnostic('GLMM245', 'hint', message, range, [{ title, edits: [{ from: at, to: at, insert: `${labels.join(' + ')} + ` }] }])];
  });
}

/** The same effect over the same factor in two terms. */
function repeatedEffects(formula: Formula, { random }: ModelFormula, reported: ReadonlySet<number>): Diagnostic[] {
  const terms = byRange(random);
  const seen = new Map<string, readonly RandomTermSyntax[]>();
  return terms.flatMap((term): Diagnostic[] => {
    const twice = effectsOf(term).find((effect) => seen.has(effect));
    const earlier = twice === undefined ? undefined : seen.get(twice)!;
    for (const effect of effectsOf(term)) if (!seen.has(effect)) seen.set(effect, term);
    const { range } = term[0]!;
    if (twice === undefined || !earlier || reported.has(summandAt(formula, range).from)) return [];
    const [group, effect] = twice.split('\0') as [string, string];
    const others = (one: readonly RandomTermSyntax[]): Set<string> => new Set(terms.filter((other) => other !== one).flatMap(effectsOf));
    const superfluous = [earlier, term].find((one) => effectsOf(one).every((of) => others(one).has(of)));
    return [diagnostic('GLMM246', 'warning', `${effect === '' ? 'The intercept' : effect} varies over ${group} in two terms, so that their variances cannot be told apart.`, range, superfluous ? removing(formula, superfluous[0]!.range) : [])];
  });
}

/** Group and label of every effect of the terms that one bar stands for; the intercept has no label. Groups are named in one order, so that b:a is a:b. */
const effectsOf = (terms: readonly RandomTermSyntax[]): string[] =>
  terms.flatMap(({ group, terms: effects }) => [...(effects.hasIntercept ? [''] : []), ...effects.terms.map(({ label }) => label)].map((label) => `${group.split(':').sort().join(':')}\0${label}`));

/** In (1 | a:b) a may well be fixed, and so may g in (0 + x | g). */
function groupsAmongFixed(formula: Formula, { fixed, random }: ModelFormula): Diagnostic[] {
  const fixedLabels = new Set(fixed.terms.map(({ label }) => label));
  return random.flatMap(({ grouping, terms, group, range }): Diagnostic[] => {
    if (grouping.kind !== 'variable' || !terms.hasIntercept || !fixedLabels.has(group)) return [];
    const fixedTerm = summands(formula.right).find((term) => term.kind === 'name' && term.name === group);
    const fixes = [...(fixedTerm ? removing(formula, fixedTerm, `Remove the fixed effect ${group}`) : []), ...removing(formula, range)];
    return [diagnostic('GLMM247', 'hint', `${group} is both a fixed effect and a grouping factor; its fixed effect takes up what its random effect would show.`, range, fixes)];
  });
}

/** A double bar before a factor, whose columns stay together. */
function stillCorrelated(formula: Formula, { random }: ModelFormula, data: Frame): Diagnostic[] {
  return random.flatMap(({ isUncorrelated, terms, range }): Diagnostic[] => {
    const factor = isUncorrelated ? terms.terms.flatMap(({ variables }) => variables).find(({ label }) => data.columns.get(label)?.type === 'factor') : undefined;
    if (!factor) return [];
    const term = summandAt(formula, range);
    const bar = term.kind === 'parenthesised' && term.inner.kind === 'binary' ? term.inner.operatorRange : null;
    return [diagnostic('GLMM323', 'information', `The effects of ${factor.label} are correlated with each other: the double bar keeps terms apart, not the columns of one factor, as in lme4.`, range, bar ? [{ title: 'Write |, which lets all of them correlate', edits: [{ ...bar, insert: '|' }] }] : [])];
  });
}

/** The terms that one bar of the formula stands for. */
function byRange(random: readonly RandomTermSyntax[]): RandomTermSyntax[][] {
  const groups = new Map<number, RandomTermSyntax[]>();
  for (const term of random) groups.set(term.range.from, [...(groups.get(term.range.from) ?? []), term]);
  return [...groups.values()];
}

/** The summand that a random-effects term stands in, with its bracket. */
const summandAt = ({ right }: Formula, { from }: TextRange): Expression => summands(right).findLast((term) => term.from <= from) ?? right;

function removing(formula: Formula, range: TextRange, title?: string): QuickFix[] {
  const term = summandAt(formula, range);
  const edit = withoutSummand(formula.right, term);
  return edit ? [{ title: title ?? 'Remove this random-effects term', edits: [edit] }] : [];
}

const joined = (labels: readonly string[]): string => `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)!}`;

const diagnostic = (code: string, severity: Severity, message: string, { from, to }: TextRange, fixes: readonly QuickFix[]): Diagnostic => ({ code, severity, message, from, to, fixes });
