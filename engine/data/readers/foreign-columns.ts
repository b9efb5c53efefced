/** What the readers of Stata's and SPSS's files share: which rows and columns are wanted, dates, and the data frame that comes of it. */
import { UserError } from '../../language/syntax/diagnostic.js';
import { namesListed, nearestName, suggestion } from '../../language/syntax/nearest-name.js';
import type { Column, DataFrame } from '../vectors.js';
import { distinctNames } from './delimited.js';

export interface ForeignOptions {
  /** Overrides what the file says, or what its format implies. */
  readonly encoding: string | null;
  /** Rows to pass over. */
  readonly skip: number;
  /** Rows to read at most; negative for all. */
  readonly rowLimit: number;
  /** Names of the columns to read, in this order; null for all. */
  readonly columns: readonly string[] | null;
}

export const wholeFile: ForeignOptions = { encoding: null, skip: 0, rowLimit: -1, columns: null };

export interface ForeignFile {
  readonly frame: DataFrame;
  /** Sentences about what is another kind of value here. */
  readonly notes: readonly string[];
}

/** How a file counts dates and times: value / unitsPerDayOrSecond − origin are days, or seconds, since 1970-01-01. */
export interface Calendar {
  readonly kind: 'date' | 'time' | 'duration';
  readonly unitsPerDayOrSecond: number;
  readonly origin: number;
}

export interface ForeignColumn {
  readonly name: string;
  /** Empty for none. */
  readonly label: string;
  readonly column: Column;
  readonly calendar: Calendar | null;
}

/** 0-based positions of the wanted columns, and which rows. */
export function selectionOf(names: readonly string[], rowCount: number, fileName: string, options: ForeignOptions): { columns: readonly number[]; firstRow: number; rowCount: number } {
  const columns = options.columns?.map(name => {
    const position = names.indexOf(name);
    if (position >= 0) return position;
    throw new UserError('GLMM204', `"${fileName}" has no column \`${name}\`.${suggestion(nearestName(name, names))}`, { advice: [`Its columns are ${namesListed([...names])}.`] });
  });
  const firstRow = Math.min(options.skip, rowCount);
  const rest = rowCount - firstRow;
  return { columns: columns ?? names.map((_, index) => index), firstRow, rowCount: options.rowLimit < 0 ? rest : Math.min(options.rowLimit, rest) };
}

/** The data frame, with dates and lengths of time as such, times as numbers, and a note about those. */
export function assembled(columns: readonly ForeignColumn[], rowCount: number): ForeignFile {
  const names = distinctNames(columns.map(({ name }) => name));
  const filled = new Map<string, Column>();
  columns.forEach((each, index) => {
    const column = counted(each);
    filled.set(names[index]!, each.label === '' ? column : { ...column, label: each.label });
  });
  const times = names.filter((_, index) => columns[index]!.calendar?.kind === 'time' && columns[index]!.column.type === 'double');
  const notes = times.length === 0 ? [] : [`${namesListed(times)} ${times.length === 1 ? 'holds' : 'hold'} ${TIMES_IN_WORDS}.`];
  return { frame: { type: 'dataFrame', rowCount, columns: filled }, notes };
}

/** Points in time are plain numbers, as `as.numeric` of R has them. */
export const TIMES_IN_WORDS = 'times, as seconds since 1970-01-01 00:00 UTC';

const TIME_OF = { date: { time: 'date' }, time: {}, duration: { time: 'secs' } } as const;

function counted({ column, calendar }: ForeignColumn): Column {
  if (!calendar || column.type !== 'double') return column;
  return { ...column, values: column.values.map(value => value / calendar.unitsPerDayOrSecond - calendar.origin), ...TIME_OF[calendar.kind] };
}
