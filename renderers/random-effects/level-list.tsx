/** The levels of a grouping factor with their modes, intervals drawn in the row: ordered, searched, scrolled; only the rows in sight are in the page. */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatCount, formatFixed, formatPercent } from '../../engine/report/numbers.js';
import { IntervalAxis, IntervalPlot } from '../../engine/report/view/interval-plot.js';
import { intervalScale, type IntervalScale } from '../../engine/report/view/interval-scale.js';
import { useChartLabels, type ChartLabels } from '../../engine/report/view/chart-labels.js';
import { filled } from '../../engine/report/view/labels.js';
import { levelsInWords } from '../../engine/report/words/phrases.js';
import type { RandomEffectsResult } from '../../engine/results.js';
import { onPointed, pointAt } from '../shared/pointed-level.js';
import { foundLevels, levelsOf, limitsOf, orderedLevels, type LevelOrder, type Levels, type TermModes } from './levels.js';
import { LevelOverview } from './overview.js';
import { levelListStyle } from './style.js';

/** Pixels, as the style has it. */
const ROW_HEIGHT = 26;
const MOST_ROWS_IN_SIGHT = 16;
/** Rows drawn above and below those in sight, so that a scroll never runs into nothing. */
const SPARE_ROWS = 8;

/** What a column of a term needs to draw a row. */
interface TermColumn {
  readonly modes: TermModes;
  readonly scale: IntervalScale | null;
  readonly decimals: number;
}

export function LevelList({ effects, id, signal }: { effects: RandomEffectsResult; id: string; signal: AbortSignal }): VNode {
  const labels = useChartLabels();
  const fitId = effects.fitId ?? id;
  const levels = useMemo(() => levelsOf(effects), [effects]);
  const columns = useMemo(() => levels.terms.map(termColumn), [levels]);
  const [order, setOrder] = useState<LevelOrder>(effects.order === 'mode' ? { by: 'mode', term: 0 } : { by: 'data' });
  const [isReversed, setIsReversed] = useState(false);
  const [query, setQuery] = useState('');
  const ordered = useMemo(() => orderedLevels(levels, order, isReversed), [levels, order, isReversed]);
  const shown = useMemo(() => foundLevels(levels, ordered, query), [levels, ordered, query]);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState<number | null>(null);
  const [kept, setKept] = useState<ReadonlySet<number>>(new Set());
  const [pointed, setPointed] = useState<number | null>(null);
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const lifetime = new AbortController();
    onPointed(told => {
      const place = told !== null && told.fitId === fitId && told.group === effects.group ? levels.names.indexOf(told.level) : -1;
      setPointed(place < 0 ? null : place);
    }, AbortSignal.any([lifetime.signal, signal]));
    return () => lifetime.abort();
  }, [levels, fitId, effects.group, signal]);

  const rowsInSight = Math.min(MOST_ROWS_IN_SIGHT, Math.max(1, shown.length));
  const first = Math.max(0, Math.min(Math.floor(top / ROW_HEIGHT) - SPARE_ROWS, shown.length));
  const last = Math.min(shown.length, Math.floor(top / ROW_HEIGHT) + rowsInSight + 1 + SPARE_ROWS);
  const scrollTo = (row: number): void => {
    const box = scroller.current;
    if (box) box.scrollTop = Math.max(0, Math.min(row, shown.length - rowsInSight)) * ROW_HEIGHT;
  };
  const tell = (place: number | null): void => pointAt(place === null ? null : { fitId, group: effects.group, level: levels.names[place]! });
  const arrange = (next: LevelOrder): void => {
    setIsReversed(isSameOrder(next, order) && !isReversed);
    setOrder(next);
    scrollTo(0);
  };
  const activate = (row: number): void => {
    const place = shown[Math.max(0, Math.min(shown.length - 1, row))];
    if (place === undefined) return;
    setActive(place);
    tell(place);
    const [inSight, at] = [Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT), shown.indexOf(place)];
    if (at < inSight) scrollTo(at);
    else if (at >= inSight + rowsInSight) scrollTo(at - rowsInSight + 1);
  };
  const keep = (place: number): void => {
    const next = new Set(kept);
    if (!next.delete(place)) next.add(place);
    setKept(next);
  };
  const onKey = (event: KeyboardEvent): void => {
    const row = active === null ? -1 : shown.indexOf(active);
    const target = rowAfterKey(event.key, row, rowsInSight, shown.length);
    if (target !== null) activate(target);
    else if ((event.key === ' ' || event.key === 'Enter') && active !== null) keep(active);
    else return;
    event.preventDefault();
  };

  const label = filled(labels.conditionalModes, effects.group);
  const isLong = levels.names.length > MOST_ROWS_IN_SIGHT;
  const intervalLabel = effects.confidenceLevel === undefined ? labels.interval : filled(labels.intervalOf, formatPercent(effects.confidenceLevel));
  const told = pointed ?? active;
  const across = 1 + Number(levels.observations !== null) + columns.reduce((sum, { scale }) => sum + (columns.length === 1 ? 3 : 1) + Number(scale !== null), 0);
  const described = order.by === 'mode' || order.by === 'sd' ? order.term : 0;
  return (
    <div class="g-output g-levels">
      <style>{levelListStyle}</style>
      <div class="g-caption"><b>{label}</b> <span>{query.trim() === '' ? `${formatCount(levels.names.length)} ${levelsInWords(effects.group)}` : filled(labels.levelsFound, formatCount(shown.length), formatCount(levels.names.length))}{columns.length > 1 ? ` · ${intervalLabel}` : ''}</span></div>
      <div class="g-levels-tools">
        {isLong && <input type="search" value={query} placeholder={filled(labels.searchLevels, effects.group)} aria-label={filled(labels.searchLevels, effects.group)} onInput={event => { setQuery(event.currentTarget.value); scrollTo(0); }} />}
        <label>{labels.levelOrder} <OrderChoice order={order} levels={levels} onChoose={next => { setOrder(next); setIsReversed(false); scrollTo(0); }} /></label>
        <button type="button" aria-pressed={isReversed} onClick={() => { setIsReversed(!isReversed); scrollTo(0); }}>{labels.reversed}</button>
        <span class="g-spoken" role="status">{query.trim() === '' ? '' : filled(labels.levelsFound, formatCount(shown.length), formatCount(levels.names.length))}</span>
      </div>
      {isLong && shown.length > MOST_ROWS_IN_SIGHT && columns[described] && (
        <LevelOverview modes={columns[described].modes} scale={columns[described].scale} places={shown} first={top / ROW_HEIGHT} inSight={rowsInSight} pointed={told} kept={kept} onGo={row => scrollTo(Math.round(row - rowsInSight / 2))} />
      )}
      <div class="g-levels-scroll" ref={scroller} onScroll={event => setTop(event.currentTarget.scrollTop)} style={{ maxHeight: `${(rowsInSight + 0.5) * ROW_HEIGHT + 30}px` }} onMouseLeave={() => tell(null)}>
        <table role="grid" aria-label={label} aria-rowcount={shown.length + 1} aria-multiselectable tabIndex={0} onKeyDown={onKey} aria-activedescendant={active !== null && isDrawn(shown, active, first, last) ? `${id}-level-${active}` : undefined}
          onFocus={event => { if (event.target === event.currentTarget && active === null) activate(Math.ceil(top / ROW_HEIGHT)); else if (active !== null) tell(active); }} onBlur={() => tell(null)}>
          <thead>
            <tr aria-rowindex={1}>
              <Heading order={order} isReversed={isReversed} own={{ by: 'name' }} onChoose={arrange}>{effects.group}</Heading>
              {levels.observations && <th scope="col" class="g-minor g-narrow">{labels.rowsOfData}</th>}
              {columns.map(({ modes, scale }, term) => (columns.length === 1
                ? <SingleTermHeadings key={modes.term} labels={labels} scale={scale} intervalLabel={intervalLabel} order={order} isReversed={isReversed} onChoose={arrange} />
                : <TermHeadings key={modes.term} name={modes.term} scale={scale} term={term} order={order} isReversed={isReversed} onChoose={arrange} />))}
            </tr>
          </thead>
          <Gap rows={first} across={across} />
          <tbody>
            {Array.from(shown.subarray(first, last), (place, row) => (
              <tr key={place} id={`${id}-level-${place}`} aria-rowindex={first + row + 2} aria-selected={kept.has(place)} class={`${place === told ? 'g-pointed' : ''} ${place === active ? 'g-active' : ''}`}
                onMouseEnter={() => tell(place)} onClick={() => { setActive(place); keep(place); }}>
                <th scope="row" title={levels.names[place]}>{levels.names[place]}</th>
                {levels.observations && <td class="g-minor">{formatCount(levels.observations[place]!)}</td>}
                {columns.map(column => <TermCells key={column.modes.term} column={column} place={place} isOnly={columns.length === 1} />)}
              </tr>
            ))}
          </tbody>
          <Gap rows={shown.length - last} across={across} />
        </table>
      </div>
      {shown.length === 0 && <p class="g-note">{filled(labels.noLevelFound, query.trim())}</p>}
      <p class="g-levels-told">{told === null ? '\u00a0' : levelInWords(levels, columns, told, effects.group, intervalLabel, labels)}</p>
    </div>
  );
}

const isDrawn = (shown: Int32Array, place: number, first: number, last: number): boolean => {
  const row = shown.indexOf(place);
  return row >= first && row < last;
};

function rowAfterKey(key: string, row: number, page: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown': return row + 1;
    case 'ArrowUp': return row - 1;
    case 'PageDown': return row + page;
    case 'PageUp': return row - page;
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}

/** Two digits of the shortest interval. */
function termColumn(modes: TermModes): TermColumn {
  let shortest = Infinity;
  for (let place = 0; place < modes.mode.length; place++) {
    const length = Math.abs(modes.upper[place]! - modes.lower[place]!);
    if (length > 0 && length < shortest) shortest = length;
  }
  const limits = limitsOf(modes);
  return { modes, scale: limits && intervalScale([{ ...limits, estimate: 0 }], []), decimals: shortest === Infinity ? 3 : Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(shortest)))) };
}

function TermCells({ column: { modes, scale, decimals }, place, isOnly }: { column: TermColumn; place: number; isOnly: boolean }): VNode {
  const position = { estimate: modes.mode[place]!, lower: modes.lower[place]!, upper: modes.upper[place]! };
  const interval = `${formatFixed(position.lower, decimals)} to ${formatFixed(position.upper, decimals)}`;
  return (
    <>
      <td>{formatFixed(position.estimate, decimals)}</td>
      {isOnly && <td class="g-minor">{formatFixed(modes.sd[place]!, decimals)}</td>}
      {isOnly && <td class="g-ci">{interval}</td>}
      {scale !== null && <td class="g-plot"><IntervalPlot position={position} scale={scale} />{!isOnly && <span class="g-spoken">{interval}</span>}</td>}
    </>
  );
}

interface HeadingOrder {
  readonly order: LevelOrder;
  readonly isReversed: boolean;
  readonly onChoose: (order: LevelOrder) => void;
}

function SingleTermHeadings({ labels, scale, intervalLabel, ...rest }: HeadingOrder & { labels: ChartLabels; scale: IntervalScale | null; intervalLabel: string }): VNode {
  return (
    <>
      <Heading {...rest} own={{ by: 'mode', term: 0 }}>{labels.mode}</Heading>
      <Heading {...rest} own={{ by: 'sd', term: 0 }} className="g-minor"><abbr title={labels.conditionalStandardDeviation}>{labels.standardDeviationShort}</abbr></Heading>
      <th scope="col" class="g-wide">{intervalLabel}</th>
      {scale !== null && <th scope="col" class="g-plot"><IntervalAxis scale={scale} isRatio={false} /></th>}
    </>
  );
}

function TermHeadings({ name, scale, term, ...rest }: HeadingOrder & { name: string; scale: IntervalScale | null; term: number }): VNode {
  return (
    <>
      <Heading {...rest} own={{ by: 'mode', term }}>{name}</Heading>
      {scale !== null && <th scope="col" class="g-plot"><IntervalAxis scale={scale} isRatio={false} /></th>}
    </>
  );
}

/** A heading that orders the levels by its column, and the other way round when it does so already. */
function Heading({ order, isReversed, onChoose, own, className = '', children }: HeadingOrder & { own: LevelOrder; className?: string; children: VNode | string }): VNode {
  const isOwn = isSameOrder(order, own);
  const isAscending = (own.by === 'name') !== isReversed;
  return (
    <th scope="col" class={className} aria-sort={isOwn ? (isAscending ? 'ascending' : 'descending') : undefined}>
      <button type="button" class="g-sort" onClick={() => onChoose(own)}>{children}<span aria-hidden="true">{isOwn ? (isAscending ? ' ↑' : ' ↓') : ''}</span></button>
    </th>
  );
}

const isSameOrder = (a: LevelOrder, b: LevelOrder): boolean => a.by === b.by && ('term' in a ? a.term : 0) === ('term' in b ? b.term : 0);

function OrderChoice({ order, levels, onChoose }: { order: LevelOrder; levels: Levels; onChoose: (order: LevelOrder) => void }): VNode {
  const labels = useChartLabels();
  const isOnly = levels.terms.length === 1;
  const choices: readonly (readonly [LevelOrder, string])[] = [
    [{ by: 'data' }, labels.orderOfData],
    [{ by: 'name' }, labels.orderOfNames],
    ...levels.terms.flatMap(({ term: name }, term): [LevelOrder, string][] => [
      [{ by: 'mode', term }, isOnly ? labels.orderOfModes : filled(labels.orderOfModesOf, name)],
      [{ by: 'sd', term }, isOnly ? labels.orderOfDeviations : filled(labels.orderOfDeviationsOf, name)],
    ]),
  ];
  return (
    <select value={choices.findIndex(([choice]) => isSameOrder(choice, order))} onChange={event => onChoose(choices[Number(event.currentTarget.value)]![0])}>
      {choices.map(([, text], index) => <option key={index} value={index}>{text}</option>)}
    </select>
  );
}

/** The height of the rows that are not drawn. */
function Gap({ rows, across }: { rows: number; across: number }): VNode | null {
  return rows <= 0 ? null : <tbody class="g-gap" aria-hidden="true"><tr><td colSpan={across} style={{ height: `${rows * ROW_HEIGHT}px` }} /></tr></tbody>;
}

function levelInWords(levels: Levels, columns: readonly TermColumn[], place: number, group: string, interval: string, labels: ChartLabels): string {
  const parts = columns.map(({ modes, decimals }) => {
    const name = columns.length === 1 ? '' : `${modes.term} `;
    return `${name}${formatFixed(modes.mode[place]!, decimals)} (${interval} ${formatFixed(modes.lower[place]!, decimals)} to ${formatFixed(modes.upper[place]!, decimals)})`;
  });
  const observations = levels.observations?.[place];
  return `${group} ${levels.names[place]!}: ${parts.join('; ')}${observations === undefined ? '' : ` · ${filled(labels.rowsOfLevel, formatCount(observations))}`}`;
}
