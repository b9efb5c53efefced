/** The head of a row of coefficients or variances: its term, which a hover or the focus explains. */
import type { VNode } from 'preact';
import type { Interpretation } from '../words.js';

export function TermHeader({ text, comparison, interpretation, id }: { text: string; comparison: string; interpretation: Interpretation; id: string }): VNode {
  return (
    <th scope="row" aria-label={`${text} ${comparison}`.trim()}>
      <button type="button" class="g-term" aria-describedby={id}>{text}</button>
      {comparison !== '' && <small>{comparison}</small>}
      <div class="g-tip" role="tooltip" id={id}>
        <p><Reading interpretation={interpretation} /></p>
        {interpretation.remarks.length > 0 && <p>{interpretation.remarks.join(' ')}</p>}
      </div>
    </th>
  );
}

export function Reading({ interpretation }: { interpretation: Interpretation }): VNode {
  return <>{interpretation.reading.map(phrase => (phrase.isStrong ? <b>{phrase.text}</b> : phrase.text))}</>;
}
