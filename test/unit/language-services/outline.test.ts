import { describe, expect, it } from 'vitest';
import { outlineOf, type OutlineEntry } from '../../../engine/language/outline.js';

const lines = (entries: readonly OutlineEntry[], indentation = ''): string[] =>
  entries.flatMap(({ kind, name, detail, children }) => [`${indentation}${kind} ${name}${detail ? ` (${detail})` : ''}`, ...lines(children, `${indentation}  `)]);

describe('the outline of a cell', () => {
  it('names what the cell makes: data, columns, models with their formulas', () => {
    const source = 'data(cbpp)\nd <- read.csv("d.csv")\nd$z <- scale(d$x)\nd[["w"]] <- 1\nm <- glmer(y ~ x + (1 | g), data = d, family = binomial)\nd |> subset(x > 1) -> small\nk = 2\nm';
    expect(lines(outlineOf(source))).toEqual(['data cbpp (data)', 'data d (read.csv)', 'column d$z (scale)', 'column d[["w"]]', 'model m (glmer: y ~ x + (1 | g))', 'data small (subset)', 'variable k']);
  });

  it('puts it under the headings that comments make', () => {
    expect(lines(outlineOf('a <- 1\n# Data ----\nb <- 2\n## Clean ----\nc <- 3\n# Models ====\nd <- 4\n# Empty ----'))).toEqual([
      'variable a', 'section Data', '  variable b', '  section Clean', '    variable c', 'section Models', '  variable d', 'section Empty',
    ]);
  });

  it('has ranges that lie in each other', () => {
    const source = '# Data ----\n  b <- f(\n 2)\n\n# End ----';
    const [section] = outlineOf(source);
    const text = ({ from, to }: { from: number; to: number }): string => source.slice(from, to);
    expect(text(section!.range)).toBe('# Data ----\n  b <- f(\n 2)');
    expect(section!.children.map(({ range, nameRange }) => [text(range), text(nameRange)])).toEqual([['b <- f(\n 2)', 'b']]);
  });

  it('goes on where a cell is half typed', () => {
    expect(lines(outlineOf('a <- 1\nb <- lmer(y ~ (1 |\nc <- 3'))).toContain('variable a');
  });
});
