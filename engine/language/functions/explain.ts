/** A fitted model explained: each coefficient in words, its equation, and what a paper would say of it. */
import { version } from '../../../package.json';
import { makeDataFrame } from '../../data/data-frame.js';
import type { Column } from '../../data/vectors.js';
import type { MixedModel } from '../../inference/mixed-model.js';
import { equationLatex } from '../../report/equation/equation-latex.js';
import { equationMathML } from '../../report/equation/equation-mathml.js';
import { equationText } from '../../report/equation/equation-text.js';
import { inlineCode } from '../../report/markdown.js';
import { bibtexEntry, formatReference, orderedReferences, type CitationStyle } from '../../report/references.js';
import { escapeMarkdown, interpretFixedEffect, interpretRandomTerm, type Interpretation } from '../../report/words.js';
import { citedToMarkdown, citedToText, worksCited } from '../../report/words/cited-text.js';
import { methodsParagraph } from '../../report/words/methods-paragraph.js';
import { resultsParagraph } from '../../report/words/results-paragraph.js';
import { fromJsonNumber, type JsonNumber } from '../../results.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { optional, required, requiredValue, textArgument } from './describe.js';

const group: FunctionGroup = 'explain';
const MODEL = 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)\n';

export const explainFunctions: readonly FunctionDescription[] = [
  {
    name: 'interpret',
    group,
    package: 'glmm',
    summary: 'What each coefficient and each random term of a model says, in words.',
    help: 'One paragraph a term: its effect for a given group with its interval, averaged over the groups, from which mean to which, per standard deviation of a number, and on what the reading depends; for random terms their spread, the range of the middle 95 % of the groups, the intraclass correlation and the median odds, hazard or rate ratio. The value has the texts (`$text`) and the numbers behind them as a data frame (`$effects`): estimates on the link scale, their averages over the random effects, and the standard deviations of numeric columns.',
    example: `${MODEL}interpret(m)`,
    parameters: [required('object', 'model', 'A fitted model.')],
    call: given => interpreted(modelOf(given, 'interpret')),
  },
  {
    name: 'report',
    group,
    package: 'glmm',
    summary: 'A paragraph on methods, one on results and the references, as a paper has them.',
    help: 'Written from what was done: formula, family, link, estimator, optimiser, rows left out, intervals, tests, version, and the seed where random numbers were drawn. The value has `$methods`, `$results`, `$references` and `$bibtex`.',
    example: `${MODEL}report(m)`,
    parameters: [required('object', 'model', 'A fitted model.'), optional('style', 'string', '"apa"', 'How works are cited and listed.', { allowed: ['apa', 'ama'] })],
    call: (given, context) => reported(modelOf(given, 'report'), styleOf(given), context),
  },
  {
    name: 'equation',
    group,
    package: 'glmm',
    summary: 'The equation of a model.',
    help: 'The distribution of the response given the random effects, the linear predictor under its link, and the distribution of the random effects, as text, LaTeX and MathML. The value is the LaTeX.',
    example: `${MODEL}equation(m)`,
    parameters: [required('object', 'model', 'A fitted model.')],
    call: given => equationOf(modelOf(given, 'equation')),
  },
];

function modelOf(given: CallArguments, name: string): MixedModel {
  const value = requiredValue(given, 'object');
  if (value.type === 'model') return value.model;
  throw new UserError('GLMM256', `${name}() explains a fitted model, and this is ${describeValue(value)}.`, { range: given.expression('object') ?? null, advice: [`Write ${name}(m) with m a model, such as m <- lmer(y ~ x + (1 | g), data = d).`] });
}

const styleOf = (given: CallArguments): CitationStyle => (textArgument(given, 'style', 'apa') === 'ama' ? 'ama' : 'apa');

function interpreted({ summary }: MixedModel): Value {
  const items: readonly (readonly [term: string, interpretation: Interpretation])[] = [
    ...summary.fixed.map(({ term }, index) => [term, interpretFixedEffect(summary, index)] as const),
    ...summary.random.map(({ group: factor, terms }, index) => [`(${terms.join(' + ')} | ${factor})`, interpretRandomTerm(summary, index)] as const),
  ];
  const text = items.map(([term, interpretation]) => `${term}: ${interpretation.text}`).join('\n\n');
  const markdown = items.map(([term, interpretation]) => `- ${inlineCode(term)} ${interpretation.markdown.replace(/\n+/g, ' ')}`).join('\n');
  const numbers = (values: readonly (JsonNumber | undefined)[]): Column => ({ type: 'double', values: Float64Array.from(values, value => (value === undefined ? NaN : fromJsonNumber(value))) });
  const effects = makeDataFrame([
    ['term', { type: 'character', values: summary.fixed.map(effect => effect.term) }],
    ['estimate', numbers(summary.fixed.map(effect => effect.estimate))],
    ['lower', numbers(summary.fixed.map(effect => effect.lower))],
    ['upper', numbers(summary.fixed.map(effect => effect.upper))],
    ['averaged', numbers(summary.fixed.map(effect => effect.averaged))],
    ['sd', numbers(summary.fixed.map(({ meaning }) => (meaning.kind === 'slope' ? meaning.sd : undefined)))],
  ]);
  const texts: Value = { type: 'character', values: items.map(([, interpretation]) => interpretation.text), names: items.map(([term]) => term) };
  return { type: 'list', names: ['text', 'effects'], values: [texts, effects], shownAs: [{ kind: 'text', text, markdown }] };
}

function reported({ summary }: MixedModel, style: CitationStyle, { random }: CallContext): Value {
  const methods = methodsParagraph(summary, { engine: version, seed: random.drawnFrom });
  const results = resultsParagraph(summary);
  const order = orderedReferences(worksCited(methods), style);
  const listed = order.map((key, index) => `${style === 'ama' ? `${index + 1}. ` : ''}${formatReference(key, style)}`);
  const plain = (entry: string): string => entry.replaceAll('*', '');
  const methodsText = citedToText(methods, style, order);
  const text = ['Methods', methodsText, 'Results', results, 'References', ...listed.map(plain)].join('\n\n');
  const markdown = ['**Methods**', citedToMarkdown(methods, style, order), '**Results**', escapeMarkdown(results), '**References**', ...listed.map(entry => entry.replace(/^(\d+)\. /, '$1\\. '))].join('\n\n');
  const texts = (...values: string[]): Value => ({ type: 'character', values });
  return {
    type: 'list',
    names: ['methods', 'results', 'references', 'bibtex'],
    values: [texts(methodsText), texts(results), texts(...listed.map(plain)), texts(...order.map(bibtexEntry))],
    shownAs: [{ kind: 'text', text, markdown }],
  };
}

function equationOf({ summary }: MixedModel): Value {
  const latex = equationLatex(summary);
  return { type: 'list', names: ['latex'], values: [{ type: 'character', values: [latex] }], shownAs: [{ kind: 'text', text: equationText(summary), markdown: `$$\n${latex}\n$$`, equation: { latex, mathml: equationMathML(summary) } }] };
}
