/** The levels of factors that calls make. */
import { compareText } from '../../data/collation.js';
import { formatOneNumber } from '../../data/number-format.js';
import { infer } from './infer.js';
import type { Given, ResultRule } from './infer-call.js';
import { asColumn, integer, textsOf, unknown, vectorOf, type Element, type StaticValue } from './values.js';

export const factorResults: Readonly<Record<string, ResultRule>> = {
  factor: (given) => factorFrom(given, isTrue(given.value('ordered')) ? 'ordered' : null),
  ordered: (given) => factorFrom(given, 'ordered'),
  'as.factor': ({ call, names }) => asFactor(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  as_factor: ({ call, names }) => {
    const from = call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown;
    // which columns have labels is not known, and those that have become factors
    return from.kind === 'dataFrame' ? { ...from, columns: new Map([...from.columns].map(([name, column]) => [name, column.type === 'double' || column.type === 'integer' ? asColumn(name, unknown) : column] as const)) } : vectorOf('factor');
  },
  zap_labels: ({ call, names }) => (call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  droplevels: ({ call, names }) => {
    const from = call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown;
    if (from.kind === 'dataFrame') {
      const columns = new Map([...from.columns].map(([name, column]) => [name, column.levels.length > 0 ? { ...column, levels: [], values: column.levels, summary: column.type } : column] as const));
      return { ...from, columns };
    }
    return from.kind === 'vector' ? partial(from) : unknown;
  },
  relevel: ({ value }) => releveled(value('x'), value('ref')),
  reorder: ({ call, names }) => partial(call.arguments[0]?.value ? infer(call.arguments[0].value, names) : unknown),
  interaction: () => vectorOf('factor'),
  addNA: () => vectorOf('factor'),
  cut: cutInto,
};

const isTrue = (value: StaticValue): boolean => value.kind === 'vector' && value.elements?.length === 1 && value.elements[0] === true;

/** A factor of which some levels may have gone, or whose order is not known. */
function partial(from: StaticValue): StaticValue {
  if (from.kind !== 'vector') return vectorOf('factor');
  const values = from.levels.length > 0 ? from.levels : from.values;
  return vectorOf(from.type === 'ordered' ? 'ordered' : 'factor', values ? { values } : {});
}

function asFactor(from: StaticValue): StaticValue {
  if (from.kind !== 'vector') return vectorOf('factor');
  const sorted = from.elements && from.levels.length === 0 ? sortedLevels(from.elements) : null;
  if (sorted) return vectorOf('factor', { levels: sorted });
  return from.type === 'factor' || from.type === 'ordered' ? vectorOf(from.type, { levels: from.levels, ...(from.values ? { values: from.values } : {}) }) : partial(from);
}

/** `factor(x, levels = …, labels = …)`: the labels are the levels of the result; without them the levels are those that are given. */
function factorFrom({ expression, value }: Given, type: 'ordered' | null): StaticValue {
  const x = value('x');
  const kind = type ?? (x.kind === 'vector' && x.type === 'ordered' ? 'ordered' : 'factor');
  const levels = expression('levels') ? textsOf(value('levels')) : null;
  const labels = expression('labels') ? textsOf(value('labels')) : null;
  if (labels) {
    if (labels.length === 1 && (!expression('levels') || levels === null)) return vectorOf(kind);
    if (labels.length === 1 && levels && levels.length > 1) return vectorOf(kind, { levels: levels.map((_, index) => `${labels[0]}${index + 1}`) });
    return vectorOf(kind, { levels: [...new Set(labels)] });
  }
  if (expression('labels')) return vectorOf(kind);
  if (levels) return expression('exclude') ? vectorOf(kind, { values: levels }) : vectorOf(kind, { levels });
  if (expression('levels') || x.kind !== 'vector') return vectorOf(kind);
  const sorted = x.elements ? sortedLevels(x.elements) : null;
  const offered = x.levels.length > 0 ? x.levels : x.values;
  return vectorOf(kind, sorted ? { levels: sorted } : offered ? { values: offered } : {});
}

/** The levels that `factor` makes of elements that are all written. */
function sortedLevels(elements: readonly Element[]): string[] | null {
  const distinct = [...new Set(elements)].filter((one) => one !== null);
  if (distinct.every((one) => typeof one === 'number')) return distinct.sort((a, b) => a - b).map((one) => formatOneNumber(one));
  return distinct.every((one) => typeof one === 'string') ? distinct.sort(compareText) : null;
}

function releveled(x: StaticValue, reference: StaticValue): StaticValue {
  const [first] = textsOf(reference) ?? [];
  if (x.kind !== 'vector' || first === undefined || !x.levels.includes(first)) return partial(x);
  return vectorOf('factor', { levels: [first, ...x.levels.filter((level) => level !== first)] });
}

function cutInto({ expression, value }: Given): StaticValue {
  const kind = isTrue(value('ordered_result')) ? 'ordered' : 'factor';
  const labels = expression('labels') ? value('labels') : null;
  if (labels?.kind === 'vector' && labels.elements?.length === 1 && labels.elements[0] === false) return integer;
  const texts = labels ? textsOf(labels) : null;
  return vectorOf(kind, texts ? { levels: texts } : {});
}
