import { describe, expect, it } from 'vitest';
import { deparse } from '../../../engine/language/syntax/deparse.js';
import { parseProgram } from '../../../engine/language/syntax/parse.js';
import type { Argument, Expression } from '../../../engine/language/syntax/tree.js';
import corpus from '../../fixtures/syntax/expressions.json' with { type: 'json' };

/** A call as R holds it: the function, then its arguments. */
type Prefix = string | readonly (Prefix | { argument: string; value: Prefix })[];

describe('the parser, against R 4.2.2', () => {
  it.each(corpus.expressions.map(({ source, tree }) => [source, tree] as const))('reads %s as R does', (source, tree) => {
    const { program, diagnostics } = parseProgram(source);
    expect(diagnostics).toEqual([]);
    expect(program.statements.map(asInR)).toEqual([normalized(tree as Prefix)]);
  });
});

describe('deparse, against R 4.2.2', () => {
  // R's tree forgets what these were written as: |> is the call itself, = and -> in a statement keep or lose their sign.
  const comparable = corpus.expressions.filter(({ source, deparsed }) => !/\|>|=|:::|<<-|->>|^"f"|^x\$"|^`\+`|^base::/.test(source.replace(/[<>=!]=|\w+ = |"a b" = |`a b` = /g, '')) && !deparsed.includes('\n'));
  it.each(comparable.filter(({ source }) => !/^f\(\(|a = b/.test(source)).map(({ source, deparsed }) => [source, deparsed] as const))('writes %s as R does', (source, deparsed) => {
    expect(deparse(parseProgram(source).program.statements[0]!)).toBe(deparsed);
  });
  it('compares most of the corpus', () => expect(comparable.length).toBeGreaterThan(180));
});

const normalized = (tree: Prefix): Prefix => {
  if (typeof tree !== 'string') return tree.map((part) => (typeof part === 'object' && 'argument' in part ? { argument: part.argument, value: normalized(part.value) } : normalized(part)));
  return tree.startsWith('number:') ? `number:${Number(tree.slice(7))}` : /^name:[TF]$/.test(tree) ? tree.slice(5) : tree.replace(/^name:(<<-|=)$/, 'name:<-').replace('name::::', 'name:::');
};

function asInR(expression: Expression): Prefix {
  switch (expression.kind) {
    case 'number':
      return expression.isInteger ? `integer:${expression.value}` : `number:${expression.value}`;
    case 'string':
      return `string:${expression.value}`;
    case 'constant':
      return expression.name;
    case 'name':
      return `name:${expression.name}`;
    case 'call':
      return [expression.callee.kind === 'string' ? `name:${expression.callee.value}` : asInR(expression.callee), ...expression.arguments.map(argumentAsInR)];
    case 'index':
      return [expression.isDouble ? 'name:[[' : 'name:[', asInR(expression.object), ...(expression.arguments.length === 0 ? ['empty'] : expression.arguments.map(argumentAsInR))];
    case 'member':
      return [`name:${expression.operator}`, asInR(expression.object), `name:${expression.name}`];
    case 'namespace':
      return ['name:::', `name:${expression.package}`, expression.name === '+' ? 'string:+' : `name:${expression.name}`];
    case 'unary':
      return [`name:${expression.operator}`, asInR(expression.operand)];
    case 'binary': {
      if (expression.operator !== '|>') return [`name:${expression.operator}`, asInR(expression.left), asInR(expression.right)];
      const call = expression.right as Extract<Expression, { kind: 'call' }>;
      return [asInR(call.callee), asInR(expression.left), ...call.arguments.map(argumentAsInR)];
    }
    case 'formula':
      return ['name:~', ...(expression.left ? [asInR(expression.left)] : []), asInR(expression.right)];
    case 'assignment':
      return ['name:<-', asInR(expression.target), asInR(expression.value)];
    case 'parenthesised':
      return ['name:(', asInR(expression.inner)];
    case 'block':
      return ['name:{', ...expression.statements.map(asInR)];
    default:
      return `unexpected ${expression.kind}`;
  }
}

function argumentAsInR({ name, value }: Argument): Prefix | { argument: string; value: Prefix } {
  const inner = value ? asInR(value) : 'empty';
  return name === null ? inner : { argument: name, value: inner };
}
