/**
 * The kernels of ../row-kernels.ts and the functions of ../elementary-functions.ts in AssemblyScript, two rows an instruction. As those of
 * tiles.ts they give the bits of their TypeScript twins, where coefficients and sources are told. Arguments are byte addresses; at `constants` stand those of `kernelConstants`.
 */

/** Constant number i of the table at `constants`, in both lanes: loading it is quicker than the code that V8 makes of a literal. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function constant(constants: usize, i: usize): v128 {
  return v128.load64_splat(constants + i * 8);
}

/** e^x. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function exponential(given: v128, constants: usize): v128 {
  const x = f64x2.pmax(f64x2.pmin(given, constant(constants, 1)), constant(constants, 0));
  const shifted = f64x2.add(f64x2.mul(x, constant(constants, 2)), constant(constants, 3));
  const k = f64x2.sub(shifted, constant(constants, 3));
  const high = f64x2.sub(x, f64x2.mul(k, constant(constants, 4)));
  const low = f64x2.mul(k, constant(constants, 5));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  const tt = f64x2.mul(t, t);
  const inner = f64x2.add(f64x2.add(constant(constants, 12), f64x2.mul(t, constant(constants, 13))), f64x2.mul(tt, constant(constants, 14)));
  const series = f64x2.add(f64x2.add(constant(constants, 10), f64x2.mul(t, constant(constants, 11))), f64x2.mul(tt, inner));
  const c = f64x2.sub(r, f64x2.mul(t, series));
  const y = f64x2.sub(constant(constants, 6), f64x2.sub(f64x2.sub(low, f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(constants, 7), c))), high));
  // the low bits of a number plus the shifter are those of an integer
  const shiftedHalf = f64x2.add(f64x2.mul(k, constant(constants, 8)), constant(constants, 3));
  const half = f64x2.sub(shiftedHalf, constant(constants, 3));
  const first = i64x2.shl(i64x2.add(shiftedHalf, constant(constants, 22)), 52);
  const second = i64x2.shl(i64x2.add(f64x2.add(f64x2.sub(k, half), constant(constants, 3)), constant(constants, 22)), 52);
  return f64x2.mul(f64x2.mul(y, first), second);
}

/** log(1 + t) for 0 ≤ t ≤ 1. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function log1pOfUnit(t: v128, constants: usize): v128 {
  const one = constant(constants, 6);
  const isLarge = f64x2.gt(t, constant(constants, 9));
  const f = v128.bitselect(f64x2.mul(f64x2.sub(t, one), constant(constants, 8)), t, isLarge);
  const k = v128.and(one, isLarge);
  const s = f64x2.div(f, f64x2.add(constant(constants, 7), f));
  const z = f64x2.mul(s, s);
  const zz = f64x2.mul(z, z);
  const high = f64x2.add(f64x2.add(constant(constants, 19), f64x2.mul(z, constant(constants, 20))), f64x2.mul(zz, constant(constants, 21)));
  const middle = f64x2.add(constant(constants, 17), f64x2.mul(z, constant(constants, 18)));
  const low = f64x2.add(constant(constants, 15), f64x2.mul(z, constant(constants, 16)));
  const series = f64x2.add(f64x2.add(low, f64x2.mul(zz, middle)), f64x2.mul(f64x2.mul(zz, zz), high));
  const remainder = f64x2.mul(z, series);
  const half = f64x2.mul(constant(constants, 8), f64x2.mul(f, f));
  const correction = f64x2.add(f64x2.mul(s, f64x2.add(half, remainder)), f64x2.mul(k, constant(constants, 5)));
  return f64x2.sub(f64x2.mul(k, constant(constants, 4)), f64x2.sub(f64x2.sub(half, correction), f));
}

/** x ← e^x for an even number of elements. */
export function exponentials(x: usize, count: usize, constants: usize): void {
  for (const end = x + count * 8; x < end; x += 16) v128.store(x, exponential(v128.load(x), constants));
}

/**
 * The logistic model in an even number of rows: reads y, η and m, each `stride` bytes after the one before, and writes e, w and w' over them; a fourth column is used for e^{−|η|}. Returns −ℓ.
 */
export function logisticRows(at: usize, stride: usize, count: usize, constants: usize): f64 {
  const one = constant(constants, 6);
  const zero = f64x2.splat(0);
  const end = at + count * 8;
  // Two loops, since in one the chain of dependent operations would be too long for the processor to look past its end.
  for (let x = at + stride; x < end + stride; x += 16) v128.store(x + stride * 2, exponential(f64x2.neg(f64x2.abs(v128.load(x))), constants));
  let sum = zero;
  for (; at < end; at += 16) {
    const y = v128.load(at);
    const x = v128.load(at + stride);
    const m = v128.load(at + stride * 2);
    const isNegative = f64x2.lt(x, zero);
    const t = v128.load(at + stride * 3);
    const r = f64x2.div(one, f64x2.add(one, t));
    const rt = f64x2.mul(r, t);
    const mu = v128.bitselect(rt, r, isNegative);
    const complement = v128.bitselect(r, rt, isNegative);
    const missing = f64x2.sub(one, y);
    const linear = f64x2.mul(f64x2.sub(v128.andnot(one, isNegative), y), x);
    sum = f64x2.add(sum, f64x2.mul(m, f64x2.add(linear, log1pOfUnit(t, constants))));
    const w = f64x2.mul(m, f64x2.mul(r, rt));
    v128.store(at, f64x2.mul(m, f64x2.sub(f64x2.mul(missing, mu), f64x2.mul(y, complement))));
    v128.store(at + stride, w);
    v128.store(at + stride * 2, f64x2.mul(w, f64x2.sub(complement, mu)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
