/** Differences, counts, runs and sets of the elements of a vector. */
import { doubleVector, integerVector, logicalVector } from '../../data/atomic.js';
import { asDouble, asType, commonType, labelsOf } from '../../data/coercion.js';
import { concatenate } from '../../data/data-frame.js';
import { allPositions, takeElements } from '../../data/indexing.js';
import { lengthOf, type Column } from '../../data/vectors.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import { columnArgument, numberArgument, numbersArgument, optional, required } from './describe.js';
import { timeOf } from './statistics.js';

const group: FunctionGroup = 'shape';

export const vectorFunctions: readonly FunctionDescription[] = [
  {
    name: 'diff',
    group,
    package: 'base',
    summary: 'Differences of elements that follow each other.',
    help: 'Of each element and the one `lag` places before it.',
    example: 'diff(c(1, 4, 9, 16))',
    parameters: [required('x', 'vector', 'Numbers.'), optional('lag', 'integer', '1', 'How many places apart.'), optional('differences', 'integer', '1', 'How often differences are taken.')],
    call: given => {
      const isInteger = columnArgument(given, 'x').type !== 'double';
      const lag = numberArgument(given, 'lag', 1);
      const times = numberArgument(given, 'differences', 1);
      if (!(lag >= 1) || !(times >= 1)) throw new UserError('GLMM215', '`lag` and `differences` are whole numbers from 1 on.');
      let values = numbersArgument(given, 'x');
      for (let time = 0; time < times && values.length > 0; time++) values = Float64Array.from({ length: Math.max(0, values.length - lag) }, (_, index) => values[index + lag]! - values[index]!);
      const { time } = timeOf(columnArgument(given, 'x'));
      return isInteger ? integerVector(values) : { ...doubleVector(values), ...(time ? { time: time === 'date' ? 'days' : time } : {}) };
    },
  },
  {
    name: 'tabulate',
    group,
    package: 'base',
    summary: 'How often each of the numbers 1, 2, … occurs.',
    help: 'Of a factor how often each level occurs.',
    example: 'tabulate(c(1, 2, 2, 5))',
    parameters: [required('bin', 'vector', 'Whole numbers, or a factor.'), optional('nbins', 'integer', 'max(1, bin)', 'Up to which number.')],
    call: given => {
      const bins = asDouble(columnArgument(given, 'bin')).values;
      const column = columnArgument(given, 'bin');
      const largest = column.type === 'factor' ? column.levels.length : bins.reduce((most, bin) => (bin > most ? bin : most), 1);
      const size = Math.trunc(numberArgument(given, 'nbins', largest));
      if (!(size >= 0 && size <= 50_000_000)) throw new UserError('GLMM211', `tabulate() cannot count up to ${size} here.`);
      const counts = new Float64Array(size);
      for (const bin of bins) if (bin >= 1 && bin <= counts.length) counts[Math.trunc(bin) - 1]!++;
      return integerVector(counts);
    },
  },
  {
    name: 'rle',
    group,
    package: 'base',
    summary: 'Runs of equal elements.',
    help: 'A list with the `lengths` of the runs and their `values`.',
    example: 'rle(c(1, 1, 0, 1))$lengths',
    parameters: [required('x', 'vector', 'A vector.')],
    call: given => {
      const column = columnArgument(given, 'x');
      const labels = labelsOf(column);
      const starts = allPositions(labels.length).filter(index => index === 0 || labels[index] !== labels[index - 1]);
      const lengths = Float64Array.from(starts, (start, run) => (starts[run + 1] ?? labels.length) - start);
      return { type: 'list', values: [integerVector(lengths), takeElements(column, starts)], names: ['lengths', 'values'] };
    },
  },
  {
    name: 'findInterval',
    group,
    package: 'base',
    summary: 'In which interval each number lies.',
    help: 'How many of the limits, which are in order, are not above the number.',
    example: 'findInterval(c(1, 5), c(0, 3, 6))',
    parameters: [required('x', 'vector', 'Numbers.'), required('vec', 'vector', 'The limits, in order.')],
    call: given => {
      const limits = numbersArgument(given, 'vec');
      if (limits.some((limit, index) => index > 0 && !(limit >= limits[index - 1]!))) throw new UserError('GLMM215', '`vec` must be in order, from small to large.');
      return integerVector(numbersArgument(given, 'x').map(x => (Number.isNaN(x) ? NaN : limits.reduce((count, limit) => count + (limit <= x ? 1 : 0), 0))));
    },
  },
  {
    name: 'rep_len',
    group,
    package: 'base',
    summary: 'Repeats the elements of a vector up to a length.',
    help: 'The same as `rep(x, length.out = n)`.',
    example: 'rep_len(1:3, 7)',
    parameters: [required('x', 'vector', 'A vector.'), required('length.out', 'integer', 'The length of the result.')],
    call: given => {
      const { names: _names, ...bare } = columnArgument(given, 'x');
      const length = numberArgument(given, 'length.out', 0);
      if (!(length >= 0 && length <= 50_000_000)) throw new UserError('GLMM211', `A vector cannot have ${length} elements here.`);
      return takeElements(bare as Column, Int32Array.from({ length }, (_, index) => index % lengthOf(bare as Column)));
    },
  },
  setOperation('setdiff', 'Elements of the first that are not in the second.', (x, y) => x.filter(label => !y.includes(label))),
  setOperation('intersect', 'Elements that are in both.', (x, y) => x.filter(label => y.includes(label))),
  setOperation('union', 'Elements that are in either.', (x, y) => [...x, ...y]),
  {
    name: 'is.element',
    group,
    package: 'base',
    summary: 'Which elements are in a set.',
    help: 'The same as `el %in% table`.',
    example: 'is.element(c("a", "z"), letters[1:3])',
    parameters: [required('el', 'vector', 'What to look for.'), required('table', 'vector', 'Where to look.')],
    call: given => {
      const members = new Set(labelsOf(columnArgument(given, 'table')));
      return logicalVector(labelsOf(columnArgument(given, 'el')).map(label => members.has(label)));
    },
  },
  {
    name: 'setequal',
    group,
    package: 'base',
    summary: 'Whether two vectors have the same elements.',
    help: 'In any order and number.',
    example: 'setequal(1:3, c(3, 2, 1, 1))',
    parameters: [required('x', 'vector', 'A vector.'), required('y', 'vector', 'Another.')],
    call: given => {
      const x = new Set(labelsOf(columnArgument(given, 'x')));
      const y = new Set(labelsOf(columnArgument(given, 'y')));
      return logicalVector([x.size === y.size && [...x].every(label => y.has(label))]);
    },
  },
];

function setOperation(name: string, summary: string, compute: (x: readonly (string | null)[], y: readonly (string | null)[]) => (string | null)[]): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} Each is given once.`,
    example: `${name}(c("a", "b"), c("b", "c"))`,
    parameters: [required('x', 'vector', 'A vector.'), required('y', 'vector', 'Another.')],
    call: given => setOf(given, compute),
  };
}

function setOf(given: CallArguments, compute: (x: readonly (string | null)[], y: readonly (string | null)[]) => (string | null)[]): Column {
  const plain = (name: string): Column => {
    const column = columnArgument(given, name);
    return column.type === 'factor' ? { type: 'character', values: labelsOf(column) } : column;
  };
  const x = plain('x');
  const y = plain('y');
  const type = commonType([x, y]);
  const all = concatenate([asType(x, type), asType(y, type)]);
  const labels = labelsOf(all);
  const kept = new Set(compute(labels.slice(0, lengthOf(x)), labels.slice(lengthOf(x))));
  const seen = new Set<string | null>();
  const positions = allPositions(labels.length).filter(index => {
    const label = labels[index]!;
    if (!kept.has(label) || seen.has(label)) return false;
    seen.add(label);
    return true;
  });
  return takeElements(all, positions);
}
