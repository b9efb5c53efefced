/** What is said where a cell defines a function, loops or branches: that cells do not, and the nearest thing that they do. */
import type { Unsupported } from './tree.js';

/**
 * @param text - The construct as written, from its keyword on.
 * @param assignedTo - The name that its value is given, null for none.
 */
export function insteadOfUnsupported(keyword: Unsupported['keyword'], text: string, assignedTo: string | null): string {
  switch (keyword) {
    case 'function':
      return `Cells define no functions. ${insteadOfFunction(text, assignedTo)}`;
    case 'if':
      return 'Cells have no if; ifelse(test, yes, no) chooses element by element.';
    case 'for':
      return `Cells have no loops. ${insteadOfLoop(text)}`;
    default:
      return 'Cells have no loops; functions work on whole vectors.';
  }
}

/** Functions that courses define for themselves, by the names they give them. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^(?:expit|inv_?\.?logit|ilogit|logistic|logit_?\.?inv|antilogit|sigmoid)$/i, 'plogis(x) is the inverse logit.'],
  [/^(?:logit|log_?\.?odds)$/i, 'qlogis(p) is the logit.'],
  [/^(?:odds)$/i, 'Write the odds out: p / (1 - p).'],
  [/^(?:se|sem|std_?\.?err(?:or)?|stderr)$/i, 'Write the standard error out: sd(x) / sqrt(length(x)).'],
  [/^(?:standardi[sz]e|z_?\.?score|std)$/i, 'scale(x) standardises.'],
  [/^(?:cent(?:er|re))$/i, 'scale(x, scale = FALSE) centres.'],
  [/over_?\.?disp/i, 'The summary of a model says by itself where counts are overdispersed; sum(residuals(m, type = "pearson")^2) / df.residual(m) is the ratio.'],
];

function insteadOfFunction(text: string, assignedTo: string | null): string {
  const named = known.find(([pattern]) => assignedTo !== null && pattern.test(assignedTo));
  if (named) return named[1];
  if (assignedTo !== null) return 'Write the expression out where it is used, or name its parts.';
  const { parameter, body } = partsOf(text);
  const direct = parameter === null ? null : byName(parameter, body);
  if (direct) return `Give the function by its name: ${direct}.`;
  return 'Name a function that is there, as in sapply(x, mean), or compute with the whole vector.';
}

/** The only parameter, and the body without braces around a single expression. */
function partsOf(text: string): { parameter: string | null; body: string } {
  const match = /^(?:function|\\)\s*\(\s*([\p{L}.][\p{L}\p{N}._]*)\s*\)\s*(.*)$/su.exec(text);
  const body = match?.[2]?.trim() ?? '';
  return { parameter: match?.[1] ?? null, body: (/^\{\s*([^{};\n]*?)\s*\}$/.exec(body)?.[1] ?? body).trim() };
}

/** `function(v) mean(v, na.rm = TRUE)` is `mean, na.rm = TRUE`, and `function(d) d$x` is `"[[", "x"`; null for what has no such form. */
function byName(parameter: string, body: string): string | null {
  const call = /^([\p{L}.][\p{L}\p{N}._]*)\(\s*([\p{L}.][\p{L}\p{N}._]*)\s*(?:,\s*([^()]*))?\)$/u.exec(body);
  const uses = (part: string): boolean => part.split(/[^\p{L}\p{N}._]+/u).includes(parameter);
  if (call && call[2] === parameter && !uses(call[3] ?? '')) return [call[1]!, ...(call[3] ? [call[3].trim()] : [])].join(', ');
  const member = /^([\p{L}.][\p{L}\p{N}._]*)(?:\$([\p{L}.][\p{L}\p{N}._]*)|\[\[\s*("[^"]*"|\d+)\s*\]\])$/u.exec(body);
  if (member && member[1] === parameter) return `"[[", ${member[2] ? `"${member[2]}"` : member[3]!}`;
  return null;
}

function insteadOfLoop(text: string): string {
  if (/\b(?:glmer|lmer|glmmTMB|glmer\.nb|glmmPQL)\s*\(/.test(text)) return 'Write each fit as a statement of its own.';
  if (/\[[^\]]*\]\s*(?:<-|=[^=])/.test(text)) return 'Functions work on whole vectors: fill the vector at once, as in y <- x^2, or with sapply(x, f).';
  if (/\b(?:print|cat|message)\s*\(/.test(text)) return 'Functions work on whole vectors: show all values at once, as in print(x^2) or sapply(x, f).';
  return 'Functions work on whole vectors, as in d$z <- (d$x - mean(d$x)) / sd(d$x).';
}
