/** A simulated data set for benchmarks: Bernoulli responses with two crossed grouping factors. The same seed gives the same numbers everywhere. */

export interface CrossedDesign {
  readonly rows: number;
  readonly levels: readonly [number, number];
  readonly seed: number;
}

/**
 * CSV text with columns y, x1 (standard normal), x2 (0 or 1), g1, g2; logit P(y = 1) = −0.5 + 0.8 x1 − 0.4 x2 + u(g1) + v(g2),
 * with standard deviations 1 of u and 0.7 of v.
 */
export function crossedData({ rows, levels, seed }: CrossedDesign): string {
  const uniform = generator(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const u = Array.from({ length: levels[0] }, normal);
  const v = Array.from({ length: levels[1] }, () => 0.7 * normal());
  const lines = ['y,x1,x2,g1,g2'];
  for (let row = 0; row < rows; row++) {
    const x1 = normal();
    const x2 = uniform() < 0.5 ? 0 : 1;
    const g1 = Math.floor(uniform() * levels[0]);
    const g2 = Math.floor(uniform() * levels[1]);
    const eta = -0.5 + 0.8 * x1 - 0.4 * x2 + (u[g1] ?? 0) + (v[g2] ?? 0);
    const y = uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    lines.push(`${y},${x1.toFixed(4)},${x2},${g1 + 1},${g2 + 1}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Uniform numbers in [0, 1): a 32-bit state advanced by a Weyl sequence and mixed as in MurmurHash3's finaliser (Appleby 2011). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
  };
}
