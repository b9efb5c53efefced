import { expect, test } from 'vitest';
import { normalEllipse } from '../../../engine/inference/normal-ellipse.js';

const scale = { sd: [24.74, 5.92], correlation: 0.066 } as const;

test.each([[0.5, 1.386294361119891], [0.95, 5.991464547107979]])('the boundary that holds %d lies at the quantile of chi-squared with two degrees of freedom', (level, quantile) => {
  // qchisq(c(0.5, 0.95), 2)
  const [a, b] = scale.sd;
  const off = scale.correlation * a * b;
  const determinant = a * a * b * b - off * off;
  for (const [x, y] of normalEllipse(scale, level)) expect((b * b * x * x - 2 * off * x * y + a * a * y * y) / determinant).toBeCloseTo(quantile, 10);
});

test('the area is that of an ellipse, π q √|Σ|', () => {
  const points = normalEllipse(scale, 0.95);
  let doubled = 0;
  for (let i = 1; i < points.length; i++) doubled += points[i - 1]![0] * points[i]![1] - points[i]![0] * points[i - 1]![1];
  const exact = Math.PI * 5.991464547107979 * scale.sd[0] * scale.sd[1] * Math.sqrt(1 - scale.correlation ** 2);
  // a polygon of 90 corners holds sin(2π/90) / (2π/90) of it
  expect(doubled / 2 / exact).toBeCloseTo(Math.sin((2 * Math.PI) / 90) / ((2 * Math.PI) / 90), 10);
  expect(points.at(-1)).toEqual(points[0]);
});

test('a correlation of one gives a line', () => {
  for (const [x, y] of normalEllipse({ sd: [2, 3], correlation: 1 }, 0.5)) expect(y).toBeCloseTo(1.5 * x, 12);
});
