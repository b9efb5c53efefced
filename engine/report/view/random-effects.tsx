/** The table of random effects of a model summary. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ModelSummary, RandomRow } from '../summary.js';
import type { Interpretation } from '../words.js';
import { useHost } from './host.js';
import { AlignedNumber, decimalPlaces } from './interval-plot.js';
import { filled, useLabels } from './labels.js';
import { TermHeader } from './term-header.js';

/** Variances, correlations and what share they are. A level that is pointed at in another output of the fit is named beside its factor. */
export function RandomEffects({ summary, interpretations, id, fitId }: { summary: ModelSummary; interpretations: readonly Interpretation[]; id: string; fitId: string }): VNode {
  const labels = useLabels();
  const pointed = usePointedLevel(fitId);
  const most = (text: (row: RandomRow) => string): number => Math.max(0, ...summary.random.map(row => decimalPlaces(text(row))));
  const places = { sd: most(row => row.sd), variance: most(row => row.variance) };
  return (
    <div class="g-section g-up">
      <table>
        <caption><b>{labels.randomEffects}</b> <span>{summary.linkName === 'estimate' ? labels.onResponseScale : filled(labels.onLinkScale, summary.linkName)}</span></caption>
        <thead>
          <tr>
            <th scope="col">{labels.group}</th>
            <th scope="col" class="g-text">{labels.term}</th>
            <th scope="col"><abbr title={labels.standardDeviation}>{labels.standardDeviationShort}</abbr></th>
            <th scope="col">{labels.variance}</th>
            {summary.hasCorrelation && <th scope="col">{labels.correlation}</th>}
            <th scope="col">{labels.levels}</th>
            {summary.hasIcc && <th scope="col"><abbr title={labels.intraclassCorrelation}>{labels.intraclassCorrelationShort}</abbr></th>}
            {summary.medianRatioName !== null && <th scope="col" class="g-minor">{summary.medianRatioName}</th>}
          </tr>
        </thead>
        <tbody>
          {summary.random.map((row, place) => (
            <tr key={`${row.group} ${row.term} ${place}`} class={pointed?.group === row.group ? 'g-pointed' : ''}>
              {row.isFirst && row.index >= 0
                ? <TermHeader text={row.group} comparison={pointed?.group === row.group ? pointed.level : ''} interpretation={interpretations[row.index]!} id={`${id}-random-${row.index}`} />
                : <th scope="row"><span class={row.isFirst ? '' : 'g-spoken'}>{row.group}</span></th>}
              <td class="g-text">{row.term}</td>
              <td><AlignedNumber text={row.sd} places={places.sd} /></td>
              <td><AlignedNumber text={row.variance} places={places.variance} /></td>
              {summary.hasCorrelation && <td>{row.correlation}</td>}
              <td>{row.levels}</td>
              {summary.hasIcc && <td>{row.icc}</td>}
              {summary.medianRatioName !== null && <td class="g-minor">{row.medianRatio}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function usePointedLevel(fitId: string): { readonly group: string; readonly level: string } | null {
  const host = useHost();
  const [pointed, setPointed] = useState<{ readonly group: string; readonly level: string } | null>(null);
  useEffect(() => {
    const lifetime = new AbortController();
    if (fitId !== '') host?.onPointed(fitId, setPointed, lifetime.signal);
    return () => lifetime.abort();
  }, [host, fitId]);
  return pointed;
}
