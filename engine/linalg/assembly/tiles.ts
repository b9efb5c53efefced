/**
 * The kernels of ../tile-kernels.ts in AssemblyScript, for WebAssembly with SIMD: two doubles an instruction, without fused multiply–adds.
 * Every element sees the operations of the TypeScript twin in the twin's order, so that both give the same bits.
 *
 * A tile is 32 × 32 by columns, element (i, k) at byte 8 (32 k + i); arguments are byte addresses. The inner loops are not unrolled: V8
 * unrolls them itself, and spills registers where they already are.
 */

const ORDER: usize = 32;
const COLUMN: usize = 256;
const TILE: usize = 8192;

/** C −= A B', in pieces of 4 × 4 held in registers; with `isLower` only those that touch the lower triangle of C. */
export function subtractProductTransposed(c: usize, a: usize, b: usize, isLower: bool): void {
  for (let j: usize = 0; j < ORDER; j += 4) {
    for (let i: usize = isLower ? j : 0; i < ORDER; i += 4) {
      const at = c + j * COLUMN + i * 8;
      let c00 = v128.load(at), c10 = v128.load(at, 16);
      let c01 = v128.load(at, 256), c11 = v128.load(at, 272);
      let c02 = v128.load(at, 512), c12 = v128.load(at, 528);
      let c03 = v128.load(at, 768), c13 = v128.load(at, 784);
      let x = a + i * 8;
      let y = b + j * 8;
      for (const end = x + TILE; x < end; x += COLUMN, y += COLUMN) {
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        let s = v128.load64_splat(y);
        c00 = f64x2.sub(c00, f64x2.mul(x0, s));
        c10 = f64x2.sub(c10, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 8);
        c01 = f64x2.sub(c01, f64x2.mul(x0, s));
        c11 = f64x2.sub(c11, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 16);
        c02 = f64x2.sub(c02, f64x2.mul(x0, s));
        c12 = f64x2.sub(c12, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 24);
        c03 = f64x2.sub(c03, f64x2.mul(x0, s));
        c13 = f64x2.sub(c13, f64x2.mul(x1, s));
      }
      v128.store(at, c00);
      v128.store(at, c10, 16);
      v128.store(at, c01, 256);
      v128.store(at, c11, 272);
      v128.store(at, c02, 512);
      v128.store(at, c12, 528);
      v128.store(at, c03, 768);
      v128.store(at, c13, 784);
    }
  }
}

/** C −= A B. */
export function subtractProduct(c: usize, a: usize, b: usize): void {
  for (let j: usize = 0; j < ORDER; j += 4) {
    for (let i: usize = 0; i < ORDER; i += 4) {
      const at = c + j * COLUMN + i * 8;
      let c00 = v128.load(at), c10 = v128.load(at, 16);
      let c01 = v128.load(at, 256), c11 = v128.load(at, 272);
      let c02 = v128.load(at, 512), c12 = v128.load(at, 528);
      let c03 = v128.load(at, 768), c13 = v128.load(at, 784);
      let x = a + i * 8;
      let y = b + j * COLUMN;
      for (const end = x + TILE; x < end; x += COLUMN, y += 8) {
        const x0 = v128.load(x);
        const x1 = v128.load(x, 16);
        let s = v128.load64_splat(y);
        c00 = f64x2.sub(c00, f64x2.mul(x0, s));
        c10 = f64x2.sub(c10, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 256);
        c01 = f64x2.sub(c01, f64x2.mul(x0, s));
        c11 = f64x2.sub(c11, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 512);
        c02 = f64x2.sub(c02, f64x2.mul(x0, s));
        c12 = f64x2.sub(c12, f64x2.mul(x1, s));
        s = v128.load64_splat(y, 768);
        c03 = f64x2.sub(c03, f64x2.mul(x0, s));
        c13 = f64x2.sub(c13, f64x2.mul(x1, s));
      }
      v128.store(at, c00);
      v128.store(at, c10, 16);
      v128.store(at, c01, 256);
      v128.store(at, c11, 272);
      v128.store(at, c02, 512);
      v128.store(at, c12, 528);
      v128.store(at, c03, 768);
      v128.store(at, c13, 784);
    }
  }
}

/** A ← A L⁻ᵀ, column by column from the first. */
export function solveTransposed(a: usize, l: usize): void {
  for (let j: usize = 0; j < ORDER; j++) {
    const reciprocal = f64x2.splat(1 / load<f64>(l + j * (COLUMN + 8)));
    const factors = l + j * 8;
    for (let i: usize = 0; i < COLUMN; i += 64) {
      const at = a + j * COLUMN + i;
      let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
      let x = a + i;
      let y = factors;
      for (; x < at; x += COLUMN, y += COLUMN) {
        const s = v128.load64_splat(y);
        s0 = f64x2.sub(s0, f64x2.mul(v128.load(x), s));
        s1 = f64x2.sub(s1, f64x2.mul(v128.load(x, 16), s));
        s2 = f64x2.sub(s2, f64x2.mul(v128.load(x, 32), s));
        s3 = f64x2.sub(s3, f64x2.mul(v128.load(x, 48), s));
      }
      v128.store(at, f64x2.mul(s0, reciprocal));
      v128.store(at, f64x2.mul(s1, reciprocal), 16);
      v128.store(at, f64x2.mul(s2, reciprocal), 32);
      v128.store(at, f64x2.mul(s3, reciprocal), 48);
    }
  }
}

/** A ← A L⁻¹, column by column from the last. */
export function solve(a: usize, l: usize): void {
  for (let j: usize = ORDER; j-- > 0;) {
    const reciprocal = f64x2.splat(1 / load<f64>(l + j * (COLUMN + 8)));
    const end = l + (j + 1) * COLUMN;
    for (let i: usize = 0; i < COLUMN; i += 64) {
      const at = a + j * COLUMN + i;
      let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
      let x = at + COLUMN;
      for (let y = l + j * COLUMN + (j + 1) * 8; y < end; x += COLUMN, y += 8) {
        const s = v128.load64_splat(y);
        s0 = f64x2.sub(s0, f64x2.mul(v128.load(x), s));
        s1 = f64x2.sub(s1, f64x2.mul(v128.load(x, 16), s));
        s2 = f64x2.sub(s2, f64x2.mul(v128.load(x, 32), s));
        s3 = f64x2.sub(s3, f64x2.mul(v128.load(x, 48), s));
      }
      v128.store(at, f64x2.mul(s0, reciprocal));
      v128.store(at, f64x2.mul(s1, reciprocal), 16);
      v128.store(at, f64x2.mul(s2, reciprocal), 32);
      v128.store(at, f64x2.mul(s3, reciprocal), 48);
    }
  }
}

/** y −= A x. */
export function subtractTimesVector(y: usize, a: usize, x: usize): void {
  for (let i: usize = 0; i < COLUMN; i += 64) {
    const at = y + i;
    let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
    let column = a + i;
    for (let k: usize = 0; k < COLUMN; k += 8, column += COLUMN) {
      const s = v128.load64_splat(x + k);
      s0 = f64x2.sub(s0, f64x2.mul(v128.load(column), s));
      s1 = f64x2.sub(s1, f64x2.mul(v128.load(column, 16), s));
      s2 = f64x2.sub(s2, f64x2.mul(v128.load(column, 32), s));
      s3 = f64x2.sub(s3, f64x2.mul(v128.load(column, 48), s));
    }
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
}

/** y −= A'x; the even and the odd rows are summed apart. */
export function subtractTransposedTimesVector(y: usize, a: usize, x: usize): void {
  for (let k: usize = 0; k < ORDER; k += 4) {
    const column = a + k * COLUMN;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i: usize = 0; i < COLUMN; i += 16) {
      const s = v128.load(x + i);
      const at = column + i;
      s0 = f64x2.add(s0, f64x2.mul(v128.load(at), s));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(at, 256), s));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(at, 512), s));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(at, 768), s));
    }
    const target = y + k * 8;
    v128.store(target, f64x2.sub(v128.load(target), f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3))));
    v128.store(target, f64x2.sub(v128.load(target, 16), f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3))), 16);
  }
}

/** target ← source'. */
export function transpose(target: usize, source: usize): void {
  for (let k: usize = 0; k < ORDER; k += 2) {
    for (let i: usize = 0; i < ORDER; i += 2) {
      const from = source + k * COLUMN + i * 8;
      const to = target + i * COLUMN + k * 8;
      const left = v128.load(from);
      const right = v128.load(from, 256);
      v128.store(to, v128.shuffle<f64>(left, right, 0, 2));
      v128.store(to, v128.shuffle<f64>(left, right, 1, 3), 256);
    }
  }
}

/**
 * A −= xx' on the `count` rows listed at `rows` (ascending, 32-bit), in the lower triangle of a matrix of tiles. At `place`, 32-bit, stands for each
 * pair of rows of tiles where the tile starts, in elements after `values`.
 */
export function subtractOuterProduct(values: usize, place: usize, tileCount: usize, rows: usize, count: usize, x: usize): void {
  const end = rows + count * 4;
  for (let d = rows; d < end; d += 4, x += 8) {
    const column: usize = load<u32>(d);
    const tiles = place + (column >> 5) * tileCount * 4;
    const within = values + (column & 31) * COLUMN;
    const factor = load<f64>(x);
    for (let e = d, other = x; e < end; e += 4, other += 8) {
      const row: usize = load<u32>(e);
      const at = within + (<usize>load<u32>(tiles + (row >> 5) * 4) + (row & 31)) * 8;
      store<f64>(at, load<f64>(at) - factor * load<f64>(other));
    }
  }
}

/** y ← Ax on those rows, for a symmetric A of which the lower triangle is stored. */
export function multiplySymmetric(values: usize, place: usize, tileCount: usize, rows: usize, count: usize, x: usize, y: usize): void {
  const end = rows + count * 4;
  for (let i: usize = 0; i < count; i++) store<f64>(y + i * 8, 0);
  for (let d = rows; d < end; d += 4, x += 8, y += 8) {
    const column: usize = load<u32>(d);
    const tiles = place + (column >> 5) * tileCount * 4;
    const within = values + (column & 31) * COLUMN;
    const factor = load<f64>(x);
    let sum = load<f64>(within + (<usize>load<u32>(tiles + (column >> 5) * 4) + (column & 31)) * 8) * factor;
    let target = y + 8;
    for (let e = d + 4, other = x + 8; e < end; e += 4, other += 8, target += 8) {
      const row: usize = load<u32>(e);
      const value = load<f64>(within + (<usize>load<u32>(tiles + (row >> 5) * 4) + (row & 31)) * 8);
      sum += value * load<f64>(other);
      store<f64>(target, load<f64>(target) + value * factor);
    }
    store<f64>(y, load<f64>(y) + sum);
  }
}

/**
 * A −= Σ x_l x_l' for `levels` vectors of `length` elements, one after the other at `x`, on rows that lie one after the other in one tile of the
 * diagonal: `a` is the address of the first one's element on the diagonal. Four vectors at a time, so that A is read and written less often.
 */
export function subtractRuns(a: usize, length: usize, levels: usize, x: usize): void {
  const size = length * 8;
  const even = size & ~(<usize>15);
  for (let left = levels; left > 0;) {
    const taken: usize = left >= 4 ? 4 : 1;
    let column = a;
    for (let d: usize = 0; d < size; d += 8, column += COLUMN) {
      let e = d & ~(<usize>15);
      if (taken == 4) {
        const f0 = load<f64>(x + d), f1 = load<f64>(x + size + d), f2 = load<f64>(x + size * 2 + d), f3 = load<f64>(x + size * 3 + d);
        const v0 = f64x2.splat(f0), v1 = f64x2.splat(f1), v2 = f64x2.splat(f2), v3 = f64x2.splat(f3);
        for (; e < even; e += 16) {
          let s = v128.load(column + e);
          s = f64x2.sub(s, f64x2.mul(v0, v128.load(x + e)));
          s = f64x2.sub(s, f64x2.mul(v1, v128.load(x + size + e)));
          s = f64x2.sub(s, f64x2.mul(v2, v128.load(x + size * 2 + e)));
          s = f64x2.sub(s, f64x2.mul(v3, v128.load(x + size * 3 + e)));
          v128.store(column + e, s);
        }
        if (e < size) {
          let s = load<f64>(column + e);
          s -= f0 * load<f64>(x + e);
          s -= f1 * load<f64>(x + size + e);
          s -= f2 * load<f64>(x + size * 2 + e);
          s -= f3 * load<f64>(x + size * 3 + e);
          store<f64>(column + e, s);
        }
      } else {
        const f = load<f64>(x + d);
        const v = f64x2.splat(f);
        for (; e < even; e += 16) v128.store(column + e, f64x2.sub(v128.load(column + e), f64x2.mul(v, v128.load(x + e))));
        if (e < size) store<f64>(column + e, load<f64>(column + e) - f * load<f64>(x + e));
      }
    }
    x += taken * size;
    left -= taken;
  }
}

/** y_l ← A x_l on those rows, for a tile with both triangles: `a` is the address of the first row's element on the diagonal. */
export function multiplyRuns(a: usize, length: usize, levels: usize, x: usize, y: usize): void {
  const size = length * 8;
  const end = x + levels * size;
  for (; x < end; x += size, y += size) {
    let e: usize = 0;
    for (; e + 64 <= size; e += 64) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
      let at = a + e;
      for (let d: usize = 0; d < size; d += 8, at += COLUMN) {
        const f = v128.load64_splat(x + d);
        s0 = f64x2.add(s0, f64x2.mul(v128.load(at), f));
        s1 = f64x2.add(s1, f64x2.mul(v128.load(at, 16), f));
        s2 = f64x2.add(s2, f64x2.mul(v128.load(at, 32), f));
        s3 = f64x2.add(s3, f64x2.mul(v128.load(at, 48), f));
      }
      v128.store(y + e, s0);
      v128.store(y + e, s1, 16);
      v128.store(y + e, s2, 32);
      v128.store(y + e, s3, 48);
    }
    for (; e < size; e += 8) {
      let sum: f64 = 0;
      let at = a + e;
      for (let d: usize = 0; d < size; d += 8, at += COLUMN) sum += load<f64>(at) * load<f64>(x + d);
      store<f64>(y + e, sum);
    }
  }
}
