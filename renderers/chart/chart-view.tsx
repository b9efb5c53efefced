/** A chart with its tools: view as table, save as SVG or PNG, copy. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { filled, useLabels } from '../../engine/report/view/labels.js';
import { TableView } from '../../engine/report/view/result-table.js';
import { drawChart } from '../shared/interactive-chart.js';
import { copyPng, savePng, saveSvg } from './export-image.js';
import { chartStyle } from './style.js';

export function ChartView({ chart, signal }: { chart: CompiledChart; signal: AbortSignal }): VNode {
  const labels = useLabels();
  const canvas = useRef<HTMLDivElement>(null);
  const [isTable, setIsTable] = useState(false);
  const [status, setStatus] = useState('');
  useEffect(() => {
    const container = canvas.current;
    if (container === null || isTable) return undefined;
    const lifetime = new AbortController();
    drawChart(chart, container, AbortSignal.any([lifetime.signal, signal])).catch((error: unknown) => {
      setStatus(filled(labels.chartNotDrawn, messageOf(error)));
      setIsTable(true);
    });
    return () => lifetime.abort();
  }, [chart, isTable, signal, labels]);
  const act = (action: (chart: CompiledChart, host: Element) => Promise<void>, done: string) => (event: Event): void => {
    action(chart, event.currentTarget as Element).then(() => setStatus(done), (error: unknown) => setStatus(filled(labels.didNotWork, messageOf(error))));
  };
  return (
    <figure class="g-output g-chart" aria-label={chart.title}>
      <style>{chartStyle}</style>
      <div class="g-tools" role="group" aria-label={labels.chart}>
        <button type="button" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>{labels.viewAsTable}</button>
        <button type="button" onClick={act(saveSvg, labels.svgSaved)}>{labels.saveSvg}</button>
        <button type="button" onClick={act(savePng, labels.pngSaved)}>{labels.savePng}</button>
        <button type="button" onClick={act(copyPng, labels.copied)}>{labels.copy}</button>
        <span role="status">{status}</span>
      </div>
      {isTable
        ? <TableView table={chart.data} />
        : <div class="g-canvas" ref={canvas} role="img" aria-label={`${chart.title}. ${chart.description}`} />}
    </figure>
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
