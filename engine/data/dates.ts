/** Dates as days since 1 January 1970 in the Gregorian calendar, read and written in the forms of C's strftime. */

const DAY = 86_400_000;

export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] as const;
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

/** So many days before and after 1970 has the calendar that dates are worked out with. */
const FURTHEST = 100_000_000;

/** Such as 2024-03-01. */
export const isoDate = (days: number): string => (Math.abs(days) < FURTHEST ? formatDate(days, '%Y-%m-%d') : days > 0 ? 'Inf' : '-Inf');

export function calendarDate(days: number): CalendarDate {
  const date = new Date(Math.floor(days) * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Null where there is no such day, such as 30 February. */
export function daysOf({ year, month, day }: CalendarDate): number | null {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 0 && year <= 9999)) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 ? date.getTime() / DAY : null;
}

/** The same day of a later month; what is past the end of a month runs on into the next, as in R's `seq`. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = calendarDate(days);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1 + months, day);
  return date.getTime() / DAY;
}

/** A date in a form such as `%d %B %Y`; what is no place in the form stays as it is. */
export function formatDate(days: number, form: string): string {
  if (!(Math.abs(days) < FURTHEST)) return isoDate(days);
  const whole = Math.floor(days);
  const { year, month, day } = calendarDate(days);
  const weekday = (((whole + 4) % 7) + 7) % 7;
  const dayOfYear = whole - daysOf({ year, month: 1, day: 1 })! + 1;
  const two = (number: number): string => String(number).padStart(2, '0');
  const places: Readonly<Record<string, string>> = {
    Y: String(year).padStart(4, '0'),
    y: two(year % 100),
    m: two(month),
    d: two(day),
    e: String(day).padStart(2),
    B: MONTHS[month - 1]!,
    b: MONTHS[month - 1]!.slice(0, 3),
    h: MONTHS[month - 1]!.slice(0, 3),
    A: WEEKDAYS[weekday]!,
    a: WEEKDAYS[weekday]!.slice(0, 3),
    u: String(weekday === 0 ? 7 : weekday),
    w: String(weekday),
    j: String(dayOfYear).padStart(3, '0'),
    U: two(Math.floor((dayOfYear + 6 - weekday) / 7)),
    F: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
    D: `${two(month)}/${two(day)}/${two(year % 100)}`,
    '%': '%',
  };
  return form.replace(/%([A-Za-z%])/g, (place, letter: string) => places[letter] ?? place);
}

/** Days that a text in a form such as `%d/%m/%Y` stands for; what follows the form is read over. Null where it does not fit. */
export function parseDate(text: string, form: string): number | null {
  const found: { year: number | null; month: number | null; day: number | null } = { year: null, month: null, day: null };
  let rest = text.trimStart();
  const number = (most: number): number | null => {
    const match = new RegExp(`^\\d{1,${most}}`).exec(rest);
    if (!match) return null;
    rest = rest.slice(match[0].length);
    return Number(match[0]);
  };
  const expanded = form.replaceAll('%F', '%Y-%m-%d').replaceAll('%D', '%m/%d/%y');
  for (const [part] of expanded.matchAll(/%[A-Za-z%]|\s+|[^%\s]/g)) {
    if (/^\s/.test(part)) rest = rest.trimStart();
    else if (part === '%Y') found.year = number(4);
    else if (part === '%y') {
      const short = number(2);
      // R: 69 to 99 are 19xx, 00 to 68 are 20xx
      found.year = short === null ? null : short + (short >= 69 ? 1900 : 2000);
    } else if (part === '%m') found.month = number(2);
    else if (part === '%d' || part === '%e') {
      rest = rest.trimStart();
      found.day = number(2);
    } else if (part === '%B' || part === '%b' || part === '%h') {
      const index = MONTHS.findIndex(month => rest.toLowerCase().startsWith(month.slice(0, 3).toLowerCase()));
      if (index < 0) return null;
      const full = MONTHS[index]!.toLowerCase();
      rest = rest.slice(rest.toLowerCase().startsWith(full) ? full.length : 3);
      found.month = index + 1;
    } else if (part === '%A' || part === '%a') {
      const name = WEEKDAYS.find(weekday => rest.toLowerCase().startsWith(weekday.slice(0, 3).toLowerCase()));
      if (!name) return null;
      rest = rest.slice(rest.toLowerCase().startsWith(name.toLowerCase()) ? name.length : 3);
    } else if (rest.startsWith(part)) rest = rest.slice(1);
    else return null;
  }
  return found.year === null || found.month === null || found.day === null ? null : daysOf({ year: found.year, month: found.month, day: found.day });
}

/** A text in one of the forms that R tries by itself: 2024-03-01 or 2024/03/01. */
export const parseUsualDate = (text: string): number | null => parseDate(text, '%Y-%m-%d') ?? parseDate(text, '%Y/%m/%d');
