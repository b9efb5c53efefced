import { describe, expect, test } from 'vitest';
import { logNormalCdf } from '../../../engine/probability/log-normal-cdf.js';
import { numericalDerivative } from '../../fixtures/numerical-derivative.js';

function at(x: number): Float64Array {
  const into = new Float64Array(4);
  logNormalCdf(x, into);
  return into;
}

describe('log Φ', () => {
  // R 4.2.2: pnorm(x, log.p = TRUE), and dnorm(x)/pnorm(x) as exp(dnorm(x, log = TRUE) - pnorm(x, log.p = TRUE)), options(digits = 17)
  test.each([
    [-40, -804.6084420137538, 40.024968847206338],
    [-7, -27.384307498811076, 7.1375456132264974],
    [-5.0001, -15.065517049221956, 5.1866006975365053],
    [-4.9999, -15.06447974842853, 5.1864072368234337],
    [-3.2, -7.282975502903632, 3.4695918678220528],
    [-1.1, -1.9975588469862973, 1.6057971722098507],
    [-0.664, -1.3730024688415114, 1.2631592645759007],
    [-0.662, -1.3704776637843736, 1.2616458901632499],
    [-0.2, -0.86573952268159537, 0.92941584808564293],
    [0, -0.69314718055994529, 0.79788456080286529],
    [0.3, -0.48141016158848116, 0.61722085361273438],
    [0.662, -0.29301039055301908, 0.42953581960576703],
    [0.664, -0.29215225624306329, 0.42859867947731267],
    [1.5, -0.069143455612233992, 0.13878975045885075],
    [3.3, -0.00048354102950671991, 0.0017234020732229103],
    [5.65, -8.0223918828428826e-09, 4.6668868350338607e-08],
    [5.66, -7.5686497806399427e-09, 4.410297812317309e-08],
    [9, -1.1285884059538408e-19, 1.0279773571668901e-18],
  ])('and its first derivative at %d are what R gives', (x, value, slope) => {
    const [found, first] = at(x);
    expect(Math.abs(found! / value - 1)).toBeLessThan(2e-15);
    expect(Math.abs(first! / slope - 1)).toBeLessThan(1e-13);
  });

  test.each([-30, -5.01, -4.99, -2.7, -0.67, -0.65, -0.1, 0, 0.4, 0.66, 0.67, 1.9, 5.6, 5.7])('has at %d derivatives that agree with numerical ones', x => {
    const here = at(x);
    const step = 2e-3;
    for (const order of [1, 2, 3]) {
      const wanted = numericalDerivative(u => at(u)[order - 1]!, x, step);
      expect(Math.abs(here[order]! - wanted)).toBeLessThan(2e-9 * (1 + Math.abs(wanted)));
    }
  });

  test('does not jump where one formula takes over from another', () => {
    for (const edge of [-5, -0.46875 * Math.SQRT2, 0.46875 * Math.SQRT2, 4 * Math.SQRT2]) {
      const below = at(edge * (1 - 1e-15));
      const above = at(edge * (1 + 1e-15));
      for (let order = 0; order < 4; order++) expect(Math.abs(above[order]! - below[order]!)).toBeLessThan(2e-13 * (1e-9 + Math.abs(above[order]!)) + 1e-14 * (order === 3 ? 1 : 0));
    }
  });
});
