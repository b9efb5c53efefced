/** Dates: reading and writing them, and the time between them. */
import { characterVector, doubleVector } from '../../data/atomic.js';
import { datesOf, labelsOf } from '../../data/coercion.js';
import { addMonths, formatDate, MONTHS, parseDate, WEEKDAYS } from '../../data/dates.js';
import type { Column, NumericVector, TimeUnit } from '../../data/vectors.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { columnArgument, dots, logicalArgument, numberArgument, optional, required, requiredValue, textArgument, textsArgument } from './describe.js';

const group: FunctionGroup = 'shape';

/** Days to a unit of time. */
const UNITS: Readonly<Record<TimeUnit, number>> = { secs: 1 / 86400, mins: 1 / 1440, hours: 1 / 24, days: 1, weeks: 7 };

export const dateFunctions: readonly FunctionDescription[] = [
  {
    name: 'as.Date',
    group,
    package: 'base',
    summary: 'Text or numbers as dates.',
    help: 'Reads `2024-03-01` and `2024/03/01`; other forms are described by `format`, such as `"%d.%m.%Y"`. Numbers are days after `origin`.',
    example: 'as.Date("01/03/2024", format = "%d/%m/%Y") + 0:2',
    parameters: [
      required('x', 'vector', 'Text, a factor, or numbers of days.'),
      optional('format', 'vector', 'NULL', 'The form of the text: %Y year, %y year of two digits, %m month, %d day, %B or %b name of the month.'),
      optional('tryFormats', 'vector', 'c("%Y-%m-%d", "%Y/%m/%d")', 'Forms that are tried on the first text.'),
      optional('origin', 'string', '"1970-01-01"', 'The date from which numbers count.'),
      dots('Accepted and not needed.'),
    ],
    call: asDate,
  },
  {
    name: 'Sys.Date',
    group,
    package: 'base',
    summary: 'Today.',
    help: 'The date where the notebook runs.',
    example: 'Sys.Date() > as.Date("2020-01-01")',
    parameters: [],
    call: () => ({ type: 'double', values: Float64Array.of(Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / 86_400_000)), time: 'date' }),
  },
  {
    name: 'difftime',
    group,
    package: 'base',
    summary: 'The time between dates.',
    help: 'In days, or in the unit that `units` names; `as.numeric(x, units = "weeks")` makes plain numbers of it.',
    example: 'difftime(as.Date("2024-03-01"), as.Date("2024-02-01"), units = "weeks")',
    parameters: [required('time1', 'vector', 'Dates.'), required('time2', 'vector', 'Dates.'), optional('tz', 'string', '""', 'Accepted and not needed.'), optional('units', 'string', '"auto"', 'The unit.', { allowed: ['auto', 'secs', 'mins', 'hours', 'days', 'weeks'] })],
    call: given => {
      const [later, earlier] = [datesArgument(given, 'time1'), datesArgument(given, 'time2')];
      const length = later.length === 0 || earlier.length === 0 ? 0 : Math.max(later.length, earlier.length);
      const unit = textArgument(given, 'units', 'auto');
      const time = unit === 'auto' ? 'days' : (unit as TimeUnit);
      return { type: 'double', values: Float64Array.from({ length }, (_, index) => (later[index % later.length]! - earlier[index % earlier.length]!) / UNITS[time]), time };
    },
  },
  partOf('weekdays', 'The day of the week of each date.', days => WEEKDAYS[(((Math.floor(days) + 4) % 7) + 7) % 7] ?? 'NA'),
  partOf('months', 'The month of each date.', days => MONTHS[Number(formatDate(days, '%m')) - 1] ?? 'NA'),
];

function asDate(given: CallArguments): Value {
  const x = columnArgument(given, 'x');
  if (x.type === 'double' && x.time === 'date') return x;
  if (x.type === 'double' || x.type === 'integer') {
    const origin = given.get('origin') ? datesArgument(given, 'origin')[0]! : 0;
    return { type: 'double', values: x.values.map(days => days + origin), time: 'date' };
  }
  const texts = characterVector(labelsOf(x));
  const forms = textsArgument(given, 'format');
  if (forms) {
    let index = 0;
    return datesOf(texts, text => parseDate(text, forms[index++ % forms.length]!));
  }
  const tried = textsArgument(given, 'tryFormats') ?? ['%Y-%m-%d', '%Y/%m/%d'];
  const first = texts.values.find(text => text !== null && text !== '');
  const form = first === undefined || first === null ? tried[0] : tried.find(each => parseDate(first, each) !== null);
  if (form === undefined) throw new UserError('GLMM219', `"${first}" is not a date of the form ${tried.map(each => formatDate(0, each)).join(' or ')}.`, { advice: ['Describe its form, such as as.Date(x, format = "%d.%m.%Y") for 31.12.2024.'] });
  return datesOf(texts, text => parseDate(text, form));
}

/** Dates as days; texts are read as dates. */
function datesArgument(given: CallArguments, name: string): Float64Array {
  const column = columnArgument(given, name);
  if (column.type === 'double' && column.time === 'date') return column.values;
  if (column.type === 'character') {
    const dates = datesOf(column);
    const wrong = column.values.find((text, index) => text !== null && Number.isNaN(dates.values[index]));
    if (wrong === undefined) return dates.values;
    throw new UserError('GLMM219', `"${wrong}" is not a date of the form 2024-12-31.`, { advice: ['Describe its form, such as as.Date(x, format = "%d.%m.%Y") for 31.12.2024.'] });
  }
  throw new UserError('GLMM215', `\`${name}\` must be dates, but it is ${describeValue(column)}.`, { advice: ['as.Date(x) makes dates of text.'] });
}

function partOf(name: string, summary: string, part: (days: number) => string): FunctionDescription {
  return {
    name,
    group,
    package: 'base',
    summary,
    help: `${summary} In full, or shortened to three letters with \`abbreviate = TRUE\`.`,
    example: `${name}(as.Date("2024-03-01"))`,
    parameters: [required('x', 'vector', 'Dates.'), optional('abbreviate', 'logical', 'FALSE', 'Whether names are shortened.')],
    call: given => {
      const isShort = logicalArgument(given, 'abbreviate', false);
      return characterVector(Array.from(datesArgument(given, 'x'), days => (Number.isNaN(days) ? null : isShort ? part(days).slice(0, 3) : part(days))));
    },
  };
}

/** Dates written in a form such as `%d %B %Y`. */
export const formattedDates = ({ values }: NumericVector, form: string): Column => characterVector(Array.from(values, days => (Number.isNaN(days) ? null : formatDate(days, form))));

/** Lengths of time as plain numbers, in their own unit or another. */
export function inUnit(column: NumericVector, wanted: string | null): NumericVector {
  const { time, ...plain } = column;
  if (wanted === null || wanted === 'auto' || time === undefined || time === 'date' || !Object.hasOwn(UNITS, wanted)) return plain;
  return { ...plain, values: plain.values.map(value => (value * UNITS[time]) / UNITS[wanted as TimeUnit]) };
}

const MOST = 10_000_000;

/** R's `seq` for dates: in steps of days, or of `"week"`, `"month"`, `"2 years"`, `"-1 quarter"`. */
export function dateSequence(given: CallArguments): Value {
  const dates = (name: string): number | null => {
    const value = given.get(name);
    return value && value.type !== 'null' ? (datesArgument(given, name)[0] ?? NaN) : null;
  };
  const [from, to] = [dates('from'), dates('to')];
  const count = given.get('length.out') ? Math.ceil(numberArgument(given, 'length.out', 1)) : null;
  const by = given.get('by');
  if (from === null || Number.isNaN(from)) throw new UserError('GLMM206', 'seq() of dates needs the argument `from`: the first date.');
  if (count !== null && count > MOST) throw new UserError('GLMM211', `seq() would make ${count} dates, more than the ${MOST} that are made here.`);
  const values: number[] = [];
  const step = by ? stepOf(requiredValue(given, 'by')) : null;
  if (!step) {
    if (to === null || count === null) throw new UserError('GLMM206', 'seq() of dates needs the argument `by`, such as "day", or `to` together with `length.out`.');
    for (let index = 0; index < count; index++) values.push(from + ((to - from) * index) / Math.max(1, count - 1));
  } else {
    const size = step.size;
    if (size === 0 || (to !== null && (to - from) * size < 0)) throw new UserError('GLMM215', 'The step of seq() leads away from the last date.');
    const place = (index: number): number => (step.isMonths ? addMonths(from, index * size) : from + index * size);
    const most = count ?? (to === null ? 0 : MOST);
    for (let index = 0; index < most; index++) {
      const next = place(index);
      if (to !== null && (size > 0 ? next > to : next < to)) break;
      values.push(next);
    }
    if (values.length === MOST) throw new UserError('GLMM211', `seq() would make more than ${MOST} dates.`);
  }
  return { ...doubleVector(values), time: 'date' };
}

function stepOf(by: Value): { size: number; isMonths: boolean } {
  if ((by.type === 'double' || by.type === 'integer') && by.values.length === 1) return { size: inUnit(by, 'days').values[0]!, isMonths: false };
  const match = by.type === 'character' ? /^(?:(-?\d+) )?(day|week|month|quarter|year)s?$/.exec(by.values[0] ?? '') : null;
  if (!match) throw new UserError('GLMM215', `\`by\` of dates is a number of days, or "day", "week", "month", "quarter" or "year", such as "2 weeks", but it is ${describeValue(by)}.`);
  const count = match[1] === undefined ? 1 : Number(match[1]);
  const unit = match[2]!;
  return unit === 'day' || unit === 'week' ? { size: count * (unit === 'week' ? 7 : 1), isMonths: false } : { size: count * (unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12), isMonths: true };
}
