/** Families as functions: `binomial()`, `poisson(link = "log")`, `negative.binomial(theta = 2)`. */
import { families } from '../../model/families/families.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import { nearestName, suggestion } from '../syntax/nearest-name.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, ParameterDescription } from '../registry.js';
import { plannedFunctions } from '../services/planned-functions.js';
import type { FamilyValue } from '../values.js';

/** Programs for the help of each family; the table below is made when this file is loaded, so they come first. */
const EXAMPLES: Readonly<Record<string, string>> = {
  binomial: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)',
  poisson: 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "log"))',
  gaussian: 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = gaussian(link = "log"))',
  Gamma: 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = Gamma(link = "log"))',
  'inverse.gaussian': 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = inverse.gaussian(link = "log"))',
  'negative.binomial': 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = negative.binomial(theta = 0.9))',
};

const thetaParameter: ParameterDescription = { name: 'theta', type: 'number', isRequired: true, help: 'The known shape θ of the variance μ + μ²/θ. `glmer.nb` estimates it.' };

/** Names under which R has families that have no likelihood. */
const QUASI: ReadonlyMap<string, string> = new Map([
  ['quasi', 'For counts use poisson or glmer.nb, for values above zero Gamma.'],
  ['quasipoisson', 'Overdispersed counts go with glmer.nb(…), or with poisson and a random effect for every row.'],
  ['quasibinomial', 'Overdispersed proportions go with binomial and a random effect for every row.'],
]);

/** One function for each record of the families table. */
export const familyFunctions: readonly FunctionDescription[] = [...families.values()].map(family => ({
  name: family.name,
  group: 'family',
  package: family.name === 'negative.binomial' ? 'MASS' : 'stats',
  summary: `The ${family.name} family, with link ${family.links.join(' or ')}.`,
  help: family.help,
  example: EXAMPLES[family.name] ?? '',
  parameters: [
    ...(family.name === 'negative.binomial' ? [thetaParameter] : []),
    {
      name: 'link',
      type: 'string',
      help: 'The link between the mean and the linear predictor.',
      default: `"${family.canonicalLink}"`,
      allowed: family.links,
      isLazy: true,
    },
  ],
  call: callArguments => ({
    ...familyWithLink(family.name, linkName(callArguments.expression('link')) ?? family.canonicalLink, callArguments.expression('link')),
    ...(family.name === 'negative.binomial' ? { shape: shapeOf(callArguments) } : {}),
  }),
}));

function shapeOf(callArguments: CallArguments): number {
  const value = callArguments.get('theta');
  const theta = (value?.type === 'double' || value?.type === 'integer') && value.values.length === 1 ? value.values[0]! : NaN;
  if (theta > 0 && theta < Infinity) return theta;
  throw new UserError('GLMM250', 'theta = is a number above 0, such as 2.', { range: callArguments.expression('theta') ?? null, advice: ['glmer.nb(…) estimates it; poisson is its limit as theta grows.'] });
}

/** What `family = …` of a call means: a family, the name of one, or its function. */
export async function readFamily(expression: Expression, context: CallContext): Promise<FamilyValue> {
  const name = nameOf(expression);
  // a name that is neither family nor variable is a family that is not known, rather than a variable
  const value = await context.evaluate(expression).catch((error: unknown) => {
    throw error instanceof UserError && name !== '' && /^GLMM20[012]$/.test(error.code) && !families.has(name) ? unknownFamily(name, expression) : error;
  });
  if (value.type === 'family') return value;
  const found = value.type === 'function' ? value.name : value.type === 'character' ? (value.values[0] ?? '') : null;
  if (found === null) {
    throw new UserError('GLMM251', `family = takes a family, such as binomial or poisson(link = "log"), and this is ${describeValue(value)}.`, { range: expression });
  }
  if (found === 'negative.binomial') {
    throw new UserError('GLMM251', 'negative.binomial needs its shape: negative.binomial(theta = 2).', { range: expression, advice: ['glmer.nb(…) estimates the shape with the other parameters.'] });
  }
  return familyWithLink(found, families.get(found)?.canonicalLink ?? '', expression);
}

const nameOf = (expression: Expression): string => (expression.kind === 'name' ? expression.name : expression.kind === 'call' ? nameOf(expression.callee) : '');

function unknownFamily(name: string, at: Expression | undefined): UserError {
  const known = [...families.values()].map(family => `${family.name} (${family.links.join(', ')})`).join('; ');
  const quasi = QUASI.get(name);
  if (quasi !== undefined) return new UserError('GLMM251', `${name} has no likelihood, so a mixed model with it is not defined by maximum likelihood, and glmer of R refuses it too.`, { range: at ?? null, advice: [quasi] });
  const nearest = nearestName(name, families.keys());
  if (nearest === null && plannedFunctions.has(name)) return new UserError('GLMM200', `The family ${name} is planned for version ${plannedFunctions.get(name)!} and not there yet.`, { range: at ?? null, advice: [`These are: ${known}.`] });
  return new UserError('GLMM251', `There is no family ${name || '""'}.${suggestion(nearest)}`, { range: at ?? null, advice: [`These are: ${known}.`] });
}

function familyWithLink(name: string, link: string, at: Expression | undefined): FamilyValue {
  const family = families.get(name);
  if (!family) throw unknownFamily(name, at);
  if (!family.links.includes(link)) {
    throw new UserError('GLMM252', `The ${name} family has no link "${link}" here.`, { range: at ?? null, advice: [`It has ${family.links.map(known => `"${known}"`).join(', ')}.`] });
  }
  return { type: 'family', family: name, link };
}

/** `link = "logit"` and, as R allows it, `link = logit`. */
function linkName(expression: Expression | undefined): string | null {
  if (!expression) return null;
  if (expression.kind === 'string') return expression.value;
  if (expression.kind === 'name') return expression.name;
  throw new UserError('GLMM252', 'link = takes the name of a link, such as "logit".', { range: expression });
}
