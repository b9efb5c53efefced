import * as fc from 'fast-check';
import { CholeskyDecomposition, determinant, inverse, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { createBlockMatrix, fillFromRows, multiplyBlockMatrix, transformBlocks } from '../../../engine/linalg/block-matrix.js';
import { analyseBlocks, type BlockFactor } from '../../../engine/linalg/block-structure.js';
import { planOf } from '../../../engine/linalg/plan.js';
import { analyseTiles } from '../../../engine/linalg/tile-pattern.js';
import { BlockSystem } from '../../../engine/linalg/block-system.js';

interface Example {
  readonly factors: readonly BlockFactor[];
  readonly rowCount: number;
  readonly z: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly lambda: readonly Float64Array[];
}

/** One to three factors of one to five levels and one to three effects, crossed as they fall or each nested in the next. */
const examples: fc.Arbitrary<Example> = fc
  .record({
    rowCount: fc.integer({ min: 1, max: 24 }),
    shapes: fc.array(fc.record({ levels: fc.integer({ min: 1, max: 5 }), effects: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 3 }),
    isNested: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ rowCount, shapes, isNested, seed }) => {
    let state = seed;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    let above: Int32Array | null = null;
    const factors = shapes.map(({ levels, effects }) => {
      const own: Int32Array = Int32Array.from({ length: rowCount }, () => Math.floor(random() * levels));
      const combined: Int32Array = isNested && above ? own.map((level, i) => above![i]! * levels + level) : own;
      const labels = [...new Set(combined)];
      const levelOfRow: Int32Array = isNested ? combined.map(label => labels.indexOf(label)) : own;
      const levelCount = isNested ? labels.length : levels;
      above = levelOfRow;
      return { levelCount, effectCount: effects, levelOfRow };
    });
    return {
      factors, rowCount,
      z: factors.map(({ effectCount }) => Float64Array.from({ length: rowCount * effectCount }, () => 2 * random() - 1)),
      weights: Float64Array.from({ length: rowCount }, () => 3 * random()),
      lambda: factors.map(({ effectCount: k }) => Float64Array.from({ length: k * k }, (_, at) => (Math.floor(at / k) >= at % k ? 3 * random() - 1.5 : 0))),
    };
  });

/** Everything about an example computed densely, in the core's elimination order. */
function dense({ factors, rowCount, z, weights, lambda }: Example) {
  const structure = analyseBlocks(factors, rowCount);
  const ordered = structure.factors.map(layout => ({ z: z[layout.source]!, lambda: lambda[layout.source]! }));
  const fullZ = Matrix.zeros(rowCount, structure.size);
  const fullLambda = Matrix.zeros(structure.size, structure.size);
  structure.factors.forEach(({ offset, effectCount: k, levelCount, levelOfRow }, f) => {
    for (let i = 0; i < rowCount; i++) for (let a = 0; a < k; a++) fullZ.set(i, offset + levelOfRow[i]! * k + a, ordered[f]!.z[i * k + a]!);
    for (let j = 0; j < levelCount; j++) for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) fullLambda.set(offset + j * k + a, offset + j * k + b, ordered[f]!.lambda[a * k + b]!);
  });
  const c = fullZ.transpose().mmul(Matrix.diag([...weights])).mmul(fullZ);
  const h = fullLambda.transpose().mmul(c).mmul(fullLambda).add(Matrix.eye(structure.size));
  return { structure, z: ordered.map(({ z: values }) => values), lambda: ordered.map(({ lambda: block }) => block), fullZ, fullLambda, c, h };
}

function factored(example: Example) {
  const oracle = dense(example);
  const system = new BlockSystem(oracle.structure);
  const crossProduct = createBlockMatrix(oracle.structure);
  fillFromRows(oracle.structure, oracle.z, example.weights, crossProduct);
  transformBlocks(oracle.structure, crossProduct, oracle.lambda, system.values);
  expect(system.factor()).toBe(true);
  return { ...oracle, system, crossProduct };
}

const vector = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
/** Asserts once and only on a difference: a property compares tens of thousands of numbers. */
const expectClose = (actual: number, expected: number): void => {
  if (!(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)))) expect(actual).toBeCloseTo(expected, 9);
};

describe('the block system', () => {
  test('solves H x = b as a dense solver does, for any structure', () => {
    fc.assert(fc.property(examples, example => {
      const { system, h, structure } = factored(example);
      const x = vector(structure.size);
      const expected = inverse(h).mmul(Matrix.columnVector(x));
      system.solve(x);
      for (let i = 0; i < x.length; i++) expectClose(x[i]!, expected.get(i, 0));
    }));
  });

  test('has the log-determinant of the dense matrix', () => {
    fc.assert(fc.property(examples, example => {
      const { system, h } = factored(example);
      expectClose(system.logDeterminant(), Math.log(determinant(h)));
    }));
  });

  test('has two half solves whose squares are the quadratic form', () => {
    fc.assert(fc.property(examples, example => {
      const { system, h, structure } = factored(example);
      const x = vector(structure.size);
      const b = Matrix.columnVector(x);
      system.solveForward(x);
      expectClose(x.reduce((sum, value) => sum + value * value, 0), b.transpose().mmul(inverse(h)).mmul(b).get(0, 0));
    }));
  });

  test('gives the entries of H⁻¹ wherever Z’Z has an entry', () => {
    fc.assert(fc.property(examples, example => {
      const { system, h, structure } = factored(example);
      const p = inverse(h);
      system.selectedInverse();
      structure.factors.forEach(({ offset, effectCount: k, levelCount }, f) => {
        for (let j = 0; j < levelCount; j++) {
          for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) expectClose(system.inverse.diagonal[f]![(j * k + a) * k + b]!, p.get(offset + j * k + a, offset + j * k + b));
        }
      });
      structure.neighbours.forEach(({ start, column }, f) => {
        const { offset, effectCount: k, levelCount } = structure.factors[f]!;
        for (let j = 0; j < levelCount; j++) {
          for (let e = start[j]!; e < start[j + 1]!; e++) {
            for (let r = 0; r < k; r++) expectClose(system.inverse.neighbours[f]![e * k + r]!, p.get(offset + j * k + r, column[e]!));
          }
        }
      });
      structure.pairs.forEach(({ first, second, firstLevels, secondLevels }, pair) => {
        const [{ offset, effectCount: k }, { offset: laterOffset, effectCount: kLater }] = [structure.factors[first]!, structure.factors[second]!];
        for (let b = 0; b < firstLevels.length; b++) {
          for (let s = 0; s < kLater; s++) {
            for (let r = 0; r < k; r++) expectClose(system.inverse.pairs[pair]![(b * kLater + s) * k + r]!, p.get(offset + firstLevels[b]! * k + r, laterOffset + secondLevels[b]! * kLater + s));
          }
        }
      });
    }));
  });

  test('is the same whether filled from rescaled rows or from the cross-product', () => {
    fc.assert(fc.property(examples, example => {
      const { system, structure, z, lambda } = factored(example);
      const other = new BlockSystem(structure);
      const scaled = z.map((values, f) => {
        const k = structure.factors[f]!.effectCount;
        const block = Matrix.from1DArray(k, k, lambda[f]!);
        return Float64Array.from(Matrix.from1DArray(values.length / k, k, values).mmul(block).to1DArray());
      });
      fillFromRows(structure, scaled, example.weights, other.values);
      expect(other.factor()).toBe(true);
      expectClose(other.logDeterminant(), system.logDeterminant());
    }));
  });

  test('refuses a matrix with a value that is not finite', () => {
    const structure = analyseBlocks([{ levelCount: 1, effectCount: 1, levelOfRow: Int32Array.of(0) }], 1);
    const system = new BlockSystem(structure);
    fillFromRows(structure, [Float64Array.of(1)], Float64Array.of(NaN), system.values);
    expect(system.factor()).toBe(false);
  });
});

describe('crossed factors that meet only in parts', () => {
  // 180 pupils, each with two of 120 teachers close to each other in a shuffled order, and one of three years.
  const rows = Array.from({ length: 360 }, (_, i) => i);
  const shuffled = (teacher: number): number => (teacher * 37 + 11) % 120;
  const factors: BlockFactor[] = [
    { levelCount: 180, effectCount: 1, levelOfRow: Int32Array.from(rows, i => i >> 1) },
    { levelCount: 120, effectCount: 1, levelOfRow: Int32Array.from(rows, i => shuffled(Math.floor((i >> 1) * (118 / 179)) + (i & 1))) },
    { levelCount: 3, effectCount: 1, levelOfRow: Int32Array.from(rows, i => (i * 7) % 3) },
  ];
  const example: Example = {
    factors, rowCount: rows.length,
    z: factors.map((_, f) => Float64Array.from(rows, i => 1.5 + Math.sin(i * (f + 1)))),
    weights: Float64Array.from(rows, i => 1 + Math.cos(i) / 2),
    lambda: [Float64Array.of(0.8), Float64Array.of(1.3), Float64Array.of(0.4)],
  };

  test('leave tiles of the Schur complement empty, and give what the dense matrix gives', () => {
    const { system, h, structure } = factored(example);
    const { place, count } = structure.trailingTiles;
    expect(count).toBe(4);
    expect(place[2]).toBe(-1);
    const p = inverse(h);
    expectClose(system.logDeterminant(), -Math.log(determinant(p)));
    const x = vector(structure.size);
    const expected = p.mmul(Matrix.columnVector(x));
    system.solve(x);
    for (let i = 0; i < x.length; i++) expectClose(x[i]!, expected.get(i, 0));
    system.selectedInverse();
    structure.factors.forEach(({ offset, levelCount }, f) => {
      for (let j = 0; j < levelCount; j++) expectClose(system.inverse.diagonal[f]![j]!, p.get(offset + j, offset + j));
    });
    structure.neighbours[0]!.column.forEach((column, e) => {
      const level = structure.neighbours[0]!.start.findLastIndex(start => start <= e);
      expectClose(system.inverse.neighbours[0]![e]!, p.get(level, column));
    });
  });

  test('keep each level under its own name: its place is found from the level as given', () => {
    const { structure } = dense(example);
    for (const { source, placeOfLevel, levelOfRow } of structure.factors) {
      expect([...levelOfRow]).toEqual(Array.from(factors[source]!.levelOfRow, level => placeOfLevel[level]));
    }
    expect([...structure.factors[1]!.placeOfLevel]).not.toEqual(Array.from({ length: 120 }, (_, level) => level));
  });
});

test('more levels than a dense matrix could hold, crossed within schools alone, have the log-determinants of the schools', () => {
  const [schools, pupils, teachers] = [400, 36, 30];
  const rowCount = schools * pupils * 3;
  const pupil = Int32Array.from({ length: rowCount }, (_, i) => Math.floor(i / 3));
  const teacherInSchool = Int32Array.from({ length: rowCount }, (_, i) => (pupil[i]! * 7 + (i % 3) * (1 + (pupil[i]! % 4))) % teachers);
  const school = pupil.map(each => Math.floor(each / pupils));
  // numbered so that the teachers of one school stand far apart
  const teacher = teacherInSchool.map((each, i) => each * schools + school[i]!);
  const structure = analyseBlocks([{ levelCount: schools * pupils, effectCount: 1, levelOfRow: pupil }, { levelCount: schools * teachers, effectCount: 1, levelOfRow: teacher }], rowCount);
  expect(structure.trailingSize).toBe(12_000);
  expect(planOf(structure, ['pupil', 'teacher'], false).bytes).toBeLessThan(50e6);
  const weights = Float64Array.from({ length: rowCount }, (_, i) => 1 + Math.sin(i) / 2);
  const system = new BlockSystem(structure);
  fillFromRows(structure, [new Float64Array(rowCount).fill(1), new Float64Array(rowCount).fill(1)], weights, system.values);
  expect(system.factor()).toBe(true);
  let expected = 0;
  for (let s = 0; s < schools; s++) {
    const h = Matrix.eye(pupils + teachers);
    for (let i = s * pupils * 3; i < (s + 1) * pupils * 3; i++) {
      const own = pupil[i]! - s * pupils;
      const other = pupils + teacherInSchool[i]!;
      for (const [a, b] of [[own, own], [own, other], [other, own], [other, other]] as const) h.set(a, b, h.get(a, b) + weights[i]!);
    }
    expected += 2 * new CholeskyDecomposition(h).lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
  }
  expect(system.logDeterminant() / expected).toBeCloseTo(1, 12);
});

test('a cross-product times a vector is what the dense one gives', () => {
  fc.assert(fc.property(examples, example => {
    const { crossProduct, c, structure } = factored(example);
    const x = vector(structure.size);
    const y = new Float64Array(structure.size);
    multiplyBlockMatrix(structure, crossProduct, x, y);
    const expected = c.mmul(Matrix.columnVector(x));
    for (let i = 0; i < x.length; i++) expectClose(y[i]!, expected.get(i, 0));
  }));
});

describe('the plan', () => {
  const factor = (levelCount: number, levelOfRow: readonly number[], effectCount = 1): BlockFactor => ({ levelCount, effectCount, levelOfRow: Int32Array.from(levelOfRow) });

  test('eliminates a nested chain without a dense part', () => {
    const structure = analyseBlocks([factor(2, [0, 0, 0, 0, 1, 1]), factor(3, [0, 0, 1, 1, 2, 2], 2), factor(6, [0, 1, 2, 3, 4, 5])], 6);
    expect(structure.factors.map(layout => layout.source)).toEqual([2, 1, 0]);
    expect(structure.trailingSize).toBe(0);
  });

  test('leaves only the smaller of two crossed factors to the dense part', () => {
    const structure = analyseBlocks([factor(2, [0, 1, 0, 1, 0, 1]), factor(3, [0, 0, 1, 1, 2, 2], 2)], 6);
    expect(structure.leadingCount).toBe(1);
    expect(structure.trailingSize).toBe(2);
    expect(planOf(structure, ['three', 'two'], false)).toMatchObject({
      factors: [{ group: 'three', levelCount: 3, effectCount: 2, isEliminated: true, neighbourCount: 6 }, { group: 'two', levelCount: 2, effectCount: 1, isEliminated: false }],
      schurComplement: { size: 2, filled: 1, isWebAssembly: false },
    });
  });

  test('counts the arithmetic and memory that a factor needs: three blocks of 2 × 2 and their inverses', () => {
    expect(planOf(analyseBlocks([factor(3, [0, 1, 2], 2)], 3), ['g'], false)).toMatchObject({ multiplyAdds: 3 * 2 ** 3, bytes: 3 * 2 ** 2 * 2 * 8, schurComplement: null });
  });

  test('gives up before the tiles of a Schur complement would fill the memory', () => {
    const size = 32 * 700;
    expect(analyseTiles(size, [Int32Array.from({ length: size }, (_, i) => i)], false).length).toBe(Infinity);
    expect(analyseTiles(size, [Int32Array.of(0, size - 1)], false).length).toBeLessThan(1e6);
  });
});
