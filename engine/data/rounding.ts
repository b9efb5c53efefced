/** Rounding to decimals as R rounds. */

/** R's rounding since 4.0.0: the nearer of the two candidate decimals, the even one on a tie. */
export function roundTo(x: number, digits: number): number {
  if (digits > 15 || !Number.isFinite(x) || Math.abs(x) >= 1e15) return x;
  const scale = 10 ** digits;
  if (digits === 0) return halfToEven(x);
  const whole = Math.floor(x * scale);
  const low = whole / scale;
  const high = (whole + 1) / scale;
  const below = x - low;
  const above = high - x;
  if (below < above) return low;
  if (above < below) return high;
  return whole % 2 === 0 ? low : high;
}

function halfToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest < 0.5) return low;
  if (rest > 0.5) return low + 1;
  return low % 2 === 0 ? low : low + 1;
}

/** To significant digits, as R's `signif` (fprec.c) does: scaled by a power of ten, the even one on a tie. */
export function significantTo(x: number, digits: number): number {
  const wanted = Math.max(1, Math.min(22, Math.round(digits)));
  if (x === 0 || !Number.isFinite(x)) return x;
  const exponent = wanted - 1 - Math.floor(Math.log10(Math.abs(x)));
  if (Math.abs(exponent) > 300) return Number(x.toPrecision(wanted));
  const scale = 10 ** Math.abs(exponent);
  return exponent > 0 ? halfToEven(x * scale) / scale : halfToEven(x / scale) * scale;
}
