/** All levels in a strip, in the order of the list: where the rows in sight lie among them, and where the pointed and the kept ones are. */
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { IntervalScale } from '../../engine/report/view/interval-scale.js';
import type { TermModes } from './levels.js';

/** Steps across the strip: about one for every two pixels. */
const STEPS = 400;

interface Overview {
  readonly modes: TermModes;
  readonly scale: IntervalScale | null;
  /** The levels of the list, in its order. */
  readonly places: Int32Array;
  /** The first row in sight, and how many there are. */
  readonly first: number;
  readonly inSight: number;
  readonly pointed: number | null;
  readonly kept: ReadonlySet<number>;
  readonly onGo: (row: number) => void;
}

/** A pointer goes to a place by it; the list itself has the keyboard, so that this is hidden from screen readers. */
export function LevelOverview({ modes, scale, places, first, inSight, pointed, kept, onGo }: Overview): VNode | null {
  const paths = useMemo(() => scale && overviewPaths(modes, scale, places), [modes, scale, places]);
  if (paths === null || scale === null) return null;
  const across = (row: number): number => (100 * row) / places.length;
  const marks = [...kept, ...(pointed === null ? [] : [pointed])].map(place => ({ place, row: places.indexOf(place) })).filter(({ row }) => row >= 0);
  const go = (event: PointerEvent): void => {
    const strip = (event.currentTarget as Element).getBoundingClientRect();
    if (event.buttons === 1) onGo(((event.clientX - strip.left) / strip.width) * places.length);
  };
  return (
    <svg class="g-overview" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false"
      onPointerDown={event => { event.currentTarget.setPointerCapture(event.pointerId); go(event); }} onPointerMove={go}>
      <path class="g-overview-band" d={paths.band} />
      <line class="g-zero" x1="0" x2="100" y1={100 - scale.place(0)} y2={100 - scale.place(0)} />
      <path class="g-overview-line" d={paths.line} />
      <rect class="g-overview-window" x={across(first)} width={Math.max(across(inSight), 0.4)} y="0" height="100" />
      {marks.map(({ place, row }) => <line key={place} class={place === pointed ? 'g-overview-pointed' : 'g-overview-kept'} x1={across(row + 0.5)} x2={across(row + 0.5)} y1="0" y2="100" />)}
    </svg>
  );
}

/** The modes as a line, and around it the outermost limits of the intervals that fall on a step. */
function overviewPaths(modes: TermModes, scale: IntervalScale, places: Int32Array): { readonly band: string; readonly line: string } {
  const count = Math.min(STEPS, places.length);
  const [line, above, below]: [string[], string[], string[]] = [[], [], []];
  for (let step = 0; step < count; step++) {
    const [from, to] = [Math.floor((step * places.length) / count), Math.floor(((step + 1) * places.length) / count)];
    let [lower, upper] = [Infinity, -Infinity];
    for (let row = from; row < to; row++) {
      lower = Math.min(lower, modes.lower[places[row]!]!);
      upper = Math.max(upper, modes.upper[places[row]!]!);
    }
    const middle = modes.mode[places[(from + to) >> 1]!]!;
    if (!Number.isFinite(lower) || !Number.isFinite(upper) || !Number.isFinite(middle)) continue;
    const x = ((100 * (step + 0.5)) / count).toFixed(2);
    line.push(`${x},${(100 - scale.place(middle)).toFixed(2)}`);
    above.push(`${x},${(100 - scale.place(upper)).toFixed(2)}`);
    below.push(`${x},${(100 - scale.place(lower)).toFixed(2)}`);
  }
  return line.length === 0 ? { band: '', line: '' } : { band: `M${above.join('L')}L${below.reverse().join('L')}Z`, line: `M${line.join('L')}` };
}
