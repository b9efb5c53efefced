/** A result in every form that an output can carry, richest first. */
import { mimeTypeOf, type ChartResult, type RandomEffectsResult, type Result } from '../results.js';
import type { CompiledChart } from './charts/compile.js';
import { toMarkdown } from './markdown.js';
import { toPlainText } from './plain-text.js';
import { chartToSvg } from './svg.js';

/** MIME type → content. Every result has its JSON and `text/plain`; tables, models and prose also `text/markdown`, charts `image/svg+xml` and, in their JSON, what draws them. */
export async function mimeBundle(result: Result): Promise<Record<string, string>> {
  if (result.kind === 'text') return { ...(result.markdown === undefined ? {} : { 'text/markdown': result.markdown }), 'text/plain': result.text };
  if (result.kind === 'chart' && result.levels) return bundleOfLevels(result, result.levels);
  const bundle: Record<string, string> = { [mimeTypeOf(result.kind)]: JSON.stringify(result.kind === 'chart' ? await compiled(result) : result) };
  if (result.kind === 'chart') bundle['image/svg+xml'] = await chartToSvg(result);
  if (result.kind === 'model' || result.kind === 'randomEffects' || result.kind === 'table') bundle['text/markdown'] = toMarkdown(result);
  bundle['text/plain'] = toPlainText(result);
  return bundle;
}

/** The renderer draws what the compiler made here; loaded with the first chart. */
async function compiled(chart: ChartResult): Promise<CompiledChart> {
  const { compileChart } = await import('./charts/compile.js');
  return compileChart(chart);
}

/** The list of all levels first, and the drawing of some for who wants that. */
async function bundleOfLevels({ levels: _, ...drawing }: ChartResult, levels: RandomEffectsResult): Promise<Record<string, string>> {
  return { [mimeTypeOf('randomEffects')]: JSON.stringify(levels), ...(await mimeBundle(drawing)) };
}
