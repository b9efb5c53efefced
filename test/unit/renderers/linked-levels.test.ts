import { beforeAll, expect, test } from 'vitest';
import type * as linkedLevels from '../../../renderers/shared/linked-levels.js';
import { caterpillarChart } from '../../../engine/report/charts/caterpillar.js';
import { readModel, readRandomEffects } from '../report/fixtures.js';

let chartLevels: typeof linkedLevels.chartLevels;
let isShown: typeof linkedLevels.isShown;

beforeAll(async () => {
  Object.assign(globalThis, { window: new EventTarget() });
  ({ chartLevels, isShown } = await import('../../../renderers/shared/linked-levels.js'));
});

const subjects = { ...readRandomEffects('sleepstudy-subject'), fitId: 'fit-1' };

test('the levels of a chart are those of its data, each once, with the rows that it has', () => {
  const [levels] = chartLevels(caterpillarChart(subjects, readModel('sleepstudy')));
  expect(levels).toMatchObject({ fitId: 'fit-1', group: 'Subject', column: 'level' });
  expect(levels!.levels).toHaveLength(18);
  expect(new Set(levels!.rowCounts)).toEqual(new Set([2]));
});

test('a chart of no fit has none to link', () => {
  expect(chartLevels(caterpillarChart(readRandomEffects('sleepstudy-subject'), readModel('sleepstudy')))).toEqual([]);
});

test('a level is shown where fit, factor and name are those of the chart', () => {
  const [levels] = chartLevels(caterpillarChart(subjects, readModel('sleepstudy')));
  const pointed = { fitId: 'fit-1', group: 'Subject', level: '308' };
  expect(isShown(levels!, pointed)).toBe(true);
  for (const other of [{ ...pointed, fitId: 'fit-2' }, { ...pointed, group: 'herd' }, { ...pointed, level: '999' }, null]) expect(isShown(levels!, other)).toBe(false);
});

test('a grouping factor may have any name', () => {
  for (const group of ['__proto__', 'datum.x', 'a[0]']) expect(chartLevels(caterpillarChart({ ...subjects, group }, readModel('sleepstudy')))[0]?.group).toBe(group);
});
