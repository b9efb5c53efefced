/** A chart as an image file, in the colours of the theme around it. */
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import { compiledChartToSvg } from '../../engine/report/svg.js';

/** Pixels per CSS pixel of a PNG: sharp on dense screens and in print. */
const SCALE = 2;

export async function saveSvg(chart: CompiledChart, host: Element): Promise<void> {
  download(new Blob([await themedSvg(chart, host)], { type: 'image/svg+xml' }), `${fileName(chart)}.svg`);
}

export async function savePng(chart: CompiledChart, host: Element): Promise<void> {
  download(await toPng(chart, host), `${fileName(chart)}.png`);
}

export async function copyPng(chart: CompiledChart, host: Element): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await toPng(chart, host) })]);
}

/** The drawing with the theme's colours as they are now, resolved to values that stand alone in a file, on the background of the page. */
async function themedSvg(chart: CompiledChart, host: Element): Promise<string> {
  const drawing = new DOMParser().parseFromString(await compiledChartToSvg(chart, { font: getComputedStyle(host).fontFamily }), 'image/svg+xml');
  const probe = document.createElement('span');
  host.after(probe);
  const resolve = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  for (const element of drawing.querySelectorAll('[fill^="var("],[stroke^="var("]')) {
    for (const name of ['fill', 'stroke']) {
      const colour = element.getAttribute(name);
      if (colour?.startsWith('var(')) element.setAttribute(name, resolve(colour));
    }
  }
  const paper = drawing.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [name, value] of [['width', '100%'], ['height', '100%'], ['fill', resolve('var(--g-page)')]] as const) paper.setAttribute(name, value);
  drawing.querySelector('desc')?.after(paper);
  probe.remove();
  return new XMLSerializer().serializeToString(drawing);
}

async function toPng(chart: CompiledChart, host: Element): Promise<Blob> {
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

const fileName = (chart: CompiledChart): string => chart.title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart';
