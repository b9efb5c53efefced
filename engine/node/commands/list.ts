/** `glmm functions`, `families`, `methods`: what there is, from the tables that describe it. */
import { functions } from '../../language/functions.js';
import { families } from '../../model/families/families.js';
import { EXIT, optionText, UsageError, type Command } from '../command.js';

interface Entry {
  readonly name: string;
  readonly summary: string;
}

const methods: readonly (Entry & { readonly functions: readonly string[] })[] = [
  { name: 'REML', summary: 'Restricted maximum likelihood of a linear mixed model.', functions: ['lmer'] },
  { name: 'ML', summary: 'Maximum likelihood of a linear mixed model.', functions: ['lmer'] },
  { name: 'Laplace', summary: 'Maximum likelihood with the random effects integrated out by the Laplace approximation, with exact gradients.', functions: ['glmer'] },
  { name: 'PIRLS', summary: 'The Laplace approximation with the fixed effects taken from the penalised least squares that finds the random effects, nAGQ = 0; quick in R, and biased towards zero.', functions: ['glmer'] },
  { name: 'AGQ', summary: 'Maximum likelihood with the random effects of one grouping factor, or of two nested ones, integrated out by adaptive Gauss–Hermite quadrature, with exact gradients; nAGQ = gives the points.', functions: ['glmer'] },
];

export const functionsCommand = listing('functions', 'Lists the functions of the cell language.', () =>
  [...functions.values()].map(({ name, group, package: packageName, summary, help, example, parameters }) => ({ name, group, package: packageName, summary, help, example, parameters })),
);

export const familiesCommand = listing('families', 'Lists the families and their links.', () =>
  [...families.values()].map(family => {
    const plain = Object.fromEntries(Object.entries(family).filter(([, value]) => typeof value !== 'function')) as unknown as Entry;
    return { ...plain, name: family.name, summary: `links: ${family.links.join(', ')}` };
  }),
);

export const methodsCommand = listing('methods', 'Lists the methods of estimation.', () => methods);

function listing(name: string, summary: string, entries: () => readonly Entry[]): Command {
  return {
    name,
    operands: [],
    summary,
    options: [{ name: 'to', value: 'text|json', help: 'What to write; text unless given.' }],
    run: (_operands, options, streams) => {
      const target = optionText(options, 'to') ?? 'text';
      if (target === 'json') streams.out(`${JSON.stringify(entries(), null, 2)}\n`);
      else if (target === 'text') streams.out(asText(entries()));
      else throw new UsageError(`--to ${target} is not known. Available are text, json.`);
      return Promise.resolve(EXIT.ok);
    },
  };
}

function asText(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(entry => entry.name.length));
  return entries.map(entry => `${entry.name.padEnd(width)}  ${entry.summary}\n`).join('');
}
