/** A mistake that stops a fit before it begins, at its place, with edits of the call that mend it. */
import { families } from '../../model/families/families.js';
import type { Column } from '../../data/vectors.js';
import type { Diagnostic, QuickFix, TextEdit, UserError } from '../syntax/diagnostic.js';
import { deparse } from '../syntax/deparse.js';
import { fix, formulaOf, settingArgument, withoutArgument, withoutSummand, writtenTerms, type FitCall } from './fit-call.js';

/** `response` is the column on the left of the formula, where it could be evaluated. */
export function mistakeDiagnostic(fit: FitCall, error: UserError, response: Column | null): Diagnostic {
  const { from, to } = (error.code === 'GLMM419' ? fit.given.get('nAGQ') : null) ?? error.range ?? fit.call;
  return { code: error.code, severity: 'error', message: error.message, from, to, fixes: mendsOf(fit, error, response) };
}

function mendsOf(fit: FitCall, { code, range }: UserError, response: Column | null): QuickFix[] {
  const formula = formulaOf(fit);
  if (!formula || !range) return [];
  const term = writtenTerms(fit).find(({ range: { from, to } }) => from <= range.from && range.to <= to);
  const without = (): QuickFix[] => {
    if (term) return writtenTerms(fit).length > 1 ? fix(`Remove (${deparse(term.bar)})`, withoutSummand(formula, term.range)) : [];
    return fix('Remove it from the formula', withoutSummand(formula, range));
  };
  switch (code) {
    case 'GLMM311':
    case 'GLMM312':
    case 'GLMM315':
      return without();
    case 'GLMM314':
    case 'GLMM319':
      return formula.left && range.from >= formula.left.from && range.to <= formula.left.to && response ? familiesFor(fit, response) : [];
    case 'GLMM316':
      return term ? fix(`Let the intercept alone vary: (1 | ${deparse(term.bar.right)})`, { ...term.range, insert: `(1 | ${deparse(term.bar.right)})` }) : [];
    case 'GLMM419':
      return fix('Use the Laplace approximation: nAGQ = 1', settingArgument(fit, 'nAGQ', '1'));
    default:
      return [];
  }
}

/** The families that can produce all values of the response, the narrowest first. */
function familiesFor(fit: FitCall, response: Column): QuickFix[] {
  if (response.type === 'factor') return response.levels.length === 2 ? withFamily(fit, 'binomial') : [];
  if (response.type === 'character' || (response.type !== 'logical' && response.dim && response.dim[1] !== 1)) return [];
  const values = Array.from(response.values).filter(value => !Number.isNaN(value));
  const isProduced = (name: string): boolean => values.every(value => families.get(name)!.checkResponse(value, 1) === null);
  const [low, high, ...more] = [...new Set(values)].sort((a, b) => a - b);
  const isBinary = more.length === 0 && low !== undefined && high !== undefined;
  const left = formulaOf(fit)?.left;
  const twoValues = isBinary && left && familyOf(fit) === 'binomial' ? fix(`Count ${high} as success`, { from: left.from, to: left.to, insert: `I(${deparse(left)} == ${high})` }) : [];
  const narrowest = ['binomial', 'poisson', 'Gamma'].find(name => name !== familyOf(fit) && isProduced(name));
  return [...twoValues, ...(narrowest && !(twoValues.length > 0) ? withFamily(fit, narrowest) : []), ...withFamily(fit, 'gaussian')];
}

/** The name of the family as written; empty where there is none. */
const familyOf = ({ given, call }: FitCall): string => (deparse(call.callee) === 'glmer.nb' ? 'negative.binomial' : /^"?([\w.]+)/.exec(given.has('family') ? deparse(given.get('family')!) : '')?.[1] ?? '');

function withFamily(fit: FitCall, family: string): QuickFix[] {
  const called = deparse(fit.call.callee);
  const { from, to } = fit.call.callee;
  const renamed = (insert: string): TextEdit[] => (called === insert ? [] : [{ from, to, insert }]);
  const dropped = (name: string): (TextEdit | null)[] => (fit.given.has(name) ? [withoutArgument(fit, name)] : []);
  if (family === 'gaussian') return called === 'lmer' ? [] : fix('Fit a linear mixed model: lmer', ...renamed('lmer'), ...dropped('family'), ...dropped('nAGQ'), ...dropped('link'));
  return fix(`Use family = ${family}`, ...renamed('glmer'), settingArgument(fit, 'family', family), ...dropped('REML'), ...dropped('link'));
}
