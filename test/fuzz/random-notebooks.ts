/** Random notebook files: Markdown with code cells, every oddity that a file on a disk may have. */
import type { RandomNumbers } from './random-numbers.js';

const LINES = [
  '', '', ' ', '\t', '# Cattle', 'Some text.', 'Text with ``` inside', '    indented', '- item', '> quote', '| a | b |', '<!-- cell -->', '  <!-- cell -->', '<!-- \\cell -->', '<!-- cell --> ', '<!-- other -->', '---', 'title: x',
  'm <- lmer(y ~ x + (1 | g), data = d)', 'x <- c("a", \'b\')', 'été 😀', '\ufeff', '\0', '\u2028', '\u0085', '\u000b', '\\{glmm}', '```', '````', '~~~', '``` r', '```{r}', '~~~~{python}', '   ```', '    ```', '```{glmm', '```glmm', '<div>', '$$x$$', '\\`\\`\\`',
];
const INFOS = ['{glmm}', '{glmm, echo=FALSE}', '{glmm label}', '{glmm}  ', ' {glmm}', '\t{glmm fig.width=5}', '{glmm-x}', '{glmmx}', '\\{glmm}', '{GLMM}', '{glmm}trailing', '{glmm, "a```b"}'];
const BREAKS = ['\n', '\r\n', '\r'];

export function randomNotebook(random: RandomNumbers): string {
  const pick = <Item>(list: readonly Item[]): Item => list[random.below(list.length)]!;
  const usual = pick(BREAKS);
  const isMixed = random.uniform() < 0.3;
  const lineBreak = (): string => (isMixed ? pick(BREAKS) : usual);
  let text = random.uniform() < 0.1 ? '\ufeff' : '';
  for (let part = random.below(12); part > 0; part--) {
    const lines = Array.from({ length: random.below(5) }, () => pick(LINES));
    const fence = (random.uniform() < 0.8 ? '`' : '~').repeat(3 + random.below(3));
    const indent = ' '.repeat(random.uniform() < 0.8 ? 0 : random.below(5));
    const closing = random.uniform() < 0.9 ? [`${' '.repeat(random.uniform() < 0.9 ? 0 : random.below(5))}${random.uniform() < 0.9 ? fence : `${fence}\``}${random.uniform() < 0.9 ? '' : ' '}`] : [];
    const block = random.uniform() < 0.5 ? [`${indent}${fence}${pick(INFOS)}`, ...lines.map(line => indent + line), ...closing] : lines;
    for (const line of block) text += line + lineBreak();
  }
  return random.uniform() < 0.3 ? text.replace(/[\r\n]+$/, '') : text;
}
