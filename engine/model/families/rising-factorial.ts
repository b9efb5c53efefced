/**
 * A(y) = log Γ(y + θ) − log Γ(θ) − y log θ = Σ_{j<y} log(1 + j/θ) and its slope B(y) = θ ∂(−A)/∂θ = Σ_{j<y} j/(j + θ) for counts y:
 * what a negative binomial likelihood has of the gamma function. Sums of positive terms, tabulated for small counts; neither cancels as θ grows.
 */
import { digammaMinusLog, digammaRemainder, log1pRemainder, logGamma, stirlingRemainder } from '../../linalg/special-functions.js';

export interface RisingFactorials {
  readonly logs: (y: number) => number;
  readonly slopes: (y: number) => number;
}

/** Counts below this come from the table. */
const TABLED = 2048;
/** From here Stirling's series has all digits. */
const LARGE_SHAPE = 16;

const logTable = new Float64Array(TABLED);
const slopeTable = new Float64Array(TABLED);
let tabledShape = NaN;
let tabledUntil = 0;

/** For all counts of a response at one θ; they hold until it is called with another. */
export function risingFactorials(theta: number, response: Float64Array): RisingFactorials {
  let largest = 0;
  for (let i = 0; i < response.length; i++) if (response[i]! > largest && response[i]! < TABLED) largest = response[i]!;
  if (tabledShape !== theta) {
    tabledShape = theta;
    tabledUntil = 0;
  }
  for (; tabledUntil < largest; tabledUntil++) {
    logTable[tabledUntil + 1] = logTable[tabledUntil]! + Math.log1p(tabledUntil / theta);
    slopeTable[tabledUntil + 1] = slopeTable[tabledUntil]! + tabledUntil / (tabledUntil + theta);
  }
  return {
    logs: y => (y < TABLED ? logTable[y]! : logOfLargeCount(y, theta)),
    slopes: y => (y < TABLED ? slopeTable[y]! : slopeOfLargeCount(y, theta)),
  };
}

function logOfLargeCount(y: number, theta: number): number {
  if (theta < LARGE_SHAPE) return logGamma(y + theta) - logGamma(theta) - y * Math.log(theta);
  const ratio = y / theta;
  return (y - 0.5) * Math.log1p(ratio) - theta * log1pRemainder(ratio) + stirlingRemainder(y + theta) - stirlingRemainder(theta);
}

function slopeOfLargeCount(y: number, theta: number): number {
  const ratio = y / theta;
  if (theta < LARGE_SHAPE) return theta * (log1pRemainder(ratio) - digammaMinusLog(y + theta) + digammaMinusLog(theta));
  return theta * (log1pRemainder(ratio) + digammaRemainder(y + theta) - digammaRemainder(theta)) - (0.5 * y) / (y + theta);
}
