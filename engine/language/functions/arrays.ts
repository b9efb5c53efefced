/** Matrices and arrays of any number of dimensions: sizes, names, and operations along a dimension. */
import { characterVector, doubleVector, integerVector, isAtomic, logicalVector, shapeOf } from '../../data/atomic.js';
import { asDouble } from '../../data/coercion.js';
import { extentsOf, marginPositions, permuted, withExtents, type Extents } from '../../data/extents.js';
import { asFactor } from '../../data/factor.js';
import { takeElements } from '../../data/indexing.js';
import { LOGICAL_NA, lengthOf, type AtomicVector } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, CallContext, FunctionDescription, FunctionGroup } from '../registry.js';
import { dimensionLabels } from '../replacement.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, lengthOfValue, logicalArgument, NULL_VALUE, numbersArgument, optional, required, requireColumn, requiredValue, textArgument } from './describe.js';
import { classOf } from './shape.js';
import { MOST_CELLS, plainVector } from './matrices.js';
import { asMatrix, matrixArgument } from './matrix-algebra.js';

const group: FunctionGroup = 'shape';

export const arrayFunctions: readonly FunctionDescription[] = [
  ofAny('nrow', 'How many rows a data frame or matrix has.', 'nrow(cbpp)', value => sizeAlong(value, 0)),
  ofAny('ncol', 'How many columns a data frame or matrix has.', 'ncol(cbpp)', value => sizeAlong(value, 1)),
  ofAny('NROW', 'How many rows a data frame or matrix has, or elements a vector.', 'NROW(1:3)', value => (sizesOf(value) ? sizeAlong(value, 0) : integerVector([lengthOfValue(value)]))),
  ofAny('NCOL', 'How many columns a data frame or matrix has; a vector has one.', 'NCOL(1:3)', value => ((sizesOf(value)?.length ?? 0) > 1 ? sizeAlong(value, 1) : integerVector([1]))),
  ofAny('dim', 'Rows and columns of a data frame or matrix, and the further sizes of an array.', 'dim(cbpp)', value => {
    const sizes = sizesOf(value);
    return sizes ? integerVector(sizes) : NULL_VALUE;
  }),
  ofAny('dimnames', 'A list of the names of the rows and of the columns. Assign to it to change them.', 'dimnames(table(Contraception$urban, Contraception$use))', namesAlong),
  {
    name: 'array',
    group,
    package: 'base',
    summary: 'An array of the elements of a vector, with any number of dimensions.',
    help: 'Filled with the first dimension varying fastest; elements are used again from the first where there are too few. `dimnames` is a list of the names along each dimension.',
    example: 'array(1:12, dim = c(2, 3, 2))',
    parameters: [optional('data', 'vector', 'NA', 'The elements.'), optional('dim', 'vector', 'length(data)', 'The size of each dimension.'), optional('dimnames', 'list', 'NULL', 'A list of the names along each dimension.')],
    call: arrayOf,
  },
  {
    name: 'aperm',
    group,
    package: 'base',
    summary: 'The dimensions of an array or table in another order.',
    help: '`perm` gives the dimensions in their new order; without it they are reversed, which transposes a matrix.',
    example: 'dim(aperm(array(1:24, c(2, 3, 4))))',
    parameters: [required('a', 'vector', 'A matrix, table or array.'), optional('perm', 'vector', 'NULL', 'The dimensions in their new order.')],
    call: given => {
      const value = columnArgument(given, 'a');
      const extents = isAtomic(value) ? extentsOf(value) : null;
      if (!isAtomic(value) || !extents) throw new UserError('GLMM215', `aperm() takes a matrix, table or array, but this is ${describeValue(value)}.`);
      const count = extents.sizes.length;
      const order = given.get('perm') ? [...numbersArgument(given, 'perm')].map(place => place - 1) : Array.from({ length: count }, (_, k) => count - 1 - k);
      if ([...order].sort((a, b) => a - b).join() !== Array.from({ length: count }, (_, k) => k).join()) throw new UserError('GLMM215', `\`perm\` gives each of the numbers 1 to ${count} once.`);
      return permuted(value, extents, order);
    },
  },
  ofAny('row', 'The number of the row of each cell of a matrix.', 'row(matrix(0, 2, 2))', value => placesInMatrix(value, (row) => row)),
  ofAny('col', 'The number of the column of each cell of a matrix.', 'col(matrix(0, 2, 2))', value => placesInMatrix(value, (_, column) => column)),
  triangle('lower.tri', 'Which cells of a matrix lie below its diagonal.', (row, column) => row > column),
  triangle('upper.tri', 'Which cells of a matrix lie above its diagonal.', (row, column) => row < column),
  {
    name: 'attr',
    group,
    package: 'base',
    summary: 'An attribute of a value.',
    help: 'Names, levels, dimensions and class; of `VarCorr(m)` the residual standard deviation "sc", of one of its matrices "stddev" and "correlation". NULL for any other.',
    example: 'm <- lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)\nattr(VarCorr(m)$Subject, "stddev")',
    parameters: [required('x', 'any', 'Any value.'), required('which', 'string', 'The name of the attribute.'), optional('exact', 'logical', 'FALSE', 'Accepted and not needed.')],
    call: given => attributeOf(requiredValue(given, 'x'), textArgument(given, 'which', '')),
  },
  {
    name: 'sweep',
    group,
    package: 'base',
    summary: 'Takes a summary of each row or column away from a matrix.',
    help: 'From the rows with `MARGIN = 1`, from the columns with `MARGIN = 2`; `FUN` names another operator or function, such as "/".',
    example: 'x <- as.matrix(cbpp[1:4, c("incidence", "size")])\nsweep(x, 2, colMeans(x))',
    parameters: [required('x', 'any', 'A matrix or array.'), required('MARGIN', 'vector', '1 for rows, 2 for columns.'), required('STATS', 'vector', 'The summaries.'), optional('FUN', 'any', '"-"', 'An operator in quotes, or a function by its name.'), optional('check.margin', 'logical', 'TRUE', 'Accepted and not needed.'), dots('Further arguments of the function.')],
    call: swept,
  },
  {
    name: 'rowsum',
    group,
    package: 'base',
    summary: 'Sums of a vector or of the columns of a matrix, by groups.',
    help: 'One row for each group.',
    example: 'rowsum(cbpp$incidence, cbpp$period)',
    parameters: [required('x', 'any', 'Numbers, or a matrix or data frame.'), required('group', 'factor', 'A factor, or a vector of groups.'), optional('reorder', 'logical', 'TRUE', 'Whether groups are sorted.'), optional('na.rm', 'logical', 'FALSE', 'Whether missing values are left out.')],
    call: sumsByGroup,
  },
];

function ofAny(name: string, summary: string, example: string, compute: (value: Value) => Value): FunctionDescription {
  return { name, group, package: 'base', summary, help: summary, example, parameters: [required('x', 'any', 'A data frame, matrix, array or table.')], call: given => compute(requiredValue(given, 'x')) };
}

function sizesOf(value: Value): readonly number[] | null {
  if (value.type === 'dataFrame') return [value.rowCount, value.columns.size];
  return isAtomic(value) ? (extentsOf(value)?.sizes ?? null) : null;
}

function sizeAlong(value: Value, place: number): Value {
  const size = sizesOf(value)?.[place];
  return size === undefined ? (sizesOf(value) ? integerVector([NaN]) : NULL_VALUE) : integerVector([size]);
}

function namesAlong(value: Value): Value {
  if (value.type === 'dataFrame') {
    const rows = value.rowNames ?? Array.from({ length: value.rowCount }, (_, row) => String(row + 1));
    return { type: 'list', values: [characterVector(rows), characterVector([...value.columns.keys()])] };
  }
  const extents = isAtomic(value) ? extentsOf(value) : null;
  if (!extents || extents.labels.every(each => each === null)) return NULL_VALUE;
  return { type: 'list', values: extents.labels.map(each => (each ? characterVector(each) : NULL_VALUE)), ...(extents.variables ? { names: extents.variables } : {}) };
}

function arrayOf(given: CallArguments): Value {
  const value = given.get('data') ?? { type: 'logical', values: Int8Array.of(LOGICAL_NA) };
  if (!isAtomic(value)) throw new UserError('GLMM215', `array() takes a vector, but this is ${describeValue(value)}.`);
  const sizes = given.get('dim') ? [...numbersArgument(given, 'dim')] : [value.values.length];
  if (sizes.some(size => !(Number.isInteger(size) && size >= 0))) throw new UserError('GLMM215', '`dim` of array() gives whole numbers.');
  const cells = sizes.reduce((product, size) => product * size, 1);
  if (cells > MOST_CELLS) throw new UserError('GLMM211', `An array of ${sizes.join(' × ')} is too large.`);
  const length = value.values.length;
  if (length === 0 && cells > 0) throw new UserError('GLMM212', 'array() has no elements to fill it with.');
  const filled = plainVector(takeElements(value, Int32Array.from({ length: cells }, (_, cell) => cell % length))) as AtomicVector;
  return withExtents(filled, { sizes, ...dimensionLabels(given.get('dimnames') ?? NULL_VALUE, sizes), isTable: false });
}

function attributeOf(value: Value, which: string): Value {
  switch (which) {
    case 'names':
      return value.type === 'dataFrame' ? characterVector([...value.columns.keys()]) : 'names' in value && value.names ? characterVector(value.names) : NULL_VALUE;
    case 'levels':
      return value.type === 'factor' ? characterVector(value.levels) : NULL_VALUE;
    case 'dim':
      return value.type !== 'dataFrame' && sizesOf(value) ? integerVector(sizesOf(value)!) : NULL_VALUE;
    case 'dimnames':
      return value.type === 'dataFrame' ? NULL_VALUE : namesAlong(value);
    case 'class':
      return value.type === 'factor' || value.type === 'dataFrame' || (isAtomic(value) && value.tableOf) ? characterVector(classOf(value)) : NULL_VALUE;
    case 'sc':
      return value.type === 'list' && value.varianceComponentsOf?.family.dispersion?.isScale ? doubleVector([value.varianceComponentsOf.fit.sigma]) : NULL_VALUE;
    case 'stddev':
    case 'correlation':
      return partOfCovariance(value, which);
    default:
      return NULL_VALUE;
  }
}

/** Of a matrix of `VarCorr(m)`. */
function partOfCovariance(value: Value, which: 'stddev' | 'correlation'): Value {
  if (!isAtomic(value) || value.type !== 'double' || !value.dim || value.dim[0] !== value.dim[1] || !value.rowNames) return NULL_VALUE;
  const [size] = value.dim;
  const deviations = Float64Array.from({ length: size }, (_, i) => Math.sqrt(value.values[i * (size + 1)]!));
  if (which === 'stddev') return doubleVector(deviations, { names: value.rowNames });
  return { ...value, values: value.values.map((each, cell) => each / (deviations[cell % size]! * deviations[Math.floor(cell / size)]!)) };
}

function placesInMatrix(value: Value, place: (row: number, column: number) => number): Value {
  const [rows, columns] = asMatrix(value, 'x').dim;
  return integerVector(Float64Array.from({ length: rows * columns }, (_, cell) => place((cell % rows) + 1, Math.floor(cell / rows) + 1)), { dim: [rows, columns] });
}

function triangle(name: string, summary: string, holds: (row: number, column: number) => boolean): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} \`diag = TRUE\` counts the diagonal in.`,
    example: `m <- matrix(1:4, 2)\nm[${name}(m)]`,
    parameters: [required('x', 'any', 'A matrix.'), optional('diag', 'logical', 'FALSE', 'Whether the diagonal counts.')],
    call: given => {
      const [rows, columns] = matrixArgument(given, 'x').dim;
      const isDiagonalIn = logicalArgument(given, 'diag', false);
      return logicalVector(Int8Array.from({ length: rows * columns }, (_, cell) => {
        const [row, column] = [cell % rows, Math.floor(cell / rows)];
        return holds(row, column) || (isDiagonalIn && row === column) ? 1 : 0;
      }), { dim: [rows, columns] });
    },
  };
}

/** 0-based dimensions that a margin gives by number or name. */
export function marginArgument(given: CallArguments, name: string, { sizes, variables }: Extents): number[] {
  const value = requireColumn(requiredValue(given, name));
  const places = value.type === 'character' ? value.values.map(text => variables?.indexOf(text ?? '') ?? -1) : value.type === 'double' || value.type === 'integer' ? [...value.values].map(number => number - 1) : [-1];
  if (places.length > 0 && places.every(place => Number.isInteger(place) && place >= 0 && place < sizes.length)) return places;
  throw new UserError('GLMM215', `\`${name}\` is 1 for rows or 2 for columns${sizes.length > 2 ? `, up to ${sizes.length} here` : ''}.`);
}

/** A matrix or array as it is, a data frame as a matrix. */
export function arrayArgument(given: CallArguments, name: string): { array: AtomicVector; extents: Extents } {
  const value = requiredValue(given, name);
  const extents = isAtomic(value) ? extentsOf(value) : null;
  if (isAtomic(value) && extents) return { array: value, extents };
  if (value.type !== 'dataFrame') throw new UserError('GLMM215', `\`${name}\` must be a matrix, an array or a data frame, but it is ${describeValue(value)}.`);
  const matrix = asMatrix(value, name);
  return { array: matrix, extents: extentsOf(matrix)! };
}

async function swept(given: CallArguments, context: CallContext): Promise<Value> {
  const { array, extents } = arrayArgument(given, 'x');
  const places = marginArgument(given, 'MARGIN', extents);
  const statistics = columnArgument(given, 'STATS');
  const positions = marginPositions(extents.sizes, places);
  const length = lengthOf(statistics);
  if (length === 0) throw new UserError('GLMM212', '`STATS` of sweep() has no elements.');
  const { names: _names, ...bare } = statistics;
  const spread = takeElements(bare as AtomicVector, positions.map(position => position % length));
  const result = await context.apply(given.get('FUN') ?? characterVector(['-']), [{ name: null, value: array }, { name: null, value: withExtents(spread, extents) }, ...given.dots.map(({ name, value }) => ({ name, value }))], '`FUN`');
  return isAtomic(result) && result.values.length === array.values.length ? { ...result, ...shapeOf(array) } : result;
}

function sumsByGroup(given: CallArguments): Value {
  const x = requiredValue(given, 'x');
  const matrix = asMatrix(x, 'x');
  if (matrix.type === 'character') throw new UserError('GLMM215', `rowsum() sums numbers, but this is ${describeValue(x)}.`);
  const groups = asFactor(columnArgument(given, 'group'));
  const [rows, columns] = matrix.dim;
  if (groups.codes.length !== rows) throw new UserError('GLMM212', `There are ${rows} rows, but ${groups.codes.length} groups.`);
  const skipsMissing = logicalArgument(given, 'na.rm', false);
  const order = logicalArgument(given, 'reorder', true) ? [...new Set(groups.codes)].sort((a, b) => a - b) : [...new Set(groups.codes)];
  const levels = order.filter(code => code > 0);
  const placeOf = new Map(levels.map((code, place) => [code, place]));
  const numbers = asDouble(matrix).values;
  const sums = new Float64Array(levels.length * columns);
  numbers.forEach((value, cell) => {
    const place = placeOf.get(groups.codes[cell % rows]!);
    if (place !== undefined && !(skipsMissing && Number.isNaN(value))) sums[Math.floor(cell / rows) * levels.length + place]! += value;
  });
  const shape = { dim: [levels.length, columns] as const, rowNames: levels.map(code => groups.levels[code - 1]!), ...(matrix.columnNames ? { columnNames: matrix.columnNames } : {}) };
  if (x.type === 'dataFrame') return { type: 'dataFrame', rowCount: levels.length, rowNames: shape.rowNames, columns: new Map([...x.columns.keys()].map((name, j) => [name, doubleVector(sums.slice(j * levels.length, (j + 1) * levels.length))])) };
  return matrix.type === 'double' ? doubleVector(sums, shape) : integerVector(sums, shape);
}
