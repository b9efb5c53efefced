/** Cost against the number of rows and against the number of levels. */
import type { DataFrame } from '../../engine/data/vectors.js';
import { timeFit } from './fit-frame.js';
import { clusteredData, crossedData } from './simulate.js';

export interface Series {
  readonly name: string;
  readonly points: readonly { readonly size: number; readonly rows: number; readonly milliseconds: number; readonly evaluations: number }[];
  /** Slope of log time on log size over the sizes at which a fit takes more than `SETTLED` ms: 1 where cost is proportional to size. Null where fewer than two do. */
  readonly slope: number | null;
}

/** Below this the time of a fit is that of starting it. */
const SETTLED = 10;
/** Ten million rows of outcomes take minutes: no sums stand for them. */
const MOST_LOGISTIC = 1e6;
/** Small fits are repeated for about this long, and the fastest counts. */
const REPEATED_FOR = 1500;

/** One random intercept with 50 rows a level, 1,000 rows to `largest`. */
export async function costAgainstRows(largest: number): Promise<Series[]> {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7].filter(size => size <= largest);
  const formula = 'y ~ x1 + x2 + (1 | g)';
  const series: Series[] = [];
  for (const [name, family, most] of [['Poisson', 'poisson', Infinity], ['logistic', 'binomial', MOST_LOGISTIC], ['linear', 'gaussian', Infinity]] as const) {
    series.push(await measure(name, sizes.filter(size => size <= most), size => clusteredData(family, size), formula, family));
  }
  return series;
}

/** Two crossed random intercepts, 110 levels to `largest`, ten of the first factor to one of the second and 20 rows to each of the first. */
export async function costAgainstLevels(largest: number): Promise<Series[]> {
  const sizes = [110, 352, 1100, 3520, 11_000].filter(size => size <= largest);
  const formula = 'y ~ x1 + x2 + (1 | g1) + (1 | g2)';
  const series: Series[] = [];
  for (const [name, family] of [['logistic', 'binomial'], ['linear', 'gaussian']] as const) {
    series.push(await measure(name, sizes, size => crossedData(family, size), formula, family));
  }
  return series;
}

async function measure(name: string, sizes: readonly number[], simulate: (size: number) => DataFrame, formula: string, family: 'gaussian' | 'binomial' | 'poisson'): Promise<Series> {
  const points: Series['points'][number][] = [];
  for (const size of sizes) {
    const frame = simulate(size);
    const started = performance.now();
    let best = await timeFit(frame, formula, family);
    while (performance.now() - started < REPEATED_FOR) {
      const again = await timeFit(frame, formula, family);
      if (again.milliseconds < best.milliseconds) best = again;
    }
    points.push({ size, rows: frame.rowCount, ...best });
    process.stderr.write('.');
  }
  return { name, points, slope: slopeOf(points.filter(point => point.milliseconds > SETTLED)) };
}

/** Least squares of log milliseconds on log size. */
function slopeOf(points: Series['points']): number | null {
  if (points.length < 2) return null;
  const x = points.map(point => Math.log(point.size));
  const y = points.map(point => Math.log(point.milliseconds));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  return x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}
