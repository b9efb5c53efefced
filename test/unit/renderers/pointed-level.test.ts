import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as pointedLevel from '../../../renderers/shared/pointed-level.js';
import type { PointedLevel } from '../../../renderers/shared/pointed-level.js';

type Module = typeof pointedLevel;

const herd: PointedLevel = { fitId: 'fit-1', group: 'herd', level: '14' };

/** Two bundles in one page: the same file loaded twice, with one window. */
let chart: Module;
let summary: Module;

beforeAll(async () => {
  Object.assign(globalThis, { window: new EventTarget() });
  chart = await import('../../../renderers/shared/pointed-level.js');
  vi.resetModules();
  summary = await import('../../../renderers/shared/pointed-level.js');
  expect(summary.pointAt).not.toBe(chart.pointAt);
});

describe('a level that is pointed at', () => {
  test('is told to other bundles of the page, once for each change', () => {
    const heard: (PointedLevel | null)[] = [];
    const lifetime = new AbortController();
    summary.onPointed(level => heard.push(level), lifetime.signal);
    chart.pointAt(herd);
    chart.pointAt({ ...herd });
    summary.pointAt({ ...herd });
    chart.pointAt({ ...herd, level: '7' });
    chart.pointAt(null);
    expect(heard).toEqual([herd, { ...herd, level: '7' }, null]);
    lifetime.abort();
    chart.pointAt(herd);
    expect(heard).toHaveLength(3);
  });

  test('is told at once to an output that comes later', () => {
    chart.pointAt(herd);
    const heard: (PointedLevel | null)[] = [];
    summary.onPointed(level => heard.push(level), new AbortController().signal);
    expect(heard).toEqual([herd]);
  });

  test('of another fit, factor or name is another level', () => {
    for (const other of [{ ...herd, fitId: 'fit-2' }, { ...herd, group: 'cow' }, { ...herd, level: '1' }, null]) expect(chart.isSameLevel(herd, other)).toBe(false);
    expect(chart.isSameLevel(herd, { ...herd })).toBe(true);
    expect(chart.isSameLevel(null, null)).toBe(true);
  });
});
