/** What a model found, as the results section of a paper says it: the numbers of its tables, in sentences. */
import { fromJsonNumber, type ModelResult } from '../../results.js';
import { formatCount, formatFixed, formatPercent, formatSignificant } from '../numbers.js';
import { summarizeModel, type CoefficientRow } from '../summary.js';
import { subjectIn } from './comparisons.js';
import { ratiosInWords } from './methods-paragraph.js';
import { groupsInWords, joinWords, levelsInWords } from './phrases.js';
import { effectScale } from './scales.js';
import { fillText } from './sentences.js';

/** Every sentence of the paragraph, in its order. */
const sentences = {
  lead: 'For a given {groups}, the {name} ({interval}) was: {effects}.',
  leadOfSeveral: 'For a given {groups}, {names} ({interval}) were: {effects}.',
  effect: '{subject}, {value} ({limits}{test})',
  test: '; {statistic} = {value}{df}, {p}',
  only: 'For a typical {groups}, the intercept on the {scale} was {value} ({interval} {limits}).',
  spread: 'Between {levels}, the standard deviation was {sd}{also}.',
  slope: 'The standard deviation of the slope of {term} between {levels} was {sd}.',
  icc: 'an intraclass correlation of {icc}',
  median: 'a median {ratio} of {median}',
  residual: 'The residual standard deviation was {sigma}.',
  rSquared: 'The fixed effects explained {marginal} of the variance{scale}, fixed and random effects together {conditional} (marginal and conditional R²).',
  fit: 'The log-likelihood was {logLik} on {df} parameters (AIC {aic}).',
} as const;

/** The paragraph. Nothing in it is called significant: intervals and p values speak for themselves. */
export function resultsParagraph(model: ModelResult): string {
  return [effects(model), ...model.random.flatMap((_, index) => randomTerm(model, index)), ...whole(model)].filter(sentence => sentence !== '').join(' ');
}

function effects(model: ModelResult): string {
  const summary = summarizeModel(model);
  const scale = effectScale(model);
  const isLevel = (index: number): boolean => ['intercept', 'cell'].includes(model.fixed[index]!.meaning.kind);
  const compared = summary.fixed.map((row, index) => ({ row, index })).filter(({ index }) => !isLevel(index) && model.fixed[index]!.estimate !== null);
  const groups = groupsInWords(model);
  if (compared.length === 0) {
    const [row] = summary.fixed;
    return row ? fillText(sentences.only, { groups, scale: scale.kind === 'difference' ? `scale of ${scale.link}` : scale.link.endsWith(' scale') ? scale.link : `${scale.link} scale`, value: row.estimate, interval: summary.intervalName, limits: row.interval }) : '';
  }
  const texts = compared.map(({ row, index }) => effect(row, subjectIn(model.fixed[index]!.meaning) ?? row.term, summary.statisticName, model.fixed[index]!.df === null));
  const slots = { groups, interval: summary.intervalName, effects: texts.join('; ') };
  return compared.length === 1
    ? fillText(sentences.lead, { ...slots, name: scale.ratio ?? 'coefficient' })
    : fillText(sentences.leadOfSeveral, { ...slots, names: scale.ratio === null ? 'coefficients' : ratiosInWords(scale.ratio) });
}

function effect(row: CoefficientRow, subject: string, statisticName: string, isZ: boolean): string {
  const test = row.p === 'NA' ? '' : fillText(sentences.test, { statistic: statisticName, value: row.statistic, df: isZ ? '' : ` on ${row.df} df`, p: row.p.startsWith('<') || row.p.startsWith('>') ? `p ${row.p}` : `p = ${row.p}` });
  const isRatio = row.ratio !== '';
  return fillText(sentences.effect, { subject, value: isRatio ? row.ratio : row.estimate, limits: (isRatio ? row.ratioInterval : row.interval).replace(' – ', ' to '), test });
}

function randomTerm(model: ModelResult, index: number): string[] {
  const scale = effectScale(model);
  const { terms, group, sd, icc, medianRatio } = model.random[index]!;
  const levels = levelsInWords(group);
  const share = fromJsonNumber(icc);
  return terms.map((term, position) => {
    const spread = formatSignificant(sd[position] ?? null, 3);
    if (term !== '(Intercept)') return fillText(sentences.slope, { term, levels, sd: spread });
    const also = [
      ...(share <= 1 ? [fillText(sentences.icc, { icc: formatFixed(icc, 3) })] : []),
      ...(medianRatio === null || scale.ratio === null ? [] : [fillText(sentences.median, { ratio: scale.ratio, median: formatSignificant(medianRatio, 3) })]),
    ];
    return fillText(sentences.spread, { levels, sd: spread, also: also.length === 0 ? '' : `, with ${joinWords(also)}` });
  });
}

function whole(model: ModelResult): string[] {
  const scale = effectScale(model);
  const share = model.rSquared;
  return [
    ...(model.method === 'REML' || model.method === 'ML' ? [fillText(sentences.residual, { sigma: formatSignificant(model.sigma, 3) })] : []),
    ...(share === null ? [] : [fillText(sentences.rSquared, { marginal: formatPercent(fromJsonNumber(share.marginal)), conditional: formatPercent(fromJsonNumber(share.conditional)), scale: scale.kind === 'difference' ? '' : ' on the latent scale' })]),
    fillText(sentences.fit, { logLik: formatFixed(model.logLik, 3), df: formatCount(model.df), aic: formatFixed(model.aic, 1) }),
  ];
}
