/** What a reader should know about a fit. */
import type { VNode } from 'preact';
import type { ModelSummary } from '../summary.js';
import { useHost } from './host.js';
import { useLabels, type Labels } from './labels.js';

/** The gravest first, each with what to do, and with buttons where the page can do it. */
export function Notices({ summary, fitId }: { summary: ModelSummary; fitId: string }): VNode {
  const labels = useLabels();
  const order = ['error', 'warning', 'information'];
  const host = useHost();
  const notices = summary.notices.map((notice, place) => ({ notice, mends: host?.mends[place] ?? [], place })).sort((a, b) => order.indexOf(a.notice.severity) - order.indexOf(b.notice.severity));
  return (
    <>
      {notices.map(({ notice, mends, place }) => (
        <div key={place} class={`g-notice ${notice.severity}`} role="note">
          <code class="g-code">{notice.code}</code>
          <b>{severityIn(labels, notice)}.</b> {notice.message}
          {mends.length > 0 && <div class="g-mends">{mends.map(title => <button key={title} type="button" onClick={() => host?.mend(fitId, place, title)}>{title}</button>)}</div>}
          {notice.advice.length > 0 && <ul>{notice.advice.map(advice => <li key={advice}>{advice}</li>)}</ul>}
        </div>
      ))}
    </>
  );
}

const severityIn = (labels: Labels, { severity }: ModelSummary['notices'][number]): string => (severity === 'information' ? labels.note : severity === 'warning' ? labels.warning : labels.error);
