import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deparse } from '../../../engine/language/syntax/deparse.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import type { Expression } from '../../../engine/language/syntax/tree.js';

const nowhere = { from: 0, to: 0 };
const names = fc.oneof(fc.constantFrom('x', 'herd', 'a.b', '.x', 'été', 'T1', '...', '_'), fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !/[\0\uD800-\uDFFF]/.test(name)));
const plainNames = fc.constantFrom('x', 'herd', 'a.b', 'cbind');
const strings = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'));

const expressions: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression');
  const list = fc.array(
    fc.record({ ...fixed(nowhere), name: fc.option(plainNames, { nil: null }), nameRange: fc.constant(null), value: inner }),
    { maxLength: 3 },
  );
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'expression' },
      fc.double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true }).map((value): Expression => ({ kind: 'number', value: Number(value.toPrecision(15)), isInteger: false, ...nowhere })),
      fc.nat(2147483647).map((value): Expression => ({ kind: 'number', value, isInteger: true, ...nowhere })),
      strings.map((value): Expression => ({ kind: 'string', value, ...nowhere })),
      names.map((name): Expression => ({ kind: 'name', name, ...nowhere })),
      fc.constantFrom('TRUE', 'NA', 'NULL', 'Inf').map((name): Expression => ({ kind: 'constant', name: name as 'NA', ...nowhere })),
      fc.record({ kind: fc.constant('call' as const), callee: inner, arguments: list, argumentsRange: fc.constant(nowhere), isClosed: fc.constant(true), ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('index' as const), object: inner, isDouble: fc.boolean(), arguments: list, isClosed: fc.constant(true), ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('member' as const), operator: fc.constantFrom('$' as const, '@' as const), object: inner, name: names, nameRange: fc.constant(nowhere), ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('unary' as const), operator: fc.constantFrom('-' as const, '+' as const, '!' as const), operand: inner, ...fixed(nowhere) }),
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom('+', '-', '*', '/', '^', ':', '|>', '<', '==', '!=', '&', '||', '|', '%in%', '%%', '%/%'),
        operatorRange: fc.constant(nowhere), left: inner, right: inner, ...fixed(nowhere),
      }) as fc.Arbitrary<Expression>,
      fc.record({ kind: fc.constant('formula' as const), left: fc.option(inner, { nil: null }), right: inner, ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('assignment' as const), target: inner, value: inner, ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('parenthesised' as const), inner, ...fixed(nowhere) }),
      fc.record({ kind: fc.constant('block' as const), statements: fc.array(inner, { maxLength: 2 }), ...fixed(nowhere) }),
    ),
  };
}).expression;

function fixed<T extends object>(value: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fc.constant(entry)])) as { [K in keyof T]: fc.Arbitrary<T[K]> };
}

/** The shape alone: without offsets, and without brackets, which deparse adds where the tree needs them. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== 'object') return value;
  const node = value as Record<string, unknown>;
  if (node['kind'] === 'parenthesised') return shape(node['inner']);
  return Object.fromEntries(Object.entries(node).filter(([key]) => !['from', 'to', 'nameRange', 'argumentsRange', 'operatorRange', 'isClosed'].includes(key)).map(([key, entry]) => [key, shape(entry)]));
}

describe('deparse', () => {
  it('writes any tree so that it is read back as the same tree', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const text = deparse(expression);
        const { program, diagnostics } = parseProgram(text);
        expect(diagnostics).toEqual([]);
        expect(program.statements.map(shape)).toEqual([shape(expression)]);
        expect(deparse(program.statements[0]!)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseProgram', () => {
  it('reads any text without an exception, with offsets inside the text', () => {
    const fragments = fc.array(fc.constantFrom('(', ')', '[', '[[', ']', '{', '}', '"', "'", '`', 'r"(', ')"', '%', '%in%', '~', '|', ',', '\n', '=', '<-', 'if', 'else', 'function', 'x', '1', '$', '::', '\\', '#', ' ', '-', '“', '😀'), { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fragments, fc.string({ unit: 'binary' })), (source) => {
        const { program, diagnostics } = parseProgram(source);
        const check = (value: unknown): void => {
          if (Array.isArray(value)) value.forEach(check);
          else if (value !== null && typeof value === 'object') {
            const { from, to } = value as { from?: number; to?: number };
            if (from !== undefined && to !== undefined) expect(0 <= from && from <= to && to <= source.length).toBe(true);
            Object.values(value).forEach(check);
          }
        };
        check(program.statements);
        check(diagnostics);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('members in quotes', () => {
  it('reads x$"a b" as x$`a b`', () => {
    expect(parseProgram('x$"a b"').program.statements.map(shape)).toEqual(parseProgram('x$`a b`').program.statements.map(shape));
  });
});
