import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCell } from '../../../engine/language/check.js';
import { firstProblem } from '../../../engine/language/services/first-problem.js';
import { cellsOfR } from '../../../engine/language/services/pasted-r.js';

const code = (text: string) => ({ kind: 'code', text });
const markdown = (text: string) => ({ kind: 'markdown', text });

describe('a script of R', () => {
  test('becomes a cell for each paragraph, its comments kept with what follows them', () => {
    expect(cellsOfR('# Data\n\nlibrary(lme4)\nd <- cbpp\n\n\n# Model\nm <- glmer(\n  y ~ x +\n\n  (1 | g), d)\n\n# end\n')).toEqual({
      form: 'script',
      cells: [code('# Data\n\nlibrary(lme4)\nd <- cbpp'), code('# Model\nm <- glmer(\n  y ~ x +\n\n  (1 | g), d)'), code('# end')],
    });
  });

  test('is divided by RStudio’s sections, by # %% and by #+; lines of #’ are prose', () => {
    expect(cellsOfR("#' # Title\n#'\n#' Text.\nx <- 1\n# Model ----\ny <- 2\n# %% three\nz <- 3\n#+ four, echo=FALSE\nz").cells).toEqual([
      markdown('# Title\n\nText.'), code('x <- 1'), markdown('## Model'), code('y <- 2'), code('z <- 3'), code('z'),
    ]);
  });

  test('keeps what is written inside a string', () => {
    expect(cellsOfR('x <- "a\n\nb"\ny <- 1').cells).toEqual([code('x <- "a\n\nb"\ny <- 1')]);
  });

  test('has printed vectors among its lines as comments', () => {
    expect(cellsOfR('x <- c(1, 2)\nx\n[1] 1 2\n## [1] 3').cells).toEqual([code('x <- c(1, 2)\nx\n#> [1] 1 2\n## [1] 3')]);
  });

  test('never loses a line that says something', () => {
    const line = fc.constantFrom('x <- 1', '', '  ', '# a', "#' words", '# S ----', 'f(a,', 'b)', '"open', '> x', '+ y', '[1] 2', '```{r}', '```', '1 +', '}');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), lines => {
        const { cells } = cellsOfR(lines.join('\n'));
        const kept = cells.map(({ text }) => text).join('\n');
        for (const word of ['x <- 1', '# a', 'words', 'f(a,', '1 +']) {
          const count = (text: string): number => text.split(word).length;
          expect(count(kept)).toBe(count(lines.join('\n')));
        }
      }),
      { numRuns: 500 },
    );
  });
});

// A session of R 4.2.2 as it is copied from a terminal.
const CONSOLE = `R is free software and comes with ABSOLUTELY NO WARRANTY.

> library(lme4)
Loading required package: Matrix
> m <- lmer(Reaction ~ Days +
+   (Days | Subject), sleepstudy)
> fixef(m)
(Intercept)        Days 
  251.40510    10.46729 
> 
> # the end
> 2 > 1
[1] TRUE`;

describe('a transcript of the console', () => {
  const { form, cells } = cellsOfR(CONSOLE);
  const text = cells.map(cell => cell.text).join('\n');

  test('loses its prompts, and what R printed becomes comments', () => {
    expect(form).toBe('transcript');
    expect(text).toContain('library(lme4)\n#> Loading required package: Matrix\nm <- lmer(Reaction ~ Days +\n  (Days | Subject), sleepstudy)\nfixef(m)\n#> (Intercept)        Days ');
    expect(text).toContain('# the end\n2 > 1\n#> [1] TRUE');
  });

  test('is then a program without a mistake', () => {
    const texts = cells.map(cell => cell.text);
    expect(texts.flatMap((_, cell) => checkCell({ cells: texts, cell, snapshot: { variables: [] } }))).toEqual([]);
    expect(firstProblem(cells)).toBeNull();
  });
});

describe('R Markdown', () => {
  const source = `---
title: "Herds: a study"
author: A. Writer
output: html_document
---

\`\`\`{r setup, include=FALSE}
knitr::opts_chunk$set(
  echo = TRUE)
library(lme4)
\`\`\`

Prose with \`code\`.

\`\`\`{r, eval=FALSE}
install.packages("lme4")
\`\`\`

1. A list

    \`\`\`{r}
    m <- glmer(y ~ x + (1 | g), d, binomial)
    \`\`\`

\`\`\`python
print(1)
\`\`\`
`;

  test('becomes prose and cells; chunks that are not run stay prose', () => {
    expect(cellsOfR(source)).toEqual({
      form: 'markdown',
      cells: [
        markdown('# Herds: a study\n\nA. Writer'),
        code('# knitr::opts_chunk$set(\n#   echo = TRUE)\nlibrary(lme4)'),
        markdown('Prose with `code`.\n\n```r\ninstall.packages("lme4")\n```\n\n1. A list'),
        code('m <- glmer(y ~ x + (1 | g), d, binomial)'),
        markdown('```python\nprint(1)\n```'),
      ],
    });
  });

  test('of Quarto, with Windows line ends and a chunk that is never closed, too', () => {
    expect(cellsOfR('# T\r\n\r\n```{r}\r\n#| label: fit\r\nx <- 1').cells).toEqual([markdown('# T'), code('#| label: fit\nx <- 1')]);
    expect(cellsOfR('---\n```{r}\nx\n```\n---').cells).toEqual([markdown('---'), code('x'), markdown('---')]);
    expect(cellsOfR('```{r}\n#| eval: false\nx\n```').cells).toEqual([markdown('```r\n#| eval: false\nx\n```')]);
  });
});

describe('the first thing that cells cannot do', () => {
  test('is named with its cell, its line and what works instead', () => {
    const { cells } = cellsOfR("#' Words.\nlibrary(lme4)\n\nm <- lmer(Reaction ~ Days + (1 | Subject), sleepstudy)\nggplot(sleepstudy)\n\nsetwd('x')");
    expect(firstProblem(cells)).toMatchObject({ cell: 2, line: 2, count: 2 });
    expect(firstProblem(cells)!.message).toMatch(/^ggplot\(\) .* plot\(m\)/);
  });
});
