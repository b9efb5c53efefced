/** A chart with its tools: view as table, save as SVG or PNG, copy as picture or as vega-lite; its caption; the level that is pointed at, in words. */
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { standaloneSpec } from '../../engine/report/charts/standalone.js';
import { formatCount } from '../../engine/report/numbers.js';
import { useChartLabels } from '../../engine/report/view/chart-labels.js';
import { filled } from '../../engine/report/view/labels.js';
import { cellText } from '../../engine/report/tables.js';
import { TableView } from '../../engine/report/view/result-table.js';
import type { CellValue, TableResult } from '../../engine/results.js';
import { drawChart } from '../shared/interactive-chart.js';
import { chartLevels, isShown, type ChartLevels } from '../shared/linked-levels.js';
import { onPointed, pointAt, type PointedLevel } from '../shared/pointed-level.js';
import { copyPng, savePng, saveSvg } from './export-image.js';
import { chartStyle } from './style.js';

/** The rows of a level are told one by one where they are no more than this. */
const MOST_ROWS_TOLD = 3;

export function ChartView({ chart, signal }: { chart: CompiledChart; signal: AbortSignal }): VNode {
  const labels = useChartLabels();
  const canvas = useRef<HTMLDivElement>(null);
  const [isTable, setIsTable] = useState(false);
  const [status, setStatus] = useState('');
  useEffect(() => {
    const container = canvas.current;
    if (container === null || isTable) return undefined;
    const lifetime = new AbortController();
    drawChart(chart, container, { signal: AbortSignal.any([lifetime.signal, signal]), font: getComputedStyle(container).fontFamily }).catch((error: unknown) => {
      setStatus(filled(labels.chartNotDrawn, messageOf(error)));
      setIsTable(true);
    });
    return () => lifetime.abort();
  }, [chart, isTable, signal, labels]);
  const act = (action: (chart: CompiledChart, host: Element) => Promise<void>, done: string) => (event: Event): void => {
    action(chart, event.currentTarget as Element).then(() => setStatus(done), (error: unknown) => setStatus(filled(labels.didNotWork, messageOf(error))));
  };
  const levels = useMemo(() => chartLevels(chart), [chart]);
  const drawing = <div class="g-canvas" ref={canvas} role="img" aria-label={`${chart.title}. ${chart.description}`} />;
  return (
    <figure class="g-output g-chart" aria-label={chart.title}>
      <style>{chartStyle}</style>
      <div class="g-tools" role="group" aria-label={labels.chart}>
        <button type="button" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>{labels.viewAsTable}</button>
        <button type="button" onClick={act(saveSvg, labels.svgSaved)}>{labels.saveSvg}</button>
        <button type="button" onClick={act(savePng, labels.pngSaved)}>{labels.savePng}</button>
        <button type="button" onClick={act(copyPng, labels.copied)}>{labels.copy}</button>
        <button type="button" onClick={act(copyVegaLite, labels.vegaLiteCopied)}>{labels.copyVegaLite}</button>
        <span role="status">{status}</span>
      </div>
      {isTable ? <TableView table={chart.data} /> : levels.length === 0 ? drawing : <PointedLevels chart={chart} groups={levels} signal={signal}>{drawing}</PointedLevels>}
      {chart.caption !== '' && <figcaption class="g-note">{chart.caption}</figcaption>}
    </figure>
  );
}

/** The drawing, its levels within reach of the arrow keys, and below it the level that is pointed at here or in another output. */
function PointedLevels({ chart, groups, signal, children }: { chart: CompiledChart; groups: readonly ChartLevels[]; signal: AbortSignal; children: VNode }): VNode {
  const labels = useChartLabels();
  const [pointed, setPointed] = useState<PointedLevel | null>(null);
  useEffect(() => {
    const lifetime = new AbortController();
    onPointed(told => setPointed(groups.some(group => isShown(group, told)) ? told : null), AbortSignal.any([lifetime.signal, signal]));
    return () => lifetime.abort();
  }, [groups, signal]);
  const group = groups.find(each => isShown(each, pointed)) ?? groups[0]!;
  const at = pointed === null ? -1 : group.levels.indexOf(pointed.level);
  const onKey = (event: KeyboardEvent): void => {
    const next = levelAfterKey(event.key, at, group.levels.length);
    if (next === null) return;
    pointAt(next < 0 ? null : { fitId: group.fitId, group: group.group, level: group.levels[next]! });
    event.preventDefault();
  };
  return (
    <>
      <div class="g-reach" role="group" tabIndex={0} aria-label={filled(labels.stepThroughLevels, group.group)} onKeyDown={onKey} onBlur={() => pointAt(null)}>{children}</div>
      <p class="g-told" aria-live="polite">{at < 0 ? '\u00a0' : group.rowCounts[at]! <= MOST_ROWS_TOLD ? rowsInWords(chart.data, group, group.levels[at]!) : filled(labels.pointedLevel, group.group, group.levels[at]!, formatCount(group.rowCounts[at]!))}</p>
    </>
  );
}

/** What the rows of a level hold, such as `herd 8: mode 0.598, sd 0.322; …`. */
function rowsInWords({ columns, rows }: TableResult, { group, column }: ChartLevels, level: string): string {
  const own = columns.findIndex(({ name }) => name === column);
  const isTold = (place: number, value: CellValue | undefined): value is CellValue => place !== own && value !== undefined && value !== null && value !== '';
  const told = rows.filter(row => String(row[own]) === level).map(row => columns.flatMap(({ name }, place) => {
    const value = row[place];
    return isTold(place, value) ? [`${name} ${cellText(value, 3)}`] : [];
  }).join(', '));
  return `${group} ${level}: ${told.join('; ')}`;
}

/** The place of the next level; −1 for none; null for a key that is not about levels. */
function levelAfterKey(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight': return Math.min(count - 1, at + 1);
    case 'ArrowUp':
    case 'ArrowLeft': return Math.max(0, at - 1);
    case 'Home': return 0;
    case 'End': return count - 1;
    case 'Escape': return at < 0 ? null : -1;
    default: return null;
  }
}

async function copyVegaLite(chart: CompiledChart): Promise<void> {
  await navigator.clipboard.writeText(JSON.stringify(standaloneSpec(chart), null, 2));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
