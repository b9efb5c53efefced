/** The look of every chart, as a vega-lite configuration made from a few colours: the editor's, or one of the named themes. */
import type { Config } from 'vega-lite';
import { seriesColours } from './series-colours.js';

/** Colours as CSS; `background` null leaves the page's own. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  /**
   * Colours of series, most used first; readers with any of the three dichromacies tell them apart, and each stands out from the background.
   * They are names only: no chart may mix them (they can be CSS variables), and every chart tells its series by shape or dashes too.
   */
  readonly series: readonly string[];
  readonly background: string | null;
  readonly font: string;
  readonly fontSize: number;
}

const FONT = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

export const chartThemes = {
  light: {
    foreground: '#1f2328', muted: '#59636e', line: '#d0d7de', accent: '#0969da', background: '#ffffff', font: FONT, fontSize: 12,
    series: seriesColours.light,
  },
  dark: {
    foreground: '#d6dde4', muted: '#9aa4ae', line: '#3a424c', accent: '#58a6ff', background: '#0d1117', font: FONT, fontSize: 12,
    series: seriesColours.dark,
  },
  highContrastLight: {
    foreground: '#000000', muted: '#292929', line: '#000000', accent: '#0f4a85', background: '#ffffff', font: FONT, fontSize: 12,
    series: seriesColours.highContrastLight,
  },
  highContrastDark: {
    foreground: '#ffffff', muted: '#ffffff', line: '#ffffff', accent: '#6fc3df', background: '#000000', font: FONT, fontSize: 12,
    series: seriesColours.highContrastDark,
  },
  /** On paper: PDF and Word. */
  print: {
    foreground: '#111111', muted: '#444444', line: '#a0a0a0', accent: '#0b4f9e', background: '#ffffff', font: 'sans-serif', fontSize: 12,
    series: seriesColours.light,
  },
  /** The colours of the page that an SVG stands in: it follows light and dark by itself. */
  page: {
    foreground: 'var(--g-fg)', muted: 'var(--g-muted)', line: 'var(--g-line)', accent: 'var(--g-accent)', background: null, font: FONT, fontSize: 12,
    series: ['var(--g-series-1)', 'var(--g-series-2)', 'var(--g-series-3)', 'var(--g-series-4)', 'var(--g-series-5)', 'var(--g-series-6)'],
  },
} as const satisfies Record<string, ChartTheme>;

/** Shapes of points and dashes of lines, in the order of the colours of series. */
const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'];
const DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 2, 1, 2]];

/**
 * The configuration that a chart is compiled with. Charts name styles, never colours: `estimate` and `interval` for what is estimated,
 * `reference` for a line to compare with, `observation` for points of data, `line` and `band` for a curve with its interval,
 * `population` for the curve of the population beside those of groups, `density` for a filled curve, `remark` for text in the drawing.
 * The range `category` holds the colours of series, `ordinal` that of what stands out and that of what does not.
 */
export function vegaConfig(theme: ChartTheme): Config {
  return {
    background: theme.background ?? 'transparent',
    font: theme.font,
    padding: 4,
    aria: true,
    axis: {
      labelColor: theme.muted, titleColor: theme.muted, labelFontSize: theme.fontSize - 1, titleFontSize: theme.fontSize, titleFontWeight: 'normal',
      domainColor: theme.line, tickColor: theme.line, gridColor: theme.line, gridOpacity: 0.5, titlePadding: 8, labelLimit: 180, titleLimit: 420,
    },
    header: { labelColor: theme.foreground, labelFontSize: theme.fontSize, labelFontWeight: 600, labelLimit: 240, titleColor: theme.muted },
    title: {
      color: theme.foreground, subtitleColor: theme.muted, fontSize: theme.fontSize + 2, fontWeight: 600, limit: 640,
      subtitleFontSize: theme.fontSize, subtitleFontWeight: 'normal', anchor: 'start', offset: 10, subtitlePadding: 4,
    },
    rule: { color: theme.foreground },
    text: { color: theme.foreground },
    line: { color: theme.accent },
    point: { color: theme.accent },
    area: { color: theme.accent },
    bar: { color: theme.accent },
    tick: { color: theme.accent },
    legend: { labelColor: theme.muted, titleColor: theme.muted, labelFontSize: theme.fontSize - 1, titleFontSize: theme.fontSize, titleFontWeight: 'normal', labelLimit: 180, symbolStrokeWidth: 2, symbolBaseStrokeColor: theme.foreground, symbolBaseFillColor: theme.muted },
    view: { stroke: null },
    range: { category: [...theme.series], ordinal: [theme.accent, theme.muted], symbol: SHAPES },
    style: {
      interval: { color: theme.accent, strokeWidth: 1.5, strokeCap: 'round' },
      estimate: { color: theme.accent, filled: true, opacity: 1 },
      reference: { color: theme.foreground, strokeWidth: 1, strokeDash: [3, 3], opacity: 0.7 },
      observation: { color: theme.foreground, filled: true, opacity: 0.35, size: 22 },
      line: { strokeWidth: 2, strokeCap: 'round', strokeJoin: 'round' },
      population: { color: theme.foreground, strokeWidth: 2.5, strokeDash: [7, 4] },
      band: { opacity: 0.18, strokeWidth: 0 },
      density: { fillOpacity: 0.16, strokeWidth: 1.5 },
      remark: { color: theme.muted, fontSize: theme.fontSize - 1 },
    },
  };
}

/** A scale of dashes for so many series, beside their colours. */
export const dashRange = (count: number): number[][] => Array.from({ length: count }, (_, place) => [...DASHES[place % DASHES.length]!]);
