import { describe, expect, it } from 'vitest';
import { semanticTokensOf } from '../../../engine/language/semantic-tokens.js';
import { notebookOf } from './notebook.js';

function tokens(...cells: string[]): string[] {
  const notebook = notebookOf(cells);
  return semanticTokensOf(notebook).map(({ from, to, type, isDefinition }) => `${cells.at(-1)!.slice(from, to)}: ${type}${isDefinition ? ', defined' : ''}`);
}

describe('the colours of names', () => {
  it('tell columns, grouping factors, functions, arguments, data frames and models from each other', () => {
    expect(tokens('data(cbpp)', 'm <- glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), data = cbpp, family = binomial)')).toEqual([
      'm: model, defined', 'glmer: function', 'cbind: function', 'incidence: column', 'size: column', 'incidence: column', 'period: column', 'herd: groupingFactor', 'data: parameter', 'cbpp: dataFrame', 'family: parameter', 'binomial: function',
    ]);
  });

  it('tell both variables of a nested grouping factor, and slopes from them', () => {
    expect(tokens('lmer(y ~ x + (x || a / b), data = d)')).toEqual(['lmer: function', 'y: column', 'x: column', 'x: column', 'a: groupingFactor', 'b: groupingFactor', 'data: parameter']);
  });

  it('do not take a logical or for the bar of a random term', () => {
    expect(tokens('d <- data.frame(a = 1, b = 2)', 'with(d, a | b)')).toEqual(['with: function', 'd: dataFrame', 'a: column', 'b: column']);
  });

  it('leave strings and other variables as they are', () => {
    expect(tokens('d <- data.frame(a = 1)\nk <- 2', 'd[["a"]] + k')).toEqual(['d: dataFrame', 'k: variable']);
  });

  it('come in the order of the text, without overlaps', () => {
    const cell = 'd <- within(data.frame(x = 1), { y <- x })\nd |> subset(y > x) |> head() -> e\ne[order(e$x), "y"]';
    const found = semanticTokensOf(notebookOf([cell]));
    found.slice(1).forEach((token, index) => expect(token.from).toBeGreaterThanOrEqual(found[index]!.to));
    expect(found.map(({ from, to }) => cell.slice(from, to))).toEqual(['d', 'within', 'data.frame', 'x', 'y', 'x', 'd', 'subset', 'y', 'x', 'head', 'e', 'e', 'order', 'e', 'x']);
  });
});
