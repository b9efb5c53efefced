/** A drawn chart that tells which level is pointed at in it, and marks the one that is pointed at elsewhere. */
import type { View } from 'vega';
import type { CompiledChart } from '../../engine/report/charts/compile.js';
import type { CellValue, ChartResult } from '../../engine/results.js';
import { onPointed, pointAt, type PointedLevel } from './pointed-level.js';

/** Levels of a chart by grouping factor, as its data have them. */
export interface ChartLevels {
  readonly fitId: string;
  readonly group: string;
  /** The column of the chart's data that holds the levels. */
  readonly column: string;
  /** In the order of the data, each once. */
  readonly levels: readonly string[];
  /** How many rows of the chart's data each level has, in the order of `levels`. */
  readonly rowCounts: readonly number[];
}

/** Empty for a chart that belongs to no fit or shows no levels. */
export function chartLevels({ fitId, levelColumns, data }: ChartResult): readonly ChartLevels[] {
  if (fitId === undefined || levelColumns === undefined) return [];
  return Object.entries(levelColumns).flatMap(([column, group]) => {
    const place = data.columns.findIndex(({ name }) => name === column);
    if (place < 0) return [];
    const counts = new Map<string, number>();
    for (const row of data.rows) if (row[place] !== null && row[place] !== undefined) counts.set(String(row[place]), (counts.get(String(row[place])) ?? 0) + 1);
    return [{ fitId, group, column, levels: [...counts.keys()], rowCounts: [...counts.values()] }];
  });
}

/**
 * Until the signal aborts, marks what a level is drawn with. A chart that marks levels in its own way has a parameter `pointed`
 * (`pointed_2` … for further grouping factors), which is told the level; in any other, the classes `g-pointed` and `g-faded` do it.
 */
export function linkLevels(view: View, chart: CompiledChart, signal: AbortSignal): void {
  const groups = chartLevels(chart);
  if (groups.length === 0) return;
  view.addEventListener('mouseover', (_, item) => {
    const pointed = levelOf(item as SceneItem | null | undefined, groups);
    if (pointed !== null) pointAt(pointed);
  });
  view.addEventListener('mouseout', (_, item) => {
    if (levelOf(item as SceneItem | null | undefined, groups) !== null) pointAt(null);
  });
  const parameters = groups.map((_, place) => (place === 0 ? 'pointed' : `pointed_${place + 1}`));
  const hasParameter = parameters.map(name => chart.vega.signals?.some(each => each.name === name) ?? false);
  onPointed(pointed => {
    const place = groups.findIndex(group => isShown(group, pointed));
    if (hasParameter.includes(true)) {
      parameters.forEach((name, each) => { if (hasParameter[each]) view.signal(name, each === place ? pointed!.level : ''); });
      void view.runAsync();
    }
    if (place < 0 || !hasParameter[place]) mark(view, groups[place] ?? null, pointed?.level ?? '');
  }, signal);
}

export const isShown = (group: ChartLevels, pointed: PointedLevel | null): boolean => pointed !== null && pointed.fitId === group.fitId && pointed.group === group.group && group.levels.includes(pointed.level);

/** What vega keeps of each thing that it has drawn; `_svg` is its element. */
interface SceneItem {
  readonly items?: readonly SceneItem[];
  readonly datum?: unknown;
  readonly _svg?: unknown;
}

function levelOf(item: SceneItem | null | undefined, groups: readonly ChartLevels[]): PointedLevel | null {
  for (const { fitId, group, column } of groups) {
    const level = levelIn(item?.datum, column);
    if (level !== null) return { fitId, group, level };
  }
  return null;
}

function mark(view: View, group: ChartLevels | null, level: string): void {
  const visit = (item: SceneItem): void => {
    if (item._svg instanceof SVGElement) {
      const own = group && levelIn(item.datum, group.column);
      item._svg.classList.toggle('g-pointed', own !== null && own === level);
      item._svg.classList.toggle('g-faded', own !== null && own !== level);
    }
    item.items?.forEach(visit);
  };
  visit((view.scenegraph() as unknown as { readonly root: SceneItem }).root);
}

/** Own properties alone: the data have the names that the engine gave their columns. */
function levelIn(datum: unknown, column: string): string | null {
  if (typeof datum !== 'object' || datum === null || !Object.hasOwn(datum, column)) return null;
  const value = (datum as Record<string, CellValue | undefined>)[column];
  return value === null || value === undefined ? null : String(value);
}
