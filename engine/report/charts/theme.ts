/** The look of every chart, as a vega-lite configuration made from a few colours: the editor's, or one of the named themes. */
import type { Config } from 'vega-lite';

/** Colours as CSS; `background` null leaves the page's own. */
export interface ChartTheme {
  readonly foreground: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly background: string | null;
  readonly font: string;
  readonly fontSize: number;
}

const FONT = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

export const chartThemes = {
  light: { foreground: '#1f2328', muted: '#59636e', line: '#d0d7de', accent: '#0969da', background: '#ffffff', font: FONT, fontSize: 12 },
  dark: { foreground: '#d6dde4', muted: '#9aa4ae', line: '#3a424c', accent: '#58a6ff', background: '#0d1117', font: FONT, fontSize: 12 },
  highContrastLight: { foreground: '#000000', muted: '#292929', line: '#000000', accent: '#0f4a85', background: '#ffffff', font: FONT, fontSize: 12 },
  highContrastDark: { foreground: '#ffffff', muted: '#ffffff', line: '#ffffff', accent: '#6fc3df', background: '#000000', font: FONT, fontSize: 12 },
  /** The colours of the page that an inline SVG stands in: it follows light and dark by itself. */
  page: { foreground: 'var(--g-fg)', muted: 'var(--g-muted)', line: 'var(--g-line)', accent: 'var(--g-accent)', background: null, font: FONT, fontSize: 12 },
} as const satisfies Record<string, ChartTheme>;

/** The configuration that a chart is compiled with. Charts name styles (`interval`, `estimate`, `reference`), never colours. */
export function vegaConfig(theme: ChartTheme): Config {
  return {
    background: theme.background ?? 'transparent',
    font: theme.font,
    padding: 4,
    aria: true,
    axis: {
      labelColor: theme.muted, titleColor: theme.muted, labelFontSize: theme.fontSize - 1, titleFontSize: theme.fontSize, titleFontWeight: 'normal',
      domainColor: theme.line, tickColor: theme.line, gridColor: theme.line, gridOpacity: 0.5, titlePadding: 8, labelLimit: 180,
    },
    header: { labelColor: theme.foreground, labelFontSize: theme.fontSize, labelFontWeight: 600, titleColor: theme.muted },
    title: {
      color: theme.foreground, subtitleColor: theme.muted, fontSize: theme.fontSize + 2, fontWeight: 600,
      subtitleFontSize: theme.fontSize, subtitleFontWeight: 'normal', anchor: 'start', offset: 10, subtitlePadding: 4,
    },
    rule: { color: theme.foreground },
    text: { color: theme.foreground },
    legend: { labelColor: theme.muted, titleColor: theme.muted },
    view: { stroke: null },
    range: { category: [theme.accent, theme.muted] },
    style: {
      interval: { strokeWidth: 1.5, strokeCap: 'round' },
      estimate: { filled: true, opacity: 1 },
      reference: { color: theme.foreground, strokeWidth: 1, strokeDash: [3, 3], opacity: 0.7 },
    },
  };
}
