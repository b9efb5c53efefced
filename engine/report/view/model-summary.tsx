/** The model summary: one view for the notebook and for reports. It needs no script: switch and interpretations work by style alone. */
import type { VNode } from 'preact';
import type { ModelResult } from '../../results.js';
import { summarizeModel } from '../summary.js';
import { interpretFixedEffect, interpretRandomTerm, type Interpretation } from '../words.js';
import { CopyMenu } from './copy-menu.js';
import { EquationView } from './equation.js';
import { FixedEffects } from './fixed-effects.js';
import { useLabels } from './labels.js';
import { Notices } from './notices.js';
import { RandomEffects } from './random-effects.js';
import { Reading } from './term-header.js';

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
        <CopyMenu id={id} />
      </div>
      <code class="g-formula">{summary.formula}</code>
      <EquationView model={model} />
      <p class="g-about">{summary.about.join(' · ')}</p>
      <Notices summary={summary} fitId={model.fitId ?? ''} />
      <FixedEffects summary={summary} model={model} interpretations={fixed} id={id} />
      <RandomEffects summary={summary} interpretations={random} id={id} fitId={model.fitId ?? ''} />
      <dl class="g-facts">{summary.facts.map(fact => <div key={fact.name}><dt>{fact.name}</dt><dd>{fact.value}</dd></div>)}</dl>
      <InWords terms={[...model.fixed.map(effect => effect.term), ...model.random.map(term => `(… | ${term.group})`)]} interpretations={[...fixed, ...random]} />
      <details>
        <summary>{labels.details}</summary>
        <dl class="g-details">{summary.details.flatMap(fact => [<dt>{fact.name}</dt>, <dd>{fact.name === 'Call' ? <code>{fact.value}</code> : fact.value}</dd>])}</dl>
      </details>
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
