/** `glmm fit`: one model of one file, without a notebook. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { datasetNames } from '../../data/datasets/catalogue.js';
import { deparse } from '../../language/syntax/deparse.js';
import { nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import { parseProgram } from '../../language/syntax/parse.js';
import type { Expression } from '../../language/syntax/tree.js';
import { toPlainText } from '../../report/plain-text.js';
import { Session } from '../../session.js';
import { EXIT, FileProblem, optionText, UsageError, type Command } from '../command.js';
import { nodeFiles } from '../node-files.js';

const METHODS: readonly string[] = ['REML', 'ML', 'Laplace'];

export const fitCommand: Command = {
  name: 'fit',
  operands: ["'FORMULA'"],
  summary: 'Fits one model to a file and shows its summary.',
  options: [
    { name: 'data', value: 'FILE', help: 'A CSV file, or the name of a bundled data set.' },
    { name: 'family', value: 'FAMILY', help: 'Such as binomial or poisson; gaussian unless given.' },
    { name: 'method', value: METHODS.join('|'), help: 'REML or ML for a linear mixed model (REML unless given), Laplace for the others.' },
    { name: 'to', value: 'text|json', help: 'What to write; text unless given.' },
  ],
  run: async ([formula = ''], options, streams) => {
    const target = optionText(options, 'to') ?? 'text';
    if (target !== 'text' && target !== 'json') throw new UsageError(`--to ${target} is not known. Available are text, json.`);
    const data = optionText(options, 'data');
    if (data === undefined) throw new UsageError('--data FILE is missing: the data to fit the model to.');
    const source = `${await dataStatement(data)}\n${fitStatement(formula, optionText(options, 'family') ?? 'gaussian', optionText(options, 'method'))}`;
    const outcome = await new Session({ files: nodeFiles(process.cwd()) }).run(source);
    if (outcome.error) {
      streams.error(`${[outcome.error.message, ...outcome.error.advice].join(' ')} [${outcome.error.code}]\n`);
      return UNUSABLE.test(outcome.error.code) ? EXIT.unusable : EXIT.failed;
    }
    if (target === 'json') streams.out(`${JSON.stringify(outcome.outputs.findLast(output => output.kind === 'model'))}\n`);
    else streams.out(`${outcome.outputs.map(toPlainText).join('\n\n').replace(/\n+$/, '')}\n`);
    return EXIT.ok;
  },
};

/** The data file cannot be read, or there is no such family or link: the arguments are wrong, rather than the model. */
const UNUSABLE = /^GLMM2(?:5[12]|6\d|8\d)$/;

async function dataStatement(data: string): Promise<string> {
  const isFile = await access(path.resolve(data)).then(() => true, () => false);
  if (!isFile && !datasetNames.has(data)) {
    throw new FileProblem(`There is no file "${data}" in ${process.cwd()}, and no bundled data set of that name.${suggestion(nearestName(data, datasetNames))}`);
  }
  return !isFile ? `d <- ${data}` : `d <- read.csv(${JSON.stringify(data)}, stringsAsFactors = TRUE)`;
}

function fitStatement(formulaText: string, familyText: string, method: string | undefined): string {
  const formula = oneExpression(formulaText, 'The formula');
  if (formula.kind !== 'formula' || !formula.left) throw new UsageError(`"${formulaText}" is not a formula with a response, such as 'y ~ x + (1 | g)'.`);
  const family = oneExpression(familyText, '--family');
  if (family.kind !== 'name' && family.kind !== 'call') throw new UsageError(`--family ${familyText} is not a family, such as binomial or 'binomial(link = "logit")'.`);
  if (method !== undefined && !METHODS.includes(method)) throw new UsageError(`--method ${method} is not known. Available are ${METHODS.join(', ')}.`);
  if (family.kind === 'name' && family.name === 'negative.binomial') {
    if (method !== undefined && method !== 'Laplace') throw new UsageError(`--method ${method} is for linear mixed models; negative.binomial is fitted by Laplace.`);
    return `glmer.nb(${deparse(formula)}, data = d)`;
  }
  const isGaussian = /^gaussian(\((link = )?"identity"\)|\(\))?$/.test(deparse(family));
  if (isGaussian && method === 'Laplace') throw new UsageError('--method Laplace is for families other than gaussian with the identity link; a linear mixed model is fitted by REML or ML.');
  if (!isGaussian && method !== undefined && method !== 'Laplace') throw new UsageError(`--method ${method} is for linear mixed models; ${deparse(family)} is fitted by Laplace.`);
  if (isGaussian) return `lmer(${deparse(formula)}, data = d, REML = ${method === 'ML' ? 'FALSE' : 'TRUE'})`;
  return `glmer(${deparse(formula)}, data = d, family = ${deparse(family)})`;
}

/** Text from the command line goes into the program only as the one expression that it parses to. */
function oneExpression(text: string, what: string): Expression {
  const { program, diagnostics } = parseProgram(text);
  const wrong = diagnostics.find(diagnostic => diagnostic.severity === 'error');
  const [expression] = program.statements;
  if (wrong || !expression || program.statements.length !== 1) throw new UsageError(`${what} "${text}" cannot be read. ${wrong?.message ?? 'One expression is needed.'}`);
  return expression;
}
