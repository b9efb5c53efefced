/** The model summary: one view for the notebook and for reports. It needs no script: switch and interpretations work by style alone. */
import type { VNode } from 'preact';
import type { ModelResult } from '../../results.js';
import { summarizeModel, type CoefficientRow, type ModelSummary, type RandomRow } from '../summary.js';
import { simpleParts } from '../../model/contrast-meaning.js';
import { interpretFixedEffect, interpretRandomTerm, type Interpretation } from '../words.js';
import { EquationView } from './equation.js';
import { AlignedNumber, decimalPlaces, IntervalAxis, IntervalPlot } from './interval-plot.js';
import { intervalScale, type IntervalScale } from './interval-scale.js';
import { filled, useLabels, type Labels } from './labels.js';

/** `id` must be unique in the document or shadow root; it names the tooltips. */
export function ModelSummaryView({ model, id }: { model: ModelResult; id: string }): VNode {
  const labels = useLabels();
  const summary = summarizeModel(model);
  const fixed = model.fixed.map((_, index) => interpretFixedEffect(model, index));
  const random = model.random.map((_, index) => interpretRandomTerm(model, index));
  return (
    <div class="g-output g-model" role="group" aria-label={`${summary.title} ${summary.name}`.trim()}>
      <div class="g-head">
        <h2>{summary.title}</h2>
        {summary.name !== '' && <code class="g-name">{summary.name}</code>}
        <span class={`g-verdict ${summary.verdict.tone}`} title={summary.verdict.sentence}>{summary.verdict.label}</span>
      </div>
      <code class="g-formula">{summary.formula}</code>
      <EquationView model={model} />
      <p class="g-about">{summary.about.join(' · ')}</p>
      <Notices summary={summary} />
      <FixedEffects summary={summary} model={model} interpretations={fixed} id={id} />
      <RandomEffects summary={summary} interpretations={random} id={id} />
      <dl class="g-facts">{summary.facts.map(fact => <div key={fact.name}><dt>{fact.name}</dt><dd>{fact.value}</dd></div>)}</dl>
      <InWords terms={[...model.fixed.map(effect => effect.term), ...model.random.map(term => `(… | ${term.group})`)]} interpretations={[...fixed, ...random]} />
      <details>
        <summary>{labels.details}</summary>
        <dl class="g-details">{summary.details.flatMap(fact => [<dt>{fact.name}</dt>, <dd>{fact.name === 'Call' ? <code>{fact.value}</code> : fact.value}</dd>])}</dl>
      </details>
    </div>
  );
}

function Notices({ summary }: { summary: ModelSummary }): VNode {
  const labels = useLabels();
  const order = ['error', 'warning', 'information'];
  const notices = [...summary.notices].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <>
      {notices.map((notice, index) => (
        <div key={index} class={`g-notice ${notice.severity}`} role="note">
          <code class="g-code">{notice.code}</code>
          <b>{severityIn(labels, notice)}.</b> {notice.message}
          {notice.advice.length > 0 && <ul>{notice.advice.map(advice => <li key={advice}>{advice}</li>)}</ul>}
        </div>
      ))}
    </>
  );
}

const severityIn = (labels: Labels, { severity }: ModelSummary['notices'][number]): string => (severity === 'information' ? labels.note : severity === 'warning' ? labels.warning : labels.error);

function FixedEffects({ summary, model, interpretations, id }: { summary: ModelSummary; model: ModelResult; interpretations: readonly Interpretation[]; id: string }): VNode {
  const labels = useLabels();
  // Levels and columns of a basis are no comparisons: they are drawn where they fit, and do not set the axis.
  const isLevel = model.fixed.map(({ meaning }) => meaning.kind === 'intercept' || simpleParts(meaning).some(part => part.kind === 'cell' || part.kind === 'basis'));
  const positions = summary.fixed.map(row => row.position);
  const scale = intervalScale(positions.filter((_, index) => !isLevel[index]), positions.filter((_, index) => isLevel[index]));
  const hasRatio = summary.ratioName !== null;
  // With a ratio to show, the columns of the link scale appear when they are chosen; without one they are all there is.
  const link = hasRatio ? 'g-link' : '';
  const most = (text: (row: CoefficientRow) => string): number => Math.max(0, ...summary.fixed.map(row => decimalPlaces(text(row))));
  const places = { ratio: most(row => row.ratio), estimate: most(row => row.estimate), standardError: most(row => row.standardError) };
  return (
    <div class="g-section">
      {summary.ratioName !== null && (
        <fieldset class="g-switch" aria-label={labels.scaleOfFixedEffects}>
          <label><input class="g-to-ratio" type="radio" name={`${id}-scale`} defaultChecked />{summary.ratioName}</label>
          <label><input class="g-to-link" type="radio" name={`${id}-scale`} />{summary.linkName}</label>
        </fieldset>
      )}
      <table>
        <caption><b>{labels.fixedEffects}</b> <span>{summary.fixedCaption}</span></caption>
        <thead>
          <tr>
            <th scope="col">{labels.term}</th>
            {hasRatio && <th scope="col" class="g-ratio">{summary.ratioName}</th>}
            {hasRatio && <th scope="col" class="g-ratio">{summary.intervalName}</th>}
            {hasRatio && scale !== null && <AxisHeader scale={scale} isRatio className="g-ratio" />}
            <th scope="col" class="g-second">{hasRatio ? <><span class="g-ratio">{labels.estimate}</span><span class="g-link">{summary.linkName}</span></> : labels.estimate}</th>
            <th scope="col" class={link}>{summary.intervalName}</th>
            {scale !== null && <AxisHeader scale={scale} isRatio={false} className={link} />}
            <th scope="col" class="g-minor"><abbr title={labels.standardError}>{labels.standardErrorShort}</abbr></th>
            {summary.hasDf && <th scope="col" class="g-minor">df</th>}
            <th scope="col" class="g-minor"><i>{summary.statisticName}</i></th>
            {summary.hasP && <th scope="col"><i>p</i></th>}
          </tr>
        </thead>
        <tbody>
          {summary.fixed.map((row, index) => (
            <tr key={row.term}>
              <TermHeader text={row.variable} comparison={row.comparison} interpretation={interpretations[index]!} id={`${id}-fixed-${index}`} />
              {hasRatio && <td class="g-ratio"><AlignedNumber text={row.ratio} places={places.ratio} /></td>}
              {hasRatio && <td class="g-ratio g-ci">{row.ratioInterval}</td>}
              {hasRatio && scale !== null && <td class="g-plot g-ratio"><IntervalPlot position={row.position} scale={scale} /></td>}
              <td class="g-second"><AlignedNumber text={row.estimate} places={places.estimate} /></td>
              <td class={`g-ci ${link}`}>{row.interval}</td>
              {scale !== null && <td class={`g-plot ${link}`}><IntervalPlot position={row.position} scale={scale} /></td>}
              <td class="g-minor"><AlignedNumber text={row.standardError} places={places.standardError} /></td>
              {summary.hasDf && <td class="g-minor">{row.df}</td>}
              <td class="g-minor">{row.statistic}</td>
              {summary.hasP && <td>{row.p}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AxisHeader({ scale, isRatio, className }: { scale: IntervalScale; isRatio: boolean; className: string }): VNode {
  return <th scope="col" class={`g-plot ${className}`}><IntervalAxis scale={scale} isRatio={isRatio} /></th>;
}

/** The head of a row: its term, which a hover or the focus explains. */
function TermHeader({ text, comparison, interpretation, id }: { text: string; comparison: string; interpretation: Interpretation; id: string }): VNode {
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

function Reading({ interpretation }: { interpretation: Interpretation }): VNode {
  return <>{interpretation.reading.map(phrase => (phrase.isStrong ? <b>{phrase.text}</b> : phrase.text))}</>;
}

function RandomEffects({ summary, interpretations, id }: { summary: ModelSummary; interpretations: readonly Interpretation[]; id: string }): VNode {
  const labels = useLabels();
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
            <tr key={`${row.group} ${row.term} ${place}`}>
              {row.isFirst && row.index >= 0
                ? <TermHeader text={row.group} comparison="" interpretation={interpretations[row.index]!} id={`${id}-random-${row.index}`} />
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

function InWords({ terms, interpretations }: { terms: readonly string[]; interpretations: readonly Interpretation[] }): VNode {
  return (
    <details>
      <summary>{useLabels().inWords}</summary>
      <ul class="g-words">
        {interpretations.map((interpretation, index) => (
          <li key={index}><code>{terms[index]}</code><Reading interpretation={interpretation} /> {interpretation.remarks.join(' ')}</li>
        ))}
      </ul>
    </details>
  );
}
