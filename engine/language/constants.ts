/** Literal constants, and the variables that R always has. */
import { characterVector, doubleVector, logicalVector } from '../data/atomic.js';
import type { ConstantName } from './syntax/tree.js';
import type { Value } from './values.js';

export function constantValue(name: ConstantName): Value {
  switch (name) {
    case 'TRUE':
    case 'T':
      return logicalVector([true]);
    case 'FALSE':
    case 'F':
      return logicalVector([false]);
    case 'NA':
      return logicalVector([null]);
    case 'NA_integer_':
      return { type: 'integer', values: Float64Array.of(NaN) };
    case 'NA_real_':
      return { type: 'double', values: Float64Array.of(NaN) };
    case 'NA_character_':
      return characterVector([null]);
    case 'NULL':
      return { type: 'null' };
    case 'Inf':
      return doubleVector([Infinity]);
    case 'NaN':
      return { type: 'double', values: Float64Array.of(NaN), notANumber: Uint8Array.of(1) };
  }
}

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** The postal abbreviations of the fifty states of the USA in alphabetical order of their names, as R has them. */
const states = 'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY';

export const wellKnownVariables: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['pi', doubleVector([Math.PI])],
  ['.Machine', { type: 'list', names: ['double.eps', 'double.xmin', 'double.xmax', 'integer.max'], values: [doubleVector([Number.EPSILON]), doubleVector([2 ** -1022]), doubleVector([Number.MAX_VALUE]), { type: 'integer', values: Float64Array.of(2147483647) }] }],
  ['letters', characterVector(letters)],
  ['LETTERS', characterVector(letters.map(letter => letter.toUpperCase()))],
  ['month.name', characterVector(months)],
  ['state.abb', characterVector(states.split(' '))],
  ['month.abb', characterVector(months.map(month => month.slice(0, 3)))],
]);
