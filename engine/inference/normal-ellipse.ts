/** The ellipse that holds a share of a bivariate normal distribution about zero. */

export interface BivariateScale {
  /** Standard deviations of the two coordinates. */
  readonly sd: readonly [number, number];
  readonly correlation: number;
}

const POINTS = 90;

/**
 * Points around the boundary of the ellipse of highest density that holds the share `level`, the first again at the end:
 * { x : x'Σ⁻¹x = −2 log(1 − level) }, the quantile of χ² with two degrees of freedom. A correlation of ±1 gives a line.
 */
export function normalEllipse({ sd, correlation }: BivariateScale, level: number): readonly (readonly [number, number])[] {
  const radius = Math.sqrt(-2 * Math.log1p(-level));
  const own = Math.sqrt(Math.max(0, 1 - correlation * correlation));
  return Array.from({ length: POINTS + 1 }, (_, point) => {
    const angle = (2 * Math.PI * (point % POINTS)) / POINTS;
    const [first, second] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return [sd[0] * first, sd[1] * (correlation * first + own * second)] as const;
  });
}
