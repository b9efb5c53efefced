/** From a compiled chart to a vega view, without eval and without a network; shared by the static SVG and the live chart. */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- a description of other modules has nothing to import
/// <reference path="./vega-parts.d.ts" />
import type { Loader, Spec, ViewOptions } from 'vega';
import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import { textMetrics } from 'vega-scenegraph';
import * as basicTransforms from 'vega-transforms';
import { View } from 'vega-view';
import * as viewTransforms from 'vega-view-transforms';
import type { TableResult } from '../../results.js';
import type { CompiledChart } from './compile.js';
import { rowsOf } from './rows.js';
import { textWidth } from './text-width.js';

// Vega without its transforms for maps, networks, hierarchies and word clouds, which are a quarter of it.
Object.assign(transforms, basicTransforms, viewTransforms, encode);

if (!('document' in globalThis)) {
  textMetrics.width = (item, text) => {
    const width = textWidth(String(text ?? ''), item.fontSize ?? 11, Number(item.fontWeight) >= 600 || item.fontWeight === 'bold');
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
}

export interface DrawingOptions extends Omit<ViewOptions, 'expr' | 'loader'> {
  /** A font in the place of the theme's, as the page resolves it: texts are measured with it. */
  readonly font?: string;
}

/** A view of the chart with its data in it, not yet run. */
export function chartView(chart: CompiledChart, { font, ...options }: DrawingOptions): View {
  const runtime = parse(withData(font === undefined ? chart.vega : withFont(chart.vega, font), chart.data), undefined, { ast: true });
  return new View(runtime, { ...options, expr: expressionInterpreter, loader: closedLoader });
}

function withData(spec: Spec, table: TableResult): Spec {
  return { ...spec, data: (spec.data ?? []).map(data => (data.name === 'table' ? { ...data, values: rowsOf(table) } : data)) };
}

/** The places that vega-lite writes a configured font to. */
function withFont(spec: Spec, font: string): Spec {
  const { config } = spec;
  const styles = Object.fromEntries(['guide-label', 'guide-title', 'group-title', 'group-subtitle'].map(name => [name, { ...config?.style?.[name], font }]));
  return { ...spec, config: { ...config, text: { ...config?.text, font }, style: { ...config?.style, ...styles } } };
}

const refuse = (): Promise<never> => Promise.reject(new Error('A chart holds its own data; it loads nothing.'));

const closedLoader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
