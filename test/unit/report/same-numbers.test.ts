/** Every number that a reader sees is one of the result's, at the digits shown: in tables of every form, in words and in charts. */
import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { buildDocument } from '../../../engine/report/document/build-document.js';
import type { Block, Inline } from '../../../engine/report/document/document.js';
import { toMarkdown } from '../../../engine/report/markdown.js';
import { toPlainText } from '../../../engine/report/plain-text.js';
import type { ReportInput } from '../../../engine/report/report-input.js';
import { ModelSummaryView } from '../../../engine/report/view/model-summary.js';
import { interpretFixedEffect, interpretRandomTerm } from '../../../engine/report/words.js';
import { fromJsonNumber, type FixedEffect, type ModelResult, type Result } from '../../../engine/results.js';
import { galleryReport, sampleReports } from '../../fixtures/gallery.js';
import { numbersInCell, numbersInText, readNumber, standsFor, type ShownNumber } from '../../fixtures/shown-numbers.js';

const reports = [...(await sampleReports()), await galleryReport('summaries')];
const resultsOf = (report: ReportInput): readonly Result[] => report.cells.flatMap(cell => (cell.kind === 'code' ? (cell.outcome?.outputs ?? []) : []));
const models = reports.flatMap(report => resultsOf(report).filter((result): result is ModelResult => result.kind === 'model').map(model => ({ name: `${report.title}: ${model.formula}`, model })));

/** A row of a table: its cells, heads of rows included. */
type Row = readonly string[];

/** A thing that a row is about, with what must be shown of it and what may be. */
interface Entity {
  readonly name: string;
  /** What must stand in one row, each number in one of its readings. */
  readonly required: readonly (readonly (readonly number[])[])[];
  readonly allowed: readonly number[];
}

/** Every form with tables, and how their rows are read back. */
const forms: readonly (readonly [string, (model: ModelResult) => readonly Row[]])[] = [
  ['text', model => textRows(toPlainText(model))],
  ['Markdown', model => markdownRows(toMarkdown(model))],
  ['the summary', model => htmlRows(renderToString(h(ModelSummaryView, { model, id: 'm' })))],
  ...(['plain', 'apa', 'ama'] as const).map(style => [`a document in the style ${style}`, (model: ModelResult) => documentRows(buildDocument(reportOf(model), { style }).blocks)] as const),
];

/** What rows say that is not in the model, and what they do not say. */
function disagreements(model: ModelResult, tableRows: readonly Row[]): readonly string[] {
  const rows = tableRows.map(row => ({ row, numbers: row.slice(1).flatMap(numbersInCell) }));
  const entities = entitiesOf(model);
  const isShown = (together: Entity['required'][number]): boolean => rows.some(({ numbers }) => together.every(readings => readings.some(value => numbers.some(shown => standsFor(shown, value)))));
  const allowed = [...entities.map(entity => entity.allowed), factsOf(model), correlationsOf(model)];
  return [
    ...entities.flatMap(({ name, required }) => required.filter(together => !isShown(together)).map(together => `no row shows ${name}: ${together.map(readings => readings.map(value => value.toPrecision(4)).join(' or ')).join(', ')}`)),
    ...rows.filter(({ numbers }) => !allowed.some(values => numbers.every(shown => isAmong(shown, values)))).map(({ row }) => `the numbers of this row are not those of one thing: ${row.join(' | ')}`),
  ];
}

describe.each(models)('$name', ({ model }) => {
  test.each(forms)('the tables of %s show its numbers and no others', (_, rowsOf) => {
    expect(disagreements(model, rowsOf(model))).toEqual([]);
  });

  test.each(forms)('another number in the tables of %s would be found', (_, rowsOf) => {
    const last = model.fixed.length - 1;
    const moved = (value: FixedEffect['estimate']): number => fromJsonNumber(value) + fromJsonNumber(model.fixed[last]!.standardError) / 4;
    const other = { ...model, fixed: model.fixed.map((effect, index) => (index === last ? { ...effect, estimate: moved(effect.estimate), lower: moved(effect.lower), upper: moved(effect.upper) } : effect)) };
    expect(disagreements(model, rowsOf(other))).not.toEqual([]);
  });

  test('the words on each coefficient say its numbers', () => {
    for (const [index, effect] of model.fixed.entries()) {
      const { text, reading } = interpretFixedEffect(model, index);
      // A change for a typical group also names where it starts, and slopes that differ say by how much.
      const steps = numbersIn(effect.meaning); // such as the standard deviation of its column
      const ofSteps = steps.flatMap(step => [effect.estimate, effect.lower, effect.upper].map(value => step * fromJsonNumber(value)));
      const own = withTransforms([...numbersIn(effect), ...numbersIn(model.curves), ...ofSteps, ...numbersIn(model.fixed[0]), ...numbersIn(model.random), model.confidenceLevel]);
      for (const shown of numbersInText(withoutNames(text, model))) expect(isAmong(shown, own), `${shown.text} in “${text}”`).toBe(true);
      const strong = reading.filter(({ isStrong }) => isStrong).flatMap(phrase => numbersInText(withoutNames(phrase.text, model)));
      const estimate = fromJsonNumber(effect.estimate);
      for (const shown of strong) expect(isAmong(shown, [Math.abs(estimate), estimate, Math.exp(estimate), inverseLink(model, estimate)]), `${shown.text} stands out in “${text}”`).toBe(true);
    }
  });

  test('the words on each random term say its numbers', () => {
    for (const [index, term] of model.random.entries()) {
      const { text } = interpretRandomTerm(model, index);
      const own = [...withTransforms([...numbersIn(term), fromJsonNumber(model.sigma), model.confidenceLevel]), 0.001]; // shares below 0.1 % are called that
      for (const shown of numbersInText(withoutNames(text, model))) expect(isAmong(shown, own), `${shown.text} in “${text}”`).toBe(true);
    }
  });
});

describe('what a sample shows beside its summaries', () => {
  test.each(reports.map(report => [report.title, report] as const))('charts of the notebook %s hold the numbers of their model to six digits', (_, report) => {
    const ofReport = resultsOf(report);
    for (const chart of ofReport.filter(result => result.kind === 'chart')) {
      expect(JSON.stringify(chart.spec)).not.toMatch(/"(?:estimate|mode|lower|upper)":\s*-?\d/); // the numbers are in its table alone
      const model = ofReport.find((result): result is ModelResult => result.kind === 'model' && result.fitId !== undefined && result.fitId === chart.fitId);
      const columns = chart.data.columns.map(({ name }) => name);
      const at = (row: readonly unknown[], name: string): unknown => row[columns.indexOf(name)];
      if (!model || !columns.includes('mode')) continue;
      for (const [place, group] of model.random.entries()) {
        if (!chart.title.includes(group.group)) continue;
        for (const [index, term] of group.terms.entries()) {
          const modes = chart.data.rows.filter(row => at(row, 'term') === term).map(row => at(row, 'mode') as number);
          const [least, most] = model.random[place]!.modeRange[index]!.map(fromJsonNumber) as [number, number];
          expect(Math.abs(Math.min(...modes) / least - 1)).toBeLessThan(5e-6);
          expect(Math.abs(Math.max(...modes) / most - 1)).toBeLessThan(5e-6);
        }
      }
    }
  });
});

/** What the rows of a model's tables are about. */
function entitiesOf(model: ModelResult): readonly Entity[] {
  const fixed = model.fixed.map((effect): Entity => {
    const [estimate, lower, upper] = [effect.estimate, effect.lower, effect.upper].map(fromJsonNumber) as [number, number, number];
    const own = numbersIn(effect);
    return { name: effect.term, required: [[[estimate, Math.exp(estimate)], [fromJsonNumber(effect.standardError)]], [[lower, Math.exp(lower)], [upper, Math.exp(upper)]]], allowed: [...own, ...own.map(Math.exp)] };
  });
  const random = model.random.flatMap(group => group.terms.map((term, index): Entity => {
    const sd = fromJsonNumber(group.sd[index] ?? null);
    return { name: `${term} of ${group.group}`, required: [[[sd], [sd ** 2]]], allowed: [sd, sd ** 2, group.levels, ...numbersIn([group.icc, group.medianRatio, group.correlation[index], group.modeRange[index]])] };
  }));
  const sigma = fromJsonNumber(model.sigma);
  const hasResidual = model.family === 'gaussian';
  return [...fixed, ...random, ...(hasResidual ? [{ name: 'the residual', required: [[[sigma], [sigma ** 2]]], allowed: [sigma, sigma ** 2, model.nobs] }] : [])];
}

/** Numbers about the fit as a whole. */
function factsOf(model: ModelResult): readonly number[] {
  const { fixed: _fixed, random: _random, vcov: _vcov, ...whole } = model;
  return numbersIn(whole);
}

/** Between estimates of the fixed effects. */
const correlationsOf = ({ vcov }: ModelResult): readonly number[] => vcov.flatMap((row, i) => row.map((covariance, j) => fromJsonNumber(covariance) / Math.sqrt(fromJsonNumber(vcov[i]![i]!) * fromJsonNumber(vcov[j]![j]!))));

/** All numbers in a value, however deep. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (value === 'Inf' || value === '-Inf') return [fromJsonNumber(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

const logistic = (eta: number): number => 1 / (1 + Math.exp(-eta));

function inverseLink({ link }: ModelResult, eta: number): number {
  switch (link) {
    case 'logit': return logistic(eta);
    case 'cloglog': return -Math.expm1(-Math.exp(eta));
    case 'inverse': return 1 / eta;
    default: return Math.exp(eta);
  }
}

/** Numbers with what words make of them: ratios, probabilities, sizes without a sign. */
const withTransforms = (values: readonly number[]): readonly number[] => values.flatMap(value => [value, Math.abs(value), Math.exp(value), logistic(value), -Math.expm1(-Math.exp(value)), 1 / value]);

const isAmong = (shown: ShownNumber, values: readonly number[]): boolean => values.some(value => standsFor(shown, value));

/** The text without what the user named (terms, levels, columns), whose digits are no results. */
function withoutNames(text: string, model: ModelResult): string {
  const parts = (meaning: unknown): string[] => (typeof meaning === 'string' ? [meaning] : typeof meaning === 'object' && meaning !== null ? Object.entries(meaning).flatMap(([key, value]) => (key === 'kind' ? [] : parts(value))) : []);
  const names = [...model.fixed.flatMap(({ term, meaning }) => [term, ...parts(meaning)]), ...model.random.flatMap(({ group, terms }) => [group, ...terms]), model.response.label, model.response.event ?? '', ...(model.referencePoint ?? []).flatMap(({ variable, value }) => [variable, String(value), `${variable} ${value}`])];
  const pairs = model.fixed.flatMap(({ meaning }) => namedLevels(meaning));
  return [...pairs, ...names.filter(name => /[^\d.]/.test(name))].sort((a, b) => b.length - a.length).reduce((rest, name) => (name === '' ? rest : rest.replaceAll(name, ' ')), text);
}

/** `period 2`, `period 1`: a level beside its factor. */
function namedLevels(meaning: ModelResult['fixed'][number]['meaning']): string[] {
  switch (meaning.kind) {
    case 'contrast': return [`${meaning.variable} ${meaning.level}`, `${meaning.variable} ${meaning.reference}`];
    case 'intercept': return meaning.references.map(({ variable, level }) => `${variable} ${level}`);
    case 'interaction': return meaning.parts.flatMap(namedLevels);
    default: return [];
  }
}

function reportOf(model: ModelResult): ReportInput {
  return { title: 'One model', engine: '0.0.0', cells: [{ kind: 'code', source: '', outcome: { status: 'ok', milliseconds: 1, outputs: [model] } }] };
}

/** Lines of aligned text: columns are two blanks apart, and the first line after a heading names them. */
const textRows = (text: string): readonly Row[] => text.split('\n').map(line => line.trimEnd().split(/\s{2,}|(?<=\d) (?=-?\d)|(?<=[^\s\d]) (?=-\d)|(?<=\)) (?=\d)/)).filter(row => !row.some(part => part.endsWith('%')) && row.slice(1).some(part => readNumber(part) !== null));

function markdownRows(markdown: string): readonly Row[] {
  return markdown.split('\n').filter(line => line.startsWith('|')).map(line => line.split(/(?<!\\)\|/).slice(1, -1).map(part => part.trim().replaceAll('\\', '').replaceAll('&lt;', '<'))).filter(row => row.some(part => readNumber(part) !== null));
}

/** Rows of the tables of a page, without what is neither seen nor heard. */
function htmlRows(html: string): readonly Row[] {
  const shown = html.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<span class="g-pad"[^>]*>[^<]*<\/span>/g, '').replace(/<div class="g-tip"[\s\S]*?<\/div>/g, '');
  const text = (part: string): string => part.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&amp;', '&').trim();
  const bodies = [...shown.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map(([, body]) => body!);
  return bodies.flatMap(body => [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) => [...row!.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, part]) => text(part!))));
}

function documentRows(blocks: readonly Block[]): readonly Row[] {
  return blocks.flatMap(block => {
    if (block.kind === 'table') return block.rows.filter(({ cells, isGroup }) => isGroup !== true && cells.slice(1).some(cell => numbersInCell(plain(cell)).length > 0)).map(({ cells }) => cells.map(plain)).filter(cells => !cells.some(cell => cell.includes('[Reference]')) && !isReference(cells));
    if ('blocks' in block) return documentRows(block.blocks);
    return [];
  });
}

/** The row of a reference level says nothing but that: 0, or 1. */
const isReference = (cells: Row): boolean => cells.slice(1).every(cell => /^[01—–]?$/.test(cell));

const plain = (inlines: readonly Inline[]): string => inlines.map(inline => ('text' in inline ? inline.text : inline.kind === 'link' ? plain(inline.content) : ' ')).join('');
