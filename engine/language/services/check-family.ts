/** `family =` of a model: a name that is none, and what was meant by it. */
import { families } from '../../model/families/families.js';
import { links } from '../../model/families/links.js';
import type { Diagnostic, QuickFix, TextRange } from '../syntax/diagnostic.js';
import { deparseString } from '../syntax/deparse.js';
import { nearestName, suggestion } from '../syntax/nearest-name.js';
import type { Expression } from '../syntax/tree.js';
import { plannedFunctions } from './planned-functions.js';
import { textOf, type Scope } from './scope.js';

/** Null where the family is known, or may be a variable. */
export function checkFamily(value: Expression, scope: Scope): Diagnostic | null {
  const name = value.kind === 'call' ? textOf(value.callee) : textOf(value);
  if (value.kind === 'name' && name === 'negative.binomial') return diagnostic('GLMM251', 'negative.binomial needs its shape, as in negative.binomial(theta = 2); glmer.nb() estimates it.', value);
  const at = value.kind === 'call' ? value.callee : value;
  if (value.kind === 'name' && scope.frameNamed(name)) return diagnostic('GLMM251', `${name} is a data frame, not a family.`, at);
  if (name === '' || families.has(name) || scope.variable(name)) return null;
  const quoted = value.kind === 'string' ? /^([\w.]+)\s*\(.*\)$/.exec(value.value) : null;
  if (quoted && families.has(quoted[1]!)) return diagnostic('GLMM251', `A family with a link is written without quotation marks around it.`, value, [{ title: `Write ${value.kind === 'string' ? value.value : ''}`, edits: [{ from: value.from, to: value.to, insert: value.kind === 'string' ? value.value : '' }] }]);
  const known = `The families are ${[...families.keys()].join(', ')}.`;
  if (links.has(name)) return linkForFamily(name, value, at);
  const synonym = synonyms.get(name.toLowerCase());
  if (synonym === 'negative.binomial') return diagnostic('GLMM251', `There is no family ${name}. glmer.nb() fits negative binomial models, and estimates their shape.`, at);
  const near = synonym ?? nearestName(name, families.keys());
  if (!near && plannedFunctions.has(name)) return diagnostic('GLMM200', `The family ${name} is planned for version ${plannedFunctions.get(name)!} and not there yet. ${known}`, at);
  if (!near && name.startsWith('quasi')) return diagnostic('GLMM251', `${name} has no likelihood, so that no mixed model is fitted with it, in R neither; overdispersed counts go with glmer.nb(), proportions with a random effect for every row.`, at);
  const insert = near === null ? '' : at.kind === 'string' ? deparseString(near) : near;
  return diagnostic('GLMM251', `There is no family ${name}.${near ? suggestion(near) : ` ${known}`}`, at, near === null ? [] : [{ title: `Replace by ${near}`, edits: [{ from: at.from, to: at.to, insert }] }]);
}

/** What other software, and the names of R's random number functions, call the families. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ...['bernoulli', 'binom', 'bin', 'logistic'].map((name): [string, string] => [name, 'binomial']),
  ...['pois', 'poiss', 'count', 'counts'].map((name): [string, string] => [name, 'poisson']),
  ...['normal', 'norm', 'gauss'].map((name): [string, string] => [name, 'gaussian']),
  ...['inversegaussian', 'inverse_gaussian', 'inverse-gaussian'].map((name): [string, string] => [name, 'inverse.gaussian']),
  ...['negbin', 'negbinom', 'negbinomial', 'negativebinomial', 'negative_binomial', 'negative-binomial', 'nb', 'nbinom'].map((name): [string, string] => [name, 'negative.binomial']),
]);

function linkForFamily(link: string, value: Expression, at: TextRange): Diagnostic {
  const all = [...families.values()].filter(({ name }) => name !== 'negative.binomial');
  const family = all.find(({ canonicalLink }) => canonicalLink === link) ?? all.find((one) => one.links.includes(link))!;
  const insert = `${family.name}(link = "${link}")`;
  return diagnostic('GLMM251', `${link} is a link, not a family. Did you mean \`${insert}\`?`, at, [{ title: `Replace by ${insert}`, edits: [{ from: value.from, to: value.to, insert }] }]);
}

const diagnostic = (code: string, message: string, { from, to }: TextRange, fixes: readonly QuickFix[] = []): Diagnostic => ({ code, severity: 'error', message, from, to, fixes });
