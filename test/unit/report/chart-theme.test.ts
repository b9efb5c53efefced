import { describe, expect, test } from 'vitest';
import { textWidth } from '../../../engine/report/charts/text-width.js';
import { chartThemes } from '../../../engine/report/charts/theme.js';

type Colour = readonly [number, number, number];

/** What people without one of the three kinds of cones see, in linear RGB: Machado, Oliveira & Fernandes 2009, severity 1. */
const sightWithout: Record<string, readonly Colour[]> = {
  nothing: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  long: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  medium: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  short: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Okabe & Ito 2008, without black and yellow: the palette for everyone that others are measured by. */
const OKABE_ITO = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];

const linear = (colour: string): Colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16) / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
const times = (matrix: readonly Colour[], [a, b, c]: Colour): Colour => matrix.map(([x, y, z]) => Math.min(1, Math.max(0, x * a + y * b + z * c))) as unknown as Colour;

/** Oklab (Ottosson 2020): distances of about 0.02 are seen side by side. */
function oklab([r, g, b]: Colour): Colour {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s, 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

function leastDistance(palette: readonly string[], sight: readonly Colour[]): number {
  const seen = palette.map(colour => oklab(times(sight, linear(colour))));
  return Math.min(...seen.flatMap((a, i) => seen.slice(0, i).map(b => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))));
}

/** WCAG 2.2, relative luminance and contrast. */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map(colour => linear(colour)).map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue + 0.05) as [number, number];
  return Math.max(x, y) / Math.min(x, y);
}

describe('the colours of series', () => {
  const { page: _, ...themes } = chartThemes;
  test.each(Object.entries(themes))('in %s stand out from the background', (_name, theme) => {
    for (const colour of [...theme.series, theme.accent, theme.muted]) expect(contrast(colour, theme.background)).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.entries(themes).flatMap(([name, theme]) => Object.keys(sightWithout).map(cone => [name, cone, theme] as const)))('in %s are as far apart for sight without %s as the closest pair of Okabe and Ito for those who see it worst', (_name, cone, theme) => {
    const closest = Math.min(...Object.values(sightWithout).map(sight => leastDistance(OKABE_ITO, sight)));
    expect(leastDistance(theme.series, sightWithout[cone]!)).toBeGreaterThan(closest);
  });
});

describe('the width of a text without a canvas', () => {
  test('is that of Helvetica', () => {
    // Sums of the widths in Adobe's Helvetica.afm
    expect(textWidth('Subject', 1000)).toBe(667 + 556 + 556 + 222 + 556 + 500 + 278);
    expect(textWidth('0.25', 12)).toBeCloseTo((12 * (556 + 278 + 556 + 556)) / 1000, 12);
  });

  test('counts full-width characters whole, and marks and directions not at all', () => {
    expect(textWidth('水戸', 10)).toBe(20);
    expect(textWidth('🐑', 10)).toBe(10);
    expect(textWidth('e\u0301', 10)).toBe(textWidth('e', 10));
    expect(textWidth('\u202ba\u202c', 10)).toBe(textWidth('a', 10));
  });
});
