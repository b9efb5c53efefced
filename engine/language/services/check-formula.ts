/** What is wrong, or worth a second look, in the formula of a mixed model. */
import { readModelFormula, type ModelFormula } from '../../model/formula.js';
import { noRandomTerm, type RandomTermSyntax } from '../../model/random-terms.js';
import { functions } from '../functions.js';
import { UserError, type Diagnostic, type QuickFix, type TextRange } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import type { Binary, Expression, Formula } from '../syntax/tree.js';
import { descendants, isBar, namesIn } from '../syntax/walk.js';
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
    if (model.random.length === 0) return [...descendants(formula)].some(isMistakenCall) ? [] : [asDiagnostic(noRandomTerm(formula), formula)];
    return [...repeatedTerms(formula.right, source), ...(usesDot ? [] : randomEffectsHints(formula, model))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [asDiagnostic(error, formula)];
  }
}

const isMistakenCall = (part: Expression): boolean =>
  part.kind === 'call' && part.arguments.some(({ value }) => value !== null && isBar(value)) && !(part.callee.kind === 'name' && functions.has(part.callee.name));

function asDiagnostic({ code, message, advice, range }: UserError, formula: Formula): Diagnostic {
  const { from, to } = range ?? formula;
  return { code, severity: 'error', message: code === 'GLMM243' ? `${message} ${advice.join(' ')}` : message, from, to, fixes: [] };
}

/** The terms of a sum, left to right. */
function summands(expression: Expression): Expression[] {
  return expression.kind === 'binary' && expression.operator === '+' ? [...summands(expression.left), ...summands(expression.right)] : [expression];
}

const barOutsideBrackets = (right: Expression): Binary | null => summands(right).find(isBar) ?? null;

function barDiagnostic(bar: Binary): Diagnostic {
  const from = summands(bar.left).at(-1)!.from;
  const fix: QuickFix = { title: 'Put brackets around it', edits: [{ from, to: from, insert: '(' }, { from: bar.to, to: bar.to, insert: ')' }] };
  return { code: 'GLMM241', severity: 'error', message: `A random-effects term stands in brackets of its own, as in (1 | ${deparse(bar.right)}).`, from, to: bar.to, fixes: [fix] };
}

function repeatedTerms(right: Expression, source: string): Diagnostic[] {
  const seen = new Set<string>();
  return summands(right).flatMap((term): Diagnostic[] => {
    const label = deparse(term);
    if (!seen.has(label)) {
      seen.add(label);
      return [];
    }
    const from = source.slice(0, term.from).search(/\s*\+\s*$/);
    const fixes = from < 0 ? [] : [{ title: `Remove the second ${label}`, edits: [{ from, to: term.to, insert: '' }] }];
    return [{ code: 'GLMM246', severity: 'warning', message: `${label} stands in the formula twice; once is enough.`, from: term.from, to: term.to, fixes }];
  });
}

function randomEffectsHints(formula: Formula, { fixed, random }: ModelFormula): Diagnostic[] {
  const fixedLabels = new Set(fixed.terms.map(({ label }) => label));
  const fixedNames = new Set(fixed.terms.flatMap(({ variables }) => variables.flatMap(({ expression }) => [...namesIn(expression)])));
  const seen = new Map<string, RandomTermSyntax>();
  const hints: Diagnostic[] = [];
  const hint = (code: string, severity: 'hint' | 'warning', message: string, { from, to }: TextRange, fixes: QuickFix[] = []): void => void hints.push({ code, severity, message, from, to, fixes });
  for (const term of random) {
    for (const { label, variables } of term.terms.terms) {
      // `poly(Days, 2)` is a fixed effect of Days too.
      const isFixed = fixedLabels.has(label) || variables.every(({ expression }) => [...namesIn(expression)].every((name) => fixedNames.has(name)));
      if (isFixed || hints.some(({ from, code }) => from === term.range.from && code === 'GLMM245')) continue;
      const at = startOfTerm(formula.right, term.range);
      hint('GLMM245', 'hint', `${label} varies over ${term.group} here, and has no fixed effect: its average effect is taken to be 0.`, term.range, [
        { title: `Add the fixed effect ${label}`, edits: [{ from: at, to: at, insert: `${label} + ` }] },
      ]);
    }
    for (const effect of [...(term.terms.hasIntercept ? ['the intercept'] : []), ...term.terms.terms.map(({ label }) => label)]) {
      const earlier = seen.get(`${term.group}\0${effect}`);
      seen.set(`${term.group}\0${effect}`, term);
      if (earlier && earlier.range.from !== term.range.from) {
        hint('GLMM246', 'warning', `${effect === 'the intercept' ? 'The intercept' : effect} varies over ${term.group} in two terms, so that their variances cannot be told apart.`, term.range);
      }
    }
    // In (1 | a:b) a may well be fixed, and so may g in (0 + x | g).
    if (term.grouping.kind === 'variable' && term.terms.hasIntercept && fixedLabels.has(term.group)) {
      hint('GLMM247', 'hint', `${term.group} is both a fixed effect and a grouping factor; its fixed effect takes up what its random effect would show.`, term.range);
    }
  }
  return hints;
}

/** Where the summand begins that a random-effects term stands in, with its bracket. */
const startOfTerm = (right: Expression, { from }: TextRange): number => summands(right).filter((term) => term.from <= from).at(-1)?.from ?? from;
