// Reading text. Types and names were checked against R 4.2.2's read.csv on the same text, unless a comment says otherwise.
import fc from 'fast-check';
import { gzipSync as deflateAsGzip } from 'node:zlib';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { csvOptions, distinctNames, readDelimited, syntacticName, type DelimitedOptions } from '../../../engine/data/readers/delimited.js';
import { gunzipSteps } from '../../../engine/data/readers/unpack.js';
import { labelsOf } from '../../../engine/data/coercion.js';
import { UserError } from '../../../engine/language/syntax/diagnostic.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, options: Partial<DelimitedOptions> = {}) => readDelimited(typeof text === 'string' ? bytesOf(text) : text, 'd.csv', { ...csvOptions, ...options });

function values(text: string | Uint8Array, column: string, options: Partial<DelimitedOptions> = {}): { type: string; values: (string | null)[] } {
  const found = read(text, options).columns.get(column);
  if (!found) throw new Error(`no column ${column}`);
  return { type: found.type, values: labelsOf(found) };
}

function mistake(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('types of columns', () => {
  test.each([
    ['whole numbers are integers', 'x\n1\n-2\n', 'integer', ['1', '-2']],
    ['a decimal point makes them doubles', 'x\n1\n2.5\n', 'double', ['1', '2.5']],
    ['numbers beyond 32 bits are doubles', 'x\n2147483648\n', 'double', ['2147483648']],
    ['exponents are doubles', 'x\n1e3\n', 'double', ['1000']],
    ['infinities and NaN are doubles', 'x\nInf\n-inf\nNaN\n', 'double', ['Inf', '-Inf', 'NaN']],
    ['TRUE, F and NA are logical', 'x\nTRUE\nF\nNA\n', 'logical', ['TRUE', 'FALSE', null]],
    ['a column of nothing but NA is logical', 'x\nNA\nNA\n', 'logical', [null, null]],
    ['anything else is text', 'x\n1\ntwo\n', 'character', ['1', 'two']],
    ['quoted numbers are numbers', 'x\n"1"\n"2"\n', 'integer', ['1', '2']],
    ['blanks before a number do not matter', 'x\n 1\n2\n', 'integer', ['1', '2']],
    ['a blank after a number makes a double', 'x\n 1 \n2\n', 'double', ['1', '2']],
    ['a blank field among numbers is missing', 'x,y\n1,a\n,b\n', 'integer', ['1', null]],
    ['hexadecimal numbers are doubles', 'x\n0x1F\n', 'double', ['31']],
    ['NA in quotes is missing too', 'x\ny\n"NA"\n', 'character', ['y', null]],
  ])('%s', (_, text, type, expected) => {
    expect(values(text, 'x')).toEqual({ type, values: expected });
  });

  test('numbers are read exactly as JavaScript reads them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), numbers => {
        const column = read(`x\n${numbers.map(String).join('\n')}\n`).columns.get('x');
        expect(column?.type === 'double' || column?.type === 'integer' ? Array.from(column.values, value => value + 0) : null).toEqual(numbers.map(value => value + 0));
      }),
    );
  });

  const columnOf = (lines: readonly string[], options: Partial<DelimitedOptions> = {}) => read(`x,y\n${lines.map(line => `${line},1`).join('\n')}\n`, options).columns.get('x')!;
  const digits = (most: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map(each => each.join(''));
  const decimal = fc.tuple(fc.constantFrom('', '-'), digits(20), digits(25), fc.oneof(fc.constant(''), fc.integer({ min: -40, max: 40 }).map(exponent => `e${exponent}`)))
    .map(([sign, whole, fraction, exponent]) => `${sign}${whole}.${fraction}${exponent}`);

  test('decimal numbers of any length are rounded as correctly as JavaScript rounds them', () => {
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 20, maxLength: 200 }), lines => {
        const column = columnOf(lines);
        expect(column.type === 'double' ? Array.from(column.values) : null).toEqual(lines.map(Number));
      }),
    );
  });

  test('numbers half-way between two doubles, and next to it, are rounded correctly', () => {
    // 2^53 + 1 lies between two doubles; 5e-324 and the largest double are the ends of what there is
    const lines = ['9007199254740993.0', '9007199254740993.00000000001', '9007199254740992.9999999999', '900719925474099.30', '0.1', '1.7976931348623157e308', '4.9e-324', '0.30000000000000004', '123456789012345678901234567890.5', '5e-22', '1e23', '8.5e22'];
    const column = columnOf(lines);
    expect(column.type === 'double' ? Array.from(column.values) : null).toEqual(lines.map(Number));
  });

  describe('when a field late in a long column does not fit the guess', () => {
    const long = 60_000;
    const numbersThen = (last: readonly string[]): string[] => [...Array.from({ length: long }, (_, i) => String(i % 7)), ...last];

    test('numbers before a text are read again as they were written', () => {
      const lines = ['007', ...numbersThen(['none', '3'])];
      expect(columnOf(lines)).toEqual({ type: 'character', values: lines });
    });

    test('integers before a fraction are doubles', () => {
      const column = columnOf(numbersThen(['0.5']));
      expect([column.type, column.type === 'double' && column.values.length, column.type === 'double' && column.values[long]]).toEqual(['double', long + 1, 0.5]);
    });

    test('missing values before a number are missing numbers', () => {
      const column = columnOf([...Array.from({ length: long }, () => 'NA'), '2.5', '']);
      expect(column.type).toBe('double');
      expect(column.type === 'double' ? [column.values[0], column.values[long - 1], column.values[long], column.values[long + 1]] : null).toEqual([NaN, NaN, 2.5, NaN]);
    });

    test('TRUE and F before a number make it all text', () => {
      const lines = [...Array.from({ length: long }, (_, i) => (i % 2 ? 'TRUE' : 'F')), '1', ...numbersThen([])];
      expect(columnOf(lines)).toEqual({ type: 'character', values: lines });
    });

    test('a class that was asked for names the line', () => {
      const error = mistake(() => columnOf(numbersThen(['none']), { classes: { byName: new Map([['x', 'numeric' as const]]) } }));
      expect(error.message).toContain(`line ${long + 2} `);
    });
  });

  test('a blank text is an empty text, and NA a missing one', () => {
    expect(values('a,b\nx,\n,NA\n', 'a').values).toEqual(['x', '']);
    expect(values('a,b\nx,p\ny,NA\n', 'b').values).toEqual(['p', null]);
  });

  test('classes can be asked for by column', () => {
    const options = { classes: { byName: new Map([['id', 'character' as const]]) } };
    expect(values('id,x\n007,1\n', 'id', options)).toEqual({ type: 'character', values: ['007'] });
    expect(values('id,x\n007,1\n', 'x', options).type).toBe('integer');
  });

  test('a class that does not fit is refused with line and text', () => {
    const error = mistake(() => read('x\n1\noops\n', { classes: { byName: new Map([['x', 'numeric' as const]]) } }));
    expect(error.message).toContain('line 3');
    expect(error.message).toContain('"oops"');
  });

  test('a class for a column that is not there names the nearest one', () => {
    expect(mistake(() => read('herd\n1\n', { classes: { byName: new Map([['hurd', 'character' as const]]) } })).message).toContain('Did you mean `herd`?');
  });

  test('other texts can stand for a missing value, also among numbers', () => {
    expect(values('x\n1\n-9\n.\n', 'x', { missing: ['.', '-9'] })).toEqual({ type: 'integer', values: ['1', null, null] });
  });
});

describe('quotes and lines', () => {
  test('quoted fields may hold separators, doubled quotes and line ends', () => {
    expect(values('a,b\n"x, ""y""\nz",1\n', 'a').values).toEqual(['x, "y"\nz']);
  });

  test('line ends of every kind, a byte order mark and a missing last line end are read alike', () => {
    const plain = read('a,b\n1,x\n2,y\n');
    for (const text of ['a,b\r\n1,x\r\n2,y\r\n', 'a,b\r1,x\r2,y\r', '\ufeffa,b\n1,x\n2,y', 'a,b\n\n1,x\n\n2,y\n\n']) expect(read(text)).toEqual(plain);
  });

  test('texts come back as they were written, whatever they hold', () => {
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), { minLength: 1 }), rows => {
        const text = `a,b\n${rows.map(([a, b]) => `${quote(a)},${quote(b)}`).join('\n')}\n`;
        const frame = read(text, { classes: { inOrder: ['character'] }, missing: [] });
        expect([...frame.columns.values()].map(labelsOf)).toEqual([rows.map(([a]) => a), rows.map(([, b]) => b)]);
      }),
    );
  });

  test('a first line with one field fewer than the others names the rows', () => {
    const frame = read('x\nr1,1\nr2,2\n');
    expect(frame.rowNames).toEqual(['r1', 'r2']);
    expect([...frame.columns.keys()]).toEqual(['x']);
  });

  test('decimal commas, tabs and blanks part fields when asked to', () => {
    expect(values('x;y\n1,5;2\n', 'x', { separator: ';', decimal: ',' })).toEqual({ type: 'double', values: ['1.5'] });
    expect(values('x\ty\n1\t2\n', 'y', { separator: '\t' }).values).toEqual(['2']);
    expect(values('x  y\n 1   2 \n', 'y', { separator: '' }).values).toEqual(['2']);
  });

  test('rows can be passed over and counted', () => {
    expect(values('note\nx\n1\n2\n3\n', 'x', { skip: 1, rowLimit: 2 }).values).toEqual(['1', '2']);
  });

  test('a header alone gives a frame without rows', () => {
    const frame = read('a,b\n');
    expect(frame.rowCount).toBe(0);
    expect([...frame.columns.keys()]).toEqual(['a', 'b']);
  });
});

describe('what cannot be read is refused with its place', () => {
  test.each([
    ['a short record', 'a,b\n1,2\n3\n', 'Line 3', '1 field, but 2 were expected'],
    ['a long record', 'a,b\n1,2\n3,4,5\n', 'Line 3', '3 fields, but 2 were expected'],
    ['a long record after a text with a line end', 'a,b\n"x\ny",2\n3,4,5\n', 'Line 4', '3 fields'],
    ['a quote that is never closed', 'a,b\n1,"x\n2,y\n', 'line 2', 'never closed'],
    ['text after a closing quote', 'a,b\n1,"x"y\n', 'line 2', 'after a closing quote'],
    ['a header with too many fields', ','.repeat(100_000), 'Line 1', 'more than 100000 fields'],
    ['a later record with too many fields', `a,b\n1,2\n${','.repeat(100_000)}`, 'Line 3', 'more than 100000 fields'],
    ['an empty file', '', 'd.csv', 'is empty'],
    ['a spreadsheet', 'PK\u0003\u0004rest', 'd.csv', 'is a zip archive, not a text file'],
    ['a field without end', `a\n${'x'.repeat(10_000_001)}`, 'Line 2', 'a field of more than 10 MB'],
    ['a quoted field without end', `a\n"${'x'.repeat(10_000_002)}"`, 'Line 2', 'a field of more than 10 MB'],
  ])('%s', (_, text, place, problem) => {
    const { message } = mistake(() => read(text));
    expect(message).toContain(place);
    expect(message).toContain(problem);
  });

  test('short records are padded when asked to', () => {
    expect(values('a,b\n1,2\n3\n', 'b', { isFilled: true }).values).toEqual(['2', null]);
  });

  test('bytes that are not UTF-8 are named by line and column', () => {
    const { message } = mistake(() => read(Uint8Array.of(...bytesOf('a,b\nx,y\nz,'), 0xe9, 10)));
    expect(message).toContain('line 3, column 3');
    expect(message).toContain('0xE9');
  });

  test('every text that is not UTF-8 by the platform’s decoder is refused, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), tail => {
        const bytes = Uint8Array.of(...bytesOf('a\nx'), ...tail.filter(byte => byte !== 34));
        let isValid = true;
        try {
          new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        } catch {
          isValid = false;
        }
        let code = '';
        try {
          read(bytes, { isFilled: true });
        } catch (error) {
          code = error instanceof UserError ? error.code : 'bug';
        }
        expect(code === 'GLMM284').toBe(!isValid);
      }),
    );
  });
});

describe('a text that begins like another format is read all the same', () => {
  test.each(['PAR1,PAR2\n1,2\n', 'ORCID,y\n1,2\n', 'ARROW1,y\n1,2\n', 'FEA1\n1\n', 'A\n2\n5\n', 'A\n3\n262146\n7\n', 'RDX2\n1\n', 'BZh9,y\n1,2\n', 'GIF8,y\n1,2\n', 'PK,y\n1,2\n', '[1,]\n5\n', 'html,y\n1,2\n', 'X\n\n1\n'])('%j', text => {
    expect(read(text, { checksNames: false, isFilled: true }).columns.size).toBeGreaterThan(0);
  });
});

describe('compressed and wide files', () => {
  test('gzip is recognised by its first bytes', () => {
    expect(values(gzipSync(bytesOf('x\n1\n')), 'x').values).toEqual(['1']);
  });

  test('a file that unpacks to too much is refused before it fills the memory', () => {
    const bomb = gzipSync(new Uint8Array(5_000_000));
    expect(bomb.length).toBeLessThan(20_000);
    expect(mistake(() => [...gunzipSteps(bomb, 'b.csv.gz', 1_000_000)]).message).toContain('1 MB');
  });

  test('a damaged gzip file says so', () => {
    const damaged = gzipSync(bytesOf('x\n1\n2\n3\n')).slice(0, 14);
    damaged[12] = 0xff;
    damaged[11] = 0xff;
    expect(mistake(() => read(damaged)).code).toMatch(/GLMM28[349]/);
  });

});

describe('encodings', () => {
  const text = 'name,x\nZürich,1\nGenève,2\n';
  const latin = Uint8Array.from(text, character => character.charCodeAt(0)); // ISO 8859-1 is the first 256 characters of Unicode
  const wide = (isLittle: boolean, mark: boolean): Uint8Array => {
    const bytes = new Uint8Array(2 * (text.length + Number(mark)));
    const view = new DataView(bytes.buffer);
    [...(mark ? `\ufeff${text}` : text)].forEach((character, index) => view.setUint16(2 * index, character.charCodeAt(0), isLittle));
    return bytes;
  };
  const names = ['Zürich', 'Genève'];

  test.each(['latin1', 'ISO-8859-1', 'iso8859-1', 'windows-1252', 'CP1252', 'latin9'])('%s as R names it', encoding => {
    expect(values(latin, 'name', { encoding }).values).toEqual(names);
  });

  test.each([
    ['little-endian with a byte order mark', wide(true, true), 'UTF-8'],
    ['big-endian with a byte order mark', wide(false, true), 'UTF-8'],
    ['little-endian without one, declared', wide(true, false), 'UTF-16LE'],
    ['big-endian without one, declared', wide(false, false), 'UTF-16BE'],
    ['little-endian without one, not declared', wide(true, false), 'UTF-8'],
    ['big-endian without one, not declared', wide(false, false), 'UTF-8'],
    ['a byte order mark against what was declared', wide(true, true), 'latin1'],
  ])('UTF-16, %s', (_, bytes, encoding) => {
    expect(values(bytes, 'name', { encoding }).values).toEqual(names);
  });

  // the code points of the code pages: 0x80 is the euro in windows-1252, 0xA4 in ISO 8859-15, and 0xF5 is ő in windows-1250
  test.each([
    ['windows-1252', 0x80, '€'],
    ['latin9', 0xa4, '€'],
    ['CP1250', 0xf5, 'ő'],
    ['cp1251', 0xc6, 'Ж'],
    ['macintosh', 0x8a, 'ä'],
  ])('%s has its own letters', (encoding, byte, letter) => {
    expect(values(Uint8Array.of(...bytesOf('x\n'), byte, 10), 'x', { encoding }).values).toEqual([letter]);
  });

  test('UTF-8 that is declared with its byte order mark is read without it', () => {
    expect([...read('\ufeffa,b\n1,x\n', { encoding: 'UTF-8-BOM' }).columns.keys()]).toEqual(['a', 'b']);
  });

  test('what is longer than a step of decoding is decoded as one text', () => {
    const many = Uint8Array.from({ length: 5_000_000 }, (_, index) => (index < 2 ? [120, 10][index]! : index % 5 === 4 ? 10 : 0xe9));
    const { columns, rowCount } = read(many, { encoding: 'latin1' });
    expect(rowCount).toBe(1_000_000);
    expect(new Set(labelsOf(columns.get('x')!).slice(1))).toEqual(new Set(['éééé']));
  });

  test('bytes that are not UTF-8 are refused with what to add to the call', () => {
    expect(mistake(() => read(latin)).advice[0]).toContain('fileEncoding = "latin1"');
  });

  test('an encoding that is not known is named', () => {
    const error = mistake(() => read(latin, { encoding: 'klingon' }));
    expect([error.code, error.message]).toEqual(['GLMM299', 'The encoding "klingon" is not known here.']);
  });
});

describe('files that are made to fill a memory', () => {
  test('a gzip file of lines that unpacks to far more than data do is refused while it unpacks', () => {
    const bomb = new Uint8Array(deflateAsGzip(Buffer.alloc(70_000_000, '1,2,3\n')));
    expect(bomb.length).toBeLessThan(500_000);
    expect(mistake(() => read(bomb)).message).toBe('"d.csv" unpacks to more than 200 times its size, so it was not read to its end.');
  });

  test('a text whose first line does not end is refused by its beginning', () => {
    expect(mistake(() => read(new Uint8Array(65_000_000).fill(120))).message).toBe('The first 64 MB of "d.csv" have no line end, so it is no table of text.');
  });
});

describe('names of columns', () => {
  // R: make.names(c("a b", "1x", "", "if", ".2a", "ä", "_x")) and make.unique(c("a", "a", "a.1", "a"))
  test('become syntactic as make.names has it', () => {
    expect(['a b', '1x', '', 'if', '.2a', 'ä', '_x'].map(syntacticName)).toEqual(['a.b', 'X1x', 'X', 'if.', 'X.2a', 'ä', 'X_x']);
  });

  test('become distinct as make.unique has it', () => {
    expect(distinctNames(['a', 'a', 'a.1', 'a'])).toEqual(['a', 'a.2', 'a.1', 'a.3']);
  });
});
