import { describe, expect, test } from 'vitest';
import { gaussHermite } from '../../../engine/estimation/gauss-hermite.js';

describe('the Gauss–Hermite rule', () => {
  // R, lme4: GHrule(25) and GHrule(100), whose weights are for the standard normal density too
  test.each([
    [25, 0, -8.717597678399589, 1.530038997998701e-17],
    [25, 6, -3.82590056997249, 1.777669069265270e-4],
    [25, 12, 0, 0.2481693511764851],
    [100, 0, -18.9596362173877075, 3.333270348343670e-79],
    [100, 49, -0.1566890254347731, 0.1234969415286107],
  ])('with %d points has node %d at %d with its weight, as lme4 has', (points, index, node, weight) => {
    const { nodes, logWeights } = gaussHermite(points);
    expect(nodes[index]).toBeCloseTo(node, 13);
    expect(Math.exp(logWeights[index]!) / weight).toBeCloseTo(1, 11);
  });

  test('with three points is that of Abramowitz & Stegun (1972), table 25.10, for the normal density', () => {
    const { nodes, logWeights } = gaussHermite(3);
    expect([...nodes]).toEqual([expect.closeTo(-Math.sqrt(3), 14), 0, expect.closeTo(Math.sqrt(3), 14)]);
    expect([...logWeights].map(Math.exp)).toEqual([expect.closeTo(1 / 6, 14), expect.closeTo(2 / 3, 14), expect.closeTo(1 / 6, 14)]);
  });

  test.each([1, 2, 7, 32, 100])('with %d points gives the moments of the normal distribution', points => {
    const { nodes, logWeights } = gaussHermite(points);
    let moment = 1;
    for (let order = 0; order <= Math.min(2 * points - 1, 20); order++) {
      const found = nodes.reduce((sum, node, k) => sum + Math.exp(logWeights[k]!) * node ** order, 0);
      if (order % 2 === 1) expect(found / moment).toBeCloseTo(0, 11);
      else {
        moment = order === 0 ? 1 : moment * (order - 1);
        expect(found / moment).toBeCloseTo(1, 11);
      }
    }
  });
});
