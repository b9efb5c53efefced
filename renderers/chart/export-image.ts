/** A chart as an image file, in the colours of the theme around it. */
import { chartThemes, type ChartTheme } from '../../engine/report/charts/theme.js';
import { chartToSvg } from '../../engine/report/svg.js';
import type { ChartResult } from '../../engine/results.js';

/** Pixels per CSS pixel of a PNG: sharp on dense screens and in print. */
const SCALE = 2;

export async function saveSvg(chart: ChartResult, host: Element): Promise<void> {
  download(new Blob([await themedSvg(chart, host)], { type: 'image/svg+xml' }), `${fileName(chart)}.svg`);
}

export async function savePng(chart: ChartResult, host: Element): Promise<void> {
  download(await toPng(chart, host), `${fileName(chart)}.png`);
}

export async function copyPng(chart: ChartResult, host: Element): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await toPng(chart, host) })]);
}

const themedSvg = (chart: ChartResult, host: Element): Promise<string> => chartToSvg(chart, { theme: themeAt(host) });

/** The theme's colours as they are now, resolved to values that stand alone in a file. */
function themeAt(host: Element): ChartTheme {
  const probe = document.createElement('span');
  host.after(probe);
  const resolve = (variable: string): string => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const theme = { ...chartThemes.light, foreground: resolve('--g-fg'), muted: resolve('--g-muted'), line: resolve('--g-line'), accent: resolve('--g-accent'), background: resolve('--g-page') };
  probe.remove();
  return theme;
}

async function toPng(chart: ChartResult, host: Element): Promise<Blob> {
  const svg = await themedSvg(chart, host);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob(blob => (blob === null ? reject(new Error('the browser made no image')) : resolve(blob)), 'image/png'));
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const fileName = (chart: ChartResult): string => chart.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart';
