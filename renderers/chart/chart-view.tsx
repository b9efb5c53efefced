/** A chart with its tools: view as table, save as SVG or PNG, copy. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { TableView } from '../../engine/report/view/result-table.js';
import type { ChartResult } from '../../engine/results.js';
import { drawChart } from '../shared/interactive-chart.js';
import { copyPng, savePng, saveSvg } from './export-image.js';
import { chartStyle } from './style.js';

export function ChartView({ chart, signal }: { chart: ChartResult; signal: AbortSignal }): VNode {
  const canvas = useRef<HTMLDivElement>(null);
  const [isTable, setIsTable] = useState(false);
  const [status, setStatus] = useState('');
  useEffect(() => {
    const container = canvas.current;
    if (container === null || isTable) return undefined;
    const lifetime = new AbortController();
    drawChart(chart, container, AbortSignal.any([lifetime.signal, signal])).catch((error: unknown) => {
      setStatus(`The chart could not be drawn (${messageOf(error)}). Its numbers are in the table.`);
      setIsTable(true);
    });
    return () => lifetime.abort();
  }, [chart, isTable, signal]);
  const act = (action: (host: Element) => Promise<string>) => (event: Event): void => {
    action(event.currentTarget as Element).then(setStatus, (error: unknown) => setStatus(`That did not work: ${messageOf(error)}`));
  };
  return (
    <figure class="g-output g-chart" aria-label={chart.title}>
      <style>{chartStyle}</style>
      <div class="g-tools" role="group" aria-label="Chart">
        <button type="button" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>View as table</button>
        <button type="button" onClick={act(host => saveSvg(chart, host))}>Save SVG</button>
        <button type="button" onClick={act(host => savePng(chart, host))}>Save PNG</button>
        <button type="button" onClick={act(host => copyPng(chart, host))}>Copy</button>
        <span role="status">{status}</span>
      </div>
      {isTable
        ? <TableView table={chart.data} />
        : <div class="g-canvas" ref={canvas} role="img" aria-label={`${chart.title}. ${chart.description}`} />}
    </figure>
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
