/** Families as functions: `binomial()`, `poisson(link = "log")`. */
import { families } from '../../model/families/families.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Expression } from '../syntax/tree.js';
import type { FunctionDescription } from '../registry.js';
import type { FamilyValue, Value } from '../values.js';

/** Programs for the help of each family; the table below is made when this file is loaded, so they come first. */
const EXAMPLES: Readonly<Record<string, string>> = {
  binomial: 'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)',
  poisson: 'glmer(TICKS ~ YEAR + (1 | BROOD), data = grouseticks, family = poisson(link = "log"))',
  gaussian: 'glmer(Reaction ~ Days + (1 | Subject), data = sleepstudy, family = gaussian)',
};

/** One function for each record of the families table. */
export const familyFunctions: readonly FunctionDescription[] = [...families.values()].map(family => ({
  name: family.name,
  group: 'family',
  package: 'stats',
  summary: `The ${family.name} family, with link ${family.links.join(' or ')}.`,
  help: family.help,
  example: EXAMPLES[family.name] ?? '',
  parameters: [
    {
      name: 'link',
      type: 'string',
      help: 'The link between the mean and the linear predictor.',
      default: `"${family.canonicalLink}"`,
      allowed: family.links,
      isLazy: true,
    },
  ],
  call: callArguments => familyWithLink(family.name, linkName(callArguments.expression('link')) ?? family.canonicalLink, callArguments.expression('link')),
}));

/** What `family = …` of a call means: a family, the name of one, or its function. */
export function readFamily(value: Value, at: Expression | undefined): FamilyValue {
  if (value.type === 'family') return value;
  const name = value.type === 'function' ? value.name : value.type === 'character' ? (value.values[0] ?? '') : null;
  if (name === null) {
    throw new UserError('GLMM251', 'family = takes a family, such as binomial or poisson(link = "log").', { range: at ?? null });
  }
  return familyWithLink(name, families.get(name)?.canonicalLink ?? '', at);
}

function familyWithLink(name: string, link: string, at: Expression | undefined): FamilyValue {
  const family = families.get(name);
  if (!family) {
    throw new UserError('GLMM251', `The family ${name || '""'} is not there.`, {
      range: at ?? null,
      advice: [`These are: ${[...families.values()].map(known => `${known.name} (${known.links.join(', ')})`).join('; ')}.`],
    });
  }
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
