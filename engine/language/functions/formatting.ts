/** Numbers as text of a given form: `format`, `formatC`, `sprintf`. */
import { characterVector, isAtomic, isColumn, shapeOf } from '../../data/atomic.js';
import { asCharacter, asDouble, labelsOf } from '../../data/coercion.js';
import { commonNumberFormat, formatNumber, formatOneNumber, toFixedHalfEven } from '../../data/number-format.js';
import { displayWidth, padEnd, padStart } from '../../data/print-layout.js';
import { lengthOf, type CharacterVector, type Column } from '../../data/vectors.js';
import { deparsed } from '../deparse-value.js';
import { describeValue } from '../describe-value.js';
import type { CallArguments, FunctionDescription, FunctionGroup } from '../registry.js';
import { UserError } from '../syntax/diagnostic.js';
import type { Value } from '../values.js';
import { formattedDates } from './dates.js';
import { asColumn, columnArgument, dots, logicalArgument, numberArgument, optional, required, requiredValue, textArgument } from './describe.js';

const group: FunctionGroup = 'shape';

export const formattingFunctions: readonly FunctionDescription[] = [
  {
    name: 'format',
    group,
    package: 'base',
    summary: 'Numbers as text of equal width.',
    help: 'Numbers share their decimals; `nsmall` asks for at least so many, `digits` for significant digits, `big.mark` for a mark between thousands.',
    example: 'format(c(1.5, 10, 100))\nformat(1234567.8, big.mark = ",", nsmall = 2)',
    parameters: [
      required('x', 'any', 'A vector, or a data frame.'),
      optional('format', 'any', '"%Y-%m-%d"', 'Of dates: their form, such as "%d %B %Y". Otherwise the same as `trim`.'),
      optional('digits', 'integer', '7', 'Significant digits.'),
      optional('nsmall', 'integer', '0', 'At least so many decimals.'),
      optional('width', 'integer', '0', 'At least so many characters.'),
      optional('justify', 'string', '"left"', 'On which side text stands.', { allowed: ['left', 'right', 'centre', 'none'] }),
      optional('big.mark', 'string', '""', 'What stands between thousands.'),
      optional('scientific', 'logical', 'NA', 'Whether numbers are written with an exponent; R chooses the shorter form.'),
      optional('trim', 'logical', 'FALSE', 'Whether numbers are written without blanks before them.'),
    ],
    call: given => {
      const x = requiredValue(given, 'x');
      if (x.type === 'list') return characterVector(x.values.map(each => (isColumn(each) ? Array.from(formatted(each, given).values as readonly string[], text => text.trim()).join(', ') : deparsed(each))), x.names ? { names: x.names } : {});
      if (x.type !== 'dataFrame') return formatted(columnArgument(given, 'x'), given);
      return { ...x, columns: new Map([...x.columns].map(([name, column]) => [name, formatted(column, given)])) };
    },
  },
  {
    name: 'formatC',
    group,
    package: 'base',
    summary: 'Numbers as text in the forms of C.',
    help: '`format = "f"` has `digits` decimals, `"e"` an exponent, `"g"` significant digits, `"d"` none; `flag = "0"` fills with zeros, `"-"` puts blanks behind.',
    example: 'formatC(3.14159, digits = 3, format = "f")\nformatC(7, width = 3, flag = "0")',
    parameters: [
      required('x', 'vector', 'Numbers or text.'),
      optional('width', 'integer', '0', 'At least so many characters; a negative width puts blanks behind.'),
      optional('digits', 'integer', 'NULL', 'Decimals, or significant digits with "g".'),
      optional('format', 'string', '"g"', 'The form; "d" for whole numbers, "s" for text.', { allowed: ['d', 'f', 'e', 'E', 'g', 'G', 's', 'fg'] }),
      optional('flag', 'string', '""', 'Any of "0", "-", "+" and " ".'),
      optional('big.mark', 'string', '""', 'What stands between thousands.'),
    ],
    call: formattedAsC,
  },
  {
    name: 'prettyNum',
    group,
    package: 'base',
    summary: 'Numbers as text, with a mark between thousands.',
    help: 'Each number by itself, as as.character writes it.',
    example: 'prettyNum(1234567, big.mark = ",")',
    parameters: [required('x', 'vector', 'Numbers or text.'), optional('big.mark', 'string', '""', 'What stands between thousands.')],
    call: given => characterVector(labelsOf(columnArgument(given, 'x')).map(text => withBigMark(text ?? 'NA', textArgument(given, 'big.mark', '')))),
  },
  {
    name: 'sprintf',
    group,
    package: 'base',
    summary: 'Puts values into a text.',
    help: '`%d` stands for a whole number, `%f` for a number with decimals (`%.2f` for two), `%e` for one with an exponent, `%g` for the shorter of both, `%s` for text, `%%` for a percent sign. Shorter vectors are recycled.',
    example: 'sprintf("%d herds, mean %.2f", nlevels(cbpp$herd), mean(cbpp$size))',
    parameters: [required('fmt', 'vector', 'The text with its places.'), dots('Values, in the order of the places.')],
    call: printedInto,
  },
];

function formatted(column: Column, given: CallArguments): CharacterVector {
  if (column.type === 'double' && column.time === 'date') return asCharacter(formattedDates(column, textArgument(given, 'format', '%Y-%m-%d')));
  const smallest = numberArgument(given, 'nsmall', 0);
  const least = widthArgument(given);
  const mark = textArgument(given, 'big.mark', '');
  const isTrimmed = given.get('trim') ? logicalArgument(given, 'trim', false) : given.get('format')?.type === 'logical' ? logicalArgument(given, 'format', false) : false;
  if (column.type !== 'double' && column.type !== 'integer') {
    const justify = textArgument(given, 'justify', 'left');
    const texts = labelsOf(column).map(label => label ?? 'NA');
    const width = isTrimmed && column.type === 'logical' ? 0 : texts.reduce((most, text) => Math.max(most, displayWidth(text)), least);
    return characterVector(texts.map(text => (column.type === 'logical' || justify === 'right' ? padStart(text, width) : justify === 'none' ? text : justify === 'centre' ? centred(text, width) : padEnd(text, width))), shapeOf(column));
  }
  const wanted = given.get('scientific');
  const isScientific = wanted && isAtomic(wanted) && wanted.type === 'logical' && wanted.values[0] !== -1 ? wanted.values[0] === 1 : null;
  const common = commonNumberFormat(column.values, numberArgument(given, 'digits', 7), isScientific);
  const decimals = column.type === 'integer' ? 0 : common.isScientific ? common.decimals : Math.max(common.decimals, smallest);
  const format = column.type === 'integer' && isScientific !== true ? { isScientific: false, decimals: 0 } : { ...common, decimals };
  const texts = Array.from(column.values, (value, index) => (Number.isNaN(value) && !column.notANumber?.[index] ? 'NA' : withBigMark(formatNumber(value, format), mark)));
  const width = isTrimmed ? 0 : texts.reduce((most, text) => Math.max(most, text.length), least);
  const { tableOf: _table, ...shape } = shapeOf(column);
  return characterVector(texts.map(text => text.padStart(width)), shape);
}

const WIDEST = 10_000;

function widthArgument(given: CallArguments): number {
  const width = Math.trunc(numberArgument(given, 'width', 0));
  if (Math.abs(width) <= WIDEST) return width;
  throw new UserError('GLMM215', `\`width\` is at most ${WIDEST} characters here, but it is ${width}.`);
}

/** For a width or precision that is written into a place of sprintf(). */
function requireWidth(place: string, width: number): void {
  if (width > WIDEST) throw new UserError('GLMM215', `The place ${place} of sprintf() is ${width} characters wide; at most ${WIDEST} are taken here.`);
}

function centred(text: string, width: number): string {
  const before = Math.floor((width - displayWidth(text)) / 2);
  return padEnd(' '.repeat(Math.max(0, before)) + text, width);
}

/** A mark between each three digits before the decimal point. */
function withBigMark(text: string, mark: string): string {
  return mark === '' ? text : text.replace(/^(\s*[-+]?)(\d+)/, (_, sign: string, digits: string) => sign + digits.replace(/\B(?=(\d{3})+$)/g, mark));
}

function formattedAsC(given: CallArguments): Value {
  const column = columnArgument(given, 'x');
  const width = widthArgument(given);
  const digitsGiven = given.get('digits');
  const digits = digitsGiven && digitsGiven.type !== 'null' ? numberArgument(given, 'digits', 0) : null;
  const isText = column.type === 'character' || column.type === 'factor';
  const form = textArgument(given, 'format', isText ? 's' : column.type === 'double' ? 'g' : 'd');
  const flag = textArgument(given, 'flag', '');
  const mark = textArgument(given, 'big.mark', '');
  const flags = { isLeft: flag.includes('-') || width < 0, isZeroFilled: flag.includes('0'), sign: flag.includes('+') ? '+' : flag.includes(' ') ? ' ' : '' };
  const names = shapeOf(column);
  if (isText) return characterVector(labelsOf(column).map(text => filled(text ?? 'NA', Math.abs(width), { ...flags, isZeroFilled: false })), names);
  const texts = Array.from(asDouble(column).values, value => {
    if (Number.isNaN(value)) return filled('NA', Math.abs(width), { ...flags, isZeroFilled: false });
    return filled(withBigMark(flags.sign && value >= 0 ? flags.sign + numberAs(value, form, digits) : numberAs(value, form, digits), mark), Math.abs(width), flags);
  });
  return characterVector(texts, names);
}

interface Fill {
  readonly isLeft: boolean;
  readonly isZeroFilled: boolean;
}

function filled(text: string, width: number, { isLeft, isZeroFilled }: Fill): string {
  if (isLeft) return padEnd(text, width);
  if (!isZeroFilled || !/\d/.test(text)) return padStart(text, width);
  const sign = /^[-+ ]/.test(text) ? text[0]! : '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

/** A number in one of the forms of C's printf; `digits` is null where none were asked for. */
export function numberAs(value: number, form: string, digits: number | null): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  switch (form) {
    case 'd':
    case 'i':
      return String(Math.round(value) + 0);
    case 'f':
      return fixed(value, digits ?? 6);
    case 'e':
    case 'E': {
      const text = formatNumber(value, { isScientific: true, decimals: digits ?? 6 });
      return form === 'E' ? text.toUpperCase() : text;
    }
    default: {
      const text = significant(value, Math.min(100, Math.max(1, digits ?? 6)), form === 'fg');
      return form === 'G' ? text.toUpperCase() : text;
    }
  }
}

const fixed = (value: number, decimals: number): string => toFixedHalfEven(value, Math.min(100, Math.max(0, decimals)));

/** C's %g: significant digits without trailing zeros, with an exponent where it is below −4 or not below the digits. */
function significant(value: number, digits: number, isAlwaysFixed: boolean): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  if (!isAlwaysFixed && (exponent < -4 || exponent >= digits)) {
    const [mantissa = ''] = value.toExponential(digits - 1).split('e');
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${withoutTrailingZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return withoutTrailingZeros(fixed(value, Math.max(0, digits - 1 - exponent)));
}

const withoutTrailingZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

const PLACE = /%(?:(\d+)\$)?([-+ 0#]*)(\*|\d+)?(?:\.(\d+))?([dixXofeEgGsaA%])/g;

function printedInto(given: CallArguments): Value {
  const formats = labelsOf(columnArgument(given, 'fmt'));
  const values = given.dots.map(({ value }) => asColumn(value));
  const length = values.some(column => lengthOf(column) === 0) ? 0 : values.reduce((most, column) => Math.max(most, lengthOf(column)), formats.length);
  return characterVector(Array.from({ length }, (_, index) => {
    const format = formats[index % formats.length];
    return format === null || format === undefined ? null : filledIn(format, values, index);
  }));
}

function filledIn(format: string, values: readonly Column[], index: number): string {
  let next = 0;
  return format.replace(PLACE, (place, position: string | undefined, flags: string, width: string | undefined, precision: string | undefined, form: string) => {
    if (form === '%') return '%';
    const wide = width === '*' ? widthFrom(values[next++], index, place) : Number(width ?? 0);
    requireWidth(place, wide);
    requireWidth(place, Number(precision ?? 0));
    const column = values[position === undefined ? next++ : Number(position) - 1];
    if (!column) throw new UserError('GLMM206', `sprintf() has no value for the place ${place}.`, { advice: ['Give one value for each place in the text.'] });
    const text = placed(column, index % lengthOf(column), form, precision === undefined ? null : Number(precision), place, flags);
    const isNumber = form !== 's' && /\d/.test(text);
    const sign = isNumber && !text.startsWith('-') ? (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') : '';
    return filled(sign + text, Math.abs(wide), { isLeft: flags.includes('-') || wide < 0, isZeroFilled: flags.includes('0') && isNumber });
  });
}

/** The width that `*` takes from the next value. */
function widthFrom(column: Column | undefined, index: number, place: string): number {
  const width = column && lengthOf(column) > 0 && column.type !== 'character' && column.type !== 'factor' ? asDouble(column).values[index % lengthOf(column)]! : NaN;
  if (Number.isInteger(width)) return width;
  throw new UserError('GLMM215', `The width of the place ${place} of sprintf() must be a whole number.`);
}

function placed(column: Column, index: number, form: string, precision: number | null, place: string, flags: string): string {
  if (form === 's') {
    const value = column.type === 'double' ? column.values[index]! : NaN;
    const text = column.type === 'double' && !Number.isNaN(value) ? formatOneNumber(value, 15) : (labelsOf(column)[index] ?? 'NA');
    return precision === null ? text : [...text].slice(0, precision).join('');
  }
  if (column.type === 'character' || column.type === 'factor') throw new UserError('GLMM215', `The place ${place} of sprintf() takes a number, but it is given ${describeValue(column)}.`, { advice: ['Use %s for text.'] });
  const value = asDouble(column).values[index]!;
  if (Number.isNaN(value)) return column.type === 'double' && column.notANumber?.[index] ? 'NaN' : 'NA';
  if ('dixXo'.includes(form)) {
    if (!Number.isInteger(value)) throw new UserError('GLMM215', `The place ${place} of sprintf() takes a whole number, but it is given ${formatOneNumber(value)}.`, { advice: ['Use %f, %g or %s.'] });
    const digits = form === 'x' ? (flags.includes('#') ? '0x' : '') + value.toString(16) : form === 'X' ? value.toString(16).toUpperCase() : form === 'o' ? value.toString(8) : String(value + 0);
    return precision === null ? digits : filled(digits, precision + (value < 0 ? 1 : 0), { isLeft: false, isZeroFilled: true });
  }
  return numberAs(value, form, form === 'g' || form === 'G' ? (precision ?? 6) : precision);
}
