/** The standard normal distribution by a continued fraction in the tail and a series at the centre (Abramowitz & Stegun 1972, 26.2.10 and 26.2.14). */
export function normalDistribution(x: number): { readonly density: number; readonly probability: number } {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const z = Math.abs(x);
  const tail = z < 3 ? 0.5 - density * oddSeries(z) : density / continuedFraction(z);
  return { density, probability: x < 0 ? tail : 1 - tail };
}

/** z + z³/3 + z⁵/(3·5) + …, so that Φ(z) − ½ is the density times it. */
function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + …))). */
function continuedFraction(z: number): number {
  let value = z;
  for (let k = 200; k > 0; k--) value = z + k / value;
  return value;
}
