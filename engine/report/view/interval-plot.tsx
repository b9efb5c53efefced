/** An interval drawn in a table cell, and the axis over the column. */
import type { ComponentChildren, VNode } from 'preact';
import { linearTicks, ratioTicks, type IntervalPosition, type IntervalScale } from './interval-scale.js';

/** `reference`: the value that the line stands for, zero unless told otherwise. The drawing says nothing that the cells beside it do not; it is hidden from screen readers. */
export function IntervalPlot({ position, scale, reference = 0 }: { position: IntervalPosition; scale: IntervalScale; reference?: number }): VNode {
  const zero = scale.place(reference);
  return (
    <svg viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <line class="g-zero" x1={zero} x2={zero} y1="-3" y2="21" />
      {scale.holds(position) && (
        <>
          <line class="g-band" x1={scale.place(position.lower)} x2={scale.place(position.upper)} y1="9" y2="9" />
          <line class="g-dot" x1={scale.place(position.estimate)} x2={scale.place(position.estimate)} y1="9" y2="9" />
        </>
      )}
    </svg>
  );
}

/** Tick labels over the drawn intervals. */
export function IntervalAxis({ scale, isRatio }: { scale: IntervalScale; isRatio: boolean }): VNode {
  const ticks = isRatio ? ratioTicks(scale.domain) : linearTicks(scale.domain);
  return (
    <>
      <span class="g-spoken">interval, drawn</span>
      <span class="g-axis" aria-hidden="true">{ticks.map(tick => <i key={tick.label} style={{ left: `${scale.place(tick.at).toFixed(1)}%` }}>{tick.label}</i>)}</span>
    </>
  );
}

/** A number whose point stands under those of its column: padded on the right with digits that are not seen. */
export function AlignedNumber({ text, places }: { text: string; places: number }): VNode {
  const missing = Math.max(0, places - decimalPlaces(text));
  const padding: ComponentChildren = missing > 0 && <span class="g-pad" aria-hidden="true">{(decimalPlaces(text) === 0 ? '.' : '').slice(0, 1) + '0'.repeat(missing - (decimalPlaces(text) === 0 ? 1 : 0))}</span>;
  return <>{text}{padding}</>;
}

/** Characters from the decimal point on; 0 for what is not a plain number. */
export const decimalPlaces = (text: string): number => (/^−?\d+\.\d+$/.test(text) ? text.length - text.indexOf('.') : 0);
