/** The table of fixed effects, on the scale of ratios, of the link or of the response: a switch that works by style alone. */
import type { ComponentChildren, VNode } from 'preact';
import { simpleParts } from '../../model/contrast-meaning.js';
import { fromJsonNumber, type JsonNumber, type ModelResult } from '../../results.js';
import type { CoefficientRow, ModelSummary } from '../summary.js';
import type { Interpretation } from '../words.js';
import { AlignedNumber, decimalPlaces, IntervalAxis, IntervalPlot } from './interval-plot.js';
import { intervalScale, type IntervalPosition, type IntervalScale } from './interval-scale.js';
import { useLabels, type Labels } from './labels.js';
import { SortableHead, useSorting, type SortKey } from './sorting.js';
import { TermHeader } from './term-header.js';

/** A column of the table, on every scale or, by its class, on one: `g-ratio`, `g-link`, `g-mean`. */
interface Column {
  readonly className: string;
  /** What rows are sorted by; absent where they cannot be. */
  readonly sort?: string;
  readonly head: ComponentChildren;
  readonly cell: (row: CoefficientRow) => ComponentChildren;
}

export function FixedEffects({ summary, model, interpretations, id }: { summary: ModelSummary; model: ModelResult; interpretations: readonly Interpretation[]; id: string }): VNode {
  const labels = useLabels();
  const { order, sorting, sortBy } = useSorting(model.fixed.length, (column, row) => sortKey(model, column, row));
  const { ratioName, meanName } = summary;
  const scales = [['ratio', ratioName], ['link', summary.linkName], ['mean', meanName]].filter(([, name]) => name !== null);
  const columns = columnsOf(summary, model, labels, scales.length > 1);
  return (
    <div class="g-section">
      {scales.length > 1 && (
        <fieldset class="g-switch" aria-label={labels.scaleOfFixedEffects}>
          {scales.map(([scale, name], place) => <label key={scale}><input class={`g-to-${scale}`} type="radio" name={`${id}-scale`} defaultChecked={place === 0} />{name}</label>)}
        </fieldset>
      )}
      <table>
        <caption><b>{labels.fixedEffects}</b> <span class={meanName === null ? '' : 'g-not-mean'}>{summary.fixedCaption}</span>{meanName !== null && <span class="g-mean">{summary.meanCaption}</span>}</caption>
        <thead>
          <tr>
            <SortableHead column="term" sorting={sorting} sortBy={sortBy}>{labels.term}</SortableHead>
            {columns.map(({ className, sort, head }) => (sort === undefined ? <th scope="col" class={className}>{head}</th> : <SortableHead column={sort} className={className} sorting={sorting} sortBy={sortBy}>{head}</SortableHead>))}
          </tr>
        </thead>
        <tbody>
          {order.map(index => {
            const row = summary.fixed[index]!;
            return (
              <tr key={row.term}>
                <TermHeader text={row.variable} comparison={row.comparison} interpretation={interpretations[index]!} id={`${id}-fixed-${index}`} />
                {columns.map(({ className, cell }) => <td class={className}>{cell(row)}</td>)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function columnsOf(summary: ModelSummary, model: ModelResult, labels: Labels, hasSwitch: boolean): Column[] {
  const { ratioName, meanName, intervalName, linkName } = summary;
  const axes = axesOf(model, summary);
  const link = hasSwitch ? 'g-link' : '';
  const number = (className: string, sort: string, head: ComponentChildren, text: (row: CoefficientRow) => string): Column => {
    const places = Math.max(0, ...summary.fixed.map(row => decimalPlaces(text(row))));
    return { className, sort, head, cell: row => <AlignedNumber text={text(row)} places={places} /> };
  };
  const interval = (className: string, text: (row: CoefficientRow) => string): Column => ({ className: `g-ci ${className}`, head: intervalName, cell: text });
  const drawn = (className: string, scale: IntervalScale | null, isRatio: boolean, position: (row: CoefficientRow) => IntervalPosition, reference = 0): Column[] =>
    scale === null ? [] : [{ className: `g-plot ${className}`, head: <IntervalAxis scale={scale} isRatio={isRatio} />, cell: row => <IntervalPlot position={position(row)} scale={scale} reference={reference} /> }];
  return [
    ...(ratioName === null ? [] : [number('g-ratio', 'estimate', ratioName, row => row.ratio), interval('g-ratio', row => row.ratioInterval), ...drawn('g-ratio', axes.link, true, row => row.position)]),
    ...(meanName === null ? [] : [number('g-mean', 'mean', meanName, row => row.mean), interval('g-mean', row => row.meanInterval), ...drawn('g-mean', axes.mean, false, row => row.meanPosition, axes.reference)]),
    ...(summary.fixed.some(row => row.averagedMean !== '') ? [number('g-mean', 'averaged', labels.averaged, row => row.averagedMean)] : []),
    number(hasSwitch ? 'g-second' : '', 'estimate', hasSwitch ? <><span class="g-ratio">{labels.estimate}</span><span class="g-link">{linkName}</span></> : labels.estimate, row => row.estimate),
    interval(link, row => row.interval),
    ...drawn(link, axes.link, false, row => row.position),
    number('g-minor g-test', 'standardError', <abbr title={labels.standardError}>{labels.standardErrorShort}</abbr>, row => row.standardError),
    ...(summary.hasDf ? [{ className: 'g-minor g-test', sort: 'df', head: <>df{summary.dfMethod !== null && <small>{summary.dfMethod}</small>}</>, cell: (row: CoefficientRow) => row.df }] : []),
    { className: 'g-minor g-test', sort: 'statistic', head: <i>{summary.statisticName}</i>, cell: row => row.statistic },
    ...(summary.hasP ? [{ className: '', sort: 'p', head: <i>p</i>, cell: (row: CoefficientRow) => row.p }] : []),
  ];
}

function sortKey({ fixed }: ModelResult, column: string, row: number): SortKey {
  const { term, estimate, standardError, df, statistic, pValue, responseMean } = fixed[row]!;
  const keys: Readonly<Record<string, JsonNumber | undefined>> = { estimate, standardError, df, statistic, p: pValue, mean: responseMean?.estimate, averaged: responseMean?.averaged };
  return column === 'term' ? term : fromJsonNumber(keys[column] ?? null);
}

interface Axes {
  readonly link: IntervalScale | null;
  readonly mean: IntervalScale | null;
  /** The mean that the others are seen against: that at the reference; zero where a model has none. */
  readonly reference: number;
}

function axesOf(model: ModelResult, summary: ModelSummary): Axes {
  // Levels and columns of a basis are no comparisons: they are drawn where they fit, and do not set the axis.
  const isLevel = model.fixed.map(({ meaning }) => meaning.kind === 'intercept' || simpleParts(meaning).some(part => part.kind === 'cell' || part.kind === 'basis'));
  const positions = summary.fixed.map(row => row.position);
  const intercept = model.fixed.findIndex(({ meaning }) => meaning.kind === 'intercept');
  return {
    link: intervalScale(positions.filter((_, index) => !isLevel[index]), positions.filter((_, index) => isLevel[index])),
    mean: intervalScale(summary.fixed.map(row => row.meanPosition), []),
    reference: summary.fixed[intercept]?.meanPosition.estimate || 0,
  };
}
